"""The interface between `anybook` and the book that is built.

A book registers itself with `use`. Without one, texts are English, figures have no citation, and
there is no page of sources.
"""

from __future__ import annotations

import csv
import gettext
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from sphinx.builders import Builder

from anybook.styles import EMBED_STYLES, STYLES


class Citation(Protocol):
    """How a book is cited; templates may use more attributes."""

    @property
    def title(self) -> str: ...
    @property
    def abstract(self) -> str: ...
    @property
    def keywords(self) -> Sequence[str]: ...
    @property
    def year(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def authors(self) -> Sequence[Any]: ...
    def figure(self, name: str, number: str, title: str, page: str) -> Any:
        """Return how a figure is cited, by id, number, title and page."""


def plain_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a table as CSV in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue().encode()


@dataclass(frozen=True)
class Host:
    """A book: its name and package, its texts, and its link targets."""

    title: str = "Book"
    #: The licence of its figures, as a page of a figure says it; empty if it says none.
    licence: str = ""
    #: The package beside the pages, which also names the media types of outputs.
    package: str = "book"
    #: The language of the edition, such as `en`.
    language: Callable[[], str] = lambda: "en"
    #: The environment variable that tells kernels the language.
    language_variable: str = "LANGUAGE"
    #: The name of the package's catalogues in `book/locale`.
    domain: str = "book"
    catalogue: Callable[[], gettext.NullTranslations] = gettext.NullTranslations
    #: A whole number, a day and a list of names as text.
    digits: Callable[[int], str] = "{:,}".format
    day: Callable[[date], str] = date.isoformat
    names: Callable[[Iterable[str]], str] = ", ".join
    #: A table as the bytes of a CSV file, from the names of its columns and its rows.
    separated: Callable[[Iterable[str], Iterable[Iterable[Any]]], bytes] = plain_csv
    #: The citation of the book in a folder, with the site's address; None if there is none.
    citation: Callable[[Path, str], Citation | None] = lambda root, address: None
    #: The name of the page on which readers work with the data by controls; empty without one.
    workbench: str = ""
    #: The styles of its pages, in the order in which they are joined.
    styles: Sequence[Path] = STYLES
    #: Those of a figure's own page.
    embed_styles: Sequence[Path] = EMBED_STYLES
    #: The address of a source's row, relative to the page being written; empty without one.
    source_row: Callable[[Builder, str], str] = lambda builder, source_id: ""
    #: The address that reports an error in what has an id, as of a day; empty without one.
    report: Callable[[Builder, str, str], str] = lambda builder, name, day: ""


_HOSTS = [Host()]


def use(book: Host) -> None:
    """Register the book that is built."""
    _HOSTS[0] = book


def host() -> Host:
    """Return the book that is built."""
    return _HOSTS[0]


def say(text: str, /, **values: object) -> str:
    """Return a text (a literal) in the edition's language, with placeholders filled."""
    found = host().catalogue().gettext(text) if text else text
    return found.format(**values) if values else found


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the plural form of a text for a number, with placeholders filled; also literals."""
    return host().catalogue().ngettext(one, many, number).format(**values)

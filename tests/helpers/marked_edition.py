"""An invented edition with every extracted text between two signs.

Only the words of a text are marked, not the values of its placeholders. A word without marks on a
page has bypassed the catalogue.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import Formatter
from unittest import mock

import pseudo_language
from afterllama.loading.comparison import COMPARISON
from afterllama.tables.schema import describe
from afterllama.words import language
from afterllama_sphinx.languages.catalogues import catalogue
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from chapter_runs import ROOT
from pseudo_language import CLOSE, OPEN

#: Has one form for one, and one for any other number, as the extracted texts have.
LANGUAGE = "en_GB"
#: Columns that hold names: they are the same in every language.
NAMES = {
    "people": ["name"],
    "papers": ["short_title"],
    "sources": ["publisher", "title", "url"],
    "benchmarks": ["benchmark"],
    "training": ["accelerator"],
    "commits": ["repository"],
    "paragraphs": ["paragraph"],
    "claims": ["claim_id", "check"],
}
#: Markup, and places that plotly fills.
TAG = re.compile(r"<[^>]*>|%\{[^}]*\}")
LETTER = re.compile(r"[^\W\d_]")


def marked(text: str) -> str:
    """A text with its words between the signs, and its places as they are."""
    parts = []
    for words, place, form, conversion in Formatter().parse(text):
        assert not form and not conversion, text
        parts.append(f"{OPEN}{words}{CLOSE}" if words else "")
        parts.append("" if place is None else f"{{{place}}}")
    return "".join(parts)


@cache
def edition(root: Path = ROOT) -> Catalog:
    """The catalogue of the edition."""
    found = Catalog(LANGUAGE, domain=language.DOMAIN)
    for message in catalogue(root):
        if message.id:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            signs = tuple(marked(str(text)) for text in texts)
            found.add(message.id, signs if len(signs) > 1 else signs[0])
    return found


@contextmanager
def spoken(folder: Path, words: Catalog) -> Iterator[None]:
    """Speak the language of a catalogue, which is written to a folder, while something is made."""
    path = folder / str(words.locale) / "LC_MESSAGES" / f"{language.DOMAIN}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, words)
    language._catalogue.cache_clear()
    environment = {language.VARIABLE: str(words.locale)}
    with mock.patch.object(language, "LOCALES", folder), mock.patch.dict("os.environ", environment):
        yield
    language._catalogue.cache_clear()


def names(data: Path) -> re.Pattern[str]:
    """What finds the names of a folder of data, the longest first, and people's last names.

    The papers that are compared with the book's own are part of it.
    """
    package = describe(data)
    found = {licence["title"] for licence in package.document["licenses"]}
    found |= {one["paper"] for one in package.chapters["comparison"]["thin"]}
    for table, columns in NAMES.items():
        path = package.tables[table].path
        for file in filter(Path.is_file, (data / path, data / COMPARISON / path)):
            for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines(keepends=True)):
                cells = [row[column] for column in columns if row[column]]
                found.update(cells)
                if table == "people":
                    found.update(cell.split()[-1] for cell in cells)
    longest = sorted(found, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest))


def outside(text: str) -> str:
    """What of a text stands outside of the signs; what is cut off was inside."""
    return " ".join(pseudo_language.outside(html.unescape(TAG.sub(" ", text))).split())


def escaped(text: str, known: re.Pattern[str]) -> str:
    """The words of a text that are in no catalogue and no name; "" where there are none."""
    left = outside(text)
    if LETTER.search(left):
        left = known.sub(" ", left)
    return left if LETTER.search(left) else ""

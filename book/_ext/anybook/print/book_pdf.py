"""Prints the whole book as one PDF, and each further edition as another (`make pdf`).

The built pages, in the order of the table of contents, become one document that the Chromium for
pictures prints, so that text, figures and links are as on the site. It is printed twice, because
page numbers for the contents are known only after the first time.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from anybook.building import build_lock
from anybook.building.page_files import joined_style
from anybook.building.site_builder import FOLDER
from anybook.building.table_of_contents import docnames
from anybook.editions.editions import Edition, placed
from anybook.figures import chromium
from anybook.figures.figures import TEMPLATES
from anybook.host import Citation, host, say
from anybook.print.printed_pages import Chapter, chapter

ROOT = Path(__file__).parents[4]
SITE = Path("_build/html")
#: The first edition; the others have their language before the suffix.
PDF = Path("_build/after-llama.pdf")
PALETTE = Path("book/_static/palette.css")
#: Seconds that a browser may take to print the book once.
PATIENCE = 240


class PrintError(Exception):
    """Why the book cannot be printed, in one line."""


@dataclass(frozen=True)
class Imprint:
    """The title page's content in the edition's language; `work` is the citation."""

    whole: str
    title: str
    subtitle: str
    abstract: str
    day: date
    work: Citation

    @property
    def authors(self) -> str:
        """The authors as a list of names."""
        return host().names(author.name for author in self.work.authors)


def settings(root: Path) -> dict[str, Any]:
    """Return the settings of the book."""
    whole = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = whole["sphinx"]["config"]
    return found


def editions(root: Path) -> list[Edition]:
    """Return the editions of the book, the first one first."""
    found = settings(root)
    return placed(found.get("language", "en"), found.get("anybook_editions", []))


def file_of(root: Path, edition: Edition) -> Path:
    """Return the path of an edition's PDF."""
    return root / (PDF.with_suffix(f".{edition.language}.pdf") if edition.folder else PDF)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak a language while an edition is printed."""
    variable = host().language_variable
    before = os.environ.get(variable)
    os.environ[variable] = language
    try:
        yield
    finally:
        del os.environ[variable]
        if before is not None:
            os.environ[variable] = before


def imprint(root: Path, edition: Edition) -> Imprint:
    """Return the title page's content, from CITATION.cff and the record date.

    Raises
    ------
    PrintError
        If CITATION.cff is missing.
    """
    address = settings(root)["html_baseurl"]
    if address and edition.folder:
        address = f"{address.rstrip('/')}/{edition.folder}"
    work = host().citation(root, address)
    if not work:
        raise PrintError("CITATION.cff is missing: the title page needs it.")
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    whole = say(work.title)
    title, _, subtitle = whole.partition(": ")
    day = date.fromisoformat(package["record_date"])
    subtitle = subtitle[:1].upper() + subtitle[1:]
    # French has a space before the colon.
    return Imprint(whole, title.strip(), subtitle, say(work.abstract), day, work)


def pages(root: Path) -> Iterator[str]:
    """Return the pages of the book in the order of its table of contents, without their folder."""
    return (docname.removeprefix(FOLDER) for docname in docnames(root))


def document(chapters: list[Chapter], told: Imprint, root: Path, numbers: dict[str, int]) -> str:
    """Return the whole book as HTML; ``numbers`` has the page of each anchor, if known."""
    own = Path(__file__)
    pages_style = joined_style([root / PALETTE, *host().styles])
    context = {
        "language": host().language(),
        "imprint": told,
        "work": told.work,
        "day": host().day(told.day),
        "styles": [for_paper(pages_style), own.with_suffix(".css").read_text(encoding="utf-8")],
        "chapters": chapters,
        "numbers": numbers,
        "script": own.with_suffix(".js").read_text(encoding="utf-8"),
        "css": css_string,
    }
    return TEMPLATES.get_template("anybook/print/book_pdf.html").render(context)


def for_paper(style: str) -> str:
    """Return a style whose print rules always apply, because a script measures first."""
    never = "@media (width < 0)"
    for kind, held in (
        ("@media (max-width", f"{never} and (max-width"),
        ("@media screen", never),
        ("@media print", "@media all"),
    ):
        style = style.replace(kind, held)
    return style


def css_string(text: str) -> str:
    """Return a text as a CSS string that is safe inside a style element."""
    return '"' + re.sub(r'["\\<\n]', lambda found: f"\\{ord(found[0]):06x}", text) + '"'


def check_links(html: str) -> None:
    """Raise PrintError unless each internal link has exactly one target."""
    soup = BeautifulSoup(html, "html.parser")
    found = Counter(str(element["id"]) for element in soup.select("[id]"))
    twice = [name for name, times in found.items() if times > 1]
    if twice:
        raise PrintError(f"Anchors are used twice: {', '.join(sorted(twice))}.")
    wanted = {str(link["href"]).removeprefix("#") for link in soup.select('a[href^="#"]')}
    missing = wanted - set(found)
    if missing:
        raise PrintError(f"Links have no target: {', '.join(sorted(missing))}.")


def printed(html: str, browser: str, folder: Path) -> Path:
    """Print a document into ``folder`` and return the PDF.

    Raises
    ------
    PrintError
        If the browser fails, or takes too long.
    """
    source, target = folder / "book.html", folder / "book.pdf"
    source.write_text(html, encoding="utf-8")
    target.unlink(missing_ok=True)
    flags = ("--no-pdf-header-footer", "--generate-pdf-document-outline")
    try:
        chromium.run(browser, source, f"--print-to-pdf={target}", *flags, patience=PATIENCE)
    except (subprocess.SubprocessError, OSError) as error:
        raise PrintError(f"Chromium did not print ({str(error).splitlines()[0]}).") from error
    if not target.is_file():
        raise PrintError(f"Chromium printed nothing: {browser} may not see {folder.parent}.")
    return target


def numbers_of(pdf: Path) -> dict[str, int]:
    """Return the page number, from 1, of each linked anchor of a PDF."""
    reader = PdfReader(pdf)
    return {
        name.removeprefix("/"): (reader.get_destination_page_number(destination) or 0) + 1
        for name, destination in reader.named_destinations.items()
    }


def finish(pdf: Path, chapters: list[Chapter], told: Imprint, target: Path) -> None:
    """Write the PDF with its metadata; the same book gives the same bytes."""
    writer = PdfWriter(clone_from=pdf)
    writer.pdf_header = PdfReader(pdf).pdf_header
    moment = f"D:{told.day:%Y%m%d}000000Z"
    writer.metadata = {
        "/Title": told.whole,
        "/Author": told.authors,
        "/Subject": told.abstract,
        "/Keywords": ", ".join(told.work.keywords),
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.root_object[NameObject("/ViewerPreferences")] = shown
    name_chapters(writer, chapters)
    writer.write(target)


def name_chapters(writer: PdfWriter, chapters: list[Chapter]) -> None:
    """Write the chapters' titles into the outline, as Chromium doubles those that begin a page."""
    item: Any = writer.root_object["/Outlines"]
    for place, chapter_ in enumerate(chapters):
        item = item.get("/Next" if place else "/First")
        if item is None:
            raise PrintError("Chromium left chapters out of the outline.")
        item = item.get_object()
        item[NameObject("/Title")] = TextStringObject(chapter_.title.words)


def make(root: Path) -> list[Path]:
    """Print the editions of the book built under ``root``, and return the paths of the PDFs.

    Raises
    ------
    PrintError
        With one line; an earlier PDF stays.
    """
    browser = chromium.system_chromium()
    if not browser:
        raise PrintError("Chromium prints the book: install it (on Debian `chromium`).")
    with build_lock.held((root / PDF).parent):
        done = []
        for edition in editions(root):
            with spoken(edition.language):
                done.append(printed_with(browser, root, edition))
    return done


def printed_with(browser: str, root: Path, edition: Edition) -> Path:
    """Print an edition with a browser, in its language; see `make`."""
    told, final = imprint(root, edition), file_of(root, edition)
    try:
        chapters = [chapter(root / SITE / edition.folder, name) for name in pages(root)]
    except (ValueError, OSError) as error:
        raise PrintError(f"{error}.") from error
    with chromium.room(final.parent, "print") as folder:
        html = document(chapters, told, root, {})
        check_links(html)
        numbers = numbers_of(printed(html, browser, folder))
        pdf = printed(document(chapters, told, root, numbers), browser, folder)
        if numbers_of(pdf) != numbers:
            raise PrintError("Adding page numbers to the contents moved the pages.")
        staged = final.with_suffix(".pdf.part")
        finish(pdf, chapters, told, staged)
        staged.replace(final)
    return final


def main() -> None:
    """Print the book and say where each PDF is, or why there is none."""
    try:
        for path in make(ROOT):
            print(f"The printed book is at {path}")
    except PrintError as error:
        sys.exit(f"{error} The last PDF, if there is one, stays.")

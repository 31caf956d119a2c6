"""The feature `print`: after each build, the pages of any book as one PDF, with its contents.

Chromium prints each page as its theme lays it out for paper, figures as their pictures.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from anybook.building.failures import remark
from anybook.figures import chromium

LOGGER = logging.getLogger(__name__)
NAME = "book.pdf"
#: Seconds that a browser may take for one page.
PATIENCE = 120
FLAGS = ("--no-pdf-header-footer", "--virtual-time-budget=20000")


def print_book(app: Sphinx, error: Exception | None) -> None:
    """Print a book that was built (handles ``build-finished``); say why if it cannot be."""
    if error is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    browser = chromium.system_chromium()
    if not browser:
        remark("No Chromium: the book is not printed.")
        return
    target = Path(app.doctreedir).parent / NAME
    try:
        joined(app, app.builder, browser).write(target)
        remark(f"The printed book is at {target}")
    except (subprocess.SubprocessError, OSError) as fault:
        LOGGER.warning("Chromium did not print the book (%s).", str(fault).splitlines()[0])


def joined(app: Sphinx, builder: StandaloneHTMLBuilder, browser: str) -> PdfWriter:
    """Return all pages as one document with an outline."""
    writer = PdfWriter()
    items: dict[str | None, Any] = {}
    with chromium.room(Path(app.doctreedir).parent, "pages") as folder:
        for docname, (parent, *_) in app.env.collect_relations().items():
            page = Path(builder.get_outfilename(docname))
            if not page.is_file():
                continue
            start = len(writer.pages)
            for sheet in PdfReader(printed(page, browser, folder)).pages:
                writer.add_page(sheet)
            title = app.env.titles[docname].astext()
            above = items.get(parent)
            items[docname] = writer.add_outline_item(title=title, page_number=start, parent=above)
    writer.add_metadata({"/Title": str(app.config.html_title), "/Author": str(app.config.author)})
    return writer


def printed(page: Path, browser: str, folder: Path) -> Path:
    """Print one page into ``folder``, and return its PDF."""
    with tempfile.TemporaryDirectory(dir=folder) as profile:
        target = Path(profile).with_suffix(".pdf")
        flags = (*FLAGS, f"--print-to-pdf={target}")
        chromium.run(browser, page.resolve(), *flags, patience=PATIENCE, folder=Path(profile))
    return target


def setup(app: Sphinx) -> None:
    """Register the print of each build, before a staged one is moved."""
    app.connect("build-finished", print_book, priority=950)

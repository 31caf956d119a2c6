"""Copies of a book's pages in another language, to be run: notebooks, and the texts beside them.

Their prose comes from the catalogues that Sphinx has for the pages, and from one of what only
notebooks show; what these lack stays as it is. The first cell of code tells the book's package the
language. The copies lie in a folder beside that of the pages, so that links out of it work in both.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from anybook.host import host

#: The catalogue of what only notebooks show.
ALONE = "notebooks"
#: As Sphinx reads the pages, or their texts would not be those of the catalogues.
MARKDOWN = create_md_parser(
    MdParserConfig(enable_extensions={"colon_fence", "deflist"}), RendererHTML
)
TOLD = 'import os, sys; os.environ["{}"] = "{}"; sys.path.insert(0, "../book")\n'


def folder(root: Path, language: str) -> Path:
    """Return the folder of a language's catalogues."""
    return root / "book" / "locale" / language / "LC_MESSAGES"


def translated(markdown: str, said: Callable[[str], str]) -> str:
    """Return Markdown whose paragraphs, headings, items and cells are as ``said`` has them."""
    lines = markdown.split("\n")
    made, done = "", 0
    for token in MARKDOWN.parse(markdown):
        pieces = {"inline": [token.content], "colon_fence": token.content.splitlines()}
        for piece in pieces.get(token.type, []):
            # Lines of an item are indented in the source.
            words = r"\n[ \t>]*".join(re.escape(line.strip()) for line in piece.split("\n"))
            start = sum(len(line) + 1 for line in lines[: token.map[0] if token.map else 0])
            found = re.compile(words).search(markdown, max(done, start))
            text = piece.replace("\n", " ").strip()
            if found and text and (told := said(text)) != text:
                made += markdown[done : found.start()] + told
                done = found.end()
    return made + markdown[done:]


def texts(markdown: str) -> list[str]:
    """Return what `translated` looks up."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    translated(markdown, keep)
    return found


def notebook(page: Mapping[str, Any], said: Callable[[str], str], language: str) -> dict[str, Any]:
    """Return a copy of a notebook with its prose and its figures in a language."""
    made = copy.deepcopy(dict(page))
    first = TOLD.format(host().language_variable, language)
    for cell in made["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            source = translated(source, said)
        elif cell["cell_type"] == "code":
            source, first = first + source, ""
        cell["source"] = source.splitlines(keepends=True)
    return made


def read(catalogue: Path) -> dict[str, str]:
    """Return the translations of a catalogue that are valid; none if there is no catalogue."""
    if not catalogue.is_file():
        return {}
    with catalogue.open("rb") as file:
        return {
            str(m.id): str(m.string) for m in read_po(file) if m.id and m.string and not m.fuzzy
        }


def copies(root: Path, language: str, pages: Iterable[Path]) -> dict[str, bytes]:
    """Return copies of pages of the book at ``root`` in a language, by their paths from there."""
    made = {}
    shared = read(folder(root, language) / f"{ALONE}.po")
    for page in pages:
        catalogue = folder(root, language) / page.relative_to(root).with_suffix(".po")
        held = {**shared, **read(catalogue)}

        def said(text: str, held: Mapping[str, str] = held) -> str:
            return held.get(text, text)

        text = page.read_text(encoding="utf-8")
        if page.suffix == ".ipynb":
            document = notebook(json.loads(text), said, language)
            text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        else:
            text = translated(text, said)
        made[f"{language}/{page.name}"] = text.encode()
    return made


def compiled(root: Path, language: str) -> dict[str, bytes]:
    """Return the package's catalogue as Python reads it, by its path; empty if there is none.

    It does not tell when it was compiled.
    """
    path = folder(root, language) / f"{host().domain}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        held = read_po(file, locale=language)
    held.creation_date = datetime.fromtimestamp(0, UTC)
    made = BytesIO()
    write_mo(made, held)
    return {path.with_suffix(".mo").relative_to(root).as_posix(): made.getvalue()}

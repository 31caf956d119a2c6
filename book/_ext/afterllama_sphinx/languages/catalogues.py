"""Collects every text that a reader sees in code, templates and data, for translators.

`python -m afterllama_sphinx.languages.catalogues` writes them into `_build/gettext`.
`afterllama.pot` has the texts marked with `afterllama.words.language` in modules and notebooks,
those of templates, settings, the table of contents and CITATION.cff, and the data columns whose
description says `translate`. Scripts have no texts of their own: templates pass them. Each page's
prose has its own file. The same sources give the same bytes.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
from collections.abc import Iterator
from functools import reduce
from io import BytesIO
from operator import getitem
from pathlib import Path

import yaml
from afterllama.loading.comparison import COMPARISON
from afterllama.shown import corrections
from afterllama.shown.citations import book_citation
from afterllama.tables.schema import Table, describe
from afterllama.words.language import DOMAIN
from anybook.building import table_of_contents as contents
from anybook.building.table_of_contents import chapters
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from sphinx_external_toc.parsing import parse_toc_yaml

from afterllama_sphinx.languages.prose_catalogues import paragraphs
from afterllama_sphinx.languages.translation import SETTINGS

ROOT = Path(__file__).resolve().parents[4]
OUT = "_build/gettext"
#: The functions of `afterllama.words.language`, and their arguments that are texts.
KEYWORDS = {"say": None, "count": (1, 2), "noted": None}
#: The functions that templates call, as Jinja's `trans` does.
IN_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2), "forms": (1, 2)}
#: Comments with this prefix are for translators, about the next text.
COMMENTS = ["Translators:"]
#: Jinja's options, as in `anybook`: no blank lines from blocks, no line breaks in texts.
TEMPLATES = {"trim_blocks": "true", "lstrip_blocks": "true", "trimmed": "true", "silent": "false"}
#: Paths with texts, from the root, and their extractors.
SOURCES = (
    ("book/afterllama/**/*.py", "python"),
    ("book/_ext/**/*.py", "python"),
    ("book/*.ipynb", "notebook"),
    ("book/_ext/**/*.html", "jinja2"),
    ("book/_ext/**/*.xml", "jinja2"),
)

#: The title of a folded box, which Sphinx does not look up with a page's prose.
BOX = re.compile(r"^:::\{admonition\} (.+)\n:class: dropdown$", re.MULTILINE)

#: A text or a pair of singular and plural, its line, comments for translators.
Found = tuple[str | tuple[str, ...], int, list[str]]


def catalogue(root: Path) -> Catalog:
    """All texts of the book at ``root``, by file and line; in a notebook, by cell."""
    texts = Catalog(project="After LLaMA", charset="utf-8")
    pages = set(chapters(root))
    for pattern, kind in SOURCES:
        for path in sorted(root.glob(pattern)):
            if kind == "notebook" and path not in pages:
                continue
            where = path.relative_to(root).as_posix()
            for text, line, comments in found(path, kind):
                texts.add(text, locations=[(where, line)], auto_comments=comments)
    for text in in_settings(root / "_config.yml"):
        texts.add(text, locations=[("_config.yml", 1)])
    for text in in_contents(root / contents.NAME):
        texts.add(text, locations=[(contents.NAME, 1)])
    work = book_citation.read(root, "")
    for text in (work.title, work.abstract) if work else ():
        texts.add(text, locations=[(book_citation.NAME, 1)])
    for text, line in in_corrections(root / corrections.NAME):
        texts.add(text, locations=[(corrections.NAME, line)])
    for text, where, line, comment in in_data(root / "data"):
        texts.add(text, locations=[(where, line)], auto_comments=[comment])
    for message in texts:
        # Templates fill placeholders with `%`; elsewhere a percent sign is only that.
        if "%(" not in "".join(message.id):
            message.flags.discard("python-format")
    return texts


def found(path: Path, kind: str) -> Iterator[Found]:
    """The texts of one file."""
    if kind == "notebook":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells, 1):
            source = "".join(cell["source"])
            if cell["cell_type"] == "code":
                for text, _, comments in _texts("python", source.encode()):
                    yield text, number, comments
            else:
                yield from ((title, number, []) for title in BOX.findall(source))
    else:
        yield from _texts(kind, path.read_bytes())


def in_settings(path: Path) -> Iterator[str]:
    """The texts of the settings that readers see."""
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))["sphinx"]["config"]
    for keys in SETTINGS:
        yield reduce(getitem, keys, settings)


def in_contents(path: Path) -> Iterator[str]:
    """The short names of pages in the table of contents."""
    if path.is_file():
        yield from (page.title for page in parse_toc_yaml(path).values() if page.title)


def in_corrections(path: Path) -> Iterator[tuple[str, int]]:
    """The texts of the log of corrections, with their lines."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                yield from ((row[name], number) for name in corrections.TEXTS)


def in_data(folder: Path) -> Iterator[tuple[str, str, int, str]]:
    """The texts of the data: text, file, line, and the column's meaning."""
    package = describe(folder)
    for reading in package.readings.values():
        yield reading.title, "data/datapackage.json", 1, "A reading date"
    for table in package.tables.values():
        about = [table.title, table.description]
        for column in table.columns:
            about += [text for text in (column.type, column.description, column.unit) if text]
        for text in about:
            yield text, "data/datapackage.json", 1, f"About {table.path}"
        for column in table.columns:
            for value in column.constraints.get("enum", ()) if column.translate else ():
                yield value, "data/datapackage.json", 1, f"{table.title}: {column.title}"
        for path in (folder / table.path, folder / COMPARISON / table.path):
            if path.is_file():
                where = f"data/{path.relative_to(folder).as_posix()}"
                for text, line, comment in in_rows(path, table):
                    yield text, where, line, comment


def in_rows(path: Path, table: Table) -> Iterator[tuple[str, int, str]]:
    """The texts of a table's rows: text, line, and the column's meaning."""
    columns = [column for column in table.columns if column.words]
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            for column in columns:
                if row[column.name]:
                    yield row[column.name], rows.line_num, f"{table.title}: {column.title}"


def write(texts: Catalog, path: Path) -> None:
    """Write a catalogue as a template for translators, without a date or a tool's name."""
    held = BytesIO()
    write_po(held, texts, omit_header=True, width=100)
    head = (
        '# The words of After LLaMA.\nmsgid ""\nmsgstr ""\n'
        '"Project-Id-Version: After LLaMA\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head.encode() + held.getvalue())


def _texts(kind: str, content: bytes) -> Iterator[Found]:
    keywords = {**KEYWORDS, **IN_TEMPLATES} if kind == "jinja2" else KEYWORDS
    options = TEMPLATES if kind == "jinja2" else {}
    typed = _typed(content) if kind == "python" else None
    for line, text, comments, _ in extract(kind, BytesIO(content), keywords, COMMENTS, options):
        if typed is None or text in typed:
            yield text, line, list(comments)


def _typed(code: bytes) -> set[object]:
    """The texts that code gives as they are: Babel also takes ``key`` from ``say(row["key"])``."""
    found: set[object] = set()
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    for node in calls:
        if getattr(node.func, "id", "") in KEYWORDS:
            texts = tuple(arg.value for arg in node.args if isinstance(arg, ast.Constant))
            found |= {texts[:2], *texts[:1]}
    return found


def main() -> None:
    """Write all catalogues and print the number of texts."""
    shutil.rmtree(ROOT / OUT, ignore_errors=True)
    for name, texts in {DOMAIN: catalogue(ROOT), **paragraphs(ROOT)}.items():
        write(texts, ROOT / OUT / f"{name}.pot")
        print(f"{len(texts):5} texts in {OUT}/{name}.pot")


if __name__ == "__main__":
    main()

"""Writes the notebooks of an edition beside `book/`, for JupyterLab.

`python -m afterllama_sphinx.languages.notebooks fr` writes them into `fr/`. A notebook there whose
cells somebody has changed stays as it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from afterllama.words.language import DOMAIN
from anybook.building.table_of_contents import chapters
from anybook.editions.notebooks import copies, folder

from afterllama_sphinx.languages.translation import compile_words

ROOT = Path(__file__).resolve().parents[4]
#: The page on which JupyterLab opens, which is not in the table of contents.
START = "book/start.ipynb"
#: Where a notebook keeps a digest of the cells that it was written with.
MARK = "cells_as_written"


def pages(root: Path) -> list[Path]:
    """Return the pages that JupyterLab shows."""
    return [*chapters(root), *(path for path in [root / START] if path.is_file())]


def digest(notebook: Mapping[str, Any]) -> str:
    """Return a digest of the cells, without what they have shown."""
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    return sha256(json.dumps(cells).encode()).hexdigest()


def is_changed(path: Path) -> bool:
    """Return whether a notebook is there, with other cells than it was written with."""
    if not path.is_file():
        return False
    held = json.loads(path.read_text(encoding="utf-8"))
    return bool(held["metadata"].get(MARK) != digest(held))


def write(root: Path, language: str) -> list[str]:
    """Write the copies, and return the paths of those that are left as they are."""
    compile_words(language)
    left = []
    for name, content in copies(root, language, pages(root)).items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix != ".ipynb":
            path.write_bytes(content)
        elif is_changed(path):
            left.append(name)
        else:
            made = json.loads(content)
            made["metadata"][MARK] = digest(made)
            path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return left


def main() -> None:
    """Write the notebooks of the edition that is named."""
    (language,) = sys.argv[1:]
    if not (folder(ROOT, language) / f"{DOMAIN}.po").is_file():
        sys.exit(f"There is no edition {language!r}: book/locale has no texts for it.")
    for name in write(ROOT, language):
        print(f"{name} has changes and stays; remove it to have the book's again.")


if __name__ == "__main__":
    main()

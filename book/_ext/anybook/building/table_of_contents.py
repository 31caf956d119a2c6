"""The files of the book: those in its table of contents, and no others.

Other files in the folder, such as notes or drafts, are not pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx_external_toc.parsing import parse_toc_yaml

NAME = "_toc.yml"
#: Suffixes of chapters; of two files with one name, the notebook is the chapter.
SUFFIXES = (".ipynb", ".md")


def docnames(root: Path) -> Iterator[str]:
    """Return the pages of a book in the order of its table of contents."""
    return iter(parse_toc_yaml(root / NAME))


def chapters(root: Path) -> Iterator[Path]:
    """Return the existing files of the pages; without a table of contents, all files."""
    if not (root / NAME).is_file():
        yield from sorted(path for suffix in SUFFIXES for path in root.glob(f"book/*{suffix}"))
        return
    for docname in docnames(root):
        name = docname.removesuffix(".ipynb").removesuffix(".md")
        paths = (root / f"{name}{suffix}" for suffix in SUFFIXES)
        yield from [path for path in paths if path.is_file()][:1]


def leave_out(app: Sphinx, config: Config) -> None:
    """Make Sphinx ignore other files (handles ``config-inited``)."""
    root = Path(app.srcdir)
    if (root / NAME).is_file():
        config.include_patterns = [path.relative_to(root).as_posix() for path in chapters(root)]

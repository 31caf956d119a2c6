"""The files that are the book: those that its table of contents names, and no others.

What else its author keeps in the folder, a trial, notes, a second form of a chapter, is no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx_external_toc.parsing import parse_toc_yaml

NAME = "_toc.yml"
#: How a chapter's file may end; where there are two of one name, the notebook is the chapter.
SUFFIXES = (".ipynb", ".md")


def docnames(root: Path) -> Iterator[str]:
    """Name the pages of a book in the order of its table of contents."""
    toc = parse_toc_yaml(root / NAME)

    def below(docname: str) -> Iterator[str]:
        yield docname
        for tree in toc[docname].subtrees:
            for item in tree.items:
                if str(item) in toc:
                    yield from below(str(item))

    return below(toc.root.docname)


def chapters(root: Path) -> Iterator[Path]:
    """Name the files of the pages, as far as they are there; without a table of contents, all."""
    if not (root / NAME).is_file():
        yield from sorted(path for suffix in SUFFIXES for path in root.glob(f"book/*{suffix}"))
        return
    for docname in docnames(root):
        name = docname.removesuffix(".ipynb").removesuffix(".md")
        paths = (root / f"{name}{suffix}" for suffix in SUFFIXES)
        yield from [path for path in paths if path.is_file()][:1]


def leave_out(app: Sphinx, config: Config) -> None:
    """Let Sphinx see the pages' files alone (answers ``config-inited``)."""
    root = Path(app.srcdir)
    if (root / NAME).is_file():
        config.include_patterns = [path.relative_to(root).as_posix() for path in chapters(root)]

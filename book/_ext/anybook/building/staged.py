"""A build beside the last good book, which replaces it when nothing failed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

#: The front page: a folder without it is not a book, so it is removed first and added last.
FRONT = "index.html"


def is_book(folder: Path) -> bool:
    """Return whether ``folder`` has a built book."""
    return (folder / FRONT).is_file()


def recover(final: Path) -> None:
    """Put the previous book back if a swap was interrupted."""
    previous = final.with_name(f"{final.name}.previous")
    if is_book(previous) and not is_book(final):
        move_in(linked(previous, final.with_name(f"{final.name}.linked")), final)


def swap(staged: Path, final: Path) -> None:
    """Put the ``staged`` book into ``final`` and keep the book that was there as the previous one.

    The folder itself stays, as it may be served, mounted or open. For the milliseconds in which its
    contents change, the previous book is complete and this one has no front page.
    """
    previous = final.with_name(f"{final.name}.previous")
    if is_book(final):
        kept = linked(final, final.with_name(f"{final.name}.linked"))
        shutil.rmtree(previous, ignore_errors=True)
        kept.rename(previous)
    move_in(staged, final)


def linked(book: Path, to: Path) -> Path:
    """Return a copy of a book, made of hard links if the system has them."""
    shutil.rmtree(to, ignore_errors=True)
    try:
        shutil.copytree(book, to, copy_function=os.link)
    except OSError:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(book, to)
    return to


def move_in(staged: Path, final: Path) -> None:
    """Replace one folder's contents with another's, and remove the other."""
    old = final.with_name(f"{final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    final.mkdir(exist_ok=True)
    for path in sorted(final.iterdir(), key=lambda path: path.name != FRONT):
        shutil.move(path, old / path.name)
    for path in sorted(staged.iterdir(), key=lambda path: path.name == FRONT):
        shutil.move(path, final / path.name)
    shutil.rmtree(old)
    staged.rmdir()


class StagedBuilder(StandaloneHTMLBuilder):
    """Sphinx's html builder with a staging folder."""

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        self.final = app.outdir
        recover(self.final)
        app.outdir = self.final.with_name(f"{self.final.name}.staging")
        shutil.rmtree(app.outdir, ignore_errors=True)
        app.outdir.mkdir(parents=True)
        super().__init__(app, env)

    def get_outdated_docs(self) -> Iterator[str]:
        """Return every page, as the staging folder starts empty; doctrees are the cache."""
        yield from self.env.found_docs

    def publish(self) -> None:
        """Swap the staged book in; a complete book is at the path or beside it at every moment."""
        swap(Path(self.outdir), Path(self.final))
        self.app.outdir = self.outdir = self.final

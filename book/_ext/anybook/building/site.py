"""The html builder: chapters at the root of the site; staged beside the old book and swapped in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from anybook.building import content_security, page_files
from anybook.building.light_assets import LightAssets
from anybook.running import browser_lab

#: The folder of the chapters, which is not part of addresses.
FOLDER = "book/"

#: Scripts of single pages come after those of all pages, which are set in `page_files.py`.
LAST = 900

#: Files of the theme that no page uses; see theme/static/webpack-macros.html.
UNUSED = (
    *("scripts/bootstrap.js*", "scripts/fontawesome.js*", "scripts/*.map", "scripts/*.txt"),
    *("styles/theme.css", "styles/*.map", "webpack-macros.html", "sbt-webpack-macros.html"),
    *("vendor/**/*.woff2", "vendor/**/*.ttf", "locales/**/*.*", "sphinx-thebe*", "images/*"),
    # Sphinx's search, see search.py.
    *("searchtools.js", "language_data.js", "sphinx_highlight.js"),
)


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


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx's html builder with this book's addresses, and a staging folder."""

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        self.final = app.outdir
        recover(self.final)
        app.outdir = self.final.with_name(f"{self.final.name}.staging")
        shutil.rmtree(app.outdir, ignore_errors=True)
        app.outdir.mkdir(parents=True)
        super().__init__(app, env)

    @cached_property
    def light_assets(self) -> LightAssets:
        """The tools that make the site light, prepared on first use."""
        found = LightAssets(self.final.parent / ".light_assets")
        found.open()
        return found

    def publish(self) -> None:
        """Swap the staged book in; a complete book is at the path or beside it at every moment."""
        styles = Path(self.outdir) / "_static"
        own = {styles / name for name, _ in self.config.html_css_files}
        self.light_assets.trim(styles.parent, sorted({*styles.rglob("*.css")} - own))
        swap(Path(self.outdir), Path(self.final))
        self.app.outdir = self.outdir = self.final

    def finish(self) -> None:
        """Finish as Sphinx does, add the policy, and add the notebooks that run in the browser."""
        super().finish()
        # Otherwise GitHub Pages leaves out folders whose name begins with an underscore.
        Path(self.outdir, ".nojekyll").touch()
        content_security.guard(Path(self.outdir), full_plotly=not self.light_assets.ready)
        browser_lab.place(self.app, Path(self.outdir))

    def get_outdated_docs(self) -> Iterator[str]:
        """Return every page, as the staging folder starts empty; doctrees are the cache."""
        yield from self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page without the chapters' folder."""
        return super().get_target_uri(docname.removeprefix(FOLDER), typ)

    def get_outfilename(self, pagename: str) -> str:
        """Return the file of a page without the chapters' folder."""
        return super().get_outfilename(pagename.removeprefix(FOLDER))

    def copy_static_files(self) -> None:
        """Copy what Sphinx does and what pages load, but no unused files of the theme."""
        super().copy_static_files()
        page_files.place(Path(self.outdir) / "_static")
        self.light_assets.furnish(Path(self.outdir))
        for pattern in UNUSED:
            for path in (Path(self.outdir) / "_static").glob(pattern):
                path.unlink()

    def init_js_files(self) -> None:
        """Add the pages' scripts as Sphinx does, except the highlighter of its search."""
        super().init_js_files()
        unused = "_static/sphinx_highlight.js"
        self._js_files = [file for file in self._js_files if file.filename != unused]

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Put nothing into Sphinx's search index: see search.py."""

    def dump_search_index(self) -> None:
        """Write no search index: see search.py."""

    def write_buildinfo(self) -> None:
        """Write none: it only tells Sphinx which pages are outdated, and here all are written."""

"""The html builder of a whole site: chapters at its root, and no more files than its pages use."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from anybook.building import content_security, page_files
from anybook.building.shrink_assets import LightAssets
from anybook.building.staged import StagedBuilder
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
    *("searchtools.js", "language_data.js", "sphinx_highlight.js", "translations.js"),
    "*-stemmer.js",
)


def base_of(config: Config) -> str:
    """Return the address of the site with a final slash; empty if unknown."""
    given = str(config.html_baseurl).strip()
    return given.rstrip("/") + "/" if given else ""


def shared(app: Sphinx) -> Path:
    """Return the build folder of the first edition, where all editions share what is made once."""
    own = Path(app.doctreedir).parent
    return own.parents[1] if app.config.anybook_edition_of else own


class SiteBuilder(StagedBuilder):
    """The staged builder with this book's addresses, and without what its pages do not use."""

    #: Pages are read side by side and written one after the other: writing takes seconds, and every
    #: process would prepare the tools again.
    allow_parallel = False

    @cached_property
    def light_assets(self) -> LightAssets:
        """The tools that make the site light, prepared on first use."""
        found = LightAssets(shared(self.app) / ".light_assets")
        found.open()
        return found

    def publish(self) -> None:
        """Trim the styles, and swap the staged book in."""
        styles = Path(self.outdir) / "_static"
        own = {styles / name for name, _ in self.config.html_css_files}
        own.add(styles / page_files.EMBED_STYLE)
        self.light_assets.trim(styles.parent, sorted({*styles.rglob("*.css")} - own))
        super().publish()

    def finish(self) -> None:
        """Finish as Sphinx does, add the policy, and add the notebooks that run in the browser."""
        super().finish()
        # Otherwise GitHub Pages leaves out folders whose name begins with an underscore.
        Path(self.outdir, ".nojekyll").touch()
        if "security" in self.config.anybook_features:
            content_security.guard(Path(self.outdir), full_plotly=not self.light_assets.ready)
        browser_lab.place(self.app, Path(self.outdir))

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
        """Add the pages' scripts as Sphinx does, except what its search has and says."""
        super().init_js_files()
        unused = ("_static/sphinx_highlight.js", "_static/translations.js")
        self._js_files = [file for file in self._js_files if file.filename not in unused]

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Put nothing into Sphinx's search index: see search.py."""

    def dump_search_index(self) -> None:
        """Write no search index: see search.py."""

    def write_buildinfo(self) -> None:
        """Write none: it only tells Sphinx which pages are outdated, and here all are written."""

"""Builds further editions of a book beside it, and leads from each page to the same page in them.

`anybook_editions: [fr]` builds the French edition too, in the folder `fr` of the site. The first
edition, at the root, has the language of the settings. A process of its own builds each of the
others, at the same time and with the same warm kernels. What a site has once, such as notebooks for
the browser, is the first edition's. The site is published if no edition failed.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from anybook.building.failures import STAYS, remark
from anybook.building.site_builder import SiteBuilder, base_of
from anybook.building.staged import linked

LOGGER = logging.getLogger(__name__)
#: The page for an unknown address, as static hosts expect it.
UNKNOWN = "404.html"
#: The folder of the editions' own builds in the build folder.
FOLDER = ".editions"
HERE = Path(__file__).parent
FAILED = f"The build failed; {STAYS}. "


@dataclass(frozen=True)
class Edition:
    """An edition: its language, and its folder in the site, which is empty for the first."""

    language: str
    folder: str

    @property
    def name(self) -> str:
        """The language by its own name: Français."""
        told = Locale.parse(self.language, sep="-").get_display_name() or self.language
        return told[0].upper() + told[1:]


def editions(config: Config) -> list[Edition]:
    """Return the editions of a book, the first one first; only that one where no other is built."""
    return placed(config.anybook_edition_of or config.language, config.anybook_editions)


def placed(first: str, more: list[str]) -> list[Edition]:
    """Return the editions in the first language, and in more."""
    others = [name for name in more if name != first]
    return [Edition(first, ""), *(Edition(name, f"{name}/") for name in others)]


def own(config: Config) -> Edition:
    """Return the edition that is built."""
    return next(one for one in editions(config) if one.language == config.language)


@dataclass(frozen=True)
class Version:
    """A page in one edition: its language and name, the link from here, its whole address or ""."""

    language: str
    name: str
    href: str
    address: str
    is_here: bool


def versions(app: Sphinx, path: str, front: bool = False) -> list[Version]:
    """Return the versions of the page at a path of its edition; none where there is one edition.

    A page has a whole address if the site has one; that of the front page is its folder.
    """
    every, here = editions(app.config), own(app.config)
    base = base_of(app.config).removesuffix(here.folder)
    if len(every) == 1:
        return []
    found = []
    for one in every:
        href = relative_uri(here.folder + path, one.folder + path) or path.rpartition("/")[2]
        address = base + one.folder + ("" if front else path) if base else ""
        found.append(Version(one.language, one.name, href, address, one == here))
    return found


def tell(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its versions (handles ``html-page-context``)."""
    path = app.builder.get_target_uri(page)
    found = versions(app, path, front=page == app.config.root_doc)
    context["versions"] = found
    context["metatags"] = context.get("metatags", "") + alternates(found)


def alternates(found: list[Version]) -> str:
    """Return the links in the head of a page that tell engines its versions.

    Engines take whole addresses alone, so a site without an address has no such links.
    """
    named = [(one.language, one.address) for one in found if one.address]
    named += [("x-default", address) for _, address in named[:1]]
    return "".join(
        f'<link rel="alternate" hreflang="{name}" href="{escape(to)}">' for name, to in named
    )


class Aside:
    """The build of an edition in a process of its own."""

    def __init__(self, app: Sphinx, edition: Edition) -> None:
        self.edition = edition
        self.folder = Path(app.doctreedir).parent / FOLDER / edition.language
        base = base_of(app.config)
        changes = {
            "language": edition.language,
            "html_baseurl": base + edition.folder if base else "",
            "anybook_edition_of": app.config.language,
            "anybook_preload": [],
        }
        given: dict[str, Any] = {
            "path": sys.path,
            "srcdir": str(app.srcdir),
            "outdir": str(self.folder / "html"),
            "doctreedir": str(self.folder / ".doctrees"),
            "confoverrides": json.loads(app.anybook_settings) | changes,  # type: ignore[attr-defined]
            "freshenv": bool(app.fresh_env_used),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        self.told, self.faults = self.folder / "told.txt", self.folder / "faults.txt"
        with self.told.open("wb") as told, self.faults.open("wb") as faults:
            self.process = subprocess.Popen(
                [sys.executable, str(HERE / "build_beside.py")],
                stdin=subprocess.PIPE,
                stdout=told,
                stderr=faults,
            )
        atexit.register(self.process.terminate)
        assert self.process.stdin is not None
        with self.process.stdin as order:
            order.write(json.dumps(given).encode())

    def end(self) -> None:
        """Wait for the end, and repeat what the process said.

        Raises
        ------
        SphinxError
            If it failed; with the reason that it gave.
        """
        failed = self.process.wait()
        for line in text_of(self.told).splitlines():
            remark(line)
        faults = text_of(self.faults)
        if failed:
            print(faults, file=sys.stderr, flush=True)
            last = faults.splitlines()[-1] if faults else f"its process ended with {failed}"
            raise SphinxError(f"Edition {self.edition.language}: {last.removeprefix(FAILED)}")


def text_of(path: Path) -> str:
    """Return what a process has written to a file."""
    return path.read_text(encoding="utf-8", errors="replace").strip()


def keep_settings(app: Sphinx, config: Config) -> None:
    """Keep the settings as they are given, for other editions (handles ``config-inited``)."""
    given = {**config.overrides, "extensions": config.extensions}
    app.anybook_settings = json.dumps(given, default=str)  # type: ignore[attr-defined]


def use_templates(app: Sphinx, config: Config) -> None:
    """Offer the template of the links (handles ``config-inited``)."""
    config.templates_path = [str(HERE / "theme"), *config.templates_path]


def start(app: Sphinx) -> None:
    """Start the builds of the other editions (handles ``builder-inited``)."""
    if isinstance(app.builder, SiteBuilder) and not app.config.anybook_edition_of:
        others = editions(app.config)[1:]
        if others:
            # Made once: the others look only for what is there.
            assert app.builder.light_assets
        app.anybook_asides = [Aside(app, one) for one in others]  # type: ignore[attr-defined]


def place(app: Sphinx, error: Exception | None) -> None:
    """Put the other editions into the staged site (handles ``build-finished``).

    If the first edition failed, they are broken off.
    """
    for one in getattr(app, "anybook_asides", []):
        if error is not None or app._warncount:
            one.process.terminate()
            continue
        LOGGER.info("Waiting for the edition %s ...", one.edition.language)
        one.end()
        site = Path(app.outdir)
        join_unknown(site / UNKNOWN, linked(one.folder / "html", site / one.edition.language))


def join_unknown(page: Path, edition: Path) -> None:
    """Move an edition's text for unknown addresses into the site's page, which hosts show alone."""
    theirs = edition / UNKNOWN
    if page.is_file() and theirs.is_file():
        whole, more = (one.read_text(encoding="utf-8") for one in (page, theirs))
        text = more.partition("<main>")[2].partition("</main>")[0]
        page.write_text(whole.replace("</main>", f"{text}</main>"), encoding="utf-8")
        theirs.unlink()


def setup(app: Sphinx) -> None:
    """Register the settings and the handlers."""
    app.add_config_value("anybook_editions", [], "html", list)
    # Set for the process that builds another edition: the language of the first one.
    app.add_config_value("anybook_edition_of", "", "html", str)
    app.connect("config-inited", keep_settings, priority=0)
    app.connect("config-inited", use_templates)
    # Before all else that a build begins with, which takes seconds.
    app.connect("builder-inited", start, priority=300)
    app.connect("html-page-context", tell)
    # When all files of the site are written, and before it is published.
    app.connect("build-finished", place, priority=990)

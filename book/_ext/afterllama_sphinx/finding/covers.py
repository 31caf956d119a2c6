"""Draws the pictures shown when a page is shared: its title over a figure.

The Chromium that draws the figures draws them from the pages' pictures; they are cached between
builds. Without a Chromium, pages have no cover.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from afterllama.words.language import language, say
from anybook.building.failures import remark
from anybook.figures import chromium
from anybook.figures.figures import FigureNode, pictures_of
from sphinx.application import Sphinx

#: The folder of the covers in a site, and their size in pixels, which other sites ask for.
FOLDER, WIDTH, HEIGHT = "covers", 1200, 630
#: A cover, which crops the picture to its width.
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><style>{palette}
* {{ margin: 0; box-sizing: border-box }}
html, body {{ width: {width}px; height: {height}px; overflow: hidden; background: var(--al-paper) }}
body {{ padding: 44px 60px 0; color: var(--al-ink); font-family: system-ui, sans-serif }}
.book {{ font-size: 26px; color: var(--al-muted) }}
.title {{ font: 700 52px/1.15 Palatino, Georgia, "Liberation Serif", serif; margin: 6px 0 26px }}
.figure {{ border-top: 2px solid var(--al-ink); padding-top: 18px; overflow: hidden }}
.figure svg {{ display: block; width: 1080px; height: auto }}
</style><p class="book">{book}</p><p class="title">{title}</p><div class="figure">{picture}</div>"""


@dataclass(frozen=True)
class Cover:
    """What a cover shows: a page's name, its title, and a figure with that figure's title."""

    page: str
    title: str
    figure: str
    picture: str


class Covers:
    """The covers of a site, cached in a folder."""

    def __init__(self, app: Sphinx) -> None:
        self.kept = Path(app.outdir).parent / ".covers"
        self.kept.mkdir(parents=True, exist_ok=True)
        palette = Path(app.srcdir) / "book" / "_static" / "palette.css"
        self.palette = palette.read_text(encoding="utf-8")
        self.book = app.config.html_title
        self.browser = chromium.system_chromium()
        self.used: set[Path] = set()

    def draw(self, cover: Cover, site: Path) -> tuple[str, str]:
        """Put a page's cover into the site; return its address and its text, or None."""
        page = PAGE.format(
            **{name: escape(text) for name, text in vars(cover).items() if name != "picture"},
            picture=cover.picture,
            palette=self.palette,
            book="" if cover.title.startswith(self.book) else escape(self.book),
            language=language(),
            width=WIDTH,
            height=HEIGHT,
        )
        kept = self.kept / f"{hashlib.sha256(page.encode()).hexdigest()[:24]}.png"
        if not kept.is_file() and not self.drawn(page, kept):
            return "", ""
        self.used.add(kept)
        name = f"{FOLDER}/{cover.page}.png"
        (site / FOLDER).mkdir(exist_ok=True)
        shutil.copy(kept, site / name)
        words = say("The title of the page over a figure: {figure}", figure=cover.figure)
        return name, words if cover.figure else cover.title

    def drawn(self, page: str, kept: Path) -> bool:
        """Draw a cover; return whether it worked."""
        if self.browser is None:
            return False
        with chromium.room(self.kept.parent, "covers") as folder:
            source, target = folder / "cover.html", folder / "cover.png"
            source.write_text(page, encoding="utf-8")
            size = (f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={target}")
            flags = ("--hide-scrollbars", chromium.TIME, *size)
            try:
                chromium.run(self.browser, source, *flags, patience=120)
                shutil.copy(target, kept)
            except (subprocess.SubprocessError, OSError) as error:
                remark(f"Chromium drew no cover ({str(error).splitlines()[0]}).")
                return False
        return True

    def forget(self) -> None:
        """Remove covers that no page uses any more."""
        for path in set(self.kept.glob("*.png")) - self.used:
            path.unlink()


def cover_of(app: Sphinx, page: str, title: str) -> Cover:
    """Return the content of a page's cover: its first figure, else the book's, else none."""
    file = app.builder.get_target_uri(page).removesuffix(".html").replace("/", "-")
    for name in (page, app.config.root_doc):
        for figure in app.env.get_doctree(name).findall(FigureNode):
            payload: dict[str, Any] = figure["payload"]
            picture = pictures_of(app, payload).get("wide")
            if picture:
                return Cover(file, title, payload["views"][-1]["title"], picture)
    return Cover(file, title, "", "")

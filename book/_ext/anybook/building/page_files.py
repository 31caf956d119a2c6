"""The styles and scripts of pages: parts beside the features that they serve, joined by a build.

All styles become one file, so that a page asks for one, and the order below decides between rules
of equal weight. A book with styles of its own gives the whole order as `Host.styles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from anybook.host import host

FIGURES = Path(__file__).parents[1] / "figures"
EMBEDDING = Path(__file__).parents[1] / "embedding"
EDITIONS = Path(__file__).parents[1] / "editions"
#: The file of a page's styles.
STYLE = "book.css"
#: The files of a figure's own page: the palette that its style takes its dark colours from, the
#: style, and the script, without the part that marks people.
PALETTE, EMBED_STYLE, EMBED_SCRIPT = "palette.css", "embed.css", "embed.js"
EMBED_PARTS = (
    *(FIGURES / name for name in ("compose.js", "reading.js", "figures.js")),
    *(EDITIONS / "editions.js", EMBEDDING / "own_page.js"),
)
#: The colours of the dark page in a style.
DARK = re.compile(r'html\[data-theme="dark"\] (\{[^}]*\})')
#: The scripts that every page loads, in this order, and the parts of each.
SCRIPTS = {
    "compose.js": (FIGURES / "compose.js",),
    "reading.js": (
        *(FIGURES / name for name in ("marked_person.js", "reading.js")),
        EDITIONS / "editions.js",
    ),
}
#: A script that pages with figures load.
FIGURES_SCRIPT = FIGURES / "figures.js"
#: A text in quotes, which stays, or a comment.
QUOTED_OR_COMMENT = re.compile(r'("[^"\n]*")|/\*.*?\*/\s*', re.DOTALL)


def joined(parts: Iterable[Path]) -> str:
    """Return the texts of files as one."""
    return "\n".join(path.read_text(encoding="utf-8") for path in parts)


def joined_style(parts: Iterable[Path]) -> str:
    """Return styles as one, without their comments."""
    return QUOTED_OR_COMMENT.sub(lambda found: found[1] or "", joined(parts))


def embed_style(palette: str) -> str:
    """Return the style of a figure's own page, which is dark without a script too."""
    style = joined_style(host().embed_styles)
    dark = " ".join(f"html:not([data-theme]) {rule}" for rule in DARK.findall(palette + style))
    return f"{style}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def place(folder: Path) -> None:
    """Write what is joined into the folder of a site's static files."""
    texts = {name: joined(parts) for name, parts in SCRIPTS.items()}
    texts[EMBED_SCRIPT] = joined(EMBED_PARTS)
    texts[STYLE] = joined_style(host().styles)
    texts[EMBED_STYLE] = embed_style((folder / PALETTE).read_text(encoding="utf-8"))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def name_files(app: Sphinx, config: Config) -> None:
    """Have every page load the style, after those that the settings name, and the scripts."""
    config.html_css_files = [*config.html_css_files, STYLE]
    scripts = [(name, {"defer": "defer"}) for name in SCRIPTS]
    config.html_js_files = [*config.html_js_files, *scripts]
    config.html_static_path = [*config.html_static_path, str(FIGURES_SCRIPT)]


def setup(app: Sphinx) -> None:
    """Register the files; the builder calls `place`."""
    app.connect("config-inited", name_files)

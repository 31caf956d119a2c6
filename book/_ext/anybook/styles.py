"""The styles of what any book can use, in the order in which a build joins them.

They take colours, fonts and measures from custom properties, to which a book gives values:
`--al-ink`, `--al-muted`, `--al-grid` and `--al-paper` (`palette.css`), `--al-rule`, `--al-tint`,
`--al-accent`, `--al-serif`, `--al-sans` and `--al-measure`.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent

#: The styles of a figure's own page.
EMBED_STYLES = (
    HERE / "building" / "theme" / "focus.css",
    HERE / "figures" / "figure.css",
    HERE / "figures" / "controls.css",
    HERE / "figures" / "reading_bar.css",
    HERE / "figures" / "furniture.css",
    HERE / "embedding" / "own_page.css",
)

STYLES = (
    HERE / "building" / "theme" / "focus.css",
    HERE / "building" / "theme" / "icons.css",
    HERE / "figures" / "figure.css",
    HERE / "figures" / "controls.css",
    HERE / "figures" / "reading_bar.css",
    HERE / "figures" / "marked_person.css",
    HERE / "figures" / "furniture.css",
    HERE / "figures" / "cite.css",
    HERE / "editions" / "editions.css",
    HERE / "running" / "run_links.css",
    HERE / "framing" / "chapter_frame.css",
    HERE / "print" / "theme_title.css",
)

"""The styles of the book's pages, in the order in which a build joins them.

First the look, then what any book can use, then this book's own features, each beside its script
and template. Between rules of equal weight the later one holds.
"""

from __future__ import annotations

from pathlib import Path

from anybook import styles

HERE = Path(__file__).parent

#: The styles of a figure's own page.
EMBED_STYLES = (
    HERE / "theme" / "look.css",
    *styles.EMBED_STYLES,
    HERE / "lists" / "evidence_switches.css",
)

STYLES = (
    *(HERE / "theme" / name for name in ("look.css", "menus.css", "chapters.css", "prose.css")),
    *styles.STYLES,
    HERE / "lists" / "ledger.css",
    HERE / "lists" / "verdicts.css",
    HERE / "lists" / "claim_cards.css",
    HERE / "lists" / "entry.css",
    HERE / "lists" / "mentions.css",
    HERE / "lists" / "mention_cards.css",
    HERE / "lists" / "downloads.css",
    HERE / "lists" / "replies.css",
    HERE / "lists" / "evidence_switches.css",
    HERE / "contact" / "contact.css",
    HERE / "corrections" / "corrections.css",
    HERE / "finding" / "search.css",
)

"""Sources as figures and the ledger cite them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from afterllama.record import Record


@dataclass(frozen=True)
class Citation:
    """A source as a figure cites it."""

    id: str
    text: str
    url: str


def cite(record: Record, identifiers: Iterable[str]) -> tuple[Citation, ...]:
    """Citations of sources, each once, by label; a relay is cited as the original it passes on."""
    sources = record.rows("sources")
    found = []
    for identifier in set(identifiers):
        row = sources.loc[identifier]
        text = (
            f"{row.label} ({row.relays}, as relayed by {row.publisher})"
            if row.relays
            else row.label
        )
        found.append(Citation(identifier, text, row.url))
    return tuple(sorted(found, key=lambda c: (c.text.casefold(), c.id)))

"""Sources as figures and the ledger cite them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from afterllama.record.record import Record
from afterllama.words.language import say

#: Ways of knowing a source that bear no verdict.
UNREAD = frozenset({"not-read", "mirror"})


@dataclass(frozen=True)
class Citation:
    """A source as a figure cites it."""

    id: str
    text: str
    url: str


def cite(record: Record, identifiers: Iterable[str]) -> tuple[Citation, ...]:
    """Citations of sources, each once, sorted by label; a relay is cited as the original."""
    found = []
    for identifier in set(identifiers):
        row = record.row("sources", identifier)
        text = row.label
        if row.relays:
            text = say(
                "{source} ({original}, as relayed by {publisher})",
                source=row.label,
                original=row.relays,
                publisher=row.publisher,
            )
        found.append(Citation(identifier, text, row.url))
    return tuple(sorted(found, key=lambda c: (c.text.casefold(), c.id)))

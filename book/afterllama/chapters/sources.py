"""The numbers of the page of all sources."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.source_rows import Sources
from afterllama.words import prose


def words(sources: Sources) -> SimpleNamespace:
    """The page's numbers as texts: of all sources, of those not read, read in part, and relayed."""
    read = [source.row.how_read for source in sources]
    return prose.Texts(
        sources=prose.number(len(sources)),
        Unread=prose.opening(read.count("not-read")),
        parts=prose.number(read.count("excerpt")),
        Relays=prose.opening(sum(bool(source.row.relays) for source in sources)),
    )

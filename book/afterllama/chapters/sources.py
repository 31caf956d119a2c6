"""The numbers of the page of all sources."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.record.record import Record
from afterllama.shown.source_rows import Sources
from afterllama.words import prose


def words(sources: Sources, others: Record) -> SimpleNamespace:
    """The page's numbers as texts: how many sources there are, and how they were read.

    `others` is the record of the papers that the book compares with, which has sources of its own.
    """
    beside = set(others.data["sources"]["source_id"]) - {source.id for source in sources}
    read = [source.row.how_read for source in sources]
    return prose.Texts(
        sources=prose.number(len(sources)),
        Unread=prose.opening(read.count("not-read")),
        parts=prose.number(read.count("excerpt")),
        mirrors=prose.number(read.count("mirror")),
        beside=prose.number(len(beside)),
        Relays=prose.opening(sum(bool(source.row.relays) for source in sources)),
    )

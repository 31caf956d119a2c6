"""The call that shows all sources: how each was read, and what rests on it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from IPython.display import display

from afterllama.claims.verdicts import Claim, Ledger
from afterllama.record.lookup import check_ledger
from afterllama.record.record import Record
from afterllama.shown.citations.bibliography import relayed
from afterllama.shown.figures import bundle, check_list, heading, whole_tables
from afterllama.words import prose
from afterllama.words.language import count, noted, say

PAYLOAD = "application/vnd.afterllama.sources+json"
#: How a source was read: in a word or two, and in a sentence.
READ = {
    "full": (noted("whole text"), noted("The whole text was read.")),
    "paper": (noted("paper"), noted("A copy of the paper was read.")),
    "repository": (noted("repository"), noted("The repository was read.")),
    "excerpt": (
        noted("in part"),
        noted("Only a part of it was read: what rests on it is of medium confidence at most."),
    ),
    "not-read": (
        noted("not read"),
        noted(
            "It was not read. Other texts confirm its address: what rests on it is of medium "
            "confidence at most."
        ),
    ),
    "mirror": (
        noted("mirror"),
        noted("Only a copy on another site was read: what rests on it decides nothing."),
    ),
}


@dataclass(frozen=True)
class Source:
    """A source and what rests on it.

    `row` is its row of `sources.csv`; `rows` counts by table the rows that name it, in the order
    of the tables; `people` and `events` are the ids that these rows are about; `claims` are those
    whose verdict cites it.
    """

    id: str
    row: Any
    rows: dict[str, int]
    people: tuple[str, ...]
    events: tuple[str, ...]
    claims: tuple[Claim, ...]

    @property
    def total(self) -> int:
        """The number of rows in all tables that name it."""
        return sum(self.rows.values())


class Sources:
    """All sources of a record, in the order of their labels."""

    def __init__(self, ledger: Ledger) -> None:
        check_ledger(ledger, "Sources")
        self.record = ledger.record
        self.ledger = ledger

    def __iter__(self) -> Iterator[Source]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, source_id: str) -> Source:
        return self._all[self.record.find("source", source_id)]

    def __repr__(self) -> str:
        return f"Sources({len(self)} sources)"

    @cached_property
    def _all(self) -> dict[str, Source]:
        naming = _naming(self.record)
        claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.ledger:
            for citation in claim.citations:
                claims[citation.id].append(claim)
        rows = sorted(
            self.record.data["sources"].itertuples(), key=lambda row: row.label.casefold()
        )
        return {
            row.source_id: Source(
                row.source_id,
                row,
                {table: len(held) for table, held in naming[row.source_id].items()},
                _ids(self.record, naming[row.source_id], "people"),
                _ids(self.record, naming[row.source_id], "events"),
                tuple(claims[row.source_id]),
            )
            for row in rows
        }


def _naming(record: Record) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The rows that name a source, by source and table."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for table in record.package.tables.values():
        columns = [r.columns[0] for r in table.references if r.table == "sources"]
        for row in record.data[table.name].to_dict("records") if columns else []:
            for source_id in {one for name in columns for one in row[name].split("|") if one}:
                found[source_id].setdefault(table.name, []).append(row)
    return found


def _ids(record: Record, rows: dict[str, list[dict[str, Any]]], target: str) -> tuple[str, ...]:
    """The ids of one table that rows are about, each once: their own and those they refer to."""
    found: dict[str, None] = {}
    for name, held in rows.items():
        table = record.package.tables[name]
        columns = [r.columns[0] for r in table.references if r.table == target]
        columns += table.key if name == target else ()
        for row in held:
            found |= dict.fromkeys(i for c in columns for i in str(row[c]).split("|") if i)
    return tuple(found)


def show_sources(sources: Sources, *, id: str, title: str) -> None:
    """Show all sources with what rests on each.

    Parameters
    ----------
    sources : Sources
        The sources.
    id : str
        Address of the table on its page, such as `all-sources`.
    title : str
        Title of the table.

    Raises
    ------
    ValueError
        If the id cannot be an address, or the title is missing.
    TypeError
        If one of these is no text.
    """
    check_list("sources", id, title)
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, payload_of(sources, id, title), title), raw=True)
        return
    display(heading(title))
    rows = [[s.row.label, s.row.publisher, say(READ[s.row.how_read][0]), s.total] for s in sources]
    heads = [say("Source"), say("Publisher"), say("Read"), say("Rows")]
    with whole_tables():
        display(pd.DataFrame(rows, columns=heads))


def payload_of(sources: Sources, id: str, title: str) -> dict[str, Any]:
    """The sources in the form that the book's pages use: rows and filter choices."""
    read = {source.row.how_read for source in sources}
    publishers = {source.row.publisher for source in sources if source.row.publisher}
    return {
        "id": id,
        "title": title,
        "sources": [_row(sources.record, source) for source in sources],
        "read": [{"value": k, "label": say(words)} for k, (words, _) in READ.items() if k in read],
        "publishers": sorted(publishers, key=str.casefold),
    }


def _row(record: Record, source: Source) -> dict[str, Any]:
    row = source.row
    short, sentence = READ[row.how_read]
    return {
        "id": source.id,
        "label": row.label,
        "publisher": row.publisher,
        "url": row.url,
        "total": source.total,
        "rows": count("{n} row", "{n} rows", source.total, n=source.total),
        "read": {"value": row.how_read, "label": say(short), "sentence": say(sentence)},
        "facts": [{"label": label, "text": text} for label, text in _facts(row, sentence) if text],
        "rests": [
            {"label": label, "items": items} for label, items in _rests(record, source) if items
        ],
        "claims": [
            {
                "anchor": claim.anchor,
                "verdict": say(claim.verdict),
                "text": say(
                    "{paragraphs}: {claim}",
                    paragraphs=", ".join(claim.paragraphs),
                    claim=claim.row["statement"],
                ),
            }
            for claim in source.claims
        ],
    }


def _facts(row: Any, sentence: str) -> Iterable[tuple[str, str]]:
    yield say("Published"), prose.dated(row.date) if row.date else ""
    yield (
        say("Read"),
        say("{how} Accessed {day}.", how=say(sentence), day=prose.dated(row.accessed)),
    )
    yield say("Relays"), relayed(row)
    yield say("Note"), row.note


def _rests(record: Record, source: Source) -> Iterable[tuple[str, list[str]]]:
    tables = record.package.tables
    counts = ((say(tables[name].title), n) for name, n in source.rows.items())
    yield say("Rows"), [say("{table} ({n})", table=table, n=n) for table, n in counts]
    yield say("People"), sorted(map(record.name, source.people))
    yield say("Events"), [record.rows("events").loc[e, "title"] for e in source.events]

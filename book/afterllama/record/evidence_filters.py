"""Parts of the tables: what was public by a day, and what is left without some evidence.

Some tables stay whole: those that name things, those that say what is asked, and, where evidence is
set aside, the author lists, which are what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

import pandas as pd

from afterllama.record.data_frames import Frames
from afterllama.record.evidence import Proof
from afterllama.words.days import ends, span

INFERRED, RECORDED, REPORTED = "inferred", "recorded", "reported"
#: Tables whose rows are public from a date of their own on: its column, and that of its precision.
DATED = {
    "papers": ("date", "date_precision"),
    "versions": ("date", "date_precision"),
    "counts": ("date", "date_precision"),
    "statements": ("date", "date_precision"),
    "evidence": ("known_from", "known_precision"),
    "events": ("date", "date_precision"),
    "models": ("release_date", "date_precision"),
}
#: Tables whose rows are public no sooner than their source.
SOURCED = ("events", "models", "training", "benchmarks", "conflicts")
#: Tables of facts that have a source, and neither kind nor basis.
PLAIN = ("acknowledgements", "training", "benchmarks", "commits", "statements", "conflicts")

day_of = cache(lambda text, precision: span(text, precision).first)


def public(data: Frames, since: Mapping[str, date], day: date) -> Frames:
    """The tables with the rows that were public by a day.

    A row is public from its own date on, a line of an author list from its version's, a month of
    commits when it is over. An event is public when it has happened and its source is out, what has
    no date when its source is out. `since` says when each source was out: see `out`.
    """
    return data | {
        name: _where(data[name], (known <= day for known in days))
        for name, days in _days(data, since).items()
    }


def out(data: Frames, proofs: Iterable[Proof]) -> dict[str, date]:
    """The first day on which each source may have been out, by all that a whole record has.

    A source whose date is known in part, or not at all, is out with the first row that rests on it
    and has one. If there is none, a story is out when it was read; of a document nothing is said,
    as it is as old as what it records.
    """
    dated = [(p.source_id, p.known) for p in proofs]
    for name in DATED.keys() - {"evidence", "events"}:
        dated += [(s, d) for s, d in zip(data[name]["source_id"], _own(data, name), strict=True)]
    found: dict[str, date] = {}
    for source_id, known in dated:
        if known > date.min:
            found[source_id] = min(known, found.get(source_id, date.max))
    for row in data["sources"].itertuples():
        if row.date:
            written = span(row.date, row.date_precision)
            used = found.get(row.source_id, written.first)
            within = written.first <= used <= written.last
            found[row.source_id] = used if within else written.first
    read = dict(zip(data["sources"]["source_id"], data["sources"]["accessed"], strict=True))
    events = data["events"]
    stories = events.loc[events["kind"] != RECORDED, "source_id"]
    return {s: date.fromisoformat(read[s]) for s in stories} | found


def _own(data: Frames, name: str) -> list[date]:
    """The first day that the date of each row may mean; the earliest of all where it has none."""
    texts, precisions = (data[name][column] for column in DATED[name])
    return [day_of(*written) for written in zip(texts, precisions, strict=True)]


def _days(data: Frames, since: Mapping[str, date]) -> dict[str, list[date]]:
    """For each table that changes with time, since when each row is public."""
    found = {name: _own(data, name) for name in DATED}
    for name in SOURCED:
        out = [since.get(source_id, date.min) for source_id in data[name]["source_id"]]
        found[name] = list(map(max, found[name], out)) if name in found else out
    versions = data["versions"][["paper_id", "version"]].itertuples(index=False, name=None)
    listed = dict(zip(versions, found["versions"], strict=True))
    signed = data["authorships"][["paper_id", "version"]].itertuples(index=False, name=None)
    found["authorships"] = [listed[version] for version in signed]
    papers = dict(zip(data["papers"]["paper_id"], found["papers"], strict=True))
    found["acknowledgements"] = [papers[p] for p in data["acknowledgements"]["paper_id"]]
    found["commits"] = [ends(month)[1] for month in data["commits"]["month"]]
    found["replies"] = [date.fromisoformat(text) for text in data["replies"]["day"]]
    return found


def _where(rows: pd.DataFrame, held: Iterable[bool]) -> pd.DataFrame:
    """The rows of which this holds; all columns stay where there are none."""
    return rows.loc[pd.Series(list(held), index=rows.index, dtype=bool)]


class Conditions(dict[str, frozenset[str]]):
    """What `kind`, `basis` and `source` evidence has to have; any of a sort that is not given.

    An empty set is met by nothing.
    """

    @property
    def joined(self) -> str:
        """How several conditions hold together, as the end of a sentence; blank for one."""
        return "; conditions given together must all be met" if len(self) > 1 else ""

    def met(self, **facts: str) -> bool:
        """Whether evidence of this kind, basis and source meets all of them."""
        return all(facts[sort] in wanted for sort, wanted in self.items())


def remaining(proofs: Iterable[Proof], left: Sequence[Proof]) -> tuple[Proof, ...]:
    """Those that are left of the proofs, without what is inferred from sources now silent."""
    heard = {p.source_id for p in left if p.kind != INFERRED}
    silent = {p.source_id for p in proofs if p.kind != INFERRED} - heard
    return tuple(p for p in left if p.kind != INFERRED or p.source_id not in silent)


def evidence_of(data: Frames, proofs: Iterable[Proof]) -> Frames:
    """The tables, with those rows of evidence that are among the proofs."""
    kept = {p.evidence_id for p in proofs}
    rows = data["evidence"]
    return data | {"evidence": rows[rows["evidence_id"].isin(kept)]}


def _heard(data: Frames) -> list[str]:
    """The kind of each statement: none on the speaker's own page, and else reported."""
    sources = data["sources"]
    own = set(sources.loc[sources["own_page"].eq(True), "source_id"])
    return ["" if source_id in own else REPORTED for source_id in data["statements"]["source_id"]]


def cut(data: Frames, proofs: Iterable[Proof], conditions: Conditions, keep: bool) -> Frames:
    """The tables without the facts that meet conditions, or with these alone where they are kept.

    A published count is reported, and so is a statement that is not on its speaker's own page, and
    so may an event be: in the article, whose claims are checked, or in the press. A conflict goes
    with the last row of evidence of its source. Facts that have a source alone are told by it where
    sources are among the conditions. `proofs` are those that are left.
    """
    stories = set(data["claims"]["source_id"])
    silent = {*data["evidence"]["source_id"]} - {p.source_id for p in proofs}

    def left(rows: pd.DataFrame, kinds: Iterable[str]) -> pd.DataFrame:
        held = []
        for kind, source_id in zip(kinds, rows["source_id"], strict=True):
            basis = ("press", "article")[source_id in stories] if kind == REPORTED else ""
            orphan = not keep and kind == INFERRED and source_id in silent
            met = conditions.met(kind=kind, basis=basis, source=source_id)
            held.append(not orphan and met == keep)
        return _where(rows, held)

    found = {
        "events": left(data["events"], data["events"]["kind"]),
        "counts": left(data["counts"], [REPORTED] * len(data["counts"])),
        "statements": left(data["statements"], _heard(data)),
        "conflicts": _where(data["conflicts"], ~data["conflicts"]["source_id"].isin(silent)),
    }
    if conditions.keys() == {"source"}:
        found |= {name: left(data[name], [""] * len(data[name])) for name in PLAIN}
    return evidence_of(data, proofs) | found

"""The record: evidence as proofs, and the stints, moves and rosters that follow from it.

Every piece of evidence is a `Proof`: somewhere in a span of days the person was at an employer,
or left it. A byline proves presence at some time between `byline_lag` days before the paper was
public and that day, no later. From the proofs that decide follow the stints, each with the
earliest and latest day it may have begun and ended; nothing is drawn through the gap between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pandas as pd

from afterllama import rules, tables
from afterllama.days import FOREVER, Span, span
from afterllama.schema import Package, describe, folder

DEPARTURES = frozenset({"left", "gone"})
DECISIVE = frozenset({"at", "joined"}) | DEPARTURES
KINDS = ("recorded", "reported", "inferred")


@dataclass(frozen=True)
class Proof:
    """One piece of evidence as a span of days at an employer.

    `employer_id` is the topmost parent of `organization_id`; `known` is the first day on which
    the evidence may have been public; `span` is `UNDATED` where the date is unknown.
    """

    proof_id: str
    person_id: str
    organization_id: str
    employer_id: str
    assertion: str
    post: str
    span: Span
    known: date
    kind: str
    basis: str
    confidence: str
    source_id: str
    paragraphs: str
    statement: str

    @property
    def departs(self) -> bool:
        return self.assertion in DEPARTURES


@dataclass(frozen=True)
class Stint:
    """A stretch at one employer, as far as the proofs bound it.

    `started` and `ended` are spans of days; `started.first` is `date.min` and `ended.last` is
    `FOREVER` where the record sets no bound.
    """

    person_id: str
    employer_id: str
    started: Span
    ended: Span
    proofs: tuple[Proof, ...]

    def certain(self, day: date) -> bool:
        """Whether the proofs place the person there on the day."""
        return self.started.last <= day <= self.ended.first

    def possible(self, day: date) -> bool:
        """Whether the proofs allow the person to be there on the day."""
        return self.certain(day) or self.started.first <= day < self.ended.last


@dataclass(frozen=True)
class Move:
    """A departure: from an employer, within a span of days, to an employer or None if unknown."""

    person_id: str
    origin_id: str
    destination_id: str | None
    when: Span
    kind: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Tally:
    """How many had left: `least` are proven gone, `most` are not proven to be there."""

    gone: tuple[str, ...]
    unknown: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def least(self) -> int:
        return len(self.gone)

    @property
    def most(self) -> int:
        return len(self.gone) + len(self.unknown)

    @property
    def total(self) -> int:
        return len(self.gone) + len(self.unknown) + len(self.there)


@dataclass(frozen=True)
class Record:
    """All tables, and what follows from them.

    `data` holds one typed data frame a table, as `datapackage.json` describes them.
    """

    package: Package
    data: dict[str, pd.DataFrame]
    proofs: tuple[Proof, ...] = field(repr=False)
    _histories: dict[tuple[str, date], tuple[Stint, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def _by_person(self) -> dict[str, list[Proof]]:
        found: dict[str, list[Proof]] = defaultdict(list)
        for proof in self.proofs:
            found[proof.person_id].append(proof)
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        people, places = self.data["people"], self.data["organizations"]
        papers = self.data["papers"]
        return (
            dict(zip(people["person_id"], people["name"], strict=True))
            | dict(zip(places["organization_id"], places["name"], strict=True))
            | dict(zip(papers["paper_id"], papers["short_title"], strict=True))
        )

    @cached_property
    def employers(self) -> dict[str, str]:
        """The topmost parent of every organization."""
        return employers(self.data["organizations"])

    def day(self, name: str) -> date:
        """A reading date by its name in `datapackage.json`."""
        return self.package.reading_dates[name]

    def name(self, identifier: str) -> str:
        """What the book calls a person, an organization or a paper."""
        return self._names[identifier]

    def is_organization(self, identifier: str) -> bool:
        """Whether an id is that of an organization."""
        return identifier in self.employers

    def authors(self, paper_id: str) -> list[str]:
        """Person ids of a paper's authors, in the order of the list."""
        rows = self.data["authorships"].query("paper_id == @paper_id")
        return rows.sort_values(["position", "person_id"])["person_id"].tolist()

    def employer_of(self, paper_id: str) -> str:
        """The employer in a paper's byline; raises KeyError where there are several."""
        rows = self.data["papers"].set_index("paper_id")
        return self.employers[rows.loc[paper_id, "organization_id"]]

    def by_departure(self, people: Iterable[str], employer_id: str) -> list[str]:
        """People in the order in which they left an employer, with the others at the end."""

        def key(person_id: str) -> tuple[date, date, str]:
            history = self.history(person_id)
            move = departure(history, employer_id)
            there = [s.ended.first for s in history if s.employer_id == employer_id]
            return move.when.last if move else FOREVER, max(there, default=date.min), person_id

        return sorted(people, key=key)

    def paper_day(self, paper_id: str) -> date:
        """The first day on which a paper may have been public."""
        row = self.data["papers"].set_index("paper_id").loc[paper_id]
        return span(row["date"], row["date_precision"]).first

    def left(self, person_id: str, employer_id: str) -> Span:
        """The days within which a person left an employer; ValueError where nothing proves it."""
        move = departure(self.history(person_id), employer_id)
        if move is None:
            raise ValueError(f"no departure of {person_id} from {employer_id} is proven")
        return move.when

    def evidence(self, person_id: str, known: date | None = None) -> list[Proof]:
        """All proofs on a person that were public on a day (default: the record date)."""
        limit = known or self.package.record_date
        return [p for p in self._by_person.get(person_id, []) if p.known <= limit]

    def history(self, person_id: str, known: date | None = None) -> tuple[Stint, ...]:
        """Stints of a person, in order, by the evidence that was public on a day."""
        key = (person_id, known or self.package.record_date)
        if key not in self._histories:
            proofs = self.evidence(*key)
            self._histories[key] = stints(p for p in proofs if self.decides(p))
        return self._histories[key]

    def decides(self, proof: Proof) -> bool:
        """Whether a proof is dated, sure enough and about a main post."""
        return placed(proof) and proof.confidence in self.package.deciding

    def without(self, test: Callable[[Proof], bool]) -> Record:
        """The record as it would be if the proofs that pass a test did not exist."""
        return Record(self.package, self.data, tuple(p for p in self.proofs if not test(p)))

    def with_lag(self, days: int) -> Record:
        """The record as it would be if a byline proved presence up to so many days before."""
        package = replace(self.package, byline_lag=days)
        return Record(package, self.data, tuple(proofs(self.data, package)))

    def tally(self, paper_id: str, on: date, known: date | None = None) -> Tally:
        """How many of a paper's authors had left its employer on a day.

        Parameters
        ----------
        paper_id : str
            Paper whose authors are meant.
        on : date
            The day asked about.
        known : date, optional
            The day on which the evidence had to be public; default: the record date.
        """
        roster = self.roster(paper_id, on, known)
        parts = [roster.query("status == @s")["person_id"] for s in ("gone", "unknown", "there")]
        return Tally(*(tuple(part) for part in parts))

    def roster(self, paper_id: str, on: date, known: date | None = None) -> pd.DataFrame:
        """Where every author of a paper stood towards its employer on a day.

        Returns
        -------
        DataFrame
            One row an author, in the order of the paper: `person_id`, `status` (`gone`,
            `there` or `unknown`), `left_not_before` and `left_not_after` (days or None),
            `destination_id` (None if unknown), `kind` of the departure's evidence, and
            `proofs`, the tuple of proofs that decide.
        """
        employer = self.employer_of(paper_id)
        rows = []
        for person_id in self.authors(paper_id):
            history = self.history(person_id, known)
            move = departure(history, employer)
            status = standing(history, employer, on)
            rows.append(
                {
                    "person_id": person_id,
                    "status": status,
                    "left_not_before": move.when.first if move else None,
                    "left_not_after": move.when.last if move else None,
                    "destination_id": move.destination_id if move else None,
                    "kind": move.kind if move else None,
                    "proofs": move.proofs
                    if move and status == "gone"
                    else _last(history, employer),
                }
            )
        return pd.DataFrame(rows, dtype=object)

    def named(self, paper_id: str, source_id: str) -> dict[str, tuple[str, ...]]:
        """What one source says of a paper's authors: who is `gone`, and who is `there`."""
        employer = self.employer_of(paper_id)
        found: dict[str, list[str]] = {"gone": [], "there": []}
        for person_id in self.authors(paper_id):
            proofs = [p for p in self.evidence(person_id) if p.source_id == source_id and placed(p)]
            if any(p.departs or p.employer_id != employer for p in proofs):
                found["gone"].append(person_id)
            if any(not p.departs and p.employer_id == employer for p in proofs):
                found["there"].append(person_id)
        return {status: tuple(people) for status, people in found.items()}


def load(where: Path | None = None) -> Record:
    """Read, check and join the data of a folder (default: `schema.folder()`).

    Raises
    ------
    DataError
        With one line for every fault.
    """
    where = where or folder()
    package = describe(where)
    rows, faults = tables.read(where, package)
    tables.stop(faults)
    tables.stop(rules.check(rows, package))
    data = tables.frames(rows, package)
    record = Record(package, data, tuple(proofs(data, package)))
    tables.stop(new_conflicts(record))
    return record


def employers(organizations: pd.DataFrame) -> dict[str, str]:
    """Map every organization to its topmost parent."""
    parents = dict(
        zip(organizations["organization_id"], organizations["parent_id"].fillna(""), strict=True)
    )

    def top(place: str) -> str:
        while parents[place]:
            place = parents[place]
        return place

    return {place: top(place) for place in parents}


def proofs(data: dict[str, pd.DataFrame], package: Package) -> Iterable[Proof]:
    """All evidence as proofs: the rows of `evidence`, and one for every signed byline."""
    roots = employers(data["organizations"])
    for row in data["evidence"].itertuples():
        days = span(row.date, row.date_precision)
        lagging = row.basis == "byline" and days.dated
        yield Proof(
            proof_id=row.evidence_id,
            person_id=row.person_id,
            organization_id=row.organization_id,
            employer_id=roots.get(row.organization_id, ""),
            assertion=row.assertion,
            post=row.post,
            span=days.earlier(package.byline_lag) if lagging else days,
            known=span(row.known_from, row.known_precision).first,
            kind=row.kind,
            basis=row.basis,
            confidence=row.confidence,
            source_id=row.source_id,
            paragraphs=row.paragraphs,
            statement=row.statement,
        )
    yield from _bylines(data, package, roots)


def _bylines(
    data: dict[str, pd.DataFrame], package: Package, roots: dict[str, str]
) -> Iterable[Proof]:
    papers = data["papers"].set_index("paper_id")["short_title"]
    versions = {(v.paper_id, v.version): v for v in data["versions"].itertuples()}
    for row in data["authorships"].itertuples():
        if not row.organization_id:
            continue
        version = versions[row.paper_id, row.version]
        days = span(version.date, version.date_precision)
        yield Proof(
            proof_id=f"{row.paper_id}:{row.person_id}",
            person_id=row.person_id,
            organization_id=row.organization_id,
            employer_id=roots[row.organization_id],
            assertion="at",
            post="main",
            span=days.earlier(package.byline_lag),
            known=days.first,
            kind="recorded",
            basis="byline",
            confidence=row.confidence,
            source_id=row.source_id,
            paragraphs="",
            statement=f"Author of {papers[row.paper_id]}.",
        )


def stints(proofs: Iterable[Proof]) -> tuple[Stint, ...]:
    """The fewest stints that one person's proofs allow, in order of time.

    The order in which the proofs come decides nothing.
    """
    runs = _runs(proofs)
    found: list[Stint] = []
    for number, run in enumerate(runs):
        before = found[-1].ended.first if found else date.min
        started = _started(run, before)
        after = _started(runs[number + 1], before).last if number + 1 < len(runs) else FOREVER
        ended = _ended(run, after)
        found.append(Stint(run[0].person_id, run[0].employer_id, started, ended, tuple(run)))
    return tuple(found)


def _runs(proofs: Iterable[Proof]) -> list[list[Proof]]:
    """Proofs grouped into runs at one employer: a proof joins an earlier run where it can."""
    runs: list[list[Proof]] = []
    ends: list[date] = []
    for proof in sorted(proofs, key=_order):
        first = date.min if proof.departs else proof.span.first
        home = None
        limit = FOREVER
        for number in range(len(runs) - 1, -1, -1):
            if runs[number][0].employer_id == proof.employer_id and first <= limit:
                home = number
                break
            limit = min(limit, ends[number])
        if home is None:
            runs.append([proof])
            ends.append(proof.span.last)
        else:
            runs[home].append(proof)
            ends[home] = min(ends[home], proof.span.last)
    return runs


def _order(proof: Proof) -> tuple[date, bool, date, str]:
    return proof.span.last, not proof.departs, proof.span.first, proof.proof_id


def _started(run: Sequence[Proof], before: date) -> Span:
    joined = [p.span for p in run if p.assertion == "joined"]
    last = min(p.span.last for p in run)
    return _ordered(max([d.first for d in joined], default=before), last)


def _ended(run: Sequence[Proof], after: date) -> Span:
    firsts = [p.span.first for p in run if p.assertion != "gone"]
    lasts = [p.span.last for p in run if p.departs]
    return _ordered(max(firsts, default=date.min), min([*lasts, after]))


def _ordered(first: date, last: date) -> Span:
    """A span with its ends in order: bounds that contradict each other widen it."""
    return Span(min(first, last), max(first, last))


def departure(history: Sequence[Stint], employer_id: str) -> Move | None:
    """The last move away from an employer, or None where no departure is proven."""
    for number in range(len(history) - 1, -1, -1):
        stint = history[number]
        if stint.employer_id == employer_id:
            if stint.ended.last == FOREVER:
                return None
            later = history[number + 1] if number + 1 < len(history) else None
            shown = [p for p in stint.proofs if p.departs] + list(later.proofs if later else ())
            return Move(
                person_id=stint.person_id,
                origin_id=employer_id,
                destination_id=later.employer_id if later else None,
                when=stint.ended,
                kind=min((p.kind for p in shown), key=KINDS.index),
                proofs=tuple(shown),
            )
    return None


def standing(history: Sequence[Stint], employer_id: str, on: date) -> str:
    """Whether somebody is `there` on a day, `gone`, or neither is proven: `unknown`."""
    here = [s for s in history if s.employer_id == employer_id]
    if any(s.certain(on) for s in here):
        return "there"
    if not here or on < here[0].started.first or any(s.possible(on) for s in here):
        return "unknown"
    return "gone"


def _last(history: Sequence[Stint], employer_id: str) -> tuple[Proof, ...]:
    """The latest proof of presence at an employer, as a tuple of one or none."""
    found = [p for s in history if s.employer_id == employer_id for p in s.proofs if not p.departs]
    return (max(found, key=lambda p: (p.span.first, p.proof_id)),) if found else ()


def placed(proof: Proof) -> bool:
    """Whether a proof is dated and tells of a main post at a known employer."""
    return (
        proof.assertion in DECISIVE
        and proof.post == "main"
        and proof.span.dated
        and proof.employer_id != ""
    )


def conflicts(record: Record) -> dict[tuple[str, str, str, str], tuple[Proof, ...]]:
    """Conflicts that the record holds, with the proofs on both sides.

    All proofs are heard, the least sure among them. The key is person, rule and the two
    employers in alphabetical order.
    """
    found: dict[tuple[str, str, str, str], tuple[Proof, ...]] = {}
    for person_id, all_proofs in record._by_person.items():
        heard = [p for p in all_proofs if placed(p)]
        runs = _runs(heard)
        for here, there in clashes(runs):
            pair = sorted((runs[here][0].employer_id, runs[there][0].employer_id))
            found[person_id, "two-employers", pair[0], pair[1]] = tuple(
                p for p in heard if p.employer_id in pair
            )
        for run in runs:
            lasts = [p.span.last for p in run if p.departs]
            late = [p for p in run if not p.departs and lasts and p.span.first > min(lasts)]
            if late:
                place = run[0].employer_id
                found[person_id, "proof-after-leaving", place, place] = tuple(run)
    return found


def clashes(runs: Sequence[Sequence[Proof]]) -> Iterable[tuple[int, int]]:
    """Numbers of every two runs of proofs that together tell of two employers at once."""
    yield from _returns(runs)
    yield from _meetings(runs)


def _returns(runs: Sequence[Sequence[Proof]]) -> Iterable[tuple[int, int]]:
    """Numbers of every run to which a person came back, and of the run after the first stay."""
    seen: dict[str, int] = {}
    for number, run in enumerate(runs):
        place = run[0].employer_id
        if place in seen:
            yield number, seen[place] + 1
        seen[place] = number


def _meetings(runs: Sequence[Sequence[Proof]]) -> Iterable[tuple[int, int]]:
    """Numbers of neighbouring runs whose proofs of presence fall on one day."""
    for number, (run, later) in enumerate(pairwise(runs)):
        firsts = [p.span.first for p in run if p.assertion == "at"]
        lasts = [p.span.last for p in later if p.assertion == "at"]
        if firsts and lasts and max(firsts) >= min(lasts):
            yield number, number + 1


def new_conflicts(record: Record) -> list[str]:
    """One line for every conflict not listed in `conflicts.csv`, and for every one gone stale."""
    listed = {
        (c.person_id, c.rule, *sorted((c.organization_id, c.other_organization_id))): number
        for number, c in enumerate(record.data["conflicts"].itertuples(), 2)
    }
    held = conflicts(record)
    lines = [
        f"evidence.csv: {record.name(person)} has a conflict ({rule}: {first}, {other}) between "
        f"{', '.join(p.proof_id for p in held[person, rule, first, other])}: "
        "mend the rows, or list it with its explanation in conflicts.csv"
        for person, rule, first, other in sorted(held.keys() - listed.keys())
    ]
    for key in sorted(listed.keys() - held.keys()):
        lines.append(
            f"conflicts.csv, row {listed[key]}, column person_id: {key[0]!r}: "
            "the record no longer holds this conflict; remove the row"
        )
    return lines

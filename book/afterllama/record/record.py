"""The record: all tables, and the histories, rosters and counts that follow from their proofs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from afterllama.record.evidence import Proof, employers, parents_of, placed, proofs
from afterllama.record.replies import Reply, replies
from afterllama.record.stints import Stint, departure, stints
from afterllama.tables.schema import Package
from afterllama.words.days import FOREVER, Span, ends, span

#: How somebody stands towards an employer on a day: see `standing`.
GONE, THERE, UNKNOWN = "gone", "there", "unknown"


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
    def _bylines(self) -> dict[str, str]:
        """The organization in each paper's byline."""
        papers = self.data["papers"]
        return dict(zip(papers["paper_id"], papers["organization_id"], strict=True))

    @cached_property
    def replies(self) -> dict[str, tuple[Reply, ...]]:
        """What people answer, by who they are and by the rows that it is about (ids)."""
        return replies(self.data["replies"], self._names)

    @cached_property
    def _readings(self) -> dict[date, Record]:
        return {}

    @cached_property
    def _lagged(self) -> dict[int, Record]:
        return {}

    @cached_property
    def _keyed(self) -> dict[str, pd.DataFrame]:
        return {}

    def rows(self, table: str) -> pd.DataFrame:
        """A table by its key, for keys of one column."""
        if table not in self._keyed:
            (key,) = self.package.tables[table].key
            self._keyed[table] = self.data[table].set_index(key)
        return self._keyed[table]

    @cached_property
    def _by_person(self) -> dict[str, list[Proof]]:
        found: dict[str, list[Proof]] = defaultdict(list)
        for proof in self.proofs:
            found[proof.person_id].append(proof)
        return found

    @cached_property
    def _authors(self) -> dict[str, list[str]]:
        """Authors by paper, in the order of the lists; those without a place at the end."""
        rows = self.data["authorships"][["paper_id", "position", "person_id"]]
        rows = rows.sort_values(["position", "person_id"])
        found: dict[str, list[str]] = defaultdict(list)
        for paper_id, person_id in zip(rows["paper_id"], rows["person_id"], strict=True):
            found[paper_id].append(person_id)
        return dict(found)

    @cached_property
    def _names(self) -> dict[str, str]:
        people, places = self.data["people"], self.data["organizations"]
        papers = self.data["papers"]
        return (
            dict(zip(people["person_id"], people["name"], strict=True))
            | dict(zip(places["organization_id"], places["name"], strict=True))
            | dict(zip(papers["paper_id"], papers["short_title"], strict=True))
        )

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody of whom the record has evidence."""
        return tuple(self._by_person)

    @cached_property
    def employers(self) -> dict[str, str]:
        """The topmost parent of every organization."""
        return employers(parents_of(self.data["organizations"]))

    def day(self, name: str) -> date:
        """A reading date by its name in `datapackage.json`."""
        return self.package.readings[name].day

    @cached_property
    def sought(self) -> date | None:
        """The day up to which documents on people who lead nothing were looked for.

        That is the day of the last published count of the authors.
        """
        return max((ends(text)[1] for text in self.data["counts"]["date"]), default=None)

    def name(self, identifier: str) -> str:
        """What the book calls a person, an organization or a paper."""
        return self._names[identifier]

    def is_organization(self, identifier: str) -> bool:
        """Whether an id is that of an organization."""
        return identifier in self.employers

    def authors(self, paper_id: str) -> list[str]:
        """Person ids of a paper's authors, in the order of the list."""
        return list(self._authors.get(paper_id, ()))

    def employer_of(self, paper_id: str) -> str:
        """The employer in a paper's byline; raises KeyError where there are several."""
        return self.employers[self._bylines[paper_id]]

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
        row = self.rows("papers").loc[paper_id]
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

    def as_of(self, day: date) -> Record:
        """The record as it could be read on a day: by the evidence and the counts of the time.

        Every figure asks for the same few days: each is made once, and keeps its histories.
        """
        if day not in self._readings:
            counts = self.data["counts"]
            dates = zip(counts["date"], counts["date_precision"], strict=True)
            public = [span(*written).first <= day for written in dates]
            self._readings[day] = Record(
                replace(self.package, record_date=day),
                self.data | {"counts": counts[public]},
                tuple(p for p in self.proofs if p.known <= day),
            )
        return self._readings[day]

    def without(self, test: Callable[[Proof], bool]) -> Record:
        """The record as it would be if the proofs that pass a test did not exist."""
        return Record(self.package, self.data, tuple(p for p in self.proofs if not test(p)))

    def with_lag(self, days: int) -> Record:
        """The record as it would be if a byline proved presence up to so many days before."""
        if days not in self._lagged:
            package = replace(self.package, byline_lag=days)
            kept = {p.proof_id for p in self.proofs}
            lagged = (p for p in proofs(self.data, package) if p.proof_id in kept)
            self._lagged[days] = Record(package, self.data, tuple(lagged))
        return self._lagged[days]

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
        employer = self.employer_of(paper_id)
        found: dict[str, list[str]] = {GONE: [], UNKNOWN: [], THERE: []}
        for person_id in self.authors(paper_id):
            found[standing(self.history(person_id, known), employer, on)].append(person_id)
        return Tally(**{status: tuple(people) for status, people in found.items()})

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
                    "proofs": move.proofs if move and status == GONE else _last(history, employer),
                }
            )
        return pd.DataFrame(rows, dtype=object)

    def named(self, paper_id: str, source_id: str) -> dict[str, tuple[str, ...]]:
        """What one source says of a paper's authors: who is `gone`, and who is `there`."""
        employer = self.employer_of(paper_id)
        found: dict[str, list[str]] = {GONE: [], THERE: []}
        for person_id in self.authors(paper_id):
            proofs = [p for p in self.evidence(person_id) if p.source_id == source_id and placed(p)]
            if any(p.departs or p.employer_id != employer for p in proofs):
                found[GONE].append(person_id)
            if any(not p.departs and p.employer_id == employer for p in proofs):
                found[THERE].append(person_id)
        return {status: tuple(people) for status, people in found.items()}


def standing(history: Sequence[Stint], employer_id: str, on: date) -> str:
    """Whether somebody is `there` on a day, `gone`, or neither is proven: `unknown`."""
    here = [s for s in history if s.employer_id == employer_id]
    if any(s.certain(on) for s in here):
        return THERE
    if not here or on < here[0].started.first or any(s.possible(on) for s in here):
        return UNKNOWN
    return GONE


def _last(history: Sequence[Stint], employer_id: str) -> tuple[Proof, ...]:
    """The latest proof of presence at an employer, as a tuple of one or none."""
    found = [p for s in history if s.employer_id == employer_id for p in s.proofs if not p.departs]
    return (max(found, key=lambda p: (p.span.first, p.proof_id)),) if found else ()

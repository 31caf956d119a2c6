"""`python -m afterllama.idle`: list the rows about people that nothing needs.

It judges the evidence about people who are not leaders, and bylines of papers with no other author
in the record (other bylines show who signed with whom). A row is needed if one of these changes
without it:

- a verdict, or its measured value, with the story's own word or without it;
- an author's status on a reading date, on the day of a published count or of the author's paper, by
  one of `_readings`; or the employer, by all evidence or without the story's word;
- the first employer after that of the paper: which one, by what kind of evidence, by which month;
- the last day on which a document shows a person: without a departure the book says that no later
  document was found, and that must stay true.

Of rows later than the last published count only those stay that a verdict needs.

Four kinds of rows stay although the counts do not need them:

- what the story says of a person, once per employer, if a claim on that paragraph names the person:
  the book checks it, and it may count against the story's claims;
- a row whose source is a reason of a claim that names the person;
- a row behind an explained conflict of sources;
- if only the press or the story tells of a departure, the last proof before it from a work source
  (paper, code, announcement).

A statement on reasons is needed if its source is a reason of a claim.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from afterllama.claims import grammar
from afterllama.claims.verdicts import judge
from afterllama.loading.conflicts import conflicts
from afterllama.loading.folder import load
from afterllama.loading.rules import SURE
from afterllama.record.evidence import KINDS, Proof
from afterllama.record.record import Record
from afterllama.record.stay_wording import LEADER
from afterllama.record.stints import departure
from afterllama.record.tally import standing
from afterllama.tables.schema import DataError
from afterllama.words.days import ends

#: Bases that are somebody else's word about a person, or the book's own conclusion.
TOLD = ("article", "press", "elimination")

Aside = Callable[[Proof], bool]


def idle(record: Record) -> list[Proof]:
    """The evidence on people who are not leaders that nothing needs, row by row.

    Rows are removed one by one, the weakest first, so that of two rows that say the same the weaker
    is listed. The story's word goes first, then the press, then papers, code and announcements; of
    equals the newer goes first.
    """
    need = Need(record)
    left, found = record, []
    for proof in sorted(need.rows, key=_strength):
        rest = left.without(lambda other, row=proof: other is row)  # type: ignore[misc]
        if need.holds(rest, proof):
            left = rest
            found.append(proof)
    return found


def unused(record: Record) -> list[str]:
    """The statements (ids) whose source no claim names."""
    named = {part for cell in record.data["claims"]["source_ids"] for part in cell.split("|")}
    table = record.data["statements"]
    return table.loc[~table["source_id"].isin(named), "statement_id"].tolist()


@dataclass(frozen=True)
class Need:
    """What a record's rows are needed for."""

    record: Record

    @cached_property
    def rows(self) -> list[Proof]:
        """The evidence on people who lead nothing, and bylines that stand alone in their paper."""
        roles = self.record.rows("people")["role"]
        signed = self.record.data["authorships"].drop_duplicates("paper_id", keep=False)
        alone = set(signed["paper_id"] + ":" + signed["person_id"])
        held = (p for p in self.record.proofs if p.evidence_id in self._ids | alone)
        return [p for p in held if roles[p.person_id] != LEADER and p not in self.kept]

    @cached_property
    def _ids(self) -> set[str]:
        """The ids of the rows of evidence: all proofs but bylines."""
        return set(self.record.data["evidence"]["evidence_id"])

    @cached_property
    def kept(self) -> set[Proof]:
        """The rows that stay though the counts would be the same without them."""
        return {*self._told(), *self._reasons(), *self._second()}

    def holds(self, rest: Record, proof: Proof) -> bool:
        """Whether the record answers everything the same without a proof."""
        person, sought = proof.person_id, self.record.sought
        late = sought is not None and proof.span.first > sought
        if not late and self._of(rest, person) != self._of(self.record, person):
            return False
        if conflicts(rest).keys() != self._conflicts:
            return False
        return _verdicts(rest) == self._judged

    @cached_property
    def _judged(self) -> Hashable:
        return _verdicts(self.record)

    @cached_property
    def _conflicts(self) -> set[tuple[str, str, str, str]]:
        return set(conflicts(self.record))

    # What is asked about a person
    # ------------------------------------------------------------------

    def _of(self, record: Record, person: str) -> Hashable:
        """A person's status by every reading, first move, and last document."""
        papers = [p for p in self._papers if person in record.authors(p)]
        homes = sorted({record.employer_of(p) for p in papers})
        days = [*self._days, *((record.paper_day(p), None) for p in papers)]
        stood = tuple(
            standing(one.history(person, known), home, day)
            for one in self._readings(record)
            for home in homes
            for day, known in days
        )
        bare = record.without(self._story)
        places = tuple(
            tuple(s.employer_id for s in one.history(person, known) if s.certain(day))
            for one in (record, bare)
            for day, known in days
        )
        moved = tuple(_first(one, person, home) for one in (record, bare) for home in homes)
        return stood, places, moved, _last(record, person)

    @cached_property
    def _papers(self) -> list[str]:
        """The papers of which somebody published a count of departed authors."""
        return sorted(set(self.record.data["counts"]["paper_id"]))

    @cached_property
    def _days(self) -> list[tuple[date, date | None]]:
        """The days for which the book says who was where, and by what day that was known."""
        report = self.record.day("report")
        days = {report, self.record.package.record_date}
        days |= {ends(text)[1] for text in self.record.data["counts"]["date"]}
        return [(report, report), *((day, None) for day in sorted(days))]

    def _readings(self, record: Record) -> Iterator[Record]:
        """The whole record, and the record without each set that the first chapter sets aside."""
        asides: list[Aside] = [
            self._story,
            _commit,
            lambda p: self._story(p) or _commit(p),
            self._retold,
            lambda p: self._retold(p) or _commit(p),
            lambda p: p.basis in TOLD,
        ]
        yield record
        yield from map(record.without, asides)
        for source in sorted(set(record.data["counts"]["source_id"])):
            yield record.without(lambda p, one=source: p.source_id == one)  # type: ignore[misc]

    @cached_property
    def _stories(self) -> set[str]:
        return set(self.record.data["claims"]["source_id"])

    def _story(self, proof: Proof) -> bool:
        """Whether a proof comes from a story that the book checks."""
        return proof.source_id in self._stories

    def _retold(self, proof: Proof) -> bool:
        """Whether a proof comes from the story or from others who retell the same report."""
        retold = self.record.package.chapters.get("authors", {}).get("retold", ())
        return self._story(proof) or proof.source_id in retold

    # What stays in any case
    # -------------------------------------------------------------------------

    def _told(self) -> Iterator[Proof]:
        """What the story says last about people whom its claims name, by employer."""
        said: dict[tuple[str, str], Proof] = {}
        for proof in sorted(self.record.proofs, key=lambda p: (p.span, p.evidence_id)):
            if self._story(proof) and self._named(proof):
                said[proof.person_id, proof.employer_id] = proof
        yield from said.values()

    def _named(self, proof: Proof) -> bool:
        """Whether a claim on one of a proof's paragraphs names the person."""
        told = set(proof.paragraphs.split("|"))
        return any(
            proof.person_id in people and told & paragraphs
            for people, paragraphs, _ in self._claims
        )

    def _reasons(self) -> Iterator[Proof]:
        """The proofs whose source is a reason of a claim that names the person."""
        for proof in self.record.proofs:
            if any(
                proof.person_id in people and proof.source_id in sources
                for people, _, sources in self._claims
            ):
                yield proof

    @cached_property
    def _claims(self) -> list[tuple[set[str], set[str], set[str]]]:
        """The people, the paragraphs and the sources that each claim names."""
        rows = self.record.data["claims"].to_dict("records")
        return [
            (
                {
                    part
                    for text in grammar.arguments(row["arguments"]).values()
                    for part in text.split("|")
                },
                set(row["paragraphs"].split("|")),
                set(row["source_ids"].split("|")) - self._stories,
            )
            for row in rows
        ]

    def _second(self) -> Iterator[Proof]:
        """For departures that are only told: the last proof before them from a work source."""
        for paper in self._papers:
            home = self.record.employer_of(paper)
            for person in self.record.authors(paper):
                move = departure(self.record.history(person), home)
                if not move or any(p.basis not in TOLD for p in move.proofs):
                    continue
                shown = [
                    p
                    for p in self.record.evidence(person)
                    if p.evidence_id in self._ids
                    and p.basis not in TOLD
                    and p.employer_id == home
                    and self.record.decides(p)
                ]
                if shown:
                    yield max(shown, key=lambda p: (p.span, p.evidence_id))


def _strength(proof: Proof) -> tuple[bool, bool, int, int, int, str]:
    """What is told before what is shown, the less certain before the more certain."""
    return (
        proof.basis not in TOLD,
        proof.basis != "article",
        -KINDS.index(proof.kind),
        SURE.index(proof.confidence),
        -proof.known.toordinal(),
        proof.evidence_id,
    )


def _commit(proof: Proof) -> bool:
    return proof.basis == "commit"


def _first(record: Record, person: str, home: str) -> Hashable:
    """The first employer after another, its kind of evidence, and the month."""
    move = departure(record.history(person), home)
    return move and (move.destination_id, move.kind, f"{move.when.last:%Y-%m}")


def _last(record: Record, person: str) -> Hashable:
    """The last day on which evidence places a person at the last employer."""
    return max((p.span.last for s in record.history(person)[-1:] for p in s.proofs), default=None)


def _verdicts(record: Record) -> Hashable:
    """The verdicts and measured values of all claims, by every reading of the ledger."""
    return tuple(
        (
            claim.id,
            claim.verdict,
            claim.measured,
            tuple((r.name, r.finding.verdict, r.finding.measured) for r in claim.readings),
        )
        for claim in judge(record)
    )


def main() -> int:
    """List the rows that nothing needs; return 0 if there is none, else 1."""
    try:
        record = load()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    found, told = idle(record), unused(record)
    for proof in found:
        file = "authorships.csv" if ":" in proof.evidence_id else "evidence.csv"
        print(f"{file}: {proof.evidence_id}: no verdict, reading date or first employer needs it")
    for statement in told:
        print(f"statements.csv: {statement}: no claim names its source")
    rows = len(found) + len(told)
    print(f"{rows} idle rows" if rows else "Every row about a person is needed.")
    return int(bool(rows))


if __name__ == "__main__":
    sys.exit(main())

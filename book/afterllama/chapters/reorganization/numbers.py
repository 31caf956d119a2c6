"""The numbers of the chapter on the reorganization: from two papers' authors to a third paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from afterllama import network
from afterllama.chapters.authors import Authors
from afterllama.chapters.authors import authors as chapter_on_authors
from afterllama.charts.signatures import Roll, byline
from afterllama.record.record import Record
from afterllama.record.stints import Move
from afterllama.words.days import Span, span


@dataclass(frozen=True)
class Reorganization:
    """What the chapter says of two papers' authors and of the later paper that some of both sign.

    Parameters
    ----------
    record : Record
        The record.
    paper, other, overlap : str
        Paper ids: the two, and the later one.
    story : str
        Source id of the story that is checked.
    papers : sequence of str
        Paper ids, in order of time, whose overlaps are shown.
    listed : sequence of str
        Paragraphs in which the story lists members of the new team.
    marks : dict of str to str
        Event ids: `group`, `window`.
    """

    record: Record
    paper: str
    other: str
    overlap: str
    story: str
    papers: list[str]
    listed: list[str]
    marks: dict[str, str]

    @cached_property
    def authors(self) -> Authors:
        """The numbers of the chapter on the authors, for both papers' people."""
        return chapter_on_authors(self.record)

    @cached_property
    def report(self) -> date:
        return self.record.day("report")

    def when(self, mark: str) -> Span:
        """The days on which an event may have happened."""
        row = self.record.whole.rows("events").loc[self.marks[mark]]
        return span(row["date"], row["date_precision"])

    def signers(self, paper_id: str) -> tuple[str, ...]:
        """Authors of a paper who sign the later one."""
        later = set(self.record.authors(self.overlap))
        return tuple(p for p in self.record.authors(paper_id) if p in later)

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Authors of both papers."""
        return self.authors.shared

    @cached_property
    def either(self) -> tuple[str, ...]:
        """Signers of the later paper who are authors of one of the two, each once."""
        return tuple(dict.fromkeys((*self.signers(self.paper), *self.signers(self.other))))

    @cached_property
    def named(self) -> tuple[tuple[str, ...], ...]:
        """Whom the story lists in each of its paragraphs on the team."""
        proofs = [p for p in self.record.proofs if p.source_id == self.story]
        return tuple(
            tuple(
                dict.fromkeys(p.person_id for p in proofs if paragraph in p.paragraphs.split("|"))
            )
            for paragraph in self.listed
        )

    def wrote(self, person_id: str) -> tuple[str, ...]:
        """Which of the two papers somebody is an author of, the older first."""
        return tuple(p for p in (self.other, self.paper) if person_id in self.record.authors(p))

    @cached_property
    def departed(self) -> tuple[str, ...]:
        """Signers who had left by the day on which the later paper appeared."""
        day = self.record.paper_day(self.overlap)
        there = self.record.tally(self.overlap, day)
        return tuple(p for p in self.either if p in there.had_left)

    @cached_property
    def away(self) -> tuple[str, ...]:
        """Signers who had left by the report's day, on which the story lists them as a team."""
        there = self.record.tally(self.overlap, self.report)
        return tuple(p for p in self.either if p in there.had_left)

    @cached_property
    def since(self) -> tuple[str, ...]:
        """Those of them who left after the later paper appeared, or not provably before."""
        return tuple(p for p in self.away if p not in self.departed)

    @cached_property
    def firm(self) -> tuple[str, ...]:
        """Signers at the origin on the report's day, also without author lists of a later day."""
        bare = self.record.without(lambda p: p.basis == "byline" and p.known > self.report)
        return tuple(
            p
            for p in self.either
            if p not in self.away
            and any(
                s.employer_id == self.origin and s.certain(self.report) for s in bare.history(p)
            )
        )

    @cached_property
    def weak(self) -> tuple[str, ...]:
        """The other signers who had not left."""
        return tuple(p for p in self.either if p not in (*self.away, *self.firm))

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """Whom the story lists in the team and elsewhere has at another employer."""
        places = {
            p.person_id
            for p in self.record.proofs
            if p.source_id == self.story and p.employer_id not in ("", self.origin)
        }
        return tuple(p for p in self.away if p in places)

    # The papers

    @cached_property
    def overlaps(self) -> pd.DataFrame:
        """The authors that every two papers share."""
        return network.overlaps(self.record, self.papers)

    def share(self, first: str, second: str) -> int:
        """How many authors two papers share."""
        return len(set(self.record.authors(first)) & set(self.record.authors(second)))

    @cached_property
    def several(self) -> list[str]:
        """People of the two papers who sign more than one of all: by the papers they sign."""
        lists = [set(self.record.authors(p)) for p in self.papers]
        people = self.authors.everybody
        signed = {p: [p in held for held in lists] for p in people}
        found = [p for p in people if sum(signed[p]) > 1]
        return sorted(found, key=lambda p: ([not on for on in signed[p]], self.record.name(p)))

    @cached_property
    def firms(self) -> tuple[str, ...]:
        """Those of them who sign for more than one employer."""
        employers = {p: self.record.employer_of(p) for p in self.papers}
        return tuple(
            person
            for person in self.several
            if len({employers[p] for p in self.papers if person in self.record.authors(p)}) > 1
        )

    @cached_property
    def in_turn(self) -> bool:
        """Whether each of these signs all papers for the origin before those for another."""
        day = self.record.paper_day
        home = [p for p in self.papers if self.record.employer_of(p) == self.origin]
        away = [p for p in self.papers if p not in home]
        return all(
            day(one) < day(other)
            for person in self.firms
            for one in home
            for other in away
            if {person} <= set(self.record.authors(one)) & set(self.record.authors(other))
        )

    @cached_property
    def rolls(self) -> tuple[Roll, ...]:
        """The author lists of the papers."""
        return tuple(byline(self.record, p) for p in self.papers)

    @cached_property
    def several_then(self) -> int:
        """How many had signed more than one of the papers by the report's day."""
        public = [r for r in self.rolls if r.day <= self.report]
        return sum(sum(p in r.people for r in public) > 1 for p in self.several)

    # People

    @cached_property
    def thanked(self) -> tuple[str, ...]:
        """Whom the later paper thanks."""
        return tuple(link.start for link in network.thanked(self.record, [self.overlap]))

    def at(self, person_id: str, on: date) -> str | None:
        """Where somebody is proven to be on a day."""
        found = [s.employer_id for s in self.record.history(person_id) if s.certain(on)]
        return found[0] if found else None

    # Everybody

    @cached_property
    def origin(self) -> str:
        return self.record.employer_of(self.paper)

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        return self.authors.everybody

    @cached_property
    def moved(self) -> tuple[Move, ...]:
        """Every proven departure of an author of either paper."""
        return self.authors.moved

    def left(self, on: date) -> int:
        """How many of all had left by a day."""
        return sum(m.when.last <= on for m in self.moved)


def reorganization(record: Record) -> Reorganization:
    """The chapter's numbers for what `datapackage.json` names."""
    return Reorganization(record, **record.package.chapters["reorganization"])

"""The numbers of the section on other papers, which asks whether it was unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from afterllama.charts.papers_compared import Row
from afterllama.loading.comparison import compare
from afterllama.record.evidence import Proof
from afterllama.record.left_after_months import Band, band
from afterllama.record.record import Record
from afterllama.record.stints import departure
from afterllama.words import prose
from afterllama.words.language import say


@dataclass(frozen=True)
class Comparison:
    """What the section says of a paper beside others.

    Parameters
    ----------
    record : Record
        The book's own record.
    others : Record
        The other papers.
    paper, beside : str
        Paper ids of the record: the one in question, and the one beside it.
    searched : list of str
        Source ids of the press that went looking for authors who had left.
    before : list of str
        Papers of the others that the same employer published years earlier.
    months : list of int
        So many months after a paper was public it is looked at: soon, between, and late.
    thin : list of dict
        Papers of which too little is known to be drawn: `paper`, `authors`, and `bands`, the least
        and the most for each of the months.
    """

    record: Record
    others: Record
    paper: str
    beside: str
    searched: list[str]
    before: list[str]
    months: list[int]
    thin: list[dict[str, Any]]

    @property
    def soon(self) -> int:
        return self.months[0]

    @property
    def late(self) -> int:
        return self.months[-1]

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The other papers, the newest first."""
        found = self.others.data["papers"]["paper_id"]
        return tuple(sorted(found, key=self.others.paper_day, reverse=True))

    @cached_property
    def unaided(self) -> Comparison:
        """The same without the press that went looking."""

        def looked(proof: Proof) -> bool:
            return proof.source_id in self.searched

        records = self.record.without(looked), self.others.without(looked)
        return replace(self, record=records[0], others=records[1])

    def own(self, months: int, paper: str = "") -> Band:
        """The paper in question, or the one beside it."""
        return band(self.record, paper or self.paper, months)

    def other(self, paper: str, months: int) -> Band:
        """One of the other papers."""
        return band(self.others, paper, months)

    def reaching(self, held: Band) -> tuple[str, ...]:
        """The other papers that may have lost at least a band's smallest share, by its months."""
        return tuple(
            p for p in self.papers if self.other(p, held.months).shares[1] >= held.shares[0]
        )

    def below(self, held: Band) -> tuple[str, ...]:
        """The other papers that cannot have lost as much."""
        return tuple(p for p in self.papers if p not in self.reaching(held))

    def matching(self, held: Band) -> tuple[str, ...]:
        """The other papers that are documented to have lost as large a share."""
        return tuple(
            p for p in self.papers if self.other(p, held.months).shares[0] >= held.shares[0]
        )

    @cached_property
    def nearest(self) -> str:
        """The other paper that may have lost the largest share at the last of the months."""
        return max(self.papers, key=lambda p: self.other(p, self.late).shares[1])

    @cached_property
    def places(self) -> list[tuple[str, int]]:
        """Where those who had left that paper's employer are shown next, most people first.

        The employer itself with none where nobody is shown anywhere.
        """
        employer = self.others.employer_of(self.nearest)
        left = self.other(self.nearest, self.late).left
        moves = (departure(self.others.history(p), employer) for p in sorted(left))
        held = Counter(m.destination_id for m in moves if m and m.destination_id)
        return held.most_common() or [(employer, 0)]

    @cached_property
    def earlier(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Who signed the earlier papers: all, those documented as having left, those not placed."""
        bands = [self.other(paper, self.late) for paper in self.before]
        people = frozenset(p for paper in self.before for p in self.others.authors(paper))
        left = frozenset[str]().union(*(b.left for b in bands))
        return people, left, frozenset[str]().union(*(b.open for b in bands)) - left

    def same_employer(self, paper: str) -> bool:
        """Whether another paper has the employer of the paper in question."""
        return self.others.employer_of(paper) == self.record.employer_of(self.paper)

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """People who signed more than one of the other papers."""
        signed = self.others.data["authorships"]["person_id"]
        return tuple(sorted(set(signed[signed.duplicated()])))

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """People who signed one of the other papers, and one of the record's two."""
        own = {*self.record.authors(self.paper), *self.record.authors(self.beside)}
        return tuple(sorted(own & set(self.others.data["authorships"]["person_id"])))

    def resting(self, source: str) -> bool:
        """Whether some other paper, soon after it, has one author less as left without a source."""
        bare = self.others.without(lambda p: p.source_id == source)
        return any(
            band(bare, p, self.soon).least < self.other(p, self.soon).least for p in self.papers
        )

    def rows(self) -> list[Row]:
        """The rows of the figure."""
        own, beside = self.record.name(self.paper), self.record.name(self.beside)
        bare = say("{paper} without journalists", paper=own)
        return [
            Row(self.record, self.paper, own, "own"),
            Row(self.unaided.record, self.paper, bare, "bare"),
            Row(self.record, self.beside, beside, "own"),
            *(Row(self.others, p, self._label(p), "other") for p in self.papers),
        ]

    def _label(self, paper: str) -> str:
        employer = self.others.name(self.others.employer_of(paper))
        year = self.others.paper_day(paper).year
        return say(
            "{paper} ({employer}, {year})", paper=self.name(paper), employer=employer, year=year
        )

    def name(self, paper: str) -> str:
        return self.others.name(paper)

    def names(self, papers: Sequence[str]) -> str:
        """Other papers as a list in a sentence."""
        return prose.names(self.name(p) for p in papers) if papers else say("none")


def comparison(record: Record) -> Comparison:
    """The section's numbers for the papers and sources that `datapackage.json` names."""
    return Comparison(record, compare(record), **record.package.chapters["comparison"])

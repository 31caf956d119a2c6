"""The numbers of the chapter on the authors who left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from afterllama import prose
from afterllama.charts.mentions import Group, verdict
from afterllama.network import sharing
from afterllama.record import Proof, Record, Tally, placed

LAG_STEP = 30
LAG_LIMIT = 720


@dataclass(frozen=True)
class Authors:
    """What the chapter says of two papers' authors.

    Parameters
    ----------
    record : Record
        The record.
    paper, other : str
        Paper ids: the one in question, and the one beside it.
    story : str
        Source id of the story that is checked.
    signed : str
        Paper id of the last byline before the report's day.
    """

    record: Record
    paper: str
    other: str
    story: str
    signed: str

    @cached_property
    def report(self) -> date:
        return self.record.day("report")

    @cached_property
    def then(self) -> Tally:
        """By the evidence that was public on the report's day."""
        return self.record.tally(self.paper, self.report, self.report)

    @cached_property
    def today(self) -> Tally:
        """For the report's day, by all evidence."""
        return self.record.tally(self.paper, self.report)

    @cached_property
    def without_commits(self) -> Tally:
        """For the report's day, if commits proved nothing."""
        return self.record.without("commit").tally(self.paper, self.report)

    @cached_property
    def last_count(self) -> tuple[date, int]:
        """Day and number of the newest published count."""
        rows = self.record.data["counts"].query("paper_id == @self.paper").sort_values("date")
        return date.fromisoformat(rows["date"].iloc[-1]), int(rows["least"].iloc[-1])

    @cached_property
    def later(self) -> Tally:
        """On the day of the newest published count."""
        return self.record.tally(self.paper, self.last_count[0])

    @cached_property
    def now(self) -> Tally:
        """On the record date."""
        return self.record.tally(self.paper, self.record.package.record_date)

    @cached_property
    def beside(self) -> Tally:
        """The other paper, for the report's day, by all evidence."""
        return self.record.tally(self.other, self.report)

    @cached_property
    def beside_then(self) -> Tally:
        """The other paper, by the evidence that was public on the report's day."""
        return self.record.tally(self.other, self.report, self.report)

    @cached_property
    def named(self) -> dict[str, tuple[str, ...]]:
        """Whom the story names as gone, and whom as still there."""
        return self.record.named(self.paper, self.story)

    @cached_property
    def unmentioned(self) -> tuple[str, ...]:
        """Authors whom the story places nowhere."""
        mentioned = {*self.named["gone"], *self.named["there"]}
        return tuple(p for p in self.record.authors(self.paper) if p not in mentioned)

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """Authors whom the story names as gone and as still there."""
        return tuple(p for p in self.named["gone"] if p in self.named["there"])

    @cached_property
    def signers(self) -> tuple[str, ...]:
        """Of the unmentioned, those who signed the last paper before the report's day."""
        listed = set(self.record.authors(self.signed))
        return tuple(p for p in self.unmentioned if p in listed)

    @cached_property
    def origin(self) -> str:
        return self.record.employer_of(self.paper)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of sources that speak of the authors after the paper itself."""

        def own(proof: Proof) -> bool:
            return proof.proof_id.startswith(f"{self.paper}:")

        return (
            ("The<br>article", lambda p: p.source_id == self.story),
            ("Press<br>by then", lambda p: p.basis == "press" and p.known <= self.report),
            ("Papers,<br>code", lambda p: p.kind == "recorded" and not own(p)),
            (
                "Press<br>since",
                lambda p: p.basis in ("press", "elimination") and p.known > self.report,
            ),
        )

    @cached_property
    def recorded_gone(self) -> tuple[str, ...]:
        """Authors whose departure papers, code or announcements show without any press."""
        recorded = self.groups[2][1]
        return tuple(
            person
            for person in self.record.authors(self.paper)
            if verdict(
                [p for p in self.record.evidence(person) if placed(p) and recorded(p)], self.origin
            )
            == "gone"
        )

    @cached_property
    def homes(self) -> list[tuple[str, int]]:
        """Employers of those gone on the day of the newest count, with their numbers."""
        day = self.last_count[0]
        held: Counter[str] = Counter()
        for person in self.later.gone:
            stints = [s for s in self.record.history(person) if s.possible(day)]
            if stints:
                held[stints[-1].employer_id] += 1
        return sorted(held.items(), key=lambda item: (-item[1], self.record.name(item[0])))

    @cached_property
    def lags(self) -> tuple[int, int]:
        """The shortest and the longest lag of a byline, in days, that leave today's count as is."""
        kept = [lag for lag in range(0, LAG_LIMIT, LAG_STEP) if self._same(lag)]
        return min(kept), max(kept)

    def _same(self, lag: int) -> bool:
        return self.record.with_lag(lag).tally(self.paper, self.report) == self.today

    def pairs(self, on: date) -> tuple[int, int, int]:
        """Pairs of authors at one employer on a day: at least, at most, of all."""
        return sharing(self.record, self.record.authors(self.paper), on)

    def count(self, count_id: str) -> tuple[int, int]:
        """Least and most of a published count."""
        row = self.record.data["counts"].set_index("count_id").loc[count_id]
        return int(row["least"]), int(row["most"])

    def who(self, people: tuple[str, ...]) -> str:
        """People as a list in a sentence."""
        return prose.names(self.record.name(p) for p in people)

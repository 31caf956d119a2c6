"""The numbers of the chapter on the months around February 2023."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

import pandas as pd

from afterllama import network
from afterllama.chapters.authors import Authors
from afterllama.chapters.authors import authors as chapter_on_authors
from afterllama.charts.signatures import Roll, byline
from afterllama.network.graphs import Link
from afterllama.record.evidence import placed
from afterllama.record.record import Record
from afterllama.record.stints import Move, departure
from afterllama.words.days import Span, ends, span
from afterllama.words.language import noted, say


@dataclass(frozen=True)
class Shakeup:
    """What the chapter says of a month, of the head of a lab, and of a code that fades out.

    Parameters
    ----------
    record : Record
        The record.
    paper, other : str
        Paper ids: the one released in the month, and the one whose code fades out.
    overlap, line : str
        Paper ids: the later one that people of both sign, and the last of the other's line.
    models : sequence of str
        Model ids: those of the other's line that its repository released.
    story, card : str
        Source ids: the story that is checked, and the model card that names the paper's lab.
    month : str
        The month, as `2023-02`.
    repository, branch : str
        The code that fades out, and the branch whose commits are counted.
    heads : sequence of str
        Person ids: the head of the lab who left, and the one beside.
    told, week : str
        Claim ids: that the first of them linked the paper's authors to the leaders, and when
        that head left.
    marks : dict of str to str
        Event ids: `release`, `group`, `announced`, `roll`, `end`, and `begun`, of the code of the
        paper's model.
    events : sequence of str
        Event ids of the months around.
    """

    record: Record
    paper: str
    other: str
    overlap: str
    line: str
    models: list[str]
    story: str
    card: str
    month: str
    repository: str
    branch: str
    heads: list[str]
    told: str
    week: str
    marks: dict[str, str]
    events: list[str]

    @cached_property
    def days(self) -> Span:
        """The days of the month."""
        return span(self.month, "month")

    def day(self, mark: str) -> date:
        """The day of an event, or the last on which it may have happened."""
        return self.when(self.marks[mark]).last

    def when(self, event: str) -> Span:
        """The days on which an event may have happened."""
        row = self.record.whole.rows("events").loc[event]
        return span(row["date"], row["date_precision"])

    @cached_property
    def origin(self) -> str:
        return self.record.employer_of(self.paper)

    # The month

    @cached_property
    def inside(self) -> pd.DataFrame:
        """All events of the record that fall into the month."""
        events = self.record.data["events"]
        return events[[text.startswith(self.month) for text in events["date"]]]

    @cached_property
    def public(self) -> pd.DataFrame:
        """Those that sources other than the story tell."""
        return self.inside.query("source_id != @self.story")

    @cached_property
    def told_alone(self) -> pd.DataFrame:
        """Those that only the story tells."""
        return self.inside.query("source_id == @self.story")

    @cached_property
    def around(self) -> pd.DataFrame:
        """The events of the months around."""
        return self.record.whole.rows("events").loc[self.events]

    @cached_property
    def listed(self) -> list[date]:
        """The days of these events, in order."""
        return sorted(self.when(event).first for event in self.events)

    @cached_property
    def authors(self) -> Authors:
        """The numbers of the chapter on the authors, for both papers' people."""
        return chapter_on_authors(self.record)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every proven departure of an author of either paper from the origin."""
        return self.authors.moved

    @cached_property
    def before(self) -> tuple[Move, ...]:
        """Departures that had happened before the month."""
        return tuple(m for m in self.moves if m.when.last < self.days.first)

    @cached_property
    def after(self) -> tuple[Move, ...]:
        """Departures that happened after the month."""
        return tuple(m for m in self.moves if m.when.first > self.days.last)

    @cached_property
    def across(self) -> tuple[Move, ...]:
        """Departures that may have happened in the month."""
        return tuple(m for m in self.moves if m not in self.before and m not in self.after)

    @cached_property
    def dated_by_story(self) -> tuple[str, ...]:
        """Who else may have left in the month if the story's word did not count."""
        people = (m.person_id for m in self.moves if m not in self.across)
        found = {p: departure(self.authors.bare.history(p), self.origin) for p in people}
        first, last = self.days.first, self.days.last
        return tuple(
            p for p, m in found.items() if m and m.when.first <= last and m.when.last >= first
        )

    @cached_property
    def within(self) -> tuple[Move, ...]:
        """Departures that are dated to the month."""
        first, last = self.days.first, self.days.last
        return tuple(m for m in self.across if first <= m.when.first and m.when.last <= last)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where most of the paper's authors who left went: one place, or those that tie."""
        signed = set(self.record.authors(self.paper))
        held = Counter(m.destination_id for m in self.moves if m.person_id in signed)
        return tuple(p for p, n in held.items() if p and n == max(held.values()))

    # The head of the lab

    @cached_property
    def left(self) -> Span:
        """The days within which the head left, by the evidence that decides."""
        move = departure(self.record.history(self.heads[0]), self.origin)
        return move.when if move else Span(date.min, date.max)

    @cached_property
    def stayed(self) -> bool:
        """Whether the other head is known to have left later."""
        move = departure(self.record.history(self.heads[1]), self.origin)
        return move is not None and move.when.first > self.left.last

    @cached_property
    def claimed(self) -> date:
        """The day that the story gives for it: a week before the release."""
        return ends(self.record.rows("claims").loc[self.week, "claimed"])[0]

    @cached_property
    def labs(self) -> tuple[str, ...]:
        """The labs under which the paper's authors sign."""
        rows = self.record.data["authorships"].query("paper_id == @self.paper")
        return tuple(sorted(set(rows["organization_id"]) - {""}))

    @cached_property
    def papers(self) -> list[Link]:
        """The authors of either paper."""
        return network.signed(self.record, [self.paper, self.other])

    @cached_property
    def homes(self) -> list[Link]:
        """From the paper to its lab, as the model card has it."""
        return [
            Link(self.paper, lab, noted("made in"), "recorded", (self.card,)) for lab in self.labs
        ]

    @cached_property
    def led(self) -> list[Link]:
        """Who led these labs, by the evidence of the time before the release."""
        release = self.day("release")
        return [
            Link(head, proof.organization_id, noted("at"), proof.kind, (proof.source_id,))
            for head in self.heads
            for proof in self.record.evidence(head)
            if proof.organization_id in self.labs
            and placed(proof)
            and self.record.decides(proof)
            and proof.span.last < release
        ]

    @cached_property
    def claim(self) -> Link:
        """The link that the story alone makes."""
        source = self.record.rows("claims").loc[self.told, "source_id"]
        return Link(
            self.heads[0], self.paper, noted("linked to the leaders"), "reported", (source,)
        )

    @cached_property
    def links(self) -> list[Link]:
        """Every link."""
        return [*self.papers, *self.homes, *self.led, self.claim]

    # What was published

    def said(
        self, word: str, about: Sequence[str] = ("leaving",), by: Sequence[str] = ()
    ) -> list[str]:
        """What was published, in sentences: `own`, a `speaker`'s or a `paper`'s word.

        `about` has `leaving`, `machines` or both, `by` whose words alone are asked for. The
        sentences stand by person, in order of time.
        """
        rows = self.record.data["statements"].query("word == @word and about in @about")
        rows = rows.query("person_id in @by") if by else rows
        return rows.sort_values(["person_id", "date", "statement_id"])["statement"].tolist()

    # The code

    @cached_property
    def commits(self) -> pd.DataFrame:
        held = "repository == @self.repository and branch == @self.branch"
        rows = self.record.data["commits"].query(held)
        return rows.sort_values("month").reset_index(drop=True)

    @cached_property
    def milestones(self) -> dict[str, date]:
        """Days marked in the figure of commits, by label."""
        return {
            self.record.name(self.paper): self.day("release"),
            say("last list of maintainers"): self.day("roll"),
            say("last change"): self.day("end"),
        }

    @cached_property
    def year(self) -> str:
        """The year of the month."""
        return self.month[:4]

    @cached_property
    def fell(self) -> bool:
        """Whether each month has fewer commits than the last, from the peak to the year's first."""
        months = self.commits.query("month <= @self.year + '-01'")["commits"].tolist()
        since = months[months.index(max(months)) :] if months else []
        return len(since) > 1 and all(b < a for a, b in pairwise(since))

    def of_month(self, month: str) -> int:
        """Commits in a month."""
        return int(self.commits.query("month == @month")["commits"].sum())

    @cached_property
    def released(self) -> pd.DataFrame:
        """The models of the line, with the first and the last possible day of release."""
        rows = self.record.whole.rows("models").loc[self.models]
        days = [span(r.release_date, r.date_precision) for r in rows.itertuples()]
        return rows.assign(first=[d.first for d in days], last=[d.last for d in days])

    @cached_property
    def last_released(self) -> bool:
        """Whether all models of the line are out, the newest with its last paper."""
        newest = self.released["last"].max()
        held = self.released["license_kind"] != "closed"
        return bool(held.all()) and newest == self.record.paper_day(self.line)

    @cached_property
    def larger_released(self) -> bool:
        """Whether a model that came out with that paper is larger than all before it."""
        new = self.released["first"] >= self.record.paper_day(self.line)
        sizes = self.released["params_billion"]
        return bool(sizes[new].max() > sizes[~new].max())

    @cached_property
    def maintainers(self) -> tuple[str, ...]:
        """Who stands on the last list of the code's maintainers."""
        row = self.record.whole.rows("events").loc[self.marks["roll"]]
        return tuple(person for person in row["person_ids"].split("|") if person)

    @cached_property
    def signers(self) -> tuple[str, ...]:
        """Of these, who signs the later paper."""
        later = set(self.record.authors(self.overlap))
        return tuple(p for p in self.maintainers if p in later)

    @cached_property
    def rolls(self) -> tuple[Roll, ...]:
        """The other paper, the last list of maintainers, the later paper."""
        row = self.record.whole.rows("events").loc[self.marks["roll"]]
        last = Roll(
            say("last list"), self.maintainers, self.day("roll"), self.origin, row["source_id"]
        )
        return byline(self.record, self.other), last, byline(self.record, self.overlap)

    @cached_property
    def named_maintainers(self) -> list[str]:
        """The maintainers who signed either paper: those on most lists on top."""
        papers = (self.paper, self.other)
        either = {person for paper in papers for person in self.record.authors(paper)}

        def key(person: str) -> tuple[bool, int]:
            return person not in self.signers, self.maintainers.index(person)

        return sorted((p for p in self.maintainers if p in either), key=key)

    @cached_property
    def counted_maintainers(self) -> list[str]:
        """The others, who are a count."""
        return [p for p in self.maintainers if p not in self.named_maintainers]


def shakeup(record: Record) -> Shakeup:
    """The chapter's numbers for what `datapackage.json` names."""
    return Shakeup(record, **record.package.chapters["shakeup"])

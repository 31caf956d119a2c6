"""What a reader asks at the workbench, and the answer: counts, careers, evidence and figures.

Nothing here knows of controls: `controls.py` turns their values into a `Question`, and an `Answer`
into what they show.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
from IPython.display import display

from afterllama.charts.base import Chart, View
from afterllama.charts.graph_parts import monthly
from afterllama.charts.migration import migration
from afterllama.charts.storyline import storyline
from afterllama.record.cited_sources import cite
from afterllama.record.counts_without_evidence import EvidenceSet, Outcome, named, outcome
from afterllama.record.lookup import several
from afterllama.record.record import Record
from afterllama.shown.evidence_switches import changed
from afterllama.shown.figures import Words, show
from afterllama.tables.schema import Reading
from afterllama.words import prose
from afterllama.words.days import day
from afterllama.words.language import noted, say

#: What stands before the id of a source in the name of its set of evidence.
SOURCE = "source:"
STATUS = {
    "had-left": noted("had left"),
    "there": noted("was there"),
    "unknown": noted("not known"),
    "cannot-have-left": noted("cannot have left yet"),
}
PEOPLE = {
    "paper": noted("Paper"),
    "person": noted("Person"),
    "status": noted("On that day"),
    "destination": noted("Next employer"),
    "left_not_before": noted("Left not before"),
    "left_not_after": noted("Left by"),
    "sources": noted("Sources"),
}
EVIDENCE = {
    "person": noted("Person"),
    "organization": noted("Organization"),
    "assertion": noted("Says"),
    "first": noted("Not before"),
    "last": noted("Not after"),
    "kind": noted("Kind"),
    "source": noted("Source"),
}


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    known : date
        The reading date: evidence counts that was public by then.
    on : date
        The day on which people are counted.
    papers : tuple of str
        The papers whose authors are meant (ids), all signed for one employer.
    people : tuple of str
        Some of the authors (ids); everybody if it is empty.
    aside : tuple of str
        Names of the sets of evidence that do not count.
    """

    known: date
    on: date
    papers: tuple[str, ...]
    people: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take a day in any form, and one text for a list of one."""
        for name in ("known", "on"):
            object.__setattr__(self, name, day(getattr(self, name)))
        for name in ("papers", "people", "aside"):
            object.__setattr__(self, name, tuple(several(name, getattr(self, name))))


@dataclass(frozen=True)
class Answer:
    """What the evidence says: counts by paper, two tables and two figures.

    `people` has a row for each author of each paper, `evidence` a row for each piece that decides;
    their columns are those of `PEOPLE` and `EVIDENCE`. The figures are None if no evidence is left.
    """

    told: tuple[str, ...]
    counts: dict[str, Outcome]
    people: pd.DataFrame
    evidence: pd.DataFrame
    storyline: View | None
    graph: View | None


@dataclass(frozen=True)
class Workbench:
    """The papers and sets of evidence to choose from, and the question that is asked first."""

    record: Record
    kinds: tuple[EvidenceSet, ...]
    first: Question

    @cached_property
    def origin(self) -> str:
        """The employer for which the papers were signed."""
        return self.record.employer_of(self.first.papers[0])

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The papers that can be chosen, oldest first: those of which all authors are listed."""
        rows = self.record.data["papers"][["paper_id", "organization_id"]]
        ours = [
            paper_id
            for paper_id, byline in rows.itertuples(index=False, name=None)
            if self.record.employers.get(byline) == self.origin
            and self.record.authors(paper_id)
            and self.record.unlisted(paper_id) == 0
        ]
        return tuple(sorted(ours, key=lambda paper_id: (self.record.paper_day(paper_id), paper_id)))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days that can be chosen: the first of each month, and those of the first question."""
        begin = min(map(self.record.paper_day, self.papers))
        last = self.record.package.record_date
        return monthly(begin, last, last, [self.first.known, self.first.on])

    def people(self, papers: Iterable[str]) -> tuple[str, ...]:
        """The authors of some papers, each once, by name."""
        found = {person for paper_id in papers for person in self.record.authors(paper_id)}
        return tuple(sorted(found, key=self.record.name))

    def sources(self, people: Iterable[str]) -> tuple[EvidenceSet, ...]:
        """The sources of the deciding evidence on some people, each as a set of evidence."""
        used = {
            proof.source_id
            for person in people
            for proof in self.record.evidence(person)
            if self.record.decides(proof)
        }
        return tuple(_source(one.id, one.text) for one in cite(self.record, used))

    def chart(self, mark: str) -> Chart:
        """The storyline of the first question on each reading date, with a label of its day."""
        return storyline(self.record, self.first.papers, self.first.on, mark)

    def answer(self, question: Question) -> Answer:
        """What the evidence that is left says.

        Raises
        ------
        UnknownError
            Where there is no such paper, person or set of evidence.
        """
        people = question.people or self.people(question.papers)
        whole = _cut(self.record, people)
        known = whole.as_of(question.known)
        papers = [paper_id for paper_id in question.papers if known.authors(paper_id)]
        sets = (*self.kinds, *self.sources(self.people(question.papers)))
        counts = {
            paper_id: outcome(known, paper_id, question.on, sets, question.aside)
            for paper_id in papers
        }
        left = whole.without(*named(sets, question.aside))
        seen = left.as_of(question.known)
        signed = [p for p in people if any(p in seen.authors(paper_id) for paper_id in papers)]
        drawn = any(seen.history(person_id) for person_id in signed)
        stayed = any(s.employer_id == self.origin for p in signed for s in whole.history(p))
        return Answer(
            told=tuple(self._told(known, paper_id, counts[paper_id]) for paper_id in papers),
            counts=counts,
            people=_people(seen, papers, question.on),
            evidence=_evidence(seen, signed),
            storyline=self._storyline(left, papers, question) if drawn else None,
            graph=self._graph(left, signed, question) if drawn and stayed else None,
        )

    def _told(self, known: Record, paper_id: str, found: Outcome) -> str:
        """A count in a sentence, and who changes by what is set aside."""
        tally = found.tally
        sentence = say(
            "{paper}: {band} had left {origin} by {day}.",
            paper=self.record.name(paper_id),
            band=prose.proportion(tally.least, tally.total, tally.most),
            origin=self.record.name(self.origin),
            day=prose.day(found.day),
        )
        return f"{sentence} {changed(known, found)}".rstrip()

    def _storyline(self, left: Record, papers: Sequence[str], question: Question) -> View:
        mark = prose.short(question.on)
        return storyline(_read_on(left, question.known), papers, question.on, mark).shown

    def _graph(self, left: Record, people: Sequence[str], question: Question) -> View:
        """Where people were on the day, and how they got there: without plotly's slider."""
        ordered = left.by_departure(people, self.origin)
        day = min(question.on, question.known)
        chart = migration(_read_on(left, question.known), ordered, self.origin, day, day)
        return replace(chart.shown, figure=chart.shown.drawn, steps=None)


def kinds(sets: Iterable[EvidenceSet]) -> tuple[EvidenceSet, ...]:
    """Sets of evidence, and after them those of all that is recorded and of all that is reported.

    Both hold evidence of other sets too: a piece counts if nothing that holds it is set aside.
    """
    return (
        *sets,
        EvidenceSet("reported", say("All that is reported"), lambda p: p.kind == "reported"),
        EvidenceSet("recorded", say("All that is recorded"), lambda p: p.kind == "recorded"),
    )


def _source(source_id: str, label: str) -> EvidenceSet:
    return EvidenceSet(f"{SOURCE}{source_id}", label, lambda proof: proof.source_id == source_id)


def _cut(record: Record, people: Iterable[str]) -> Record:
    """The record with the author lists of some people."""
    ids = record.find_all("person", people)
    rows = record.data["authorships"]
    return replace(record, data=record.data | {"authorships": rows[rows["person_id"].isin(ids)]})


def _read_on(record: Record, day: date) -> Record:
    """The record with one reading date, so that charts draw one view."""
    readings = {"asked": Reading(day, say("the day that is chosen"))}
    return replace(record, package=replace(record.package, readings=readings))


def _people(record: Record, papers: Sequence[str], on: date) -> pd.DataFrame:
    """Where the authors stood on a day: labels and texts, as a reader sees them."""
    sources = {proof.evidence_id: proof.source_id for proof in record.proofs}
    frames = [
        record.roster(paper_id, on).assign(paper=record.name(paper_id)) for paper_id in papers
    ]
    if not frames:
        return pd.DataFrame(columns=list(PEOPLE))
    found = pd.concat(frames, ignore_index=True)
    found["sources"] = [
        prose.series(one.text for one in cite(record, map(sources.__getitem__, ids))) if ids else ""
        for ids in found["evidence_ids"]
    ]
    found["status"] = found["status"].map(STATUS).map(say)
    return _plain(found[list(PEOPLE)])


def _evidence(record: Record, people: Iterable[str]) -> pd.DataFrame:
    """The evidence on people that decides."""
    found = record.evidence_frame()
    found = found[found["person_id"].isin(set(people)) & found["decides"].astype(bool)]
    for name in ("assertion", "kind"):
        found[name] = found[name].map(say)
    return _plain(found[list(EVIDENCE)])


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """A table as text: days as in the data, and nothing where nothing is known."""
    texts = {
        name: table[name].dt.strftime("%Y-%m-%d") if table[name].dtype.kind == "M" else table[name]
        for name in table
    }
    return pd.DataFrame(texts, index=table.index).astype(object).fillna("").reset_index(drop=True)


def show_workbench(bench: Workbench, *, id: str, title: Words, caption: Words, alt: Words) -> None:
    """Show the workbench: controls in a notebook, on a page the figure of the first question.

    The arguments are those of `show`. Controls need ipywidgets, and a kernel that answers them.
    """
    if not isinstance(bench, Workbench):
        raise TypeError(f"show_workbench takes a workbench, and not {bench!r}")
    if os.environ.get("AFTERLLAMA_BOOK"):
        mark = prose.short(bench.first.on)
        show(bench.chart(mark), id=id, title=title, caption=caption, alt=alt)
        return
    from afterllama.shown.controls import Controls

    display(Controls(bench).box)

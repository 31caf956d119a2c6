"""The figures of people on a corpus of any size, and their weight on a page.

The other figures draw runs, costs, events, scores, commits and verdicts, whose number does not grow
with the people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from afterllama import charts, network
from afterllama.charts.signatures import byline
from afterllama.network.graphs import Link
from afterllama.record.evidence import Proof
from afterllama.record.record import Record
from afterllama.shown.figures import payload
from anybook.figures import figures as pages

#: Groups of sources.
VOICES: tuple[tuple[str, Callable[[Proof], bool]], ...] = (
    ("Press", lambda proof: proof.basis == "press"),
    ("Lists", lambda proof: proof.basis == "list"),
    ("Code", lambda proof: proof.basis == "commit"),
)
#: Label and source of a corpus's story, and the number of papers whose overlaps are drawn.
MARK, SOURCE, FEW = "the day", "gazette", 6


@dataclass(frozen=True)
class Subject:
    """The subject of a corpus's figures: its people, and the papers of one employer.

    The papers with the longest lists come first.
    """

    record: Record
    people: list[str]
    papers: list[str]

    @classmethod
    def of(cls, record: Record) -> Subject:
        rows = record.data["papers"].sort_values("n_authors", ascending=False, kind="stable")
        every = rows["paper_id"].tolist()
        origin = record.employer_of(every[0])
        own = [paper for paper in every if record.employer_of(paper) == origin]
        return cls(record, sorted(record.people), own)

    @property
    def origin(self) -> str:
        return self.record.employer_of(self.papers[0])

    @property
    def begin(self) -> date:
        return self.record.paper_day(self.papers[0])

    def after(self, years: int) -> date:
        """A day some years after the first paper."""
        return self.begin + timedelta(days=365 * years)

    @property
    def heads(self) -> tuple[str, str]:
        """Two people who signed neither of the first two papers."""
        signed = {p for paper in self.papers[:2] for p in self.record.authors(paper)}
        first, second, *_ = (p for p in self.people if p not in signed)
        return first, second


def lab_heads(s: Subject) -> charts.Chart:
    """Bylines of two papers, and two heads who led both."""
    papers, heads = (s.papers[0], s.papers[1]), s.heads
    led = [Link(h, papers[0], "led", "reported", (SOURCE,)) for h in heads]
    held = [*network.signed(s.record, papers), *led]
    return charts.lab_heads(s.record, held, papers, heads, (SOURCE, "alone"))


#: Every figure of people, with all people of a corpus or the authors of its papers.
FIGURES: dict[str, Callable[[Subject], charts.Chart]] = {
    "storyline": lambda s: charts.storyline(s.record, s.papers[:2], s.after(1), MARK),
    "departures": lambda s: charts.departures(s.record, s.papers[0], s.after(1), MARK),
    "departure_counts": lambda s: charts.departure_counts(
        s.record, s.papers[0], s.after(2), s.after(1), MARK
    ),
    "published_counts": lambda s: charts.published_counts(
        s.record, s.papers[0], s.after(1), {"All": lambda r: r.tally(s.papers[0], s.after(1))}
    ),
    "colleagues": lambda s: charts.colleagues(s.record, s.papers[0], s.after(2), s.after(1), MARK),
    "sources_on_people": lambda s: charts.sources_on_people(s.record, s.people, s.origin, VOICES),
    "migration": lambda s: charts.migration(
        s.record, s.people, s.origin, date(2018, 1, 1), date(2022, 1, 1)
    ),
    "signatures": lambda s: charts.signatures(
        s.record, s.people, [byline(s.record, paper) for paper in s.papers[:FEW]]
    ),
    "shared_authors": lambda s: charts.shared_authors(s.record, s.papers[:FEW]),
    "author_list": lambda s: charts.author_list(s.record, s.papers[0], s.papers[1:3]),
    "joint_papers": lambda s: charts.joint_papers(s.record, s.papers[0], s.papers[1]),
    "lab_heads": lab_heads,
}


def html(chart: charts.Chart, name: str) -> str:
    """A figure's HTML with its table and data, without its picture."""
    anchor = f"fig-{name.replace('_', '-')}"
    given = payload(chart, id=anchor, title="Title", caption="Caption.", alt="Alternative.")
    return pages.html_of(given, "Figure 1.1", pages.csv_names(given), {})


def points(view: charts.View) -> int:
    """How many points the traces of a view have."""
    return sum(len(trace.x) for trace in view.figure.data if trace.x is not None)


def draw(name: str) -> Callable[[Record], int]:
    """A step that draws a figure and returns its bytes on a page."""
    return lambda record: len(html(FIGURES[name](Subject.of(record)), name).encode())

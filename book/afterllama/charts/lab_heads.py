"""Links around two papers and the heads of their lab, each with its source."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import Chart, View, cite, figure, hover, only, plain, shade
from afterllama.charts.groups import Crowd, crowd
from afterllama.charts.theme import INK, MUTED, PAPER, colour, known_by
from afterllama.network.graphs import Link, Point
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "start": noted("From"),
    "relation": noted("Link"),
    "end": noted("To"),
    "kind": noted("Kind"),
    "source": noted("Source"),
}
#: Pixels of the figure's height.
HEIGHT = 320
#: Dash, width and colour of a link, by its evidence.
STYLES = {
    "recorded": ("solid", 1.0, MUTED),
    "reported": ("dash", 2.0, INK),
    "alone": ("dot", 3.5, colour(2)),
}
#: Heights in the figure (height 1), and the distance of two people (width 1).
HEADS, LABS, PAPERS, PEOPLE = 0.84, 0.64, 0.42, 0.16
STEP, LINE = 0.05, 0.07
#: The positions of the two papers and of the two heads.
LEFT, RIGHT = 0.28, 0.73


@recorded
def lab_heads(
    record: Record,
    held: Sequence[Link],
    papers: tuple[str, str],
    heads: tuple[str, str],
    story: tuple[str, str],
) -> Chart:
    """Links between people, two papers and labs, each drawn by its evidence.

    Parameters
    ----------
    record : Record
        The record.
    held : sequence of Link
        The links.
    papers, heads : tuple of str
        Two paper ids, and the ids of the two heads of the lab.
    story : tuple of str
        Source id of a story, and the label of links that rest on it alone.

    Examples
    --------
    >>> from afterllama.chapters.shakeup import shakeup
    >>> s = shakeup(record)
    >>> told = (s.story, "the article alone")
    >>> chart = lab_heads(record, s.links, (s.paper, s.other), tuple(s.heads), told)
    >>> chart.shown.table.columns.tolist()
    ['start', 'relation', 'end', 'kind', 'source']
    """
    papers = (record.find("paper", papers[0]), record.find("paper", papers[1]))
    heads = (record.find("person", heads[0]), record.find("person", heads[1]))
    story = (record.find("source", story[0]), story[1])
    ground = Ground(record, held, papers, heads, story)
    drawn = ground.drawn
    table = _table(record, held)
    fig = figure(
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"visible": False, "range": [0, 1]},
        margin={"l": 2, "r": 2, "t": 2, "b": 2, "pad": 0},
    )
    for style in STYLES:
        _draw_links(fig, ground, style)
    _draw_people(fig, ground, {name: n for n, name in reversed(list(enumerate(table["start"])))})
    _draw_squares(fig, ground)
    _name_nodes(fig, ground)
    people = {p: record.name(p) for p in ground.places if _is_person(record, p)}
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, (s for link in held for s in link.source_ids)),
        height=HEIGHT,
        narrow_height=HEIGHT,
        narrow={"annotations": [_small(note) for note in fig.layout.annotations]},
        people={} if drawn.grouped else people,
        groups=_read(len(drawn.folds())) if drawn.grouped else "",
    )
    return only(record, view)


@dataclass(frozen=True)
class Ground:
    """What is drawn: people or their groups, links, and the position of every node.

    It is made of the arguments of `lab_heads`.
    """

    record: Record
    held: Sequence[Link]
    papers: tuple[str, str]
    heads: tuple[str, str]
    story: tuple[str, str]

    @cached_property
    def drawn(self) -> Crowd:
        """All authors but the heads; or groups of those with the same links."""
        own: dict[str, set[Hashable]] = {}
        for link in self.held:
            told = link.relation, style_of(link, self.story[0])
            own.setdefault(link.start, set()).add((*told, link.end))
            own.setdefault(link.end, set()).add((*told, link.start))
        lists = [frozenset(self.record.authors(paper)) for paper in self.papers]
        signed = dict.fromkeys(p for paper in self.papers for p in self.record.authors(paper))

        def look(person: str) -> Hashable:
            return frozenset(own.get(person, ()))

        def apart(person: str) -> Hashable:
            return tuple(person in members for members in lists)

        return crowd(self.record, [p for p in signed if p not in self.heads], look, apart)

    @cached_property
    def links(self) -> list[Link]:
        """Links with groups instead of people, each once; mixed groups have none."""
        folds = self.drawn.folds()
        found = dict.fromkeys(
            replace(x, start=folds.get(x.start, x.start), end=folds.get(x.end, x.end))
            for x in self.held
        )
        return [link for link in found if not self.drawn.mixed & {link.start, link.end}]

    @cached_property
    def places(self) -> dict[str, Point]:
        """The position of every node."""
        record, papers, heads, folds = self.record, self.papers, self.heads, self.drawn.folds()
        first, second = (
            [*dict.fromkeys(folds.get(x, x) for x in record.authors(p))] for p in papers
        )
        places = {heads[0]: (LEFT, HEADS), heads[1]: (RIGHT, HEADS)}
        places |= {papers[0]: (LEFT, PAPERS), papers[1]: (RIGHT, PAPERS)}
        nodes = {node for link in self.held for node in (link.start, link.end)}
        labs = sorted(filter(record.is_organization, nodes))
        places |= {n: ((i + 1) / (len(labs) + 1), LABS) for i, n in enumerate(labs)}
        groups = [
            (LEFT - 0.05, [p for p in first if p not in second]),
            (0.5, [p for p in first if p in second]),
            (RIGHT + 0.04, [p for p in second if p not in first]),
        ]
        for middle, people in groups:
            width = -(-len(people) // 2) if len(people) > 2 else max(1, len(people))
            for n, person in enumerate(people):
                column = n % width
                x = middle + (column - (width - 1) / 2) * STEP
                places[person] = (round(x, 4), PEOPLE - LINE * (n // width))
        return places

    @cached_property
    def people(self) -> dict[str, str]:
        """The person of every dot, or the first of its group."""
        people = {n: members[0] for n, members in self.drawn.members.items()}
        others = (n for n in self.places if n not in people)
        return people | {n: n for n in others if _is_person(self.record, n)}

    def name(self, node: str) -> str:
        """The label of a node."""
        return self.drawn.names.get(node) or self.record.name(node)


def _read(people: int) -> str:
    """How to read the figure if it draws groups."""
    return say(
        "Dots are {people} people in groups of those with the same links, as large as there are "
        "people; squares are papers and labs. Others, alike to few, have a dot and no lines.",
        people=prose.figure(people),
    )


def style_of(link: Link, story: str) -> str:
    """The evidence of a link: `recorded`, `reported`, or a story `alone`."""
    return "alone" if set(link.source_ids) == {story} else link.kind


def _is_person(record: Record, node: str) -> bool:
    return node in record.rows("people").index


def _draw_links(fig: go.Figure, ground: Ground, style: str) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for link in ground.links:
        if style_of(link, ground.story[0]) == style:
            ends = [ground.places[link.start], ground.places[link.end]]
            x += [*(a for a, _ in ends), None]
            y += [*(b for _, b in ends), None]
    dash, width, tint = STYLES[style]
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"dash": dash, "width": width, "color": tint},
        name=ground.story[1] if style == "alone" else known_by(style),
        hoverinfo="skip",
        showlegend=bool(x),
    )


def _draw_people(fig: go.Figure, ground: Ground, rows: Mapping[str, int]) -> None:
    """Draw people as dots with their links in the hover label."""
    record, drawn, places, people = ground.record, ground.drawn, ground.places, ground.people
    tint = shade(record, record.employer_of(ground.papers[0]))
    who = [node for node in places if node in people]
    own = {} if drawn.grouped else {"columns": {"text": "start"}, "people": who}
    fig.add_scatter(
        x=[places[node][0] for node in who],
        y=[places[node][1] for node in who],
        mode="markers",
        name=say("person"),
        marker={
            "symbol": "circle",
            "size": [_size(drawn, node) for node in who] if drawn.grouped else 8,
            "color": tint,
            "line": {"width": 1.5, "color": tint},
            **({"opacity": 1} if drawn.grouped else {}),
        },
        hovertext=[hover(ground.name(node), *_told(ground, node)) for node in who],
        hoverinfo="text",
        showlegend=bool(who),
        text=[plain(ground.name(node)) for node in who],
        customdata=[rows.get(record.name(people[node])) for node in who],
        meta=own,
    )


def _told(ground: Ground, node: str) -> list[str]:
    """The links of a node in words, each with its source."""
    record = ground.record
    return [
        say(
            "{relation}: {place} ({source})",
            relation=say(link.relation),
            place=ground.name(link.end if link.start == node else link.start),
            source=prose.series(c.text for c in cite(record, link.source_ids)),
        )
        for link in ground.links
        if node in (link.start, link.end)
    ]


def _draw_squares(fig: go.Figure, ground: Ground) -> None:
    """Draw papers and labs as squares."""
    squares = [
        (x, y, ground.name(node))
        for node, (x, y) in ground.places.items()
        if node not in ground.people
    ]
    fig.add_scatter(
        x=[x for x, _, _ in squares],
        y=[y for _, y, _ in squares],
        mode="markers",
        name=say("paper or lab"),
        marker={"symbol": "square", "size": 11, "color": PAPER, "line": {"width": 2, "color": INK}},
        hovertext=[hover(name) for _, _, name in squares],
        hoverinfo="text",
        showlegend=False,
    )


def _size(drawn: Crowd, node: str) -> float:
    """The diameter of a dot in pixels; its area shows the number of people."""
    sizes = {name: len(people) for name, people in drawn.members.items()}
    largest = max(sizes.values())
    return round(4 + 12 * math.sqrt(sizes[node] / largest), 1) if node in sizes else 8


def _name_nodes(fig: go.Figure, ground: Ground) -> None:
    """Write the names of the heads, papers and labs."""
    for node, (x, y) in ground.places.items():
        above = node in ground.heads
        if node in ground.people and not above:
            continue
        left = x < 0.5
        fig.add_annotation(
            name=f"{'head' if above else 'node'}-{node}",
            x=x,
            y=y,
            text=plain(ground.name(node)),
            xanchor="center" if above else "right" if left else "left",
            yanchor="bottom" if above else "middle",
            xshift=0 if above else -10 if left else 10,
            yshift=6 if above else 0,
            showarrow=False,
        )


def _small(note: go.layout.Annotation) -> dict[str, object]:
    """An annotation on a phone, with people's names in two lines."""
    given: dict[str, object] = note.to_plotly_json()
    text = str(given["text"])
    if str(given["name"]).startswith("head"):
        text = "<br>".join(text.rsplit(" ", 1))
    return given | {"text": text, "font": {"size": 11}}


def _table(record: Record, held: Sequence[Link]) -> pd.DataFrame:
    found = [
        (
            record.name(link.start),
            link.relation,
            record.name(link.end),
            link.kind,
            prose.series(c.text for c in cite(record, link.source_ids)),
        )
        for link in dict.fromkeys(held)
    ]
    return pd.DataFrame(found, columns=list(LABELS))

"""What links two papers' authors to somebody at the head of their lab, with and without another."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama import prose
from afterllama.charts.base import Chart, View, cite, figure, hover, only, plain, shade
from afterllama.crowds import Crowd, crowd
from afterllama.language import noted, say
from afterllama.network import Link, Point, linked
from afterllama.record import Record
from afterllama.theme import INK, MUTED, PAPER, colour

LABELS = {
    "start": noted("From"),
    "relation": noted("Link"),
    "end": noted("To"),
    "kind": noted("Kind"),
    "source": noted("Source"),
    "counted": noted("Counted in"),
}
#: Height of a row of panels, in pixels, and the place of the second panel of a row.
ROW, SECOND = 228, 1.06
#: How a link is drawn by what it rests on: dash, width and colour.
STYLES = {
    "recorded": ("solid", 1.0, MUTED),
    "reported": ("dash", 2.0, INK),
    "alone": ("dot", 3.5, colour(2)),
}
#: Heights in a panel, which is one high, and the distance of two people in it, in its width.
HEADS, LABS, PAPERS, PEOPLE, TITLE, FOOT = 0.73, 0.57, 0.41, 0.24, 0.95, 0.06
STEP, LINE = 0.05, 0.055
#: The places of two papers, and of the two at the head.
LEFT, RIGHT = 0.28, 0.73
#: What a label says of somebody whom a chain leads to the head, or none.
LINKED = {True: noted("linked"), False: noted("not linked")}


def links(
    record: Record,
    ways: Mapping[str, Sequence[Link]],
    papers: tuple[str, str],
    heads: tuple[str, str],
    story: tuple[str, str],
) -> Chart:
    """Two panels for every way of counting links: with one of two heads, and without.

    Parameters
    ----------
    record : Record
        The record.
    ways : mapping of str to sequence of Link
        The links that count, by the words for a way of counting.
    papers : tuple of str
        Two paper ids; of the first it is told how many authors some chain leads to the head.
    heads : tuple of str
        Who is taken away, and to whom the chains lead.
    story : tuple of str
        Source id of a story, and the words for what rests on it alone.
    """
    drawn = _people(record, ways, papers, heads, story[0])
    ground = _ground(record, ways, papers, heads, drawn)
    table = _table(record, ways)
    fig = figure(
        xaxis={"visible": False, "range": [0, 1 + SECOND]},
        yaxis={"visible": False, "range": [-len(ways) + 0.98, 1.14]},
        margin={"l": 2, "r": 2, "t": 2, "b": 2, "pad": 0},
    )
    for style in STYLES:
        _draw_links(fig, ground, style, *story)
    _draw_people(fig, ground, {name: n for n, name in reversed(list(enumerate(table["start"])))})
    _draw_squares(fig, ground)
    for number, panel in enumerate(ground.panels):
        _name_nodes(fig, ground, number, panel)
        _tell(fig, ground, number, panel)
    people = {p: record.name(p) for p in ground.places if _is_person(record, p)}
    used = (s for held in ways.values() for link in held for s in link.source_ids)
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, used),
        height=40 + ROW * len(ways),
        narrow_height=40 + ROW * len(ways),
        narrow={"annotations": [_small(note) for note in fig.layout.annotations]},
        people={} if drawn.grouped else people,
        groups=_read(len(drawn.folds())) if drawn.grouped else "",
    )
    return only(record, view)


@dataclass(frozen=True)
class Panel:
    """The links that are drawn in a panel, who is linked to the head in it, and who is gone.

    `way` has the words for its way of counting; `down` and `right` are its place.
    """

    way: str
    links: list[Link]
    found: set[str]
    gone: str | None
    down: float
    right: float

    @property
    def nodes(self) -> set[str]:
        """What its links join."""
        return _nodes(self.links)


@dataclass(frozen=True)
class Ground:
    """What is drawn: panels, the place of every node in each of them, and people or their groups.

    `papers` and `heads` are as `links` takes them.
    """

    record: Record
    papers: tuple[str, str]
    heads: tuple[str, str]
    drawn: Crowd
    places: Mapping[str, Point]
    panels: tuple[Panel, ...]

    def name(self, node: str) -> str:
        """What a node is called."""
        return self.drawn.names.get(node) or self.record.name(node)

    @cached_property
    def people(self) -> dict[str, str]:
        """For every dot a person: whose it is, or the first of its group."""
        people = {n: members[0] for n, members in self.drawn.members.items()}
        others = (n for n in self.places if n not in people)
        return people | {n: n for n in others if _is_person(self.record, n)}


def _ground(
    record: Record,
    ways: Mapping[str, Sequence[Link]],
    papers: tuple[str, str],
    heads: tuple[str, str],
    drawn: Crowd,
) -> Ground:
    panels = tuple(
        Panel(
            way,
            _folded(held, drawn),
            linked(held, heads[1], gone),
            gone,
            -float(row),
            column * SECOND,
        )
        for row, (way, held) in enumerate(ways.items())
        for column, gone in enumerate((None, heads[0]))
    )
    places = _places(record, ways, papers, heads, drawn.folds())
    return Ground(record, papers, heads, drawn, places, panels)


def _people(
    record: Record,
    ways: Mapping[str, Sequence[Link]],
    papers: tuple[str, str],
    heads: tuple[str, str],
    story: str,
) -> Crowd:
    """All authors but the heads; or groups of those with the same links in every panel."""
    own: dict[str, set[Hashable]] = {}
    for way, held in ways.items():
        for link in held:
            told = way, link.relation, style_of(link, story)
            own.setdefault(link.start, set()).add((*told, link.end))
            own.setdefault(link.end, set()).add((*told, link.start))
    reached = [linked(held, heads[1], gone) for held in ways.values() for gone in (None, heads[0])]
    lists = [frozenset(record.authors(paper)) for paper in papers]
    signed = dict.fromkeys(p for paper in papers for p in record.authors(paper))

    def look(person: str) -> Hashable:
        return frozenset(own.get(person, ()))

    def apart(person: str) -> Hashable:
        return tuple(person in held for held in (*lists, *reached))

    return crowd(record, [p for p in signed if p not in heads], look, apart)


def _folded(held: Iterable[Link], drawn: Crowd) -> list[Link]:
    """Links with groups in people's place, each once; none of those whose links are mixed."""
    folds = drawn.folds()
    found = dict.fromkeys(
        replace(link, start=folds.get(link.start, link.start), end=folds.get(link.end, link.end))
        for link in held
    )
    return [link for link in found if not drawn.mixed & {link.start, link.end}]


def _read(people: int) -> str:
    """How the figure is read where it draws groups."""
    return say(
        "Before and after, for different ways of counting links. Dots are {people} people in "
        "groups of those with the same links, as large as there are people; squares are papers and "
        "labs. Filled dots have some chain of links to the head. Others, alike to few, have a "
        "dot and no lines.",
        people=prose.figure(people),
    )


def style_of(link: Link, story: str) -> str:
    """What a link rests on: `recorded`, `reported`, or the word of a story `alone`."""
    return "alone" if set(link.source_ids) == {story} else link.kind


def _nodes(held: Iterable[Link]) -> set[str]:
    return {node for link in held for node in (link.start, link.end)}


def _is_person(record: Record, node: str) -> bool:
    return node in record.rows("people").index


def _places(
    record: Record,
    ways: Mapping[str, Sequence[Link]],
    papers: tuple[str, str],
    heads: tuple[str, str],
    folds: Mapping[str, str],
) -> dict[str, Point]:
    """The place of every node in a panel, the same in all of them."""
    nodes = set().union(*(_nodes(held) for held in ways.values()))
    first, second = ([*dict.fromkeys(folds.get(x, x) for x in record.authors(p))] for p in papers)
    places = {heads[0]: (LEFT, HEADS), heads[1]: (RIGHT, HEADS)}
    places |= {papers[0]: (LEFT, PAPERS), papers[1]: (RIGHT, PAPERS)}
    labs = sorted(n for n in nodes if record.is_organization(n))
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


def _draw_links(fig: go.Figure, ground: Ground, style: str, story: str, alone: str) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for panel in ground.panels:
        for link in panel.links:
            if style_of(link, story) == style and panel.gone not in (link.start, link.end):
                ends = [ground.places[link.start], ground.places[link.end]]
                x += [*(panel.right + a for a, _ in ends), None]
                y += [*(panel.down + b for _, b in ends), None]
    dash, width, tint = STYLES[style]
    fig.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"dash": dash, "width": width, "color": tint},
            name=f"{say('reported')}, {alone}" if style == "alone" else say(style),
            hoverinfo="skip",
            showlegend=bool(x),
        )
    )


def _draw_people(fig: go.Figure, ground: Ground, rows: Mapping[str, int]) -> None:
    """People as dots, filled where some chain leads to the head."""
    record, drawn, places, people = ground.record, ground.drawn, ground.places, ground.people
    tint = shade(record, record.employer_of(ground.papers[0]))
    head = record.name(ground.heads[1])
    looks = {
        True: (say("linked to {person}", person=head), tint, tint),
        False: (say("not linked to {person}", person=head), PAPER, MUTED),
    }
    for reached, (name, fill, edge) in looks.items():
        held = [
            (panel, node)
            for panel in ground.panels
            for node in places
            if node in people and node != panel.gone and (people[node] in panel.found) == reached
        ]
        who = [node for _, node in held]
        own = {} if drawn.grouped else {"columns": {"text": "start"}, "people": who}
        fig.add_trace(
            go.Scatter(
                x=[panel.right + places[node][0] for panel, node in held],
                y=[panel.down + places[node][1] for panel, node in held],
                mode="markers",
                name=plain(name),
                marker={
                    "symbol": "circle",
                    "size": [_size(drawn, node) for node in who] if drawn.grouped else 8,
                    "color": fill,
                    "line": {"width": 1.5, "color": edge},
                    **({"opacity": 1} if drawn.grouped else {}),
                },
                hovertext=[hover(ground.name(node), say(LINKED[reached])) for node in who],
                hoverinfo="text",
                showlegend=bool(held),
                text=[plain(ground.name(node)) for node in who],
                customdata=[rows.get(record.name(people[node])) for node in who],
                meta=own,
            )
        )


def _draw_squares(fig: go.Figure, ground: Ground) -> None:
    """Papers and labs as squares."""
    squares = [
        (panel.right + x, panel.down + y, ground.name(node))
        for panel in ground.panels
        for node, (x, y) in ground.places.items()
        if node in {*ground.papers, *panel.nodes} and node not in ground.people
    ]
    fig.add_trace(
        go.Scatter(
            x=[x for x, _, _ in squares],
            y=[y for _, y, _ in squares],
            mode="markers",
            name=say("paper or lab"),
            marker={
                "symbol": "square",
                "size": 11,
                "color": PAPER,
                "line": {"width": 2, "color": INK},
            },
            hovertext=[hover(name) for _, _, name in squares],
            hoverinfo="text",
            showlegend=False,
        )
    )


def _size(drawn: Crowd, node: str) -> float:
    """The diameter of a dot whose area is the number of people in it, in pixels."""
    largest = max(map(drawn.size, drawn.members))
    return round(4 + 12 * math.sqrt(drawn.size(node) / largest), 1) if node in drawn.members else 8


def _name_nodes(fig: go.Figure, ground: Ground, number: int, panel: Panel) -> None:
    """The names of the heads, of papers and of labs in a panel."""
    record, papers, heads = ground.record, ground.papers, ground.heads
    named = [n for n in {*papers, *panel.nodes} if n in papers or record.is_organization(n)]
    for node, (x, y) in ground.places.items():
        if node == panel.gone or node not in {*heads, *named}:
            continue
        above = node in heads
        left = x < 0.5
        fig.add_annotation(
            name=f"{'head' if above else 'node'}-{number}-{node}",
            x=panel.right + x,
            y=panel.down + y,
            text=plain(record.name(node)),
            xanchor="center" if above else "right" if left else "left",
            yanchor="bottom" if above else "middle",
            xshift=0 if above else -10 if left else 10,
            yshift=6 if above else 0,
            showarrow=False,
        )


def _tell(fig: go.Figure, ground: Ground, number: int, panel: Panel) -> None:
    """How many are linked in a panel, its way of counting, and who is taken away in its column."""
    record, (away, head) = ground.record, ground.heads
    authors = record.authors(ground.papers[0])
    told = say(
        "<b>{number} of {total}</b> linked to {person}",
        number=len([p for p in authors if p in panel.found]),
        total=len(authors),
        person=plain(_surname(record, head)),
    )
    _write(fig, f"linked-{number}", (panel.right + 0.02, panel.down + FOOT), told)
    if panel.gone is None:
        _write(fig, f"way-{number}", (0.02, panel.down + TITLE), f"<b>{plain(panel.way)}</b>")
    if panel.down == 0:
        words = say("with {person}", person=record.name(away))
        if panel.gone:
            words = say("without {person}", person=record.name(away))
        place = panel.right + 0.02, 1.08
        _write(fig, f"column-{number}", place, plain(words), font={"color": MUTED})


def _write(fig: go.Figure, name: str, place: Point, text: str, **style: Any) -> None:
    x, y = place
    fig.add_annotation(
        name=name,
        x=x,
        y=y,
        text=text,
        xanchor="left",
        yanchor="middle",
        showarrow=False,
        **style,
    )


def _surname(record: Record, person_id: str) -> str:
    return record.name(person_id).split()[-1]


def _small(note: Any) -> dict[str, Any]:
    """An annotation as it is on a phone: names of people stand in two lines."""
    given: dict[str, Any] = note.to_plotly_json()
    text: str = given["text"]
    if given["name"].startswith("head"):
        text = "<br>".join(text.rsplit(" ", 1))
    return given | {"text": text, "font": given.get("font", {}) | {"size": 11}}


def _table(record: Record, ways: Mapping[str, Sequence[Link]]) -> pd.DataFrame:
    every = dict.fromkeys(link for held in ways.values() for link in held)
    sets = {way: frozenset(held) for way, held in ways.items()}
    found = [
        (
            record.name(link.start),
            link.relation,
            record.name(link.end),
            link.kind,
            prose.series(c.text for c in cite(record, link.source_ids)),
            prose.series(way for way, held in sets.items() if link in held),
        )
        for link in every
    ]
    return pd.DataFrame(found, columns=list(LABELS))

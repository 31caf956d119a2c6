"""The migration graph: origin left, people in the middle, destinations right, a time control."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx
import pandas as pd
import plotly.graph_objects as go

from afterllama import network
from afterllama.charts.base import (
    Room,
    Steps,
    View,
    by_reading,
    cite,
    figure,
    hover,
    outlined,
    plain,
    shade,
)
from afterllama.charts.graph_parts import CURVE, Part, bend, drawn, monthly
from afterllama.charts.groups import MANY
from afterllama.charts.migration_flows import migration_flows
from afterllama.charts.notebook_figure import named
from afterllama.charts.stay_days import DAYS, day_cells
from afterllama.charts.theme import INK, LEAVING, MUTED, PAPER, SYMBOLS, known_by
from afterllama.network.graphs import Point
from afterllama.record.evidence import best
from afterllama.record.record import Record
from afterllama.record.stay_wording import first_shown, leaving, there
from afterllama.record.stints import Stint, departure
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "person": noted("Person"),
    "place": noted("Organization"),
    "origin": noted("From"),
    **DAYS,
    "source": noted("Source"),
}
#: Label, dash and width of an edge by the state of the stint it leads to.
STATES = {
    "certain": (noted("documented for the day"), "solid", 2.2),
    "possible": (noted("possible on the day"), "dot", 1.8),
    "past": (noted("moved on by the day"), "solid", 1.0),
}
#: The node of departures to unknown places, which is not an organization's id.
UNKNOWN, NOWHERE = "?", noted("Not known")
#: Between the least and the most.
DASH = "\u2013"
#: The label of somebody who is proven to have left and not shown elsewhere.
GONE = noted("had left, place not documented")
TIP = 11  # size of an arrowhead


@dataclass(frozen=True)
class Size(Room):
    """The layout at a width.

    `origin` and `mark` are the positions of the first node and of people's marks; edges start to
    diverge `stem` to the right of the first node.
    """

    row: float
    origin: float
    stem: float
    mark: float
    label: int


#: The narrowest wide page, and the narrowest phone.
WIDE = Size(width=552, row=27, font=13, glyph=7.2, origin=34, stem=36, mark=150, label=17)
NARROW = Size(width=330, row=30, font=11, glyph=5.8, origin=26, stem=26, mark=76, label=11)


@dataclass(frozen=True)
class Ground:
    """The positions of all nodes and names, the same on every reading date and day.

    `counts` has the most people ever proven to be at each node.
    """

    size: Size
    origin: str
    places: Mapping[str, Point]
    names: Mapping[str, str]
    counts: Mapping[str, int]
    arcs: int

    def radius(self, node: str) -> float:
        """The largest radius of a node."""
        return _diameter(self.counts[node]) / 2

    @property
    def sites(self) -> list[str]:
        """The nodes, the origin first."""
        return list(self.counts)

    @property
    def band(self) -> float:
        """The width beside the destinations in which second moves bend."""
        widest = max((self.radius(n) for n in self.sites if n != self.origin), default=0)
        return widest + 5 + (6 + 6 * self.arcs if self.arcs else 0)

    @property
    def right(self) -> float:
        """The position of the destinations."""
        away = [node for node in self.sites if node != self.origin]
        texts = [line for n in away for line in self.label(n, (0, self.counts[n]))]
        longest = max(map(len, texts), default=0)
        return self.size.width - longest * self.size.glyph - self.band

    @property
    def flat(self) -> float:
        """Where the names end at the right."""
        people = [len(name) for node, name in self.names.items() if node not in self.counts]
        return self.size.mark + max(people, default=0) * self.size.glyph + 14

    def label(self, node: str, count: tuple[int, int]) -> list[str]:
        """A node's name and numbers in short lines, numbers with a word if possible."""
        size = self.size
        letters = int(2 * size.origin / size.glyph) if node == self.origin else size.label
        numbers = DASH.join(map(prose.figure, dict.fromkeys(count)))
        for space in ("\xa0", " "):
            text = prose.labelled(self.names[node], numbers)
            text = text.replace(f" {numbers}", f"{space}{numbers}")
            found = textwrap.wrap(text, letters, break_long_words=False)
            if max(map(len, found)) <= letters:
                break
        return found

    def x(self, node: str) -> float:
        """The horizontal position of a node."""
        return self.size.origin if node == self.origin else self.right

    def y(self, node: str) -> float:
        """The height of a node or a person, in rows."""
        return self.places[node][1]


def stub(ground: Ground, person_id: str) -> list[Point]:
    """The path from the origin to a person's mark."""
    x, y = ground.size.origin, ground.y(ground.origin)
    way = bend(x + ground.size.stem, y, ground.size.mark, ground.y(person_id))
    return [(x, y), *way]


def path(ground: Ground, person_id: str, start: str, end: str, parallel: int = 0) -> list[Point]:
    """The edge of a move: through the person's row, or beside the destinations between two."""
    if ground.origin not in (start, end):
        return list(_arc(ground, start, end, parallel))
    site = end if start == ground.origin else start
    y, height = ground.y(person_id), ground.y(site)
    last = ground.right - ground.radius(site) - TIP
    way = bend(ground.flat, y, last, height)
    points = [*stub(ground, person_id), *way, (ground.right, height)]
    return points if start == ground.origin else points[::-1]


def _arc(ground: Ground, start: str, end: str, parallel: int) -> Iterator[Point]:
    y, height = ground.y(start), ground.y(end)
    bulge = ground.band - 5 - 6 * parallel
    for n in range(CURVE + 1):
        turn = math.pi * n / CURVE
        yield (
            ground.right + bulge * math.sin(turn),
            y + (height - y) * (1 - math.cos(turn)) / 2,
        )


@by_reading
def migration(
    record: Record,
    known: Record,
    people: Sequence[str],
    origin: str,
    begin: date,
    start: date,
    also: Sequence[date] = (),
) -> View:
    """Where people are on a day, and every known move: a graph whose edges are moves.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    people : sequence of str
        The people to draw, earliest departures on top.
    origin : str
        The employer that they left.
    begin : date
        The first day to choose.
    start : date
        The day shown first, not before `begin`, unless it is after the reading date.
    also : sequence of date
        More days to choose, besides it and the first of every month.

    Examples
    --------
    >>> authors, origin = record.authors("LLaMA"), record.employer_of("LLaMA")
    >>> chart = migration(record, authors, origin, "2023-01-01", "report")
    >>> ", ".join(chart.shown.table.columns)
    'person, place, origin, since, since_kind, until, until_kind, left, left_kind, told, source'
    """
    _check(record, people, origin, begin, start)
    if len(people) > MANY:
        return _in_groups(record, known, people, origin, begin, start)
    days = monthly(begin, start, known.package.record_date, also)
    first = sum(day <= start for day in days[1:])
    wide, narrow = (_ground(record, people, origin, size) for size in (WIDE, NARROW))
    graph = network.moves(known, people, unknown=UNKNOWN)
    table = _table(known, people)
    parts = [
        *_legend(),
        *_stubs(known, graph, wide, narrow, people),
        *_edges(known, graph, wide, narrow),
        _nodes(known, graph, wide, narrow, people),
        _labels(known, graph, wide, people),
        _labels(known, graph, narrow, people),
        _discs(wide, narrow, people),
        _people(known, graph, wide, narrow, people, table),
    ]
    looks = tuple(tuple(part.look(day) for part in parts) for day in days)
    for part, look in zip(parts, looks[first], strict=True):
        part.trace.update(named(look))
    heights = [y for _, y in wide.places.values()]
    fig = figure(
        xaxis={"visible": False, "range": [0, WIDE.width]},
        yaxis={"visible": False, "range": [min(heights) - 1, max(heights) + 1]},
        margin={"l": 4, "r": 4, "t": 4, "b": 4, "pad": 0},
    )
    fig.add_traces([part.trace for part in parts])
    rows = max(heights) - min(heights) + 2
    used = [p.source_id for x in people for s in known.history(x) for p in s.proofs]
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, used),
        height=round(8 + WIDE.row * rows),
        narrow_height=round(8 + NARROW.row * rows),
        narrow={"xaxis.range": [0, NARROW.width]},
        narrow_data={n: part.narrow for n, part in enumerate(parts) if part.narrow},
        people={p: record.name(p) for p in people},
        steps=Steps(days, first, looks),
    )


def _check(record: Record, people: Sequence[str], origin: str, begin: date, start: date) -> None:
    """Raise ValueError where there is no day to choose, or nobody ever was at the origin."""
    last = record.package.record_date
    if not begin <= min(start, last):
        raise ValueError(f"no day from {begin} on to choose: start is {start}, the record's {last}")
    whole = record.whole
    if not any(s.employer_id == origin for p in people for s in whole.history(p)):
        raise ValueError(f"the record shows none of these people at {record.name(origin)}")


def _in_groups(
    record: Record, known: Record, people: Sequence[str], origin: str, begin: date, start: date
) -> View:
    """The same for more people than lines: one edge for all who moved alike."""
    used = (p.source_id for x in people for s in known.history(x) for p in s.proofs)
    view = migration_flows(record, known, people, origin, begin, start)
    return view(table=_table(known, people), labels=LABELS, sources=cite(known, used))


def _ground(record: Record, people: Sequence[str], origin: str, size: Size) -> Ground:
    """The positions in a figure, from the whole record."""
    places = network.layout(record, people, origin, UNKNOWN)
    sites = [node for node in places if node not in people]
    came = {n: [p for p in people if _been(record, p, n, origin)] for n in sites}
    views = [record.as_of(reading.day) for reading in record.package.readings.values()]
    ends = [
        edge[:2] for view in views for edge in network.moves(view, people, unknown=UNKNOWN).edges
    ]
    arcs = [pair for pair in ends if origin not in pair]
    names = {n: say(NOWHERE) if n == UNKNOWN else record.name(n) for n in places}
    counts = {n: max(1, len(held)) for n, held in came.items()}
    return Ground(size, origin, places, names, counts, max(map(arcs.count, arcs), default=0))


def _been(record: Record, person_id: str, node: str, origin: str) -> bool:
    """Whether a person is counted at a node on some day."""
    return node == origin or node in {s.employer_id for s in record.history(person_id)}


def _diameter(count: int) -> float:
    """The size of a node: its area is proportional to the people proven to be there."""
    return 7 + 4.2 * math.sqrt(count)


def _legend() -> Iterator[Part]:
    """Legend of lines and marks, the same on every day."""
    for words, dash, width in STATES.values():
        line = {"color": MUTED, "dash": dash, "width": width}
        yield Part(go.Scatter(x=[None], y=[None], mode="lines", name=say(words), line=line))
    kinds = {known_by(kind): symbol for kind, symbol in SYMBOLS.items()}
    for name, symbol in {**kinds, say(GONE): LEAVING["recorded"]}.items():
        marker = outlined(symbol, 9, MUTED)
        yield Part(go.Scatter(x=[None], y=[None], mode="markers", name=name, marker=marker))


def _line(state: str | None) -> dict[str, Any]:
    """The look of an edge in a state; None if it is not there yet."""
    _, dash, width = STATES[state or "certain"]
    return {"visible": state is not None, "line.dash": dash, "line.width": width}


def _state(move: Mapping[str, Any], day: date) -> str | None:
    """The state of the stint to which a move leads; None while an earlier one is certain."""
    stint: Stint | None = move["stint"]
    state = network.standing(stint, day) if stint else network.leaving(move["when"], day)
    return None if state == "possible" and any(s.certain(day) for s in move["before"]) else state


def _own(graph: nx.MultiDiGraph, person_id: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The moves of a person, oldest first."""
    found = [
        (a, b, data) for a, b, data in graph.edges(data=True) if data["person_id"] == person_id
    ]
    return sorted(found, key=lambda edge: (edge[2]["stint"] is None, edge[2]["when"]))


def _stubs(
    record: Record, graph: nx.MultiDiGraph, wide: Ground, narrow: Ground, people: Sequence[str]
) -> Iterator[Part]:
    """Lines from the origin to everybody not certainly drawn on the way elsewhere."""
    for person_id in people:
        here = [s for s in record.history(person_id) if s.employer_id == wide.origin]
        away = [data for a, b, data in _own(graph, person_id) if wide.origin in (a, b)]

        def look(
            day: date, here: Sequence[Stint] = here, away: Sequence[dict[str, Any]] = away
        ) -> dict[str, Any]:
            states = [network.standing(stint, day) for stint in here]
            state = next((s for s in STATES if s in states), None)
            moving = any(_state(move, day) for move in away)
            return _line(None if moving and state != "certain" else state)

        trace = go.Scatter(
            **drawn(stub(wide, person_id)),
            mode="lines",
            line={"color": shade(record, wide.origin)},
            hoverinfo="skip",
            showlegend=False,
            meta={"people": person_id},
        )
        yield Part(trace, drawn(stub(narrow, person_id)), look)


def _edges(record: Record, graph: nx.MultiDiGraph, wide: Ground, narrow: Ground) -> Iterator[Part]:
    """A trace for every move, with an arrowhead at its end."""
    for start, end, number, data in graph.edges(keys=True, data=True):
        shape = (data["person_id"], start, end, number)
        points = path(wide, *shape)
        colour = _colour(record, end)
        arc = wide.origin not in (start, end)
        trace = go.Scatter(
            **drawn(points),
            mode="lines+markers",
            line={"color": colour},
            marker={
                "symbol": "arrow",
                "size": [0] * (len(points) - 1) + [TIP],
                "angle": -90 if arc or end == wide.origin else 90,
                "standoff": [0] * (len(points) - 1) + [wide.radius(end) + 1],
                "color": colour,
                "opacity": 1,
                "line": {"width": 0},
            },
            hovertext=_told(record, start, end, data),
            hoverinfo="text",
            showlegend=False,
            meta={"people": data["person_id"]},
        )

        def look(day: date, data: dict[str, Any] = data) -> dict[str, Any]:
            return _line(_state(data, day))

        yield Part(trace, drawn(path(narrow, *shape)), look)


def _colour(record: Record, node: str) -> str:
    return shade(record, node) if node != UNKNOWN else MUTED


def _told(record: Record, start: str, end: str, data: Mapping[str, Any]) -> str:
    """The hover label of an edge."""
    before, stint = data["before"], data["stint"]
    place = record.name(start)
    way = say("from {place} to where is not known", place=place)
    if end != UNKNOWN:
        way = say("from {place} to {other}", place=place, other=record.name(end))
    left = leaving(record, (*before, stint) if stint else before, len(before) - 1)
    departs = any(proof.departs for proof in data["origin"].proofs)
    sources = cite(record, (p.source_id for p in data["proofs"]))
    return hover(
        record.name(data["person_id"]),
        way,
        *left,
        first_shown(record, stint) if stint and departs else "",
        *(source.text for source in sources),
    )


def _counts(
    record: Record, graph: nx.MultiDiGraph, people: Sequence[str], origin: str, day: date
) -> dict[str, tuple[int, int]]:
    """The least and the most people at each node on a day; no entry before the first move."""
    states = [(start, end, _state(data, day)) for start, end, data in graph.edges(data=True)]
    shown = {origin, *(node for start, end, state in states if state for node in (start, end))}
    held = [(end, state) for _, end, state in states if end == UNKNOWN]
    for person_id in people:
        own = [(s.employer_id, network.standing(s, day)) for s in record.history(person_id)]
        held += [pair for pair in own if pair[1] == "certain"] or own
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for node, state in held:
        least[node] += state == "certain"
        most[node] += state in ("certain", "possible")
    return {node: (least[node], most[node]) for node in {**dict.fromkeys(shown), **+least}}


def _nodes(
    record: Record, graph: nx.MultiDiGraph, wide: Ground, narrow: Ground, people: Sequence[str]
) -> Part:
    """The nodes, sized by the number of people proven to be there, hollow if zero."""
    sites = wide.sites
    colours = [_colour(record, node) for node in sites]

    def look(day: date) -> dict[str, Any]:
        counts = _counts(record, graph, people, wide.origin, day)
        proven = {node: least for node, (least, _) in counts.items()}
        return {
            "marker.size": [round(_diameter(proven[n]), 1) if n in proven else 0 for n in sites],
            "marker.color": [
                colour if proven.get(n) else PAPER for n, colour in zip(sites, colours, strict=True)
            ],
            "marker.line.width": [2 if n in counts else 0 for n in sites],
        }

    trace = go.Scatter(
        x=[round(wide.x(n), 1) for n in sites],
        y=[wide.y(n) for n in sites],
        mode="markers",
        marker={"symbol": "circle", "opacity": 1, "line": {"color": colours}},
        hoverinfo="skip",
        showlegend=False,
    )
    return Part(trace, {"x": [round(narrow.x(n), 1) for n in sites]}, look)


def _labels(record: Record, graph: nx.MultiDiGraph, ground: Ground, people: Sequence[str]) -> Part:
    """The names of the nodes with their numbers: above the origin, right of the destinations.

    A page has them in two widths; a phone shows the narrow ones.
    """
    sites, phone = ground.sites, ground.size == NARROW

    def look(day: date) -> dict[str, Any]:
        counts = _counts(record, graph, people, ground.origin, day)
        words = [plain(*ground.label(n, counts[n])) if n in counts else "" for n in sites]
        return {"text": words}

    trace = go.Scatter(
        **_beside(ground),
        mode="text",
        textposition=["top center" if n == ground.origin else "middle right" for n in sites],
        textfont={"color": [_colour(record, n) for n in sites], "size": ground.size.font},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
        visible=not phone,
    )
    return Part(trace, {"visible": phone}, look)


def _beside(ground: Ground) -> dict[str, list[float]]:
    """The positions of the nodes' names."""
    up = (ground.radius(ground.origin) + 3) / ground.size.row
    places = [
        (ground.x(n), ground.y(n) + up)
        if n == ground.origin
        else (ground.x(n) + ground.band, ground.y(n))
        for n in ground.sites
    ]
    return drawn(places)


def _discs(wide: Ground, narrow: Ground, people: Sequence[str]) -> Part:
    """Discs that hide the lines behind hollow marks."""
    trace = go.Scatter(
        x=[wide.size.mark] * len(people),
        y=[wide.y(p) for p in people],
        mode="markers",
        marker={"size": 10, "color": PAPER, "line": {"width": 0}},
        hoverinfo="skip",
        showlegend=False,
    )
    return Part(trace, {"x": [narrow.size.mark] * len(people)})


def _people(
    record: Record,
    graph: nx.MultiDiGraph,
    wide: Ground,
    narrow: Ground,
    people: Sequence[str],
    table: pd.DataFrame,
) -> Part:
    """Everybody's name above the line, and a mark for the kind of evidence on the day."""
    rows = {name: n for n, name in reversed(list(enumerate(table["person"])))}
    names = [record.name(p) for p in people]

    def look(day: date) -> dict[str, Any]:
        now = [_now(record, graph, p, day) for p in people]
        gone = [_gone(record, p, wide.origin, day) for p in people]
        colours = [shade(record, place) if place else MUTED for place, _ in now]
        return {
            "marker.symbol": [
                (LEAVING if left and not place else SYMBOLS)[kind]
                for left, (place, kind) in zip(gone, now, strict=True)
            ],
            "marker.color": colours,
            "marker.line.color": colours,
        }

    trace = go.Scatter(
        text=[plain(name) for name in names],
        customdata=[rows[name] for name in names],
        meta={"columns": {"text": "person"}, "people": list(people)},
        x=[wide.size.mark] * len(people),
        y=[wide.y(p) for p in people],
        mode="markers+text",
        cliponaxis=False,
        textposition="top right",
        textfont={"color": INK, "size": wide.size.font},
        marker={"size": 9, "line": {"width": 2}},
        hovertext=[_history(record, p) for p in people],
        hoverinfo="text",
        showlegend=False,
    )
    size = narrow.size
    return Part(trace, {"x": [size.mark] * len(people), "textfont.size": size.font}, look)


def _gone(record: Record, person_id: str, origin: str, day: date) -> bool:
    """Whether somebody is proven to have left the origin by a day."""
    move = departure(record.history(person_id), origin)
    return move is not None and move.when.last <= day


def _now(
    record: Record, graph: nx.MultiDiGraph, person_id: str, day: date
) -> tuple[str | None, str]:
    """Where somebody is proven to be on a day, or None, and the kind of evidence."""
    history = record.history(person_id)
    for stint in history:
        if stint.certain(day):
            return stint.employer_id, stint.kind(day)
    going = [data["kind"] for _, _, data in _own(graph, person_id) if _state(data, day)]
    begun = [best(stint.proofs) for stint in history]
    return None, (going[-1:] + begun + ["recorded"])[0]


def _history(record: Record, person_id: str) -> str:
    """The hover label of a name: all proven stints, in the words of the person's entry."""
    history = record.history(person_id)
    parts = [record.name(person_id)]
    for number, stint in enumerate(history):
        told = there(record, history, number) or leaving(record, history, number)
        parts.append(prose.labelled(record.name(stint.employer_id), " ".join(told)))
    return hover(*parts)


def _table(record: Record, people: Sequence[str]) -> pd.DataFrame:
    rows = []
    for person_id in people:
        history = record.history(person_id)
        if not history:
            rows.append((record.name(person_id), *[""] * (len(LABELS) - 1)))
        for before, stint in zip((None, *history), history, strict=False):
            sources = cite(record, (p.source_id for p in stint.proofs))
            rows.append(
                (
                    record.name(person_id),
                    record.name(stint.employer_id),
                    record.name(before.employer_id) if before else "",
                    *day_cells(record, stint),
                    prose.series(source.text for source in sources),
                )
            )
        rows += _lost(record, history)
    return pd.DataFrame(rows, columns=list(LABELS))


def _lost(record: Record, history: Sequence[Stint]) -> list[tuple[str, ...]]:
    """The table row of a departure to an unknown place."""
    move = departure(history, history[-1].employer_id) if history else None
    if move is None:
        return []
    sources = prose.series(c.text for c in cite(record, (p.source_id for p in move.proofs)))
    origin = record.name(move.origin_id)
    left = day_cells(record, history[-1])[-3:]
    name = record.name(move.person_id)
    return [(name, say(NOWHERE), origin, *[""] * 4, *left, sources)]

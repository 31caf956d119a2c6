"""Where many people moved: the origin left, edges to employers as wide as their moves."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from afterllama import network
from afterllama.charts.base import Steps, View, figure, hover, plain, shade
from afterllama.charts.graph_parts import Part, bend, drawn, monthly
from afterllama.charts.groups import leading, per_day
from afterllama.charts.notebook_figure import named
from afterllama.charts.theme import GRID, INK, MUTED, SYMBOLS, known_by
from afterllama.network.graphs import Point
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import FOREVER
from afterllama.words.language import count, say

#: Nodes that are not employers: smaller destinations together, and unknown ones.
OTHERS, NOWHERE = "", "?"
#: The most days to choose from.
DAYS = 48
#: Pixels of a row, of all edges together at the start, of the origin's bar, of horizontal ends.
ROW, SPREAD, BAR, STUB = 42, 150, 7, 14
#: Figure width on a wide page and on a phone, positions of the two sides, letters there.
WIDE, NARROW = (552, 36, 366, 13), (330, 24, 192, 11)
#: Letters in a line of a label.
LETTERS = 24


@dataclass(frozen=True)
class Edge:
    """All moves from the origin to a node: days on which each is proven, or possible."""

    node: str
    proven: Sequence[tuple[date, date]]
    possible: Sequence[tuple[date, date]]
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class Ground:
    """The nodes from top to bottom and the most moves to each, on any reading date."""

    counts: Mapping[str, int]
    small: frozenset[str]

    def node(self, place: str) -> str:
        """The node of an employer."""
        return OTHERS if place in self.small else place

    def breadth(self, moves: int) -> float:
        """The width of a number of moves, in pixels."""
        return round(max(1.5, SPREAD * moves / sum(self.counts.values())), 1) if moves else 0

    @property
    def y(self) -> dict[str, float]:
        """The height of each node, in rows from the top."""
        return {node: n + 0.5 for n, node in enumerate(self.counts)}

    @property
    def middle(self) -> float:
        """The height of the origin."""
        return max(len(self.counts) / 2, SPREAD / ROW / 2 + 1.4)

    @property
    def starts(self) -> dict[str, float]:
        """The heights at which the edges leave the origin."""
        breadths = [self.breadth(moves) for moves in self.counts.values()]
        ends = list(accumulate(breadths))
        return {
            node: self.middle + (end - (breadth + ends[-1]) / 2) / ROW
            for node, breadth, end in zip(self.counts, breadths, ends, strict=True)
        }


def migration_flows(
    record: Record, known: Record, people: Sequence[str], origin: str, begin: date, start: date
) -> partial[View]:
    """How many had moved from an employer to each other one, with a time control.

    The view still takes its table, labels and sources.

    Parameters
    ----------
    record, known : Record
        The whole record, and the record as of the reading date.
    people : sequence of str
        Whose moves are counted.
    origin : str
        The employer that they left.
    begin, start : date
        The first day to choose, and the day that is shown first.
    """
    days = _days(begin, start, record.package.record_date, known.package.record_date)
    first = sum(day <= start for day in days[1:])
    ground = _ground(record, people, origin)
    edges, others = _edges(known, ground, people, origin)
    levels = {
        edge.node: [*zip(per_day(days, edge.proven), per_day(days, edge.possible), strict=True)]
        for edge in edges
    }
    at = {day: n for n, day in enumerate(days)}
    parts = [*_legend()]
    for edge in edges:
        parts += _ribbon(record, ground, edge, origin, levels[edge.node], at)
    parts += [_bars(record, ground, origin), _labels(record, ground, levels, origin, at)]
    looks = tuple(tuple(part.look(day) for part in parts) for day in days)
    for part, look in zip(parts, looks[first], strict=True):
        part.trace.update(named(look))
    rows = max(len(ground.counts), ground.middle * 2)
    fig = figure(
        xaxis={"visible": False, "range": [0, WIDE[0]]},
        yaxis={"visible": False, "range": [rows, 0]},
        margin={"l": 4, "r": 4, "t": 4, "b": 4, "pad": 0},
    )
    fig.add_traces([part.trace for part in parts])
    height = round(8 + ROW * rows)
    return partial(
        View,
        figure=fig,
        height=height,
        narrow_height=height,
        narrow={"xaxis.range": [0, NARROW[0]]},
        narrow_data={n: part.narrow for n, part in enumerate(parts) if part.narrow},
        steps=Steps(days, first, looks),
        groups=say(
            "Each band is all moves of these {people} people from one employer to another, as "
            "broad as there are moves: coloured where documents show them for the month, grey "
            "where they are possible. The numbers count them, from at least to at most. {others} "
            "moves between other employers, or back, are left out.",
            people=prose.figure(len(people)),
            others=prose.start(prose.number(others)),
        ),
    )


def _days(begin: date, start: date, last: date, known: date) -> tuple[date, ...]:
    """Evenly spaced days to choose, including the start and the last possible day."""
    every = monthly(begin, start, last)
    kept = {*every[:: -(-len(every) // DAYS)], start, known}
    return tuple(sorted(day for day in kept if begin <= day <= known))


def _ground(record: Record, people: Sequence[str], origin: str) -> Ground:
    """The nodes: those with the most moves, and one for the others."""
    counts: Counter[str] = Counter()
    for name in record.package.readings:
        graph = network.moves(record.as_of(record.day(name)), people, unknown=NOWHERE)
        found = Counter(end for start, end in graph.edges() if start == origin != end)
        counts |= found
    kept = leading({place: n for place, n in counts.items() if place != NOWHERE})
    small = {place: n for place, n in counts.items() if place not in kept and place != NOWHERE}
    gathered = {place: counts[place] for place in kept}
    if small:
        gathered[OTHERS] = sum(small.values())
    if NOWHERE in counts:
        gathered[NOWHERE] = counts[NOWHERE]
    return Ground(gathered, frozenset(small))


def _edges(
    record: Record, ground: Ground, people: Sequence[str], origin: str
) -> tuple[list[Edge], int]:
    """The edges from the origin, in the order of the nodes, and how many moves have none."""
    graph = network.moves(record, people, unknown=NOWHERE)
    held: dict[str, list[tuple[date, date, str]]] = {node: [] for node in ground.counts}
    for start, end, move in graph.edges(data=True):
        if start == origin != end:
            stint, when = move["stint"], move["when"]
            proven = max(when.last, stint.started.last) if stint else when.last
            allowed = when.first + timedelta(days=1)
            allowed = max(allowed, stint.started.first) if stint else allowed
            held[ground.node(end)].append((min(allowed, proven), proven, move["kind"]))
    edges = [
        Edge(
            node,
            [(proven, FOREVER) for _, proven, _ in moves],
            [(allowed, FOREVER) for allowed, _, _ in moves],
            Counter(kind for *_, kind in moves),
        )
        for node, moves in held.items()
    ]
    return edges, graph.number_of_edges() - sum(map(len, held.values()))


def _legend() -> Iterator[Part]:
    """Legend of the bands, the same on every day."""
    for words, tint in ((say("documented for the day"), INK), (say("possible"), GRID)):
        marker = {"symbol": "square", "size": 11, "color": tint}
        yield Part(go.Scatter(x=[None], y=[None], mode="markers", name=words, marker=marker))


def _colour(record: Record, node: str) -> str:
    return MUTED if node in (OTHERS, NOWHERE) else shade(record, node)


def _name(record: Record, ground: Ground, node: str) -> str:
    if node == OTHERS:
        number = len(ground.small)
        return count("{number} other", "{number} others", number, number=prose.figure(number))
    return say("Not known") if node == NOWHERE else record.name(node)


def _path(ground: Ground, node: str, size: tuple[int, int, int, int]) -> list[Point]:
    """The path from the origin's bar to a node's name, horizontal at both ends."""
    _, left, right, _ = size
    start, end = ground.starts[node], ground.y[node]
    way = bend(left + BAR + STUB, start, right - STUB, end)
    return [(left + BAR, start), *way, (right, end)]


def _ribbon(
    record: Record,
    ground: Ground,
    edge: Edge,
    origin: str,
    levels: Sequence[tuple[int, int]],
    at: Mapping[date, int],
) -> list[Part]:
    """Draw the moves to a node: possible ones below, proven ones on top."""
    kinds = [
        say("{number}: {kind}", number=prose.figure(edge.kinds[kind]), kind=known_by(kind))
        for kind in SYMBOLS
        if edge.kinds.get(kind)
    ]
    total = prose.figure(sum(edge.kinds.values()))
    place, to = record.name(origin), _name(record, ground, edge.node)
    told = hover(
        say("{place} to {other}", place=place, other=to),
        say("In all {total}: {kinds}", total=total, kinds=prose.names(kinds)) if kinds else "",
    )
    found = []
    for number, tint in ((1, GRID), (0, _colour(record, edge.node))):

        def look(day: date, number: int = number) -> dict[str, Any]:
            moves = levels[at[day]][number]
            return {"visible": moves > 0, "line.width": ground.breadth(moves)}

        trace = go.Scatter(
            **drawn(_path(ground, edge.node, WIDE)),
            mode="lines",
            line={"color": tint, "simplify": False},
            hovertext=told,
            hoverinfo="skip" if number else "text",
            showlegend=False,
            meta={"edge": edge.node, "level": "possible" if number else "proven"},
        )
        found.append(Part(trace, drawn(_path(ground, edge.node, NARROW)), look))
    return found


def _bars(record: Record, ground: Ground, origin: str) -> Part:
    """Draw the origin: a bar from which all edges start."""
    half = sum(map(ground.breadth, ground.counts.values())) / 2 / ROW
    trace = go.Scatter(
        x=[WIDE[1] + BAR / 2] * 2,
        y=[ground.middle - half, ground.middle + half],
        mode="lines",
        line={"color": shade(record, origin), "width": BAR},
        hoverinfo="skip",
        showlegend=False,
    )
    return Part(trace, {"x": [NARROW[1] + BAR / 2] * 2})


def _labels(
    record: Record,
    ground: Ground,
    levels: Mapping[str, Sequence[tuple[int, int]]],
    origin: str,
    at: Mapping[date, int],
) -> Part:
    """The names of the nodes with their numbers: above the origin, right of the others."""
    half = sum(map(ground.breadth, ground.counts.values())) / 2 / ROW
    nodes = list(ground.counts)

    def look(day: date) -> dict[str, Any]:
        now = {node: levels[node][at[day]] for node in nodes}
        gone = [sum(n[end] for n in now.values()) for end in (0, 1)]
        words = [plain(record.name(origin), say("{count} had left", count=prose.digits(*gone)))]
        for node in nodes:
            text = prose.labelled(_name(record, ground, node), prose.digits(*now[node]))
            lines = textwrap.wrap(text, LETTERS, break_long_words=False)
            words.append(plain(*lines) if now[node][1] else "")
        return {"text": words}

    def across(size: tuple[int, int, int, int]) -> list[int]:
        return [size[1] - 30 if size == WIDE else size[1] - 20, *[size[2] + 4] * len(nodes)]

    def heights(above: float) -> list[float]:
        return [round(ground.middle - half - above, 2), *(ground.y[node] for node in nodes)]

    trace = go.Scatter(
        x=across(WIDE),
        y=heights(0.5),
        mode="text",
        textposition=["top right", *["middle right"] * len(nodes)],
        textfont={
            "color": [shade(record, origin), *(_colour(record, node) for node in nodes)],
            "size": WIDE[3],
        },
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    return Part(trace, {"x": across(NARROW), "y": heights(1.1), "textfont.size": NARROW[3]}, look)

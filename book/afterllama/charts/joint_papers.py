"""Two author lists as a graph: who is connected to the other list, and by which papers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import Room, View, by_reading, cite, figure, hover, plain, shade
from afterllama.charts.graph_parts import Part
from afterllama.charts.groups import MOST, Crowd, crowd, leading
from afterllama.charts.theme import INK, MUTED, PAPER
from afterllama.network import teams
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "person": noted("Person"),
    "paper": noted("Paper"),
    "how": noted("How"),
    "date": noted("Date"),
    "kind": noted("Kind"),
    "source": noted("Source"),
}
#: How people are connected to a paper, and how that is drawn.
DASH = {noted("signed"): "solid", noted("thanked"): "dash"}
ROW = 27
#: Two positions to join, and the person whose edge it is, if any.
Wire = tuple[str, str, str]


@dataclass(frozen=True)
class Size(Room):
    """The layout at a width; `bar` is the width of the bars."""

    bar: float


#: The narrowest wide page, and the narrowest phone.
WIDE = Size(width=552, font=13, glyph=7.3, bar=8)
NARROW = Size(width=330, font=11, glyph=5.7, bar=6)


@dataclass(frozen=True)
class Ground:
    """Positions of nodes by size, and of the two papers whose lists are the sides.

    `rows` has the heights of people on one list only, and of what is between the lists: papers,
    people on both lists, thanks.
    """

    first: str
    second: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    middle: tuple[str, ...]
    rows: Mapping[str, float]
    names: Mapping[str, str]

    def edge(self, size: Size, side: int) -> float:
        """The end of a side's names; both sides have the same width."""
        longest = max((len(self.names[p]) for p in (*self.left, *self.right)), default=0)
        room = longest * size.glyph + 6
        return room if side == 0 else size.width - room

    def bar(self, size: Size, side: int) -> float:
        """The position of a side's bar."""
        away = size.bar
        return self.edge(size, side) + (away if side == 0 else -away)

    def x(self, node: str, size: Size) -> float:
        """The horizontal position of a node; edges of people end at their bar."""
        if node in self.left:
            return self.bar(size, 0)
        if node in self.right:
            return self.bar(size, 1)
        return (self.bar(size, 0) + self.bar(size, 1)) / 2


@by_reading
def joint_papers(record: Record, known: Record, first: str, second: str) -> View:
    """Two author lists face to face, and between them what connects them.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    first, second : str
        Paper ids: the list on the left and the list on the right.

    Examples
    --------
    >>> joint_papers(record, "LLaMA", "OPT").shown.table.columns.tolist()
    ['person', 'paper', 'how', 'date', 'kind', 'source']
    """
    whole, graph = (teams.bonds(r, first, second) for r in (record, known))
    table = _table(known, graph)
    drawn, papers = _people(record, whole, first, second)
    if drawn.grouped:
        whole, graph = (_folded(held, drawn, papers, (first, second)) for held in (whole, graph))
        table = drawn.table(table)
    ground = _ground(record, whole, drawn, first, second)
    height = max(ground.rows.values(), default=0.0)
    fig = figure(
        xaxis={"visible": False, "range": [0, WIDE.width]},
        yaxis={"visible": False, "range": [height + 1.4, -1.8]},
        margin={"l": 4, "r": 4, "t": 4, "b": 4, "pad": 0},
    )
    parts = [
        *_edges(record, graph, ground, drawn),
        *_bars(record, ground, drawn),
        *_names(ground, graph, table, drawn),
        *_middle(record, graph, ground, drawn),
    ]
    fig.add_traces([part.trace for part in parts])
    _label_middle(fig, record, graph, ground)
    return View(
        figure=fig,
        table=table,
        labels=drawn.labels(LABELS),
        sources=cite(known, table.attrs["sources"]),
        height=round(8 + ROW * (height + 3.2)),
        narrow_height=round(8 + ROW * (height + 3.2)),
        narrow={"xaxis.range": [0, NARROW.width], "annotations": _small(fig)},
        narrow_data={n: part.narrow for n, part in enumerate(parts)},
        people={} if drawn.grouped else {p: record.name(p) for p in graph if _person(graph, p)},
        groups=_read(len(drawn.folds()), len(papers) - 2) if drawn.grouped else "",
    )


def _small(fig: go.Figure) -> list[dict[str, Any]]:
    """The texts between the lists on a phone."""
    notes = [note.to_plotly_json() for note in fig.layout.annotations]
    return [note | {"font": note["font"] | {"size": NARROW.font}} for note in notes]


def _people(
    record: Record, graph: nx.Graph, first: str, second: str
) -> tuple[Crowd, frozenset[str]]:
    """Everybody, or groups with the same connections; and the papers that are then drawn.

    These are the two papers and those that connect the most people.
    """
    lists = [frozenset(record.authors(paper)) for paper in (first, second)]
    binding = {n: graph.degree(n) for n in graph if not _person(graph, n)}
    kept = frozenset({first, second, *leading(binding, MOST // 2)})

    def side(person: str) -> Hashable:
        return tuple(person in held for held in lists)

    def look(person: str) -> Hashable:
        return frozenset((n, held["how"]) for n, held in graph[person].items() if n in kept)

    people = [*dict.fromkeys((*record.authors(first), *record.authors(second)))]
    return crowd(record, people, look, side), kept


def _folded(
    graph: nx.Graph, drawn: Crowd, papers: frozenset[str], own: tuple[str, str]
) -> nx.Graph:
    """A graph with groups instead of people; mixed groups have only an edge to their list."""
    held = graph.subgraph(n for n in graph if _person(graph, n) or n in papers)
    found = nx.relabel_nodes(held, drawn.folds())
    # A paper that is not public yet has no authors in its graph.
    for node in filter(found.has_node, drawn.mixed):
        found.remove_edges_from([(node, n) for n in found[node] if n not in own])
    return found


def _ground(record: Record, graph: nx.Graph, drawn: Crowd, first: str, second: str) -> Ground:
    """Positions from the whole record: people by their connections, papers by day."""
    folds = drawn.folds()
    one, two = ([*dict.fromkeys(folds[p] for p in record.authors(k))] for k in (first, second))
    both = [p for p in one if p in two]
    thanking = [p for p, people in teams.thanks(record, first, second).items() if people]
    papers = [p for p in teams.out(record) if p in graph and p not in (first, second)]
    days = {p: (record.paper_day(p), 0, p) for p in papers}
    late = max(record.paper_day(first), record.paper_day(second))
    days |= {p: (late, 1, p) for p in both}
    days |= {_thanks(p): (record.paper_day(p), 2, p) for p in thanking}
    middle = tuple(sorted(days, key=lambda node: days[node]))
    sides = []
    through = [*both, *map(_thanks, thanking)]
    apart = 2 if drawn.grouped else 1  # each has two lines of text below
    most = max(len(one), len(two), len(middle) * apart) - len(both) + len(through)
    heights = {node: _spread(n, len(middle), most) for n, node in enumerate(middle)}
    heights |= {node: float(round(heights[node])) for node in through}
    free = [n for n in range(most) if n not in {heights[node] for node in through}]
    for people in (one, two):
        own = [p for p in people if p not in both]
        keys = {p: _pull(graph, heights, p, thanking) for p in own}
        order = sorted(own, key=lambda p: (keys[p], own.index(p)))
        heights |= {p: _among(free, n, len(order)) for n, p in enumerate(order)}
        sides.append(tuple(order))
    names = {n: drawn.names[n] for n in (*one, *two)}
    names |= {n: record.name(n) for n in (*papers, first, second)}
    return Ground(first, second, sides[0], sides[1], middle, heights, names)


def _thanks(paper_id: str) -> str:
    return f"thanks:{paper_id}"


def _spread(number: int, count: int, most: int) -> float:
    """The height of one of several nodes spread over the height of the longest list."""
    return (number + 0.5) * most / count - 0.5


def _among(free: Sequence[int], number: int, count: int) -> float:
    """The height of one of several names, in a row that no edge between the bars uses."""
    return float(free[int((number + 0.5) * len(free) / count)])


def _pull(
    graph: nx.Graph, heights: Mapping[str, float], person: str, thanking: Sequence[str]
) -> float:
    """The mean height of a person's connections; the bottom if there are none."""
    held = [heights[n] for n in graph[person] if n in heights]
    held += [
        heights[_thanks(p)]
        for p in thanking
        if p in graph[person] and graph.edges[person, p]["how"] == "thanked"
    ]
    return sum(held) / len(held) if held else max(heights.values(), default=0.0) + 1


def _table(record: Record, graph: nx.Graph) -> pd.DataFrame:
    """Every edge of the graph."""
    papers = record.rows("papers")
    rows, sources = [], []
    for paper_id in [p for p in teams.out(record) if p in graph]:
        for person_id in sorted(graph[paper_id], key=record.name):
            how = graph.edges[person_id, paper_id]["how"]
            source = papers.loc[paper_id, "source_id"]
            sources.append(source)
            rows.append(
                (
                    *(record.name(person_id), record.name(paper_id), how),
                    *(papers.loc[paper_id, "date"], "recorded"),
                    cite(record, [source])[0].text,
                )
            )
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs["sources"] = sources
    return table


def _read(people: int, papers: int) -> str:
    """How to read the figure if it draws groups."""
    return say(
        "On either side stand the {people} people of the two lists in groups of those whom the "
        "same binds to the other list, muted where nothing does; others are alike to few. Between "
        "them stand the {papers} papers that bind most of them, those on both lists, and thanks; "
        "other papers are left out.",
        people=prose.figure(people),
        papers=prose.number(papers),
    )


def _wires(graph: nx.Graph, ground: Ground, how: str) -> list[Wire]:
    """Pairs of positions to join, with the person whose edge it is."""
    found = []
    for node in ground.middle:
        paper = node.removeprefix("thanks:")
        if node in (*ground.left, *ground.right) or paper not in graph:
            continue
        if node == paper and graph.nodes[node]["kind"] == "person":
            found += [("<", node, node), (node, ">", node)] if how == "signed" else []
            continue
        kind = "signed" if node == paper else "thanked"
        if kind != how:
            continue
        for person in sorted(graph[paper]):
            if graph.edges[person, paper]["how"] == how and person not in ground.middle:
                found.append((node, person, person))
        if kind == "thanked":
            found.append(("<" if paper == ground.first else ">", node, ""))
    return found


def _edges(record: Record, graph: nx.Graph, ground: Ground, drawn: Crowd) -> Iterator[Part]:
    """People's edges, and separately those between a paper and its thanks."""
    for how, dash in DASH.items():
        wires = _wires(graph, ground, how)
        for own in (True, False):
            held = [wire for wire in wires if bool(wire[2]) == own]
            if not held:
                continue
            people = [name for *_, person in held for name in (person, person, None)]
            trace = go.Scatter(
                x=_across(ground, held, WIDE),
                y=[y for wire in held for y in (*_heights(ground, wire), None)],
                mode="lines",
                name=say(how),
                hoverinfo="skip",
                showlegend=own,
                line={"color": _colour(record, ground), "width": 1.6, "dash": dash},
                meta={"people": people} if own and not drawn.grouped else None,
            )
            yield Part(trace, {"x": _across(ground, held, NARROW)})


def _across(ground: Ground, wires: Sequence[Wire], size: Size) -> list[float | None]:
    """Horizontal positions of the ends of edges, each pair followed by None."""
    bars = {"<": ground.bar(size, 0), ">": ground.bar(size, 1)}
    found: list[float | None] = []
    for a, b, _ in wires:
        found += [bars[n] if n in bars else ground.x(n, size) for n in (a, b)]
        found.append(None)
    return found


def _heights(ground: Ground, wire: Wire) -> tuple[float, float]:
    """The heights of the ends of an edge; edges to a bar are horizontal."""
    a, b = (ground.rows.get(n) for n in wire[:2])
    level = a if a is not None else b
    assert level is not None
    return level if a is None else a, level if b is None else b


def _colour(record: Record, ground: Ground) -> str:
    return shade(record, record.employer_of(ground.first))


def _bars(record: Record, ground: Ground, drawn: Crowd) -> Iterator[Part]:
    """The two papers as bars beside those who signed them, with their names on top."""
    for side, paper in enumerate((ground.first, ground.second)):
        people = ground.left if side == 0 else ground.right
        met = [n for n in ground.middle if n.startswith("thanks:") or n in drawn.members]
        rows = [ground.rows[n] for n in (*people, *met)]
        bar = go.Scatter(
            x=[ground.bar(WIDE, side)] * 2,
            y=[min(rows, default=0) - 0.45, max(rows, default=0) + 0.45],
            mode="lines",
            line={"color": shade(record, record.employer_of(paper)), "width": 5},
            hoverinfo="skip",
            showlegend=False,
        )
        yield Part(bar, {"x": [ground.bar(NARROW, side)] * 2})
        name = go.Scatter(
            x=[ground.bar(WIDE, side)],
            y=[-1.3],
            mode="text",
            text=[f"<b>{plain(ground.names[paper])}</b>"],
            textposition="middle center",
            textfont={"size": 14, "color": INK},
            hoverinfo="skip",
            showlegend=False,
        )
        yield Part(name, {"x": [ground.bar(NARROW, side)], "textfont.size": 12})


def _names(ground: Ground, graph: nx.Graph, table: pd.DataFrame, drawn: Crowd) -> Iterator[Part]:
    """The names: in ink if connected to the other list, else muted."""
    rows = {name: n for n, name in reversed(list(enumerate(table[drawn.column])))}
    bound = {person for how in DASH for *_, person in _wires(graph, ground, how)}
    for side, people in enumerate((ground.left, ground.right)):
        for told in (True, False):
            held = [p for p in people if (p in bound) == told]
            trace = go.Scatter(
                x=[ground.edge(WIDE, side)] * len(held),
                y=[ground.rows[p] for p in held],
                mode="text",
                text=[plain(ground.names[p]) for p in held],
                textposition="middle left" if side == 0 else "middle right",
                textfont={"size": WIDE.font, "color": INK if told else MUTED},
                hoverinfo="skip",
                showlegend=False,
                customdata=[rows[ground.names[p]] for p in held] if told else None,
                meta=({} if drawn.grouped else {"people": held})
                | ({"columns": {"text": drawn.column}} if told else {}),
            )
            x = [ground.edge(NARROW, side)] * len(held)
            yield Part(trace, {"x": x, "textfont.size": NARROW.font})


def _between(graph: nx.Graph, ground: Ground) -> list[str]:
    """What connects the lists by the reading date."""
    return [n for n in ground.middle if n.removeprefix("thanks:") in graph]


def _middle(record: Record, graph: nx.Graph, ground: Ground, drawn: Crowd) -> Iterator[Part]:
    """What connects the lists: papers, people on both, thanks."""
    nodes = _between(graph, ground)
    looks = {
        "square": [n for n in nodes if n in graph and not _person(graph, n)],
        "circle": [n for n in nodes if n in graph and _person(graph, n)],
        "triangle-up": [n for n in nodes if n not in graph],
    }
    for symbol, held in looks.items():
        trace = go.Scatter(
            x=[ground.x(n, WIDE) for n in held],
            y=[ground.rows[n] for n in held],
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": _colour(record, ground)},
            hovertext=[_hover(record, graph, ground, n) for n in held],
            hoverinfo="text",
            showlegend=False,
            meta={"people": held} if symbol == "circle" and not drawn.grouped else None,
        )
        yield Part(trace, {"x": [ground.x(n, NARROW) for n in held]})


def _label_middle(fig: go.Figure, record: Record, graph: nx.Graph, ground: Ground) -> None:
    """Write the names of what connects the lists."""
    for node in _between(graph, ground):
        fig.add_annotation(
            x=0.5,
            xref="paper",
            y=ground.rows[node],
            yshift=-8,
            yanchor="top",
            text=_words(record, graph, ground, node),
            font={"size": 12, "color": INK},
            bgcolor=PAPER,
            borderpad=1,
            showarrow=False,
        )


def _person(graph: nx.Graph, node: str) -> bool:
    return graph.nodes[node]["kind"] == "person"


def _words(record: Record, graph: nx.Graph, ground: Ground, node: str) -> str:
    """The label of a node between the lists."""
    if node.startswith("thanks:"):
        paper = ground.names[node.removeprefix("thanks:")]
        return plain(*say("thanks in\n{paper}", paper=paper).split("\n"))
    if _person(graph, node):
        return plain(ground.names[node], say("signed both"))
    return plain(ground.names[node], str(record.paper_day(node).year))


def _hover(record: Record, graph: nx.Graph, ground: Ground, node: str) -> str:
    if node in graph and _person(graph, node):
        return hover(ground.names[node], say("on both lists"))
    paper = node.removeprefix("thanks:")
    how = "signed" if node == paper else "thanked"
    people = [p for p in graph[paper] if graph.edges[p, paper]["how"] == how]
    named = prose.names(ground.names[p] for p in sorted(people))
    day = record.rows("papers").loc[paper, "date"]
    return hover(f"{record.name(paper)}, {day}", prose.labelled(say(how), named))

"""The migration graph: origin left, people in the middle, destinations right, a day to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import networkx as nx
import pandas as pd
import plotly.graph_objects as go

from afterllama import network, prose
from afterllama.charts.base import Chart, cite, figure, hint, iso, marks, shade
from afterllama.days import FOREVER
from afterllama.proofs import best
from afterllama.record import Record
from afterllama.theme import NEUTRAL

LABELS = {
    "person": "Person",
    "place": "Employer",
    "since": "There by",
    "until": "There until at least",
    "left": "Left by",
    "kind": "Kind",
    "source": "Source",
}
STATES = {
    "past": ("was there before", "solid", 0.25),
    "possible": ("may be there", "dot", 1),
    "certain": ("is there", "solid", 1),
}
SLIDERS = {"all": "by all evidence", "then": "by what was public on the day"}
NAME = 0.4  # width kept for a person's name, of the width between origin and destinations
ROW = 34


def migration(record: Record, paper_id: str, days: Sequence[date], start: date) -> Chart:
    """Where a paper's authors are on a day, with two sliders over the days.

    One asks all evidence, the other the evidence that was public on the day itself.

    Parameters
    ----------
    record : Record
        The record.
    paper_id : str
        Paper whose authors are drawn.
    days : sequence of date
        Days to choose from.
    start : date
        The one of them that is shown first.
    """
    people = record.authors(paper_id)
    origin = record.employer_of(paper_id)
    places = network.layout(record, people, origin)
    table = _table(record, people)
    states = {
        (known, day): _traces(record, people, places, table, day, known)
        for known in SLIDERS
        for day in days
    }
    lowest, highest = min(y for _, y in places.values()), max(y for _, y in places.values())
    fig = figure(
        xaxis={"visible": False, "range": [-0.14, 1.06]},
        yaxis={"visible": False, "range": [lowest - 0.8, highest + 2.1]},
        legend={"y": 1.0},
        sliders=[_slider(days, start, known) for known in SLIDERS],
    )
    fig.add_traces(states["all", start])
    fig.frames = [
        go.Frame(name=f"{known} {iso(day)}", data=state) for (known, day), state in states.items()
    ]
    used = (p.source_id for person in people for p in record.evidence(person) if record.decides(p))
    height = 260 + ROW * len(people)
    tall = 290 + 44 * len(people)
    return Chart(fig, table, LABELS, cite(record, used), height, tall, {"font.size": 12})


def _table(record: Record, people: Sequence[str]) -> pd.DataFrame:
    rows = []
    for person_id in people:
        for stint in record.history(person_id):
            left = "" if stint.ended.last == FOREVER else iso(stint.ended.last)
            cited = "; ".join(c.text for c in cite(record, (p.source_id for p in stint.proofs)))
            rows.append(
                (
                    record.name(person_id),
                    record.name(stint.employer_id),
                    iso(stint.started.last),
                    iso(stint.ended.first) if stint.started.last <= stint.ended.first else "",
                    left,
                    best(stint.proofs),
                    cited,
                )
            )
    return pd.DataFrame(rows, columns=list(LABELS))


def _traces(
    record: Record,
    people: Sequence[str],
    places: Mapping[str, network.Point],
    table: pd.DataFrame,
    day: date,
    known: str,
) -> list[go.Scatter]:
    graph = network.migration(record, people, day, None if known == "all" else day)
    return [
        *(_edges(graph, places, state) for state in STATES),
        _heads(graph, places),
        _people(record, graph, people, places, table, day),
        _sites(record, graph, places),
        _stamp(places, f"{prose.short(day)}, {SLIDERS[known]}"),
    ]


def _edges(graph: nx.MultiDiGraph, places: Mapping[str, network.Point], state: str) -> go.Scatter:
    """Edges of one state; each leaves from the side of the name that faces its end."""
    name, dash, opacity = STATES[state]
    x: list[Any] = []
    y: list[Any] = []
    for person_id, place, held in graph.edges(data="state"):
        if held == state:
            (x0, y0), (x1, y1) = places[person_id], places[place]
            x += [x0 + NAME, x1 - 0.03, None] if x1 > x0 else [x0 - 0.02, x1 + 0.03, None]
            y += [y0, y1, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        name=name,
        opacity=opacity,
        line={"color": NEUTRAL, "width": 1.6, "dash": dash},
        hoverinfo="skip",
    )


def _heads(graph: nx.MultiDiGraph, places: Mapping[str, network.Point]) -> go.Scatter:
    """Arrowheads at the destinations of moves that are proven or possible."""
    x: list[Any] = []
    y: list[Any] = []
    for person_id, place, held in graph.edges(data="state"):
        (x0, y0), (x1, y1) = places[person_id], places[place]
        if held != "past" and x1 > x0:
            x += [x0 + NAME, x1 - 0.03, None]
            y += [y0, y1, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 10, 0] * (len(x) // 3),
            "color": NEUTRAL,
        },
        showlegend=False,
        hoverinfo="skip",
    )


def _stamp(places: Mapping[str, network.Point], text: str) -> go.Scatter:
    """What the graph shows at the moment: the day, and by which evidence."""
    return go.Scatter(
        x=[0.46],
        y=[max(y for _, y in places.values()) + 1.4],
        mode="text",
        text=[f"<b>{text}</b>"],
        showlegend=False,
        hoverinfo="skip",
    )


def _people(
    record: Record,
    graph: nx.MultiDiGraph,
    people: Sequence[str],
    places: Mapping[str, network.Point],
    table: pd.DataFrame,
    day: date,
) -> go.Scatter:
    first = {name: n for n, name in reversed(list(enumerate(table["person"])))}
    held = [_held(graph, p) for p in people]
    colours = [shade(record, place) if place else NEUTRAL for place in held]
    return marks(
        table,
        [first[record.name(p)] for p in people],
        {"text": "person"},
        x=[places[p][0] for p in people],
        y=[places[p][1] for p in people],
        mode="markers+text",
        textposition="middle right",
        showlegend=False,
        marker={
            "size": 11,
            "color": colours,
            "symbol": ["triangle-right" if place else "triangle-right-open" for place in held],
            "line": {"width": 2, "color": colours},
        },
        hovertext=[_hover(record, graph, p, day) for p in people],
        hoverinfo="text",
    )


def _held(graph: nx.MultiDiGraph, person_id: str) -> str | None:
    """The employer where a person certainly is, in the graph of a day."""
    found = [b for _, b, s in graph.out_edges(person_id, data="state") if s == "certain"]
    return found[0] if found else None


def _sites(
    record: Record, graph: nx.MultiDiGraph, places: Mapping[str, network.Point]
) -> go.Scatter:
    sites = [node for node in places if record.is_organization(node)]
    sure = {
        node: sum(
            state == "certain"
            for _, _, state in (graph.in_edges(node, data="state") if node in graph else ())
        )
        for node in sites
    }
    return go.Scatter(
        x=[places[n][0] for n in sites],
        y=[places[n][1] for n in sites],
        mode="markers+text",
        text=[hint(f"{record.name(n)}: {sure[n]}" if sure[n] else record.name(n)) for n in sites],
        textposition=["top center" if places[n][0] < 0.5 else "top left" for n in sites],
        showlegend=False,
        marker={
            "size": [12 + 7 * sure[n] ** 0.5 for n in sites],
            "color": [shade(record, n) for n in sites],
            "symbol": "square",
            "opacity": [1.0 if sure[n] else 0.35 for n in sites],
        },
        hovertext=[hint(record.name(n), f"{sure[n]} there for certain") for n in sites],
        hoverinfo="text",
    )


def _hover(record: Record, graph: nx.MultiDiGraph, person_id: str, day: date) -> str:
    parts = [record.name(person_id), iso(day)]
    for _, place, data in graph.out_edges(person_id, data=True):
        proven = data["started"].last <= data["ended"].first
        when = f"by {iso(data['started'].last)}"
        when += f", until {iso(data['ended'].first)} at least" if proven else ""
        parts.append(f"{record.name(place)}: {data['state']}, {when}, {data['kind']}")
    return hint(*parts)


def _slider(days: Sequence[date], start: date, known: str) -> dict[str, Any]:
    number = list(SLIDERS).index(known)
    steps = [
        {
            "label": prose.short(day),
            "method": "animate",
            "args": [
                [f"{known} {iso(day)}"],
                {
                    "mode": "immediate",
                    "frame": {"duration": 0, "redraw": True},
                    "transition": {"duration": 0},
                },
            ],
        }
        for day in days
    ]
    return {
        "active": days.index(start),
        "steps": steps,
        "currentvalue": {"prefix": f"{SLIDERS[known]}: "},
        "pad": {"t": 10 + 85 * number},
        "len": 0.86,
        "x": 0.07,
    }

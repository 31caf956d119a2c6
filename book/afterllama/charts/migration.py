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
NAME = 0.42  # width kept for a person's name, of the width between origin and destinations
ROW = 34


def migration(record: Record, paper_id: str, days: Sequence[date], start: date) -> Chart:
    """Where a paper's authors are on a day, with a slider over the days.

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
    heights = [height for _, height in places.values()]
    states = [_traces(record, people, places, table, day) for day in days]
    fig = figure(
        xaxis={"visible": False, "range": [-0.14, 1.06]},
        yaxis={"visible": False, "range": [min(heights) - 0.8, max(heights) + 0.9]},
        showlegend=True,
        legend={"y": 1.0},
        sliders=[_slider(days, days.index(start))],
    )
    fig.add_traces(states[days.index(start)])
    fig.frames = [
        go.Frame(name=iso(day), data=state) for day, state in zip(days, states, strict=True)
    ]
    used = (p.source_id for person in people for p in record.evidence(person) if record.decides(p))
    height = 150 + ROW * len(people)
    return Chart(fig, table, LABELS, cite(record, used), height, 170 + 46 * len(people))


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
                    network.best(stint.proofs),
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
) -> list[go.Scatter]:
    graph = network.migration(record, people, day)
    edges = [_edges(graph, places, state) for state in STATES]
    return [
        *edges,
        _people(record, graph, people, places, table, day),
        _sites(record, graph, places),
    ]


def _edges(graph: nx.MultiDiGraph, places: Mapping[str, network.Point], state: str) -> go.Scatter:
    """Edges of one state as pieces; those to a destination end in an arrow."""
    name, dash, opacity = STATES[state]
    x: list[Any] = []
    y: list[Any] = []
    sizes: list[int] = []
    for person_id, place, held in graph.edges(data="state"):
        if held == state:
            (x0, y0), (x1, y1) = places[person_id], places[place]
            away = x1 > x0
            # An edge leaves from the side of the name that faces its end.
            x += [x0 + NAME if away else x0 - 0.02, x1 - 0.03 if away else x1 + 0.03, None]
            y += [y0, y1, None]
            sizes += [0, 10 if away else 0, 0]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines+markers",
        name=name,
        opacity=opacity,
        line={"color": NEUTRAL, "width": 1.6, "dash": dash},
        marker={"symbol": "arrow", "angleref": "previous", "size": sizes, "color": NEUTRAL},
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
            "symbol": ["circle" if place else "circle-open" for place in held],
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
        text=[hint(f"{record.name(n)}: {sure[n]}") if graph.has_node(n) else "" for n in sites],
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


def _slider(days: Sequence[date], start: int) -> dict[str, Any]:
    steps = [
        {
            "label": prose.short(day),
            "method": "animate",
            "args": [
                [iso(day)],
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
        "active": start,
        "steps": steps,
        "currentvalue": {"font": {"size": 15}},
        "pad": {"t": 10},
        "len": 0.86,
        "x": 0.07,
    }

"""Who was where, by the proofs: one row an author, time to the right."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Chart,
    cite,
    figure,
    hint,
    iso,
    lines,
    marks,
    names_above,
    rows_of,
    shade,
    told,
    vertical,
)
from afterllama.days import FOREVER
from afterllama.proofs import Proof
from afterllama.record import Record
from afterllama.stints import Stint
from afterllama.theme import NEUTRAL, SYMBOLS

LABELS = {
    "person": "Person",
    "place": "Where",
    "date": "Date",
    "kind": "Kind",
    "statement": "What it shows",
    "confidence": "Confidence",
    "decides": "Decides",
    "source": "Source",
}
ROW = 30
# Of the time drawn, what the names of employers take up at the end, on a wide page and on a phone.
WIDE_ROOM, NARROW_ROOM = 0.5, 0.95


def departures(record: Record, paper_id: str, marked: date, mark: str) -> Chart:
    """Every author's stints as far as proven, with each piece of evidence as a mark.

    Parameters
    ----------
    record : Record
        The record.
    paper_id : str
        Paper whose authors are the rows, earliest departures on top.
    marked, mark : date, str
        A day to mark, and its words.
    """
    origin = record.employer_of(paper_id)
    people = record.by_departure(record.authors(paper_id), origin)
    begin = record.paper_day(paper_id)
    proofs = [
        p
        for person in people
        for p in record.evidence(person)
        if p.span.dated and p.span.last >= begin
    ]
    table = _table(record, proofs)
    fig = figure(
        yaxis={
            "categoryorder": "array",
            **rows_of(record, people),
            "range": [-0.6, len(people) - 0.4],
            "showgrid": False,
        },
        xaxis={"type": "date", "range": _range(begin, proofs, WIDE_ROOM)},
        margin={"t": 70},
        legend={"y": 1 + 26 / (ROW * len(people))},
    )
    _draw_stints(fig, record, people, origin, begin)
    for kind, symbol in SYMBOLS.items():
        rows = [n for n, p in enumerate(proofs) if p.kind == kind]
        fig.add_trace(
            marks(
                table,
                rows,
                {"x": "date", "y": "person"},
                mode="markers",
                name=kind,
                marker={
                    "symbol": symbol,
                    "size": 11,
                    "color": [shade(record, proofs[n].employer_id) for n in rows],
                    "line": {
                        "width": 2,
                        "color": [shade(record, proofs[n].employer_id) for n in rows],
                    },
                },
                hovertext=[_hover(record, proofs[n]) for n in rows],
                hoverinfo="text",
            )
        )
    vertical(fig, marked, mark)
    height = 110 + ROW * len(people)
    sources = cite(record, (p.source_id for p in proofs))
    tall = 130 + 44 * len(people)
    narrow = names_above(fig, {name: hint(name) for name in map(record.name, people)})
    narrow["xaxis.range"] = _range(begin, proofs, NARROW_ROOM)
    return Chart(fig, table, LABELS, sources, height, tall, narrow)


def _range(begin: date, proofs: list[Proof], room: float) -> list[str]:
    """First and last day of the axis, with room for the names of employers at its end."""
    end = max(p.span.last for p in proofs)
    return [iso(begin - (end - begin) / 20), iso(end + (end - begin) * room)]


def _table(record: Record, proofs: list[Proof]) -> pd.DataFrame:
    rows = [
        (
            record.name(p.person_id),
            record.name(p.organization_id),
            iso(p.span.last),
            p.kind,
            p.statement,
            p.confidence,
            "yes" if record.decides(p) else "no",
            told(record, p),
        )
        for p in proofs
    ]
    return pd.DataFrame(rows, columns=list(LABELS))


def _draw_stints(
    fig: go.Figure, record: Record, people: list[str], origin: str, begin: date
) -> None:
    solid: dict[str, list[tuple[str, str, str]]] = {}
    gaps: list[tuple[str, str, str]] = []
    for person_id in people:
        name = record.name(person_id)
        history = record.history(person_id)
        for stint in history:
            first, last = max(begin, stint.started.last), stint.ended.first
            if first < last:
                piece = iso(first), iso(last), name
                solid.setdefault(stint.employer_id, []).append(piece)
            if begin < stint.ended.last < FOREVER:
                gaps.append((iso(max(begin, last)), iso(stint.ended.last), name))
        if history and history[-1].employer_id != origin:
            _label(fig, record, history[-1], name)
    for employer_id, pieces in sorted(solid.items()):
        style = {"color": shade(record, employer_id), "width": 7}
        fig.add_trace(lines(pieces, line=style, opacity=0.45, showlegend=False))
    style = {"color": NEUTRAL, "width": 2, "dash": "dot"}
    fig.add_trace(lines(gaps, line=style, name="left in this time"))


def _label(fig: go.Figure, record: Record, stint: Stint, name: str) -> None:
    newest = max(stint.proofs, key=lambda p: (p.span.last, p.proof_id))
    fig.add_annotation(
        x=iso(newest.span.last),
        y=name,
        text=hint(record.name(newest.organization_id)),
        xanchor="left",
        xshift=10,
        showarrow=False,
        font={"color": shade(record, stint.employer_id)},
    )


def _hover(record: Record, proof: Proof) -> str:
    place = record.name(proof.organization_id)
    return hint(
        record.name(proof.person_id),
        f"{place}, {iso(proof.span.last)}",
        proof.statement,
        f"{proof.kind}, confidence {proof.confidence}",
        told(record, proof),
    )

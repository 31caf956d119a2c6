"""A roll call: a paper's authors in its own order, and where each was on a few days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    View,
    add_marks,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    outlined,
    plain,
    rows_of,
    shade,
)
from afterllama.charts.groups import Crowd, crowd
from afterllama.charts.theme import MUTED, SYMBOLS, known_by
from afterllama.record.evidence import KINDS, Proof, best, byline_id
from afterllama.record.record import Record
from afterllama.record.stints import departure
from afterllama.record.tally import HAD_LEFT, THERE, UNKNOWN, standing
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "person": noted("Person"),
    "day": noted("Day"),
    "says": noted("Standing"),
    "place": noted("Employer"),
    "kind": noted("Kind"),
    "source": noted("Sources"),
}
#: What the table says about somebody on a day.
STANDINGS = {THERE: noted("there"), HAD_LEFT: noted("had left")}
SIGNED = noted("signed the paper")
#: The text beside the mark of somebody whose employer no evidence tells.
LEFT = noted("left")
#: Kinds in the legend: the third is rare, and the caption explains it.
LEGEND = ("recorded", "reported")
#: Between a mark and its word.
SPACE = "\N{NO-BREAK SPACE}"
#: Letters of an employer's name that fit a line on a phone.
ROOM = 12
#: Pixels of a row, and above the rows.
ROW, HEAD = 27, 46
GROUPS = noted("Each row is a group of people who were at the same places on these days.")
#: A person's status, the employer (id, or blank), the kind of evidence, and the evidence.
Cell = tuple[str, str, str, tuple[Proof, ...]]


@by_reading
def rollcall(
    record: Record, known: Record, paper_id: str, days: Sequence[tuple[date, str]]
) -> View:
    """A row an author, one column per day: one mark per cell, with the employer beside it.

    A cell is empty if no evidence tells the person's status on the day.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    paper_id : str
        Paper whose authors are the rows, in its order.
    days : sequence of (day, text)
        The days, with their labels.

    Examples
    --------
    >>> rollcall(record, "LLaMA", [("report", "the report")]).shown.table["person"].nunique()
    14
    """
    people = record.authors(paper_id)
    drawn = crowd(record, people, lambda p: tuple(_looks(record, paper_id, p, days)))
    cells = [
        (person, day, *cell)
        for person in people
        for day, _ in days
        if day <= known.package.record_date
        if (cell := _cell(known, paper_id, person, day))
    ]
    table = drawn.table(_table(known, cells))
    fig = figure(xaxis=_columns(days), yaxis=rows_of(drawn.names.values(), showgrid=True))
    colours = [shade(record, place) if place else MUTED for *_, place, _, _ in cells]
    narrow = {number: _draw(fig, table, drawn, kind, colours) for number, kind in enumerate(KINDS)}
    height = HEAD + ROW * len(drawn.members)
    return View(
        figure=fig,
        table=table,
        labels=drawn.labels(LABELS),
        sources=cite(known, (p.source_id for *_, proofs in cells for p in proofs)),
        height=height,
        narrow_height=height,
        narrow={
            "xaxis.tickfont.size": 11,
            "xaxis.range": [-0.12, len(days) + 0.02],
            "yaxis.tickfont.size": 11,
        },
        narrow_data=narrow,
        people=drawn.people,
        groups=say(GROUPS) if drawn.grouped else "",
    )


def _columns(days: Sequence[tuple[date, str]]) -> dict[str, Any]:
    """Settings of the axis with one column per day."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": [iso(day) for day, _ in days],
        "tickvals": [iso(day) for day, _ in days],
        "ticktext": [plain(prose.short(day), text) for day, text in days],
        "range": [-0.15, len(days) - 0.15],
        "side": "top",
        "tickangle": 0,
        "showgrid": False,
    }


def _draw(
    fig: go.Figure, table: pd.DataFrame, drawn: Crowd, kind: str, colours: Sequence[str]
) -> dict[str, Any]:
    """Draw the marks of one kind of evidence; return their differences on a phone."""
    rows = drawn.rows(table, table.index[table["kind"] == kind], by="day")
    shades = [colours[n] for n in rows]
    beside = [table["place"].iloc[n] or say(LEFT) for n in rows]
    add_marks(
        fig,
        table,
        rows,
        {"x": "day", "y": drawn.column},
        mode="markers+text",
        name=known_by(kind),
        showlegend=bool(rows) and kind in LEGEND,
        marker=outlined(SYMBOLS[kind], 12, shades),
        text=[SPACE + plain(text) for text in beside],
        textposition="middle right",
        textfont={"size": 13},
        told=lambda row: _hover(row, drawn),
        cliponaxis=False,
        people=drawn.owners(table, rows),
    )
    return {
        "text": [plain(*(SPACE + line for line in wrap(text, ROOM))) for text in beside],
        "textfont.size": 11,
        "marker.size": 10,
    }


def _cell(known: Record, paper_id: str, person: str, day: date) -> Cell | None:
    """What the record shows about a person and the paper's employer on a day; None if nothing."""
    origin, history = known.employer_of(paper_id), known.history(person)
    if day == known.paper_day(paper_id):
        signed = tuple(
            p for p in known.evidence(person) if p.evidence_id == byline_id(paper_id, person)
        )
        if signed:
            return SIGNED, origin, best(signed), signed
    stands = standing(history, origin, day)
    if stands == UNKNOWN:
        return None
    there = next(
        (s for s in history if s.certain(day) and (s.employer_id == origin) == (stands == THERE)),
        None,
    )
    if there:
        return STANDINGS[stands], there.employer_id, there.kind(day), there.proofs
    move = departure(history, origin)
    return (STANDINGS[stands], "", move.kind, move.proofs) if move else None


def _looks(
    record: Record, paper_id: str, person: str, days: Sequence[tuple[date, str]]
) -> Iterator[tuple[str, ...]]:
    """What the figure shows about a person on all reading dates, so that groups never change."""
    for name, reading in record.package.readings.items():
        known = record.as_of(reading.day)
        for day, _ in days:
            cell = _cell(known, paper_id, person, day) if day <= reading.day else None
            yield (name, iso(day), *(cell[:3] if cell else ()))


def _table(
    record: Record, cells: Sequence[tuple[str, date, str, str, str, tuple[Proof, ...]]]
) -> pd.DataFrame:
    rows = []
    for person, day, stands, place, kind, proofs in cells:
        cited = prose.series(c.text for c in cite(record, (p.source_id for p in proofs)))
        told = record.name(place) if place else ""
        rows.append((record.name(person), iso(day), stands, told, kind, cited))
    return pd.DataFrame(rows, columns=list(LABELS))


def _hover(row: pd.Series, drawn: Crowd) -> str:
    """The hover label of a mark: with the evidence for a person, not for a group."""
    told = prose.labelled(
        prose.dated(row["day"]), f"{row['place'] or say(row['says'])}, {say(row['kind'])}"
    )
    return hover(row[drawn.column], told, *(() if drawn.grouped else (row["source"],)))

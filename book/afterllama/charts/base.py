"""What every figure is made of: the plotly figure, its table and its sources.

Marks are made from rows of the table: a trace carries in `meta.columns` which of its
properties repeats which column, and in `customdata` the number of the row of each mark, so
that the drawn figure can be held against its table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.citations import Citation, cite
from afterllama.days import halves
from afterllama.proofs import Proof
from afterllama.record import Record
from afterllama.theme import TEMPLATE, colour


@dataclass(frozen=True)
class Chart:
    """A figure with its table (texts and numbers only), column labels, sources and heights.

    `height` and `narrow_height` are in pixels, for a wide page and for a phone; `narrow` holds
    what of the layout differs on a phone, as dotted plotly names.
    """

    figure: go.Figure
    table: pd.DataFrame
    labels: dict[str, str]
    sources: tuple[Citation, ...]
    height: int
    narrow_height: int
    narrow: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if list(self.labels) != list(self.table.columns):
            raise ValueError("a chart's labels name the columns of its table, in order")

    def kind(self, column: str) -> str:
        """`number`, or `text`."""
        return "number" if pd.api.types.is_numeric_dtype(self.table[column]) else "text"


def names_above(fig: go.Figure, names: dict[str, str], shift: int = 7) -> dict[str, Any]:
    """What differs on a phone: the names of the rows stand above their marks, which get the width.

    `names` maps each category of the vertical axis to its text; `shift` is in pixels.
    """
    above = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": category,
            "yanchor": "bottom",
            "yshift": shift,
            "text": text,
            "align": "left",
            "showarrow": False,
        }
        for category, text in names.items()
    ]
    own = [note.to_plotly_json() for note in fig.layout.annotations]
    return {"yaxis.showticklabels": False, "annotations": [*own, *above]}


def shade(record: Record, organization_id: str) -> str:
    """The colour of an organization, taken from the data."""
    slot = record.rows("organizations").loc[organization_id, "slot"]
    return colour(None if pd.isna(slot) else int(slot))


def marks(
    table: pd.DataFrame, rows: Iterable[int], columns: dict[str, str], **style: Any
) -> go.Scatter:
    """A scatter trace whose properties are columns of the table.

    Parameters
    ----------
    table : DataFrame
        The figure's table.
    rows : iterable of int
        Numbers of the rows to draw.
    columns : dict of str to str
        Property of the trace (`x`, `y`, `text`) to column of the table; `text` is escaped.
    """
    numbers = list(rows)
    values = {prop: table[name].iloc[numbers].tolist() for prop, name in columns.items()}
    if "text" in values:
        values["text"] = [hint(text) for text in values["text"]]
    return go.Scatter(**values, customdata=numbers, meta={"columns": columns}, **style)


def marks_by(
    fig: go.Figure,
    table: pd.DataFrame,
    by: str,
    looks: Mapping[str, tuple[str, str]],
    columns: dict[str, str],
    hover: Callable[[pd.Series], str],
    size: float,
    edge: float,
) -> None:
    """One trace of marks for every value of the column `by`; `looks` gives symbol and colour.

    `size` of a mark and `edge`, the width of its outline, are in pixels.
    """
    for value, (symbol, fill) in looks.items():
        rows = [n for n in range(len(table)) if table[by].iloc[n] == value]
        line = {"color": fill, "width": edge}
        fig.add_trace(
            marks(
                table,
                rows,
                columns,
                mode="markers",
                name=value,
                marker={"symbol": symbol, "color": fill, "line": line, "size": size},
                hovertext=[hover(table.iloc[n]) for n in rows],
                hoverinfo="text",
            )
        )


def rows_of(record: Record, people: Sequence[str]) -> dict[str, Any]:
    """Settings of an axis whose rows are people, top to bottom, named as text."""
    names = [record.name(p) for p in reversed(people)]
    ticks = [hint(name) for name in names]
    return {"categoryarray": names, "tickmode": "array", "tickvals": names, "ticktext": ticks}


def lines(pieces: Iterable[tuple[Any, Any, Any]], **style: Any) -> go.Scatter:
    """A trace of separate horizontal pieces `(from, to, y)`."""
    x: list[Any] = []
    y: list[Any] = []
    for first, last, place in pieces:
        x += [first, last, None]
        y += [place, place, None]
    return go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", **style)


def figure(**layout: Any) -> go.Figure:
    """An empty figure in the house style."""
    return go.Figure(layout=go.Layout(template=TEMPLATE, **layout))


def band(fig: go.Figure, table: pd.DataFrame, x: str, hovers: Sequence[str], colour: str) -> None:
    """A stepped band between the columns `least` and `most` of a table, over its column `x`."""
    styles = {"most": ("at most", "dot", None), "least": ("at least", "solid", "tonexty")}
    for end, (name, dash, fill) in styles.items():
        fig.add_trace(
            marks(
                table,
                range(len(table)),
                {"x": x, "y": end},
                mode="lines",
                name=name,
                fill=fill,
                line={"shape": "hv", "color": colour, "width": 2.5, "dash": dash},
                hovertext=list(hovers),
                hoverinfo="text",
            )
        )


def hint(*parts: str) -> str:
    """Text for a hover label: one part a line, as text and never as markup."""
    return "<br>".join(escape(part, quote=False) for part in parts if part)


def iso(day: date) -> str:
    """A day as the table and the axis have it."""
    return day.isoformat()


def told(record: Record, proof: Proof) -> str:
    """The source of a proof in words."""
    return cite(record, [proof.source_id])[0].text


def years(first: date, last: date) -> dict[str, Any]:
    """What differs on a phone: a time axis has a tick a year, which leaves its words level."""
    januaries = [iso(day) for day in halves(first, last) if day.month == 1]
    return {"xaxis.tickvals": januaries, "xaxis.tickformat": "%Y"}


def vertical(fig: go.Figure, day: date, text: str) -> None:
    """A dashed line at a day, with its words above."""
    fig.add_shape(
        type="line",
        x0=iso(day),
        x1=iso(day),
        y0=0,
        y1=1,
        yref="paper",
        layer="below",
        line={"width": 1.5, "dash": "dash", "color": colour(None)},
    )
    fig.add_annotation(
        x=iso(day), y=1, yref="paper", yanchor="bottom", text=escape(text), showarrow=False
    )

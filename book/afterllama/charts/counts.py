"""Counts of departed authors that compete: who counted, and between what bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama import prose
from afterllama.charts.base import Chart, cite, figure, hint, iso, lines, marks, names_above
from afterllama.days import ends
from afterllama.record import Record, Tally
from afterllama.theme import NEUTRAL, PALETTE

LABELS = {
    "count": "Count",
    "date": "Date",
    "least": "At least",
    "most": "At most",
    "kind": "Kind",
    "source": "Source",
}
ROW = 40
SLOTS = {"published": 2, "computed": 1}


def counts(record: Record, paper_id: str, computed: Sequence[tuple[str, date, Tally]]) -> Chart:
    """Published counts of a paper's departed authors, and the record's own below them.

    Parameters
    ----------
    record : Record
        The record.
    paper_id : str
        Paper whose authors are counted.
    computed : sequence of (label, day, Tally)
        The record's counts, in the order in which they are drawn.
    """
    table = _table(record, paper_id, computed)
    total = len(record.authors(paper_id))
    texts = {text: hint(*_broken(text)) for text in table["count"]}
    fig = figure(
        xaxis={"range": [-0.4, total + 0.4], "dtick": 2, "title": f"authors gone, of {total}"},
        yaxis={
            "categoryorder": "array",
            "categoryarray": table["count"].tolist()[::-1],
            "tickmode": "array",
            "tickvals": list(texts),
            "ticktext": list(texts.values()),
            "range": [-0.6, len(table) - 0.4],
            "showgrid": False,
            "ticklabelposition": "outside",
        },
        margin={"t": 60},
        legend={"y": 1 + 26 / (ROW * len(table))},
    )
    half = total / 2
    fig.add_vrect(x0=half, x1=total + 0.4, fillcolor=NEUTRAL, opacity=0.1, line_width=0)
    fig.add_annotation(
        x=half,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        text="more than half →",
        showarrow=False,
    )
    for kind, slot in SLOTS.items():
        rows = [n for n in range(len(table)) if table["kind"].iloc[n] == kind]
        _draw(fig, table, rows, kind, PALETTE[slot])
    height = 130 + ROW * len(table)
    named = record.data["counts"].query("paper_id == @paper_id")["source_id"]
    sources = cite(record, [*named, record.rows("papers").loc[paper_id, "source_id"]])
    narrow = names_above(fig, texts)
    return Chart(fig, table, LABELS, sources, height, 130 + 72 * len(table), narrow)


def _table(
    record: Record, paper_id: str, computed: Sequence[tuple[str, date, Tally]]
) -> pd.DataFrame:
    rows = []
    published = record.data["counts"].query("paper_id == @paper_id")
    for row in published.sort_values(["date", "count_id"]).itertuples():
        source = cite(record, [row.source_id])[0].text
        label = f"{row.statement.rstrip('.')} ({_whose(record, row)})"
        rows.append((label, row.date, row.least, row.most, "published", source))
    for label, day, tally in computed:
        rows.append((label, iso(day), tally.least, tally.most, "computed", "the book's record"))
    return pd.DataFrame(rows, columns=list(LABELS)).astype({"least": int, "most": int})


def _broken(text: str) -> list[str]:
    """A label on two lines, the second in brackets."""
    head, _, tail = text.partition(" (")
    return [head, tail.rstrip(")")] if tail else [head]


def _whose(record: Record, row: Any) -> str:
    source = record.rows("sources").loc[row.source_id]
    if row.paragraphs:
        return f"{source.label}, {row.paragraphs}"
    return f"{source.relays.split(',')[0] or source.publisher}, {prose.month(ends(row.date)[0])}"


def _draw(fig: go.Figure, table: pd.DataFrame, rows: list[int], kind: str, colour: str) -> None:
    pieces = [
        (int(table["least"].iloc[n]), int(table["most"].iloc[n]), table["count"].iloc[n])
        for n in rows
    ]
    fig.add_trace(lines(pieces, line={"color": colour, "width": 5}, opacity=0.5, showlegend=False))
    for number, end in enumerate(("least", "most")):
        fig.add_trace(
            marks(
                table,
                rows,
                {"x": end, "y": "count"},
                mode="markers",
                name=kind,
                legendgroup=kind,
                showlegend=number == 0,
                marker={
                    "symbol": "line-ns",
                    "size": 11,
                    "line": {"width": 5, "color": colour},
                },
                hovertext=[_hover(table.iloc[n]) for n in rows],
                hoverinfo="text",
            )
        )


def _hover(row: pd.Series) -> str:
    least, most = int(row["least"]), int(row["most"])
    band = f"{least}" if least == most else f"{least} to {most}"
    return hint(row["count"], f"{band}, {row['date']}", row["source"])

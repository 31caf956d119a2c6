"""How many authors had left over time, between least and most, with every published count."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from afterllama import prose
from afterllama.charts.base import (
    View,
    band,
    by_reading,
    cite,
    counted,
    figure,
    hover,
    iso,
    marks,
    unread,
    vertical,
    years,
)
from afterllama.days import months, span
from afterllama.record import Record
from afterllama.theme import SYMBOLS, colour

LABELS = {
    "date": "Day",
    "least": "Gone, at least",
    "most": "Gone, at most",
    "kind": "Kind",
    "statement": "Count",
    "source": "Source",
}


@by_reading
def course(
    record: Record, known: Record, paper_id: str, until: date, marked: date, mark: str
) -> View:
    """A paper's departed authors by the month, and the counts that were published.

    Parameters
    ----------
    record, known : Record
        The record, whole and as it could be read.
    paper_id : str
        Paper whose authors are counted.
    until : date
        Last day drawn.
    marked, mark : date, str
        A day to mark, and its words.
    """
    begin = record.paper_day(paper_id)
    last = min(until, known.package.record_date)
    computed = _computed(known, paper_id, last, marked)
    published = _published(known, paper_id, last)
    table = pd.concat([computed, published], ignore_index=True)
    total = len(record.authors(paper_id))
    fig = figure(
        xaxis={"type": "date", "range": [iso(begin), iso(until)]},
        yaxis={
            "range": [-0.4, total + 0.4],
            **counted(total),
            "title": f"authors gone, of {total}",
        },
        margin={"t": 34},
    )
    unread(fig, known, until, until)
    band(fig, computed, "date", [_hover(row) for _, row in computed.iterrows()], colour(1))
    _draw_published(fig, table, range(len(computed), len(table)))
    vertical(fig, marked, mark)
    people = known.authors(paper_id)
    used = [p.source_id for x in people for p in known.evidence(x) if known.decides(p)]
    named = known.data["counts"].query("paper_id == @paper_id")["source_id"].tolist()
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, [*used, *named]),
        height=400,
        narrow_height=400,
        narrow=years(begin, until),
    )


def _draw_published(fig: go.Figure, table: pd.DataFrame, rows: range) -> None:
    """Counts that somebody reports: hollow marks, joined where the wording allows a span."""
    style = {"color": colour(2), "width": 2}
    x, y = [], []
    for n in rows:
        x += [table["date"].iloc[n]] * 2 + [None]
        y += [int(table["least"].iloc[n]), int(table["most"].iloc[n]), None]
    fig.add_trace(
        go.Scatter(x=x, y=y, mode="lines", line=style, hoverinfo="skip", showlegend=False)
    )
    for end in ("least", "most"):
        fig.add_trace(
            marks(
                table,
                rows,
                {"x": "date", "y": end},
                mode="markers",
                cliponaxis=False,
                name="published counts, reported",
                legendgroup="published",
                showlegend=end == "least",
                marker={
                    "symbol": SYMBOLS["reported"],
                    "size": 11,
                    "color": colour(2),
                    "line": {"width": 2, "color": colour(2)},
                },
                hovertext=[_hover(table.iloc[n]) for n in rows],
                hoverinfo="text",
            )
        )


def _computed(record: Record, paper_id: str, until: date, marked: date) -> pd.DataFrame:
    begin = record.paper_day(paper_id)
    rows = []
    for day in sorted({*months(begin, until), min(marked, until)}):
        tally = record.tally(paper_id, day)
        rows.append((iso(day), tally.least, tally.most, "inferred", "", "the book's record"))
    return pd.DataFrame(rows, columns=list(LABELS))


def _published(record: Record, paper_id: str, until: date) -> pd.DataFrame:
    rows = []
    for row in record.data["counts"].query("paper_id == @paper_id").itertuples():
        day = span(row.date, row.date_precision).last
        if day <= until:
            source = cite(record, [row.source_id])[0].text
            where = f"{row.statement} {row.paragraphs}".strip()
            rows.append((iso(day), row.least, row.most, "reported", where, source))
    return pd.DataFrame(rows, columns=list(LABELS)).astype({"least": int, "most": int})


def _hover(row: pd.Series) -> str:
    count = prose.digits(int(row["least"]), int(row["most"]))
    return hover(row["date"], f"{row['kind']}: {count}", row["statement"], row["source"])

"""How many authors had left over time, between least and most, with every published count."""

from __future__ import annotations

from datetime import date

import pandas as pd

from afterllama.charts.base import Chart, band, cite, figure, hint, iso, marks, vertical, years
from afterllama.days import months, span
from afterllama.record import Record
from afterllama.theme import PALETTE

LABELS = {
    "date": "Day",
    "least": "Gone, at least",
    "most": "Gone, at most",
    "kind": "Kind",
    "statement": "Count",
    "source": "Source",
}


def course(record: Record, paper_id: str, until: date, marked: date, mark: str) -> Chart:
    """A paper's departed authors by the month, and the counts that were published.

    Parameters
    ----------
    record : Record
        The record.
    paper_id : str
        Paper whose authors are counted.
    until : date
        Last day drawn.
    marked, mark : date, str
        A day to mark, and its words.
    """
    computed = _computed(record, paper_id, until, marked)
    published = _published(record, paper_id, until)
    table = pd.concat([computed, published], ignore_index=True)
    total = len(record.authors(paper_id))
    fig = figure(
        xaxis={"type": "date"},
        yaxis={"range": [-0.4, total + 0.4], "dtick": 2, "title": f"authors gone, of {total}"},
        margin={"t": 40},
        legend={"y": -0.12, "yanchor": "top"},
    )
    band(fig, computed, "date", [_hover(row) for _, row in computed.iterrows()], PALETTE[1])
    rows = range(len(computed), len(table))
    for end in ("least", "most"):
        fig.add_trace(
            marks(
                table,
                rows,
                {"x": "date", "y": end},
                mode="markers",
                name="published count",
                legendgroup="published",
                showlegend=end == "least",
                marker={
                    "symbol": "x" if end == "least" else "triangle-up",
                    "size": 11,
                    "color": PALETTE[2],
                },
                hovertext=[_hover(table.iloc[n]) for n in rows],
                hoverinfo="text",
            )
        )
    vertical(fig, marked, mark)
    narrow = years(record.paper_day(paper_id), until)
    people = record.authors(paper_id)
    used = [p.source_id for x in people for p in record.evidence(x) if record.decides(p)]
    named = record.data["counts"].query("paper_id == @paper_id")["source_id"].tolist()
    return Chart(fig, table, LABELS, cite(record, [*used, *named]), 430, 430, narrow)


def _computed(record: Record, paper_id: str, until: date, marked: date) -> pd.DataFrame:
    begin = record.paper_day(paper_id)
    rows = []
    for day in sorted({*months(begin, until), marked}):
        tally = record.tally(paper_id, day)
        rows.append((iso(day), tally.least, tally.most, "computed", "", "the book's record"))
    return pd.DataFrame(rows, columns=list(LABELS))


def _published(record: Record, paper_id: str, until: date) -> pd.DataFrame:
    rows = []
    for row in record.data["counts"].query("paper_id == @paper_id").itertuples():
        day = span(row.date, row.date_precision).last
        if day <= until:
            source = cite(record, [row.source_id])[0].text
            where = f"{row.statement} {row.paragraphs}".strip()
            rows.append((iso(day), row.least, row.most, "published", where, source))
    return pd.DataFrame(rows, columns=list(LABELS)).astype({"least": int, "most": int})


def _hover(row: pd.Series) -> str:
    least, most = int(row["least"]), int(row["most"])
    count = f"{least}" if least == most else f"{least} to {most}"
    return hint(row["date"], f"{row['kind']}: {count}", row["statement"], row["source"])

"""How many pairs of authors still share an employer, over time, between least and most."""

from __future__ import annotations

from datetime import date

import pandas as pd

from afterllama.charts.base import Chart, band, cite, figure, hint, iso, vertical, years
from afterllama.days import months
from afterllama.network import sharing
from afterllama.record import Record
from afterllama.theme import PALETTE

LABELS = {"day": "Day", "least": "Pairs, at least", "most": "Pairs, at most", "of": "Of"}


def pairs(record: Record, paper_id: str, until: date, marked: date, mark: str) -> Chart:
    """Pairs of a paper's authors at one employer, by the month, as least and most.

    Parameters
    ----------
    record : Record
        The record.
    paper_id : str
        Paper whose authors are paired.
    until : date
        Last day drawn.
    marked, mark : date, str
        A day to mark, and its words.
    """
    people = record.authors(paper_id)
    begin = record.paper_day(paper_id)
    days = sorted({*months(begin, until), marked})
    rows = [(iso(day), *sharing(record, people, day)) for day in days]
    table = pd.DataFrame(rows, columns=list(LABELS))
    fig = figure(
        xaxis={"type": "date"},
        yaxis={"rangemode": "tozero", "title": f"pairs of {table['of'].iloc[0]}"},
        margin={"t": 40},
        legend={"y": -0.12, "yanchor": "top"},
    )
    band(fig, table, "day", [_hover(row) for _, row in table.iterrows()], PALETTE[1])
    vertical(fig, marked, mark)
    used = (p.source_id for person in people for p in record.evidence(person) if record.decides(p))
    return Chart(fig, table, LABELS, cite(record, used), 420, 440, years(begin, until))


def _hover(row: pd.Series) -> str:
    return hint(row["day"], f"{row['least']} to {row['most']} of {row['of']} pairs")

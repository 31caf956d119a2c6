"""How many pairs of authors still share an employer over time: least and most."""

from __future__ import annotations

from datetime import date

import pandas as pd

from afterllama.charts.base import (
    View,
    band,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    out_before,
    some,
    time_axis,
    unread,
    vertical,
    years,
)
from afterllama.charts.theme import colour
from afterllama.network.graphs import sharing
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import halves, months
from afterllama.words.language import noted, say

LABELS = {
    "day": noted("Day"),
    "least": noted("Pairs, at least"),
    "most": noted("Pairs, at most"),
    "of": noted("Of"),
}


@by_reading
def colleagues(
    record: Record, known: Record, paper_id: str, until: date, marked: date, mark: str
) -> View:
    """Pairs of a paper's authors at one employer, by month: least and most.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    paper_id : str
        Paper whose authors are paired.
    until : day
        Last day drawn.
    marked, mark : day, str
        A day to mark, and its label.

    Examples
    --------
    >>> chart = colleagues(record, "LLaMA", "2025-05-26", "report", "the report")
    >>> chart.figure.layout.yaxis.title.text
    'pairs of 91'
    """
    people = record.authors(paper_id)
    some(people[1:], f"second author of {record.name(paper_id)}")
    begin, last = out_before(record, paper_id, until), min(until, known.package.record_date)
    days = sorted({*months(begin, last), min(marked, last)})
    rows = [(iso(day), *sharing(known, people, day)) for day in days]
    table = pd.DataFrame(rows, columns=list(LABELS))
    total = int(table["of"].iloc[0])
    fig = figure(
        xaxis=time_axis([iso(begin), iso(until)], halves(begin, until)),
        yaxis={"range": [0, total * 1.04], "title": say("pairs of {total}", total=total)},
        margin={"t": 34},
    )
    unread(fig, known, until, until)
    band(fig, table, "day", [_hover(row) for _, row in table.iterrows()], colour(1))
    vertical(fig, marked, mark)
    used = (p.source_id for person in people for p in known.evidence(person) if known.decides(p))
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, used),
        height=390,
        narrow_height=400,
        narrow=years(begin, until),
    )


def _hover(row: pd.Series) -> str:
    count = prose.digits(row["least"], row["most"])
    return hover(row["day"], say("{count} of {total} pairs", count=count, total=row["of"]))

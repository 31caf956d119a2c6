"""Commits to a repository by month, with marked days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Chart,
    View,
    add_marks,
    cite,
    figure,
    hover,
    iso,
    only,
    plain,
    some,
    ticks,
    time_axis,
)
from afterllama.charts.theme import INK, MUTED, colour
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import ends
from afterllama.words.language import count, noted, say

LABELS = {
    "month": noted("Month"),
    "commits": noted("Changes"),
    "days": noted("Changes a day"),
    "source": noted("Source"),
    "drawn": noted("Drawn at"),
}
#: How much higher each later day's label is, as a share of the highest bar.
HIGHER = 0.12
#: The height of the number above a bar, as such a share; no line passes through it.
HEAD = 0.16


@recorded
def commits(record: Record, repository: str, branch: str, marked: Mapping[str, date]) -> Chart:
    """Commits to a branch of a repository by month.

    Parameters
    ----------
    record : Record
        The record.
    repository : str
        Owner and name.
    branch : str
        The branch.
    marked : mapping of str to date
        Days to mark, by label.

    Examples
    --------
    >>> chart = commits(record, "facebookresearch/metaseq", "main", {})
    >>> int(chart.shown.table["commits"].sum())
    309
    """
    repository = record.value("commits", "repository", repository)
    branch = record.value("commits", "branch", branch)
    marked = {label: record.day(day) for label, day in marked.items()}
    held = "repository == @repository and branch == @branch"
    rows = record.data["commits"].query(held).sort_values("month")
    some(rows, f"commits to {repository} on the branch {branch!r}")
    table = _table(record, rows)
    most = int(table["commits"].max())
    first, last = ends(table["month"].iloc[0])[0], ends(table["month"].iloc[-1])[1]
    top = most * (1.2 + HIGHER * len(marked))
    months = [ends(month)[0] for month in table["month"]]
    fig = figure(
        xaxis=time_axis([iso(first), iso(last)], months[2::2]),
        yaxis={
            "range": [0, top],
            "tickvals": list(range(0, most + 1, _step(most))),
            "title": say("changes a month"),
        },
        bargap=0.25,
    )
    fig.add_bar(
        x=table["drawn"].tolist(),
        y=table["commits"].tolist(),
        marker={"color": colour(1), "line": {"width": 0}},
        customdata=list(range(len(table))),
        hoverinfo="skip",
        showlegend=False,
        name="commits",
        meta={"columns": {"x": "drawn", "y": "commits"}},
    )
    add_marks(
        fig,
        table,
        range(len(table)),
        {"x": "drawn", "y": "commits"},
        mode="text",
        text=[prose.figure(n) for n in table["commits"]],
        textposition="top center",
        textfont={"color": INK},
        cliponaxis=False,
        told=_hover,
        showlegend=False,
        name="numbers",
    )
    for number, (words, day) in enumerate(sorted(marked.items(), key=lambda item: item[1])):
        beneath = int(table.loc[table["month"] == iso(day)[:7], "commits"].sum())
        _mark(fig, words, day, beneath + most * HEAD, most * (1.2 + HIGHER * number))
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, rows["source_id"]),
        height=440,
        narrow_height=440,
        narrow={
            **ticks([day for day in months if day.month in (1, 7)], prose.short_month),
            "font.size": 12,
        },
    )
    return only(record, view)


def _step(most: int) -> int:
    """The distance of the ticks, for about five of them."""
    power: int = 10 ** max(0, len(str(most)) - 1)
    return max(1, next(s for s in (power // 5, power // 2, power, power * 2) if s * 6 >= most))


def _mark(fig: go.Figure, words: str, day: date, foot: float, height: float) -> None:
    """A line from above a day's month up to its label on the left; later labels are higher."""
    fig.add_shape(
        type="line",
        x0=iso(day),
        x1=iso(day),
        y0=foot,
        y1=height,
        layer="below",
        line={"width": 1.5, "dash": "dash", "color": MUTED},
    )
    fig.add_annotation(
        x=iso(day),
        y=height,
        xanchor="right",
        yanchor="middle",
        xshift=-2,
        text=plain(f"{words}, {prose.shortest(day)}"),
        showarrow=False,
    )


def _table(record: Record, rows: pd.DataFrame) -> pd.DataFrame:
    found = []
    for row in rows.itertuples():
        first, last = ends(row.month)
        rate = round(row.commits / ((last - first).days + 1), 2)
        source = cite(record, [row.source_id])[0].text
        middle = first + (last - first) / 2
        found.append((row.month, int(row.commits), rate, source, iso(middle)))
    return pd.DataFrame(found, columns=list(LABELS))


def _hover(row: pd.Series) -> str:
    told = count("{number} change", "{number} changes", row["commits"], number=row["commits"])
    return hover(prose.labelled(row["month"], told), row["source"])

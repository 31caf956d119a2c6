"""How many authors of several papers had left some months later: a bar from least to most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Chart,
    Steps,
    View,
    add_marks,
    cite,
    figure,
    hover,
    iso,
    lines,
    only,
    outlined,
    plain,
    row_axis,
    shade,
)
from afterllama.charts.graph_parts import Part
from afterllama.charts.theme import INK, MUTED
from afterllama.record.left_after_months import Band, band
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import count, noted, say

LABELS = {
    "paper": noted("Paper"),
    "months": noted("Months after"),
    "day": noted("Day"),
    "least": noted("Had left, at least"),
    "most": noted("Had left, at most"),
    "total": noted("Of"),
    "least_share": noted("At least, percent"),
    "most_share": noted("At most, percent"),
    "source": noted("Author list"),
}
#: Pixels per row, on a wide page and on a phone, where the name is above the row.
ROW, NARROW_ROW = 44, 58
#: Positions of the bar and the thin lines below it, from the middle of a row.
BAR, FIRST, APART = -0.14, 0.12, 0.11
#: Width and opacity of a bar: of the papers in question, of another reading, of others.
LOOKS = {"own": (15, 1.0), "bare": (15, 0.7), "other": (9, 1.0)}


@dataclass(frozen=True)
class Row:
    """A paper of a record, its label, and its look: a key of `LOOKS`."""

    record: Record
    paper_id: str
    label: str
    look: str

    def band(self, months: int) -> Band:
        """The least and the most who had left some months later."""
        return band(self.record, self.paper_id, months)


@recorded
def papers_compared(record: Record, rows: Sequence[Row], named: Sequence[int], start: int) -> Chart:
    """A bar per paper from the least to the most who had left, with a control for the months.

    Parameters
    ----------
    record : Record
        The record with the sources.
    rows : sequence of Row
        The papers, top to bottom.
    named : sequence of int
        Numbers of months that are always shown, as thin lines under the bar and in the table. The
        control goes from one month to the last of them.
    start : int
        The number of months shown first.

    Examples
    --------
    >>> rows = [Row(record, paper, record.name(paper), "other") for paper in ("llama1", "opt")]
    >>> chart = papers_compared(record, rows, [6, 12], 12)
    >>> ", ".join(chart.shown.table.columns)
    'paper, months, day, least, most, total, least_share, most_share, source'
    """
    months = range(1, max(named) + 1)
    table = _table(record, rows, named)
    fig = figure(
        xaxis={
            "range": [-1, 132],
            "tickvals": list(range(0, 101, 25)),
            "title": say("percent of the authors"),
        },
        yaxis=row_axis({str(n): plain(row.label) for n, row in enumerate(rows)})
        | {
            "type": "linear",
            "tickvals": list(range(len(rows))),
            "range": [len(rows) - 0.4, -0.6],
        },
    )
    _draw_named(fig, table, rows, named)
    first = months[start - 1]
    parts = [*map(Part, fig.data), *_bars(rows, first), _words(rows, first)]
    fig.add_traces([part.trace for part in parts[len(fig.data) :]])
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, _sources(rows)),
        height=70 + ROW * len(rows),
        narrow_height=70 + NARROW_ROW * len(rows),
        narrow=_above(rows),
        narrow_data={len(fig.data) - 1: {"textfont.size": 12}},
        steps=Steps(
            days=(),
            start=start - 1,
            looks=tuple(tuple(part.look(n) for part in parts) for n in months),
            words=tuple(count("{n} month", "{n} months", n, n=n) for n in months),
        ),
    )
    return only(record, view)


def _table(record: Record, rows: Sequence[Row], named: Sequence[int]) -> pd.DataFrame:
    """Every paper at every number of months in `named`."""
    found = []
    for row in rows:
        papers = row.record.rows("papers")
        source = cite(record, [papers.loc[row.paper_id, "source_id"]])[0].text
        for months in named:
            held = row.band(months)
            numbers = held.least, held.most, held.total
            day = iso(held.when.first)
            when = day if held.when.first == held.when.last else day[:7]
            found.append((row.label, months, when, *numbers, *_percent(held), source))
    return pd.DataFrame(found, columns=list(LABELS))


def _percent(held: Band) -> tuple[float, float]:
    """The least and the most in percent."""
    least, most = held.shares
    return round(100 * least, 1), round(100 * most, 1)


def _sources(rows: Iterable[Row]) -> Iterator[str]:
    """The author lists, and the deciding evidence on the other papers."""
    for row in rows:
        yield row.record.rows("papers").loc[row.paper_id, "source_id"]
        for person in row.record.authors(row.paper_id) if row.look == "other" else ():
            yield from (p.source_id for s in row.record.history(person) for p in s.proofs)


def _draw_named(
    fig: go.Figure, table: pd.DataFrame, rows: Sequence[Row], named: Sequence[int]
) -> None:
    """Draw thin lines for the months in `named`, with a mark at either end."""
    places = [n + FIRST + APART * k for n in range(len(rows)) for k in range(len(named))]
    ends = zip(table["least_share"], table["most_share"], places, strict=True)
    fig.add_trace(lines(ends, line={"color": MUTED, "width": 2}, showlegend=False))
    for end in ("least_share", "most_share"):
        add_marks(
            fig,
            table,
            range(len(table)),
            {"x": end},
            y=places,
            mode="markers",
            marker=outlined("circle", 4, MUTED, 0),
            told=_hover,
            showlegend=False,
        )


def _hover(row: pd.Series) -> str:
    months = count("{n} month after", "{n} months after", row["months"], n=row["months"])
    told = prose.proportion(int(row["least"]), row["total"], int(row["most"]))
    return hover(row["paper"], prose.labelled(months, told))


def _bars(rows: Sequence[Row], first: int) -> Iterator[Part]:
    """The bars, one trace for each look and colour."""
    found: dict[tuple[str, str], dict[int, Row]] = {}
    for n, row in enumerate(rows):
        colour = shade(row.record, row.record.employer_of(row.paper_id))
        found.setdefault((row.look, colour), {})[n] = row
    for (kind, colour), own in found.items():
        width, density = LOOKS[kind]

        def look(months: int, own: Mapping[int, Row] = own) -> dict[str, Any]:
            bands = (row.band(months) for row in own.values())
            return {"x": [end for held in bands for end in (*_percent(held), None)]}

        trace = go.Scatter(
            **look(first),
            y=[end for n in own for end in (n + BAR, n + BAR, None)],
            mode="lines+markers",
            line={"color": colour, "width": width},
            marker={"symbol": "line-ns", "size": width, "line": {"color": colour, "width": 3}},
            opacity=density,
            hoverinfo="skip",
            showlegend=False,
        )
        yield Part(trace, look=look)


def _words(rows: Sequence[Row], first: int) -> Part:
    """The numbers behind the bars."""

    def look(months: int) -> dict[str, Any]:
        bands = [row.band(months) for row in rows]
        return {
            "x": [_percent(held)[1] + 1.5 for held in bands],
            "text": [plain(prose.proportion(held.least, held.total, held.most)) for held in bands],
        }

    trace = go.Scatter(
        **look(first),
        y=[n + BAR for n in range(len(rows))],
        mode="text",
        textposition="middle right",
        textfont={"color": INK},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    return Part(trace, look=look)


def _above(rows: Sequence[Row]) -> dict[str, Any]:
    """Phone layout: the names are above the bars."""
    notes = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": n + BAR,
            "yanchor": "bottom",
            "yshift": 7,
            "text": plain(row.label),
            "showarrow": False,
        }
        for n, row in enumerate(rows)
    ]
    return {"yaxis.showticklabels": False, "annotations": notes, "xaxis.range": [-2, 150]}

"""Events by day, as exactly as known: one row per event, time to the right."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

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
    label_of,
    lines,
    only,
    outlined,
    plain,
    some,
    ticks,
    time_axis,
)
from afterllama.charts.theme import MUTED, SHADE, SYMBOLS, colour, known_by
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import Span, ends, months, span
from afterllama.words.language import noted, say

LABELS = {
    "event": noted("Event"),
    "date": noted("Date"),
    "witness": noted("Who says it"),
    "kind": noted("Kind"),
    "confidence": noted("Confidence"),
    "source": noted("Source"),
    "drawn": noted("Drawn at"),
}
ROW, NARROW_ROW = 40, 52
#: Letters in a line of a label: on a wide page and on a phone.
WIDE, NARROW = 42, 54
#: Free days on either side of a bar's mark.
FREE = timedelta(days=4)
#: Events that only a story tells, and events that others tell too.
COLOURS = {True: colour(2), False: colour(1)}


@recorded
def event_dates(
    record: Record, events: Sequence[str], story: str, alone: str, marked: Span, mark: str
) -> Chart:
    """Events, oldest first; a bar if only the month or the year is known.

    Parameters
    ----------
    record : Record
        The record.
    events : sequence of str
        Event ids.
    story, alone : str, str
        Source id of a story, and the label of events that it alone tells, which stand out.
    marked, mark : Span, str
        Days to mark, and their label.

    Examples
    --------
    >>> from afterllama.words.days import span
    >>> events = record.data["events"]["event_id"].tolist()[:3]
    >>> month = span("2023-02", "month")
    >>> chart = event_dates(record, events, "article", "the article alone", month, "February 2023")
    >>> len(chart.shown.table)
    3
    """
    rows = record.rows("events")
    # What the record was read without is not drawn.
    events = [event for event in record.find_all("event", events) if event in rows.index]
    story = record.find("source", story)
    if not isinstance(marked, Span):
        raise TypeError(f"the days marked are a span, as words.days.span makes it, not {marked!r}")
    alone, mark = label_of(alone), label_of(mark)
    some(events, "events to draw")
    days = {e: span(rows.loc[e, "date"], rows.loc[e, "date_precision"]) for e in events}
    order = sorted(events, key=lambda e: (days[e].first, days[e].last, events.index(e)))
    table = _table(record, order, days, story, alone)
    first = min(days[e].first for e in order)
    last = max(days[e].last for e in order)
    room = (last - first) / 30
    fig = figure(
        xaxis=time_axis([iso(first - room), iso(last + room)], months(first, last)[1:-1]),
        yaxis={
            "categoryorder": "array",
            "categoryarray": order[::-1],
            "range": [-0.6, len(order) - 0.4],
            "showgrid": False,
            "showticklabels": False,
        },
        margin={"t": 34},
    )
    fig.add_vrect(
        x0=iso(marked.first), x1=iso(marked.last), fillcolor=SHADE, line_width=0, layer="below"
    )
    fig.add_annotation(
        x=iso(_middle(marked)),
        y=1,
        yref="paper",
        yanchor="bottom",
        text=plain(mark),
        font={"color": MUTED},
        showarrow=False,
    )
    _draw(fig, table, order, days, alone)
    middle = first + (last - first) / 2
    notes = [_beside(e, days[e], table.iloc[n], middle) for n, e in enumerate(order)]
    above = [_above(e, table.iloc[n]) for n, e in enumerate(order)]
    head = [note.to_plotly_json() for note in fig.layout.annotations]
    for note in notes:
        fig.add_annotation(**note)
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, (rows.loc[e, "source_id"] for e in order)),
        height=80 + ROW * len(order),
        narrow_height=126 + NARROW_ROW * len(order),
        narrow={
            "annotations": [*head, *above],
            "yaxis.range": [-0.6, len(order) + 0.1],
            **ticks([day for day in months(first, last)[1:-1] if day.month % 3 == 1]),
        },
    )
    return only(record, view)


def _draw(
    fig: go.Figure, table: pd.DataFrame, order: Sequence[str], days: dict[str, Span], alone: str
) -> None:
    """Draw a mark at the day, or in the middle of a bar over the possible days."""
    for told in (False, True):
        held = [n for n in range(len(order)) if (table["witness"].iloc[n] == alone) == told]
        pieces = [
            (iso(first), iso(last), order[n])
            for n in held
            for first, last in (
                (days[order[n]].first, _middle(days[order[n]]) - FREE),
                (_middle(days[order[n]]) + FREE, days[order[n]].last),
            )
            if first < last
        ]
        style = {"color": COLOURS[told], "width": 3}
        fig.add_trace(lines(pieces, line=style, name="bar", showlegend=False))
        for kind, symbol in SYMBOLS.items():
            found = [n for n in held if table["kind"].iloc[n] == kind]
            add_marks(
                fig,
                table,
                found,
                {"x": "drawn"},
                y=[order[n] for n in found],
                mode="markers",
                name=alone if told else known_by(kind),
                showlegend=bool(found),
                marker=outlined(symbol, 11, COLOURS[told]),
                told=_hover,
            )


def _middle(days: Span) -> date:
    return days.first + (days.last - days.first) // 2


def _label(row: pd.Series, letters: int) -> str:
    """The date and the event in short lines, the date emphasized."""
    day = say("{day}:", day=_day(row)).replace(" ", "\xa0")
    lines = plain(*textwrap.wrap(f"{day} {row['event']}", letters))
    return f"<b>{plain(day)}</b>{lines[len(plain(day)) :]}"


def _day(row: pd.Series) -> str:
    first, last = ends(row["date"])
    if first == last:
        return prose.shortest(first)
    return prose.month_alone(first) if (last - first).days < 32 else str(first.year)


def _beside(event: str, days: Span, row: pd.Series, middle: date) -> dict[str, Any]:
    """The label beside the mark, on the side that has more room."""
    left = days.first > middle
    return {
        "name": event,
        "x": iso(days.first if left else days.last),
        "y": event,
        "xanchor": "right" if left else "left",
        "xshift": -10 if left else 10,
        "align": "right" if left else "left",
        "text": _label(row, WIDE),
        "font": {"size": 13},
        "showarrow": False,
    }


def _above(event: str, row: pd.Series) -> dict[str, Any]:
    """The label above the row, for a phone."""
    return {
        "name": event,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": event,
        "yanchor": "bottom",
        "yshift": 7,
        "align": "left",
        "text": _label(row, NARROW),
        "font": {"size": 11},
        "showarrow": False,
    }


def _table(
    record: Record, order: Sequence[str], days: dict[str, Span], story: str, alone: str
) -> pd.DataFrame:
    found = []
    for event in order:
        row = record.rows("events").loc[event]
        (source,) = cite(record, [row["source_id"]])
        found.append(
            (
                row["title"],
                row["date"],
                alone if row["source_id"] == story else say("others"),
                row["kind"],
                row["confidence"],
                source.text,
                iso(_middle(days[event])),
            )
        )
    return pd.DataFrame(found, columns=list(LABELS))


def _hover(row: pd.Series) -> str:
    return hover(row["date"], f"{say(row['kind'])}, {say(row['confidence'])}", row["source"])

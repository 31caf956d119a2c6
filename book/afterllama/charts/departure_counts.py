"""How many authors had left over time: least, most, and every published count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    View,
    add_marks,
    band,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    out_before,
    outlined,
    plain,
    time_axis,
    unread,
    vertical,
    years,
)
from afterllama.charts.groups import MANY
from afterllama.charts.published_counts import whose
from afterllama.charts.theme import PAPER, SYMBOLS, colour
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import halves, months, span
from afterllama.words.language import noted, say

LABELS = {
    "date": noted("Day"),
    "least": noted("Had left, at least"),
    "most": noted("Had left, at most"),
    "kind": noted("Kind"),
    "statement": noted("Count"),
    "source": noted("Source"),
}
#: Height of the counts and of a row of labels above them, in pixels; how much higher on a phone,
#: where labels take two lines.
PLOT, ROW, TALLER = 270, 22, 1.35
#: On a phone, a count follows its source on the same line up to this many letters.
SHORT = 8


@dataclass(frozen=True)
class Head:
    """Counts that a source published: who and how many, the day, and the lowest of its marks.

    `left` says whether its label is left of its day.
    """

    words: tuple[str, str]
    day: str
    foot: int
    left: bool


@by_reading
def departure_counts(
    record: Record, known: Record, paper_id: str, until: date, marked: date, mark: str
) -> View:
    """A paper's departed authors by month, and the published counts.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    paper_id : str
        Paper whose authors are counted.
    until : day
        Last day drawn.
    marked, mark : day, str
        A day to mark, and its label.

    Examples
    --------
    >>> chart = departure_counts(record, "LLaMA", "2025-05-26", "report", "the report")
    >>> chart.shown.table.columns.tolist()
    ['date', 'least', 'most', 'kind', 'statement', 'source']
    """
    begin = out_before(record, paper_id, until)
    last = min(until, known.package.record_date)
    computed = _computed(known, paper_id, last, marked)
    published = _published(known, paper_id, last)
    table = pd.concat([computed, published], ignore_index=True)
    total = len(record.authors(paper_id))
    heads = _heads(record, paper_id, begin, until)
    step = total * ROW / PLOT
    fig = figure(
        xaxis=time_axis([iso(begin), iso(until)], halves(begin, until)),
        yaxis={
            "range": [-0.4, total + step * (len(heads) + 1)],
            "tickvals": list(range(0, total + 1, 2 if total <= MANY else 10 * max(1, total // 80))),
            "title": say("authors who had left, of {total}", total=total),
        },
        margin={"t": 34},
    )
    unread(fig, known, until, until)
    tops = [total + step * (len(heads) - n) for n in range(len(heads))]
    shown = [pair for pair in zip(heads, tops, strict=True) if pair[0].day <= iso(last)]
    _draw_leaders(fig, shown)
    band(fig, computed, "date", [_hover(row) for _, row in computed.iterrows()], colour(1))
    _draw_published(fig, table, range(len(computed), len(table)))
    vertical(fig, marked, mark)
    line = fig.layout.annotations[0].to_plotly_json()
    notes = [_note(head, top, " ") for head, top in shown]
    narrow = [_note(h, top, "<br>" if len(h.words[1]) > SHORT else " ") for h, top in shown]
    fig.update_layout(annotations=[line, *notes])
    people = known.authors(paper_id)
    used = [p.source_id for x in people for p in known.evidence(x) if known.decides(p)]
    named = known.data["counts"].query("paper_id == @paper_id")["source_id"].tolist()
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, [*used, *named]),
        height=100 + PLOT + ROW * (len(heads) + 1),
        narrow_height=round(100 + (PLOT + ROW * (len(heads) + 1)) * TALLER),
        narrow={
            **years(begin, until),
            "annotations": [line, *(n | {"font": n["font"] | {"size": 11}} for n in narrow)],
        },
    )


def _heads(record: Record, paper_id: str, begin: date, until: date) -> list[Head]:
    """The labels above the counts, highest first, so that no leader line crosses a label."""
    rows = record.data["counts"].query("paper_id == @paper_id")
    days = [span(*pair).last for pair in zip(rows["date"], rows["date_precision"], strict=True)]
    rows = rows.assign(day=days).sort_values(["least", "count_id"])
    rows = rows[rows["day"].map(lambda day: day <= until).astype(bool)]
    found = []
    for (source_id, day), held in rows.groupby(["source_id", "day"], sort=False):
        told: dict[str, list[str]] = {}
        for row in held.itertuples():
            where = told.setdefault(prose.digits(int(row.least), int(row.most)), [])
            where += [row.paragraphs] if row.paragraphs else []
        counts = [
            say("{count} ({source})", count=n, source=", ".join(where)) if where else n
            for n, where in told.items()
        ]
        by = whose(record, source_id, any(held["paragraphs"]))
        words = say("{source}, {month}:", source=by, month=prose.month(day)), prose.names(counts)
        left = day - begin > until - day
        found.append(Head(words, iso(day), int(held["least"].min()), left))
    early = sorted((h for h in found if not h.left), key=lambda h: h.day)
    late = sorted((h for h in found if h.left), key=lambda h: h.day, reverse=True)
    return [*late, *early]


def _draw_leaders(fig: go.Figure, heads: Sequence[tuple[Head, float]]) -> None:
    """Thin lines from the labels of counts down to their marks."""
    x = [day for head, _ in heads for day in (head.day, head.day, None)]
    y = [end for head, top in heads for end in (head.foot, top, None)]
    style = {"color": colour(2), "width": 1}
    fig.add_scatter(x=x, y=y, mode="lines", line=style, hoverinfo="skip", showlegend=False)


def _note(head: Head, height: float, between: str) -> dict[str, Any]:
    """Who counted, and how many, beside the upper end of the leader line."""
    return {
        "x": head.day,
        "y": height,
        "text": between.join(map(plain, head.words)),
        "xanchor": "right" if head.left else "left",
        "xshift": -4 if head.left else 4,
        "yanchor": "middle",
        "align": "right" if head.left else "left",
        "bgcolor": PAPER,
        "borderpad": 0,
        "font": {"size": 13, "color": colour(2)},
        "showarrow": False,
    }


def _draw_published(fig: go.Figure, table: pd.DataFrame, rows: range) -> None:
    """Draw reported counts: hollow marks, joined if the wording allows a range."""
    style = {"color": colour(2), "width": 2}
    x, y = [], []
    for n in rows:
        x += [table["date"].iloc[n]] * 2 + [None]
        y += [int(table["least"].iloc[n]), int(table["most"].iloc[n]), None]
    fig.add_scatter(x=x, y=y, mode="lines", line=style, hoverinfo="skip", showlegend=False)
    for end in ("least", "most"):
        add_marks(
            fig,
            table,
            rows,
            {"x": "date", "y": end},
            mode="markers",
            cliponaxis=False,
            name=say("published counts"),
            legendgroup="published",
            showlegend=end == "least",
            marker=outlined(SYMBOLS["reported"], 11, colour(2)),
            told=_hover,
        )


def _computed(record: Record, paper_id: str, until: date, marked: date) -> pd.DataFrame:
    begin = record.paper_day(paper_id)
    rows = []
    for day in sorted({*months(begin, until), min(marked, until)}):
        tally = record.tally(paper_id, day)
        rows.append((iso(day), tally.least, tally.most, "inferred", "", say("the book's record")))
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
    told = prose.labelled(say(row["kind"]), count)
    return hover(row["date"], told, row["statement"], row["source"])

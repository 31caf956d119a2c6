"""When models were trained, and when they were released."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    ABOVE,
    View,
    add_marks,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    lines,
    names_above,
    outlined,
    row_axis,
    shade,
    some,
    time_axis,
    vertical,
    wrapped,
    years,
)
from afterllama.charts.theme import SYMBOLS, known_by
from afterllama.record.lookup import choose
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import Span, halves, span
from afterllama.words.language import noted, say

LABELS = {
    "model": noted("Model"),
    "what": noted("What"),
    "date": noted("Date"),
    "kind": noted("Kind"),
    "statement": noted("Event"),
    "source": noted("Source"),
    "drawn": noted("Drawn at"),
    "label": noted("Label"),
}
STAGES = ("begun", "ended", "released", "shown")
WORDS = {
    "begun": noted("training begins"),
    "ended": noted("training ends"),
    "released": noted("released"),
    "shown": noted("in a document"),
}
#: What a row may have.
KEYS = ("name", *STAGES, "after")
#: Stages whose days do not bound the training.
APART = ("released", "shown")
ROW = 46
#: Letters of a name beside its row before a line break.
LETTERS = 22
#: Days of the axis after the last one, which leave room for the last date.
ROOM = 260


@dataclass(frozen=True)
class Run:
    """A model with its events by stage, each with its possible days."""

    name: str
    events: dict[str, str]
    spans: dict[str, Span]

    def until(self, day: date, held: Collection[str]) -> Run:
        """The same with those events of `held` that may have happened by a day."""
        events = {s: self.events[s] for s, days in self.spans.items() if days.first <= day}
        kept = {stage: event for stage, event in events.items() if event in held}
        return Run(self.name, kept, {stage: self.spans[stage] for stage in kept})


@by_reading
def training_runs(
    record: Record, known: Record, rows: Sequence[Mapping[str, str]], marked: date, mark: str
) -> View:
    """When models were trained and released: one row per model.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date, and only what had happened by then.
    rows : sequence of mapping
        Each with `name`, the id of a paper, a model or an event, and event ids: `begun` and `ended`
        for the training, `released`, `shown` for a document that describes the model, and `after`
        for an event before which training did not begin.
    marked, mark : day, str
        A day to mark, and its label.

    Examples
    --------
    >>> event, *_ = record.data["events"]["event_id"]
    >>> rows = [{"name": "llama1", "released": event}]
    >>> chart = training_runs(record, rows, "report", "the report")
    >>> ", ".join(chart.shown.table.columns)
    'model, what, date, kind, statement, source, drawn, label'
    """
    rows = [_found(record, row) for row in some(rows, "rows to draw")]
    whole = [_run(record, row) for row in rows]
    held = set(record.rows("events").index)
    found = [run.until(known.package.record_date, held) for run in whole]
    table = _table(record, found)
    names = [run.name for run in whole]
    days = [day for run in whole for s in run.spans.values() for day in (s.first, s.last)]
    begin, end = min(days) - timedelta(days=30), max(days) + timedelta(days=ROOM)
    texts, above = ({name: wrapped(n, name) for name in names} for n in (LETTERS, ABOVE))
    fig = figure(
        xaxis=time_axis([iso(begin), iso(end)], halves(begin, end)),
        yaxis=row_axis(dict(zip(names, texts.values(), strict=True))),
        margin={"t": 34},
    )
    colour = shade(record, _maker(record, rows))
    fig.add_trace(lines(_sure(found), line={"color": colour, "width": 10}, name=say("in training")))
    style = {"color": colour, "width": 3, "dash": "dot"}
    fig.add_trace(lines(_open(found), line=style, name=say("begins or ends in this time")))
    for kind in SYMBOLS:
        for large in (True, False):
            _mark(fig, table, kind, large, colour)
    vertical(fig, marked, mark)
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, _sources(record, found)),
        height=80 + ROW * len(names),
        narrow_height=110 + 52 * len(names),
        narrow=names_above(fig, above, shift=8) | years(begin, end),
    )


def _found(record: Record, row: Mapping[str, str]) -> dict[str, str]:
    """A row with the ids of its events, however they are given; an error where it lacks some."""
    row = {choose("key of a row", key, KEYS): given for key, given in row.items()}
    if "name" not in row or not row.keys() & set(STAGES) or ("after" in row and "begun" not in row):
        wanted = "a name, an event of a stage, and the event `begun` if it has `after`"
        raise ValueError(f"a row has {wanted}, and not {dict(row)!r}")
    events = {key: record.find("event", row[key]) for key in row if key != "name"}
    return {**row, **events}


def _run(record: Record, row: Mapping[str, str]) -> Run:
    events = record.whole.rows("events")

    def days(key: str) -> Span:
        event = events.loc[row[key]]
        return span(event["date"], event["date_precision"])

    spans = {stage: days(stage) for stage in STAGES if stage in row}
    if "after" in row:
        begun, floor = spans["begun"], days("after").first
        spans["begun"] = Span(max(begun.first, floor), max(begun.last, floor))
    return Run(_named(record, row["name"]), {stage: row[stage] for stage in spans}, spans)


def _named(record: Record, name: str) -> str:
    """The label of a row: the event, the model or the paper."""
    for table, column in (("events", "title"), ("models", "name")):
        rows = record.whole.rows(table)
        if name in rows.index:
            return str(rows.loc[name, column])
    return record.name(name)


def _maker(record: Record, rows: Sequence[Mapping[str, str]]) -> str:
    """The employer of the first event."""
    event = next(row[stage] for row in rows for stage in STAGES if stage in row)
    places = record.whole.rows("events").loc[event, "organization_ids"].split("|")
    return record.employers[places[0]]


def _sure(found: Sequence[Run]) -> list[tuple[str, str, str]]:
    """The days on which a model was certainly in training."""
    held = [r for r in found if {"begun", "ended"} <= set(r.spans)]
    return [(iso(r.spans["begun"].last), iso(r.spans["ended"].first), r.name) for r in held]


def _open(found: Sequence[Run]) -> list[tuple[str, str, str]]:
    """The days within which a training began or ended."""
    held = [(r, s) for r in found for stage, s in r.spans.items() if stage not in APART]
    return [(iso(s.first), iso(s.last), r.name) for r, s in held if s.first < s.last]


def _table(record: Record, found: Sequence[Run]) -> pd.DataFrame:
    events = record.rows("events")
    rows = []
    for run in found:
        for stage, event_id in run.events.items():
            row = events.loc[event_id]
            days = run.spans[stage]
            drawn = days.last if stage == "begun" else days.first
            begins = stage == "begun" and run.name == row["title"]
            what = noted("work begins") if begins else WORDS[stage]
            label = prose.short(days.first) if stage == "released" else ""
            source = cite(record, [row["source_id"]])[0].text
            rows.append(
                (
                    *(run.name, what, row["date"], row["kind"]),
                    *(row["title"], source, iso(drawn), label),
                )
            )
    return pd.DataFrame(rows, columns=list(LABELS))


def _mark(fig: go.Figure, table: pd.DataFrame, kind: str, large: bool, colour: str) -> None:
    """Draw the marks of one kind of evidence; a release is large, with its day."""
    rows = table.index[
        (table["kind"] == kind) & ((table["what"] == WORDS["released"]) == large)
    ].tolist()
    if not rows:
        return
    add_marks(
        fig,
        table,
        rows,
        {"x": "drawn", "y": "model"} | ({"text": "label"} if large else {}),
        mode="markers+text" if large else "markers",
        name=known_by(kind),
        legendgroup=kind,
        showlegend=kind not in {trace.legendgroup for trace in fig.data},
        textposition="middle right" if large else None,
        marker=outlined(SYMBOLS[kind], 12 if large else 8, colour),
        told=_hover,
    )


def _sources(record: Record, found: Sequence[Run]) -> list[str]:
    rows = record.rows("events")
    return [rows.loc[event, "source_id"] for run in found for event in run.events.values()]


def _hover(row: pd.Series) -> str:
    told = prose.labelled(row["model"], say(row["what"]))
    return hover(told, f"{row['date']}, {say(row['kind'])}", row["source"])

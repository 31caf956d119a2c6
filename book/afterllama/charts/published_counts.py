"""Competing counts of departed authors: who counted, and the bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

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
    plain,
    row_axis,
    some,
    wrapped,
)
from afterllama.charts.groups import MANY
from afterllama.charts.theme import MUTED, SHADE, SYMBOLS, colour, known_by
from afterllama.record.record import Record
from afterllama.record.tally import Tally
from afterllama.words import prose
from afterllama.words.days import ends
from afterllama.words.language import noted, say

LABELS = {
    "count": noted("Count"),
    "date": noted("Date"),
    "least": noted("At least"),
    "most": noted("At most"),
    "kind": noted("Kind"),
    "source": noted("Source"),
}
ROW = 40
#: Counts that somebody reports, and those that the book infers from the record.
COLOURS = {"reported": colour(2), "inferred": colour(1)}

Rule = Callable[[Record], Tally]


@by_reading
def published_counts(
    record: Record, known: Record, paper_id: str, day: date, rules: Mapping[str, Rule]
) -> View:
    """Published counts of a paper's departed authors, and the record's own below them.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    paper_id : str
        Paper whose authors are counted.
    day : day
        The day for which the record counts.
    rules : mapping of str to callable
        The rule of each of the record's counts, in drawing order, and a function that applies it to
        a record.

    Examples
    --------
    >>> rules = {"by all evidence": lambda held: held.tally("llama1", "report")}
    >>> chart = published_counts(record, "LLaMA", "report", rules)
    >>> chart.shown.table.columns.tolist()
    ['count', 'date', 'least', 'most', 'kind', 'source']
    """
    table = _table(known, paper_id, day, rules)
    whole = _labels(record, paper_id, rules)
    some(whole, f"counts of the authors of {record.name(paper_id)}")
    total = len(record.authors(paper_id))
    texts = {label: plain(*parts) for label, parts in whole.items()}
    fig = figure(
        xaxis={
            "range": [-0.4, total + 0.4],
            # Ticks at even numbers, while there is room.
            **({"dtick": 2} if total <= MANY else {}),
            "title": say("authors who had left, of {total}", total=total),
        },
        yaxis=row_axis(texts),
        margin={"t": 30},
    )
    half = total / 2
    fig.add_vrect(x0=half, x1=total + 0.4, fillcolor=SHADE, line_width=0, layer="below")
    fig.add_annotation(
        x=1,
        xref="paper",
        y=0,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        text=say("more than half →"),
        font={"color": MUTED},
        showarrow=False,
    )
    for kind in COLOURS:
        _draw(fig, table, kind)
    named = known.data["counts"].query("paper_id == @paper_id")["source_id"]
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, [*named, record.rows("papers").loc[paper_id, "source_id"]]),
        height=90 + ROW * len(whole),
        narrow_height=90 + 72 * len(whole),
        narrow=names_above(fig, {label: wrapped(ABOVE, *parts) for label, parts in whole.items()}),
    )


def _table(record: Record, paper_id: str, day: date, rules: Mapping[str, Rule]) -> pd.DataFrame:
    rows = []
    labels = iter(_labels(record, paper_id, rules))
    for row in _published(record, paper_id):
        source = cite(record, [row.source_id])[0].text
        rows.append((next(labels), row.date, row.least, row.most, "reported", source))
    for rule in rules.values():
        tally, own = _counted(rule, record), say("the book's record")
        rows.append((next(labels), iso(day), tally.least, tally.most, "inferred", own))
    return pd.DataFrame(rows, columns=list(LABELS)).astype({"least": int, "most": int})


def _counted(rule: Rule, record: Record) -> Tally:
    """What a rule counts."""
    tally = rule(record)
    if not isinstance(tally, Tally):
        raise TypeError(f"a rule returns a count, as record.tally does, and not {tally!r}")
    return tally


def _published(record: Record, paper_id: str) -> list[Any]:
    """The published counts of a paper's authors, the oldest first."""
    found = record.data["counts"].query("paper_id == @paper_id")
    return list(found.sort_values(["date", "count_id"]).itertuples())


def _labels(record: Record, paper_id: str, rules: Mapping[str, Rule]) -> dict[str, tuple[str, str]]:
    """Every count and who counted, by their joint label."""
    pairs = [
        *((row.statement.rstrip("."), _whose(record, row)) for row in _published(record, paper_id)),
        *((rule, say("our count")) for rule in rules),
    ]
    return {say("{count} ({source})", count=told, source=by): (told, by) for told, by in pairs}


def whose(record: Record, source_id: str, paragraphs: bool) -> str:
    """Who counted: a text cited by paragraph, or the original that a source relays."""
    source = record.rows("sources").loc[source_id]
    if paragraphs:
        return str(source.label)
    return str(source.relays.split(",")[0] or source.publisher)


def _whose(record: Record, row: Any) -> str:
    when = row.paragraphs or prose.month(ends(row.date)[0])
    return f"{whose(record, row.source_id, bool(row.paragraphs))}, {when}"


def _draw(fig: go.Figure, table: pd.DataFrame, kind: str) -> None:
    """A bar from least to most with a mark at each end."""
    colour = COLOURS[kind]
    rows = [n for n in range(len(table)) if table["kind"].iloc[n] == kind]
    pieces = [tuple(table[["least", "most", "count"]].iloc[n].tolist()) for n in rows]
    fig.add_trace(
        lines(pieces, line={"color": colour, "width": 4}, name=known_by(kind), showlegend=False)
    )
    for end in ("least", "most"):
        add_marks(
            fig,
            table,
            rows,
            {"x": end, "y": "count"},
            mode="markers",
            name=known_by(kind),
            legendgroup=kind,
            showlegend=end == "least",
            marker=outlined(SYMBOLS[kind], 11, colour, 3),
            told=_hover,
        )


def _hover(row: pd.Series) -> str:
    band = prose.digits(int(row["least"]), int(row["most"]))
    return hover(row["count"], f"{band}, {row['date']}", row["source"])

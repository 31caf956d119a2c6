"""Who is on which list: people down, lists across, a mark for each name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    View,
    add_marks,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    lines,
    plain,
    rows_of,
    shade,
    some,
)
from afterllama.charts.groups import Crowd, crowd
from afterllama.charts.theme import MUTED, SYMBOLS
from afterllama.record.lookup import several, warn
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import count, noted, say

LABELS = {
    "person": noted("Person"),
    "list": noted("List"),
    "people": noted("People"),
    "day": noted("Public since"),
    "source": noted("Source"),
}
ROW = 26
GROUPS = noted(
    "Each row is a group of people who are on the same of these lists, with how many they are. "
    "The others, alike to few, stand in the last row, without marks."
)
#: Letters that fit in all column heads together on a phone.
ROOM = 26


@dataclass(frozen=True)
class Roll:
    """A list of people: its label, people, date, company and source.

    `written` is the date as the table has it where it is no day, such as `2019-11`.
    `signatures` takes one where a list is no paper's, people, company and source in any spelling.
    """

    label: str
    people: tuple[str, ...]
    day: date
    organization_id: str
    source_id: str
    written: str = ""


def byline(record: Record, paper_id: str) -> Roll:
    """A paper's author list; the label says so where the record lists some authors only."""
    paper_id = record.find("paper", paper_id)
    row = record.whole.rows("papers").loc[paper_id]
    name, whole = record.name(paper_id), record.unlisted(paper_id) == 0
    return Roll(
        name if whole else say("{list} (part)", list=name),
        tuple(record.listed(paper_id)),
        record.paper_day(paper_id),
        record.employer_of(paper_id),
        row["source_id"],
        row["date"],
    )


def _rolls(record: Record, given: Sequence[Roll | str]) -> list[Roll]:
    """The lists, each once, with ids for names; papers of which nobody is listed are left out."""
    held: list[Roll | str] = []
    for each in several("list", given):
        one = each if isinstance(each, Roll) else record.find("paper", each)
        told = "" if isinstance(one, Roll) else record.unsigned(one)
        if told:
            warn(f"{told}: it is left out")
        elif one not in held:
            held.append(one)
    return [
        replace(
            one,
            people=tuple(record.find_all("person", one.people)),
            day=record.day(one.day),
            organization_id=record.find("organization", one.organization_id),
            source_id=record.find("source", one.source_id),
        )
        if isinstance(one, Roll)
        else byline(record, one)
        for one in held
    ]


@by_reading
def signatures(
    record: Record,
    known: Record,
    people: Sequence[str],
    rolls: Sequence[Roll | str],
    others: Sequence[str] = (),
) -> View:
    """Which people are on which lists.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    people : sequence of str
        Person ids, top to bottom.
    rolls : sequence of Roll or str
        The lists, left to right: papers, or other lists as a `Roll`. Lists after the reading date
        are empty. A paper whose authors the record lists in part has `(part)` in its label, and
        there is a warning; one of which it lists nobody is left out with a warning.
    others : sequence of str
        Person ids that are only counted, in one row: how many of them are on each list.

    Raises
    ------
    ValueError
        Where no list is left, or nobody is named.

    Examples
    --------
    >>> chart = signatures(record, record.authors("LLaMA"), ["LLaMA", "OPT"])
    >>> chart.shown.table["list"].value_counts().to_dict()
    {'LLaMA': 14, 'OPT': 1}
    """
    some([*people, *others], "people to draw")
    lists = some(_rolls(record, rolls), "lists to draw")
    public = [r for r in lists if r.day <= known.package.record_date]
    held = {r.label: frozenset(r.people) for r in lists}
    drawn = crowd(record, people, lambda p: tuple(p in held[r.label] for r in lists))
    table = drawn.table(_table(record, people, public, others))
    labels = [plain(r.label) for r in lists]
    names = [*drawn.names.values(), *([_counted(others)] if others else [])]
    fig = figure(
        xaxis={
            "tickvals": list(range(len(lists))),
            "ticktext": labels,
            "range": [-0.5, len(lists) - 0.5],
            "side": "top",
            "tickangle": 0,
            "showgrid": False,
        },
        yaxis=rows_of(names),
    )
    _join(fig, drawn, public, lists)
    _mark(fig, record, drawn, table, lists)
    height = 70 + ROW * len(names)
    return View(
        figure=fig,
        table=table,
        labels=drawn.labels(LABELS),
        sources=cite(record, (r.source_id for r in public)),
        height=height,
        narrow_height=height + 10,
        narrow={
            "xaxis.tickfont.size": 11,
            "xaxis.ticktext": [_broken(r.label, ROOM // len(lists)) for r in lists],
            "yaxis.tickfont.size": 12,
        },
        people=drawn.people,
        groups=say(GROUPS) if drawn.grouped else "",
    )


def _join(fig: go.Figure, drawn: Crowd, public: Sequence[Roll], rolls: Sequence[Roll]) -> None:
    """Draw a line through the marks of each person on several of the public lists."""
    pieces = []
    for node, (person, *_) in drawn.members.items():
        on = [n for n, r in enumerate(rolls) if r in public and person in r.people]
        if len(on) > 1 and node not in drawn.mixed:
            own = () if drawn.grouped else (node,)
            pieces.append((min(on), max(on), drawn.names[node], *own))
    fig.add_trace(
        lines(pieces, line={"color": MUTED, "width": 1.5}, name="several", showlegend=False)
    )


def _mark(
    fig: go.Figure, record: Record, drawn: Crowd, table: pd.DataFrame, rolls: Sequence[Roll]
) -> None:
    """Draw a mark for everybody on a list, in the colour of its company."""
    keys: set[str] = set()
    for number, roll in enumerate(rolls):
        rows = drawn.rows(table, table.index[table["list"] == roll.label])
        sizes = [int(table["people"].iloc[n]) for n in rows]
        company = record.employers.get(roll.organization_id, roll.organization_id)
        key = plain(record.name(company))
        first = company not in keys
        keys.add(company)
        add_marks(
            fig,
            table,
            rows,
            {"y": drawn.column},
            x=[number] * len(rows),
            mode="markers+text",
            text=[prose.figure(n) if n > 1 else "" for n in sizes],
            textposition="middle right",
            name=key,
            legendgroup=key,
            showlegend=first,
            marker={"symbol": SYMBOLS["recorded"], "size": 13, "color": shade(record, company)},
            told=lambda row: hover(
                row[drawn.column], f"{row['list']}, {row['day']}", row["source"]
            ),
            people=drawn.owners(table, rows),
        )


def _broken(label: str, letters: int) -> str:
    """A label in two lines if it is too long for one."""
    return plain(*label.rsplit(" ", 1)) if len(label) > letters else plain(label)


def _counted(others: Sequence[str]) -> str:
    """The name of the row of people who are only counted."""
    number = len(others)
    return count("{Number} other", "{Number} others", number, Number=prose.opening(number))


def _table(
    record: Record, people: Sequence[str], rolls: Sequence[Roll], others: Sequence[str]
) -> pd.DataFrame:
    names = [(record.name(p), {p}) for p in people]
    names += [(_counted(others), set(others))] if others else []
    found = [
        (name, r.label, on, r.written or iso(r.day), cite(record, [r.source_id])[0].text)
        for name, whose in names
        for r in rolls
        if (on := len(whose & set(r.people)))
    ]
    return pd.DataFrame(found, columns=list(LABELS))

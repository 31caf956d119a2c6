"""A paper's author list, with the names struck out that are not on other papers as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import Chart, View, add_marks, cite, figure, hover, only
from afterllama.charts.theme import INK, MUTED
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "position": noted("Place on the list"),
    "person": noted("Person"),
    "wrote": noted("Also an author of"),
}
#: Columns of names, on a wide page and on a phone, and pixels of a name's row there.
COLUMNS, ROW = (4, 2), (21, 18)
#: Names that fit a figure.
MOST = 100
#: The letters of a name that is left, and of one that is struck out.
LOOKS: dict[bool, dict[str, Any]] = {
    True: {"color": INK, "size": 13, "weight": "bold"},
    False: {"color": MUTED, "size": 12, "lineposition": "through"},
}


@recorded
def author_list(record: Record, paper_id: str, papers: Sequence[str]) -> Chart:
    """The names on a paper, in its order, down one column after the other.

    A list that does not fit has only names that are left, and says how many it lacks.

    Parameters
    ----------
    record : Record
        The record.
    paper_id : str
        The paper.
    papers : sequence of str
        Paper ids: authors of none of them are struck out.

    Examples
    --------
    >>> table = author_list(record, "llama2", ["opt", "llama1"]).shown.table
    >>> table.loc[table["wrote"] != "", "person"].size
    9
    """
    paper_id, others = record.find("paper", paper_id), record.find_all("paper", papers)
    people = record.listed(paper_id)
    table = _table(record, people, others)
    if len(people) > MOST:
        table = table[table["wrote"] != ""].head(MOST).reset_index(drop=True)
    shown = [people[place - 1] for place in table["position"]]
    hidden = len(people) - len(table)
    tall = [max(1, -(-len(table) // columns)) for columns in COLUMNS]
    ends = [0.5 - rows - bool(hidden) for rows in tall]
    fig = figure(xaxis=_hidden(0, COLUMNS[0]), yaxis=_hidden(ends[0], 0.5), showlegend=False)
    narrow_data = {}
    for number, left in enumerate(LOOKS):
        rows = table.index[(table["wrote"] != "") == left].tolist()
        wide, narrow = (_places(rows, height) for height in tall)
        _draw(fig, table, rows, shown, LOOKS[left], wide)
        narrow_data[number] = narrow | {"textfont.size": LOOKS[left]["size"] - 1}
    if hidden:
        text = say("further names: {number}", number=prose.figure(hidden))
        fig.add_annotation(x=0, y=0, text=text, xref="paper", yref="paper", showarrow=False)
    height, narrow_height = (
        round(20 - end * pixels) for end, pixels in zip(ends, ROW, strict=True)
    )
    rows_of_papers = record.whole.rows("papers")
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, (rows_of_papers.loc[p, "source_id"] for p in (paper_id, *others))),
        height=height,
        narrow_height=narrow_height,
        narrow={"xaxis.range": [0, COLUMNS[1]], "yaxis.range": [ends[1], 0.5]},
        narrow_data=narrow_data,
        people={p: record.name(p) for p in shown},
    )
    return only(record, view)


def _table(record: Record, people: Sequence[str], papers: Sequence[str]) -> pd.DataFrame:
    lists = {record.name(paper): set(record.listed(paper)) for paper in papers}
    rows = []
    for position, person in enumerate(people, 1):
        also = [name for name, held in lists.items() if person in held]
        rows.append((position, record.name(person), prose.names(also) if also else ""))
    return pd.DataFrame(rows, columns=list(LABELS))


def _hidden(first: float, last: float) -> dict[str, Any]:
    """Settings of an axis that nobody sees."""
    return {"range": [first, last], "visible": False, "fixedrange": True}


def _places(numbers: Sequence[int], rows: int) -> dict[str, list[int]]:
    """Where the names with these numbers go, in columns of so many rows."""
    return {"x": [n // rows for n in numbers], "y": [-(n % rows) for n in numbers]}


def _draw(
    fig: go.Figure,
    table: pd.DataFrame,
    rows: Sequence[int],
    people: Sequence[str],
    look: dict[str, Any],
    places: dict[str, list[int]],
) -> None:
    """Draw some names of the table."""
    add_marks(
        fig,
        table,
        rows,
        {"text": "person"},
        mode="text",
        textposition="middle right",
        textfont=look,
        cliponaxis=False,
        told=lambda row: hover(row["person"], row["wrote"]),
        people=[people[n] for n in rows],
        **places,
    )

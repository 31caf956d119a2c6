"""Parts of groups of people: a bar for each group, with its part filled."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from afterllama.charts.base import (
    Chart,
    View,
    add_marks,
    cite,
    figure,
    hover,
    names_above,
    only,
    plain,
    row_axis,
    some,
)
from afterllama.charts.theme import INK, MUTED, SHADE, colour
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "group": noted("Group"),
    "part": noted("Part"),
    "of": noted("Of"),
    "people": noted("Who"),
    "source": noted("Sources"),
}
ROW = 48
#: Letters in a line of a label, on a wide page.
LETTERS = 24


@dataclass(frozen=True)
class Group:
    """A group of people: its label, its members, those in the part, and the sources."""

    label: str
    people: tuple[str, ...]
    part: tuple[str, ...]
    source_ids: tuple[str, ...]


@recorded
def filled_bars(record: Record, groups: Sequence[Group], part: str) -> Chart:
    """How large a part of each group did something, in people.

    Parameters
    ----------
    record : Record
        The record.
    groups : sequence of Group
        The groups, top to bottom.
    part : str
        What the part did, for the legend.

    Examples
    --------
    >>> first, second = (tuple(record.authors(paper)) for paper in ("llama1", "llama2"))
    >>> shared = tuple(person for person in first if person in second)
    >>> source = record.row("papers", "llama2")["source_id"]
    >>> groups = [Group("LLaMA", first, shared, (source,))]
    >>> filled_bars(record, groups, "on both lists").shown.table["part"].tolist()
    [6]
    """
    table = _table(record, groups)
    longest = int(some(table, "groups to draw")["of"].max())
    rows = [f"row {n}" for n in range(len(groups))]
    texts = [plain(*textwrap.wrap(g.label, LETTERS)) for g in groups]
    fig = figure(
        xaxis={"range": [0, longest * 1.16], "title": say("people")},
        yaxis=row_axis(dict(zip(rows, texts, strict=True))),
        barmode="overlay",
        bargap=0.45,
    )
    styles: dict[str, tuple[str, dict[str, Any]]] = {
        "of": (say("the others"), {"color": SHADE, "line": {"width": 1.5, "color": MUTED}}),
        "part": (part, {"color": colour(1), "line": {"width": 0}}),
    }
    for column, (name, marker) in styles.items():
        fig.add_bar(
            x=table[column].tolist(),
            y=rows,
            orientation="h",
            name=plain(name),
            showlegend=column == "part",
            width=0.4,
            marker=marker | {"opacity": 1},
            customdata=list(range(len(table))),
            hoverinfo="skip",
            meta={"columns": {"x": column}},
        )
    add_marks(
        fig,
        table,
        range(len(table)),
        {"x": "of"},
        y=rows,
        mode="text",
        text=["\xa0" + _part(row, "<b>{}</b>") for _, row in table.iterrows()],
        textposition="middle right",
        textfont={"color": INK},
        cliponaxis=False,
        told=lambda row: hover(row["group"], _part(row), row["people"]),
        showlegend=False,
        name="numbers",
    )
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, (s for g in groups for s in g.source_ids)),
        height=70 + ROW * len(groups),
        narrow_height=80 + 66 * len(groups),
        narrow=names_above(
            fig, {n: plain(g.label) for n, g in zip(rows, groups, strict=True)}, shift=14
        )
        | {"xaxis.range": [0, longest * 1.24]},
    )
    return only(record, view)


def _table(record: Record, groups: Sequence[Group]) -> pd.DataFrame:
    found = [
        (
            group.label,
            len(group.part),
            len(group.people),
            prose.names(record.name(p) for p in group.part) if group.part else "",
            prose.series(c.text for c in cite(record, group.source_ids)),
        )
        for group in groups
    ]
    return pd.DataFrame(found, columns=list(LABELS))


def _part(row: pd.Series, look: str = "{}") -> str:
    """Text for the part of a whole, with the part emphasized."""
    part = look.format(prose.figure(row["part"]))
    return say("{number} of {total}", number=part, total=prose.figure(row["of"]))

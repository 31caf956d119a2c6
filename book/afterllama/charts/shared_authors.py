"""How many authors every two papers share: a square and a number for each pair."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from afterllama import network
from afterllama.charts.base import View, by_reading, cite, figure, hover, plain
from afterllama.charts.theme import INK, MUTED, colour
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "first": noted("Paper"),
    "second": noted("Other paper"),
    "shared": noted("Shared authors"),
    "people": noted("Who"),
}
ROW = 62
#: Side of a square for one person, in pixels, if no square stands for many.
UNIT = 13


@by_reading
def shared_authors(record: Record, known: Record, papers: Sequence[str]) -> View:
    """The authors that papers share, pair by pair.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    papers : sequence of str
        Paper ids, in order. Papers after the reading date stay empty.

    Examples
    --------
    >>> len(shared_authors(record, ["LLaMA", "OPT", "Llama 2"]).shown.table)
    3
    """
    public = [p for p in papers if known.is_out(p)]
    every = network.overlaps(record, papers)
    held = every["first"].isin(public) & every["second"].isin(public)
    found = every[held].reset_index(drop=True)
    table = _table(record, found)
    unit = _unit(every["shared"].max())
    fig = figure(
        xaxis={
            "tickvals": list(range(len(papers) - 1)),
            "ticktext": [_head(record, p) for p in papers[:-1]],
            "range": [-0.5, len(papers) - 1.5],
            "side": "top",
            "tickangle": 0,
            "showgrid": False,
        },
        yaxis={
            "tickvals": list(range(1, len(papers))),
            "ticktext": [_head(record, p) for p in papers[1:]],
            "range": [len(papers) - 0.5, 0.5],
            "showgrid": False,
        },
    )
    _draw(fig, table, found, papers, unit)
    height = 60 + ROW * (len(papers) - 1)
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, (record.whole.rows("papers").loc[p, "source_id"] for p in public)),
        height=height,
        narrow_height=height,
        narrow={"xaxis.tickfont.size": 11, "yaxis.tickfont.size": 11},
    )


def _table(record: Record, found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                record.name(row.first),
                record.name(row.second),
                row.shared,
                prose.names(record.name(p) for p in row.people) if row.people else "",
            )
            for row in found.itertuples()
        ],
        columns=list(LABELS),
    ).astype({"shared": int})


def _draw(
    fig: go.Figure, table: pd.DataFrame, found: pd.DataFrame, papers: Sequence[str], unit: float
) -> None:
    """Draw a square for every two papers, with its number."""
    place = {p: n for n, p in enumerate(papers)}
    fig.add_scatter(
        x=[place[p] for p in found["first"]],
        y=[place[p] for p in found["second"]],
        mode="markers+text",
        text=[str(n) for n in found["shared"]],
        textposition=["middle right" if n else "middle center" for n in found["shared"]],
        textfont={"size": 15, "color": [INK if n else MUTED for n in found["shared"]]},
        marker={
            "symbol": "square",
            "size": [round(unit * math.sqrt(n), 1) for n in found["shared"]],
            "color": colour(1),
            "opacity": 1,
            "line": {"width": 0},
        },
        hovertext=[_hover(row) for _, row in table.iterrows()],
        hoverinfo="text",
        customdata=list(range(len(table))),
        meta={"columns": {"text": "shared"}},
        showlegend=False,
    )


def _head(record: Record, paper_id: str) -> str:
    """A paper's name and, below it, its number of authors."""
    return plain(record.name(paper_id), say("of {total}", total=len(record.authors(paper_id))))


def _unit(largest: int) -> float:
    """Side of a square for one person, such that the largest square fits its row."""
    return UNIT if UNIT**2 * largest <= ROW**2 else ROW / math.sqrt(largest)


def _hover(row: pd.Series) -> str:
    pair = prose.names((row["first"], row["second"]))
    return hover(prose.labelled(pair, row["shared"]), row["people"])

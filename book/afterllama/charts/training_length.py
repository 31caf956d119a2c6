"""Training compute by length of training: one line per model, with its end if known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import Chart, View, add_marks, cite, figure, hover, only, plain, shade
from afterllama.charts.benchmark_scores import OPERATIONS
from afterllama.charts.theme import INK, MUTED, SYMBOLS
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "model": noted("Model"),
    "what": noted("What"),
    "parameters": noted("Parameters (billion)"),
    "tokens": noted("Training tokens (billion)"),
    "compute": noted("Training compute (10^21 operations)"),
    "times": noted("Times the compared run"),
    "kind": noted("Kind"),
    "source": noted("Source"),
    "label": noted("Label"),
}
WHOLE, EVEN = noted("whole training"), noted("as much from here on")
#: Ends of the axes: tokens relative to the longest run, compute relative to the compared one.
BEYOND, TOP = 1.12, 2.5


@recorded
def training_length(record: Record, compared: str, others: Sequence[str], unended: str) -> Chart:
    """Compute against tokens seen, in units of one model's whole training.

    Compute is six operations per parameter and token. A model with a known number of tokens has an
    end; the other's line goes on, with a mark where it reaches one unit.

    Parameters
    ----------
    record : Record
        The record.
    compared : str
        Model id: its whole training is the unit.
    others : sequence of str
        Other model ids with known tokens.
    unended : str
        Model id: its number of tokens is unknown.

    Examples
    --------
    >>> chart = training_length(record, "LLaMA 65B", ["OPT-175B"], "PaLM 540B")
    >>> chart.shown.table["model"].tolist()
    ['LLaMA 65B', 'OPT-175B', 'PaLM 540B']
    """
    compared, unended = record.find("model", compared), record.find("model", unended)
    others = record.find_all("model", others)
    table = _table(record, compared, others, unended)
    longest = float(table["tokens"].max()) * BEYOND
    fig = figure(
        xaxis={
            "range": [0, longest],
            "title": say("tokens read in training, billion"),
            "tickformat": ",d",
        },
        yaxis={
            "range": [0, TOP],
            "dtick": 0.5,
            "title": say("times the training of {model}", model=table["model"].iloc[0]),
        },
        margin={"t": 12},
    )
    places = record.whole.rows("models")["organization_id"]
    ids = [compared, *others, unended]
    for number, model in enumerate(ids):
        _rise(fig, table.iloc[number], shade(record, record.employers[places[model]]))
    for number, model in enumerate(ids[:-1]):
        colour = shade(record, record.employers[places[model]])
        _mark(fig, table, number, colour)
    _even(fig, table, len(ids) - 1)
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, record.whole.rows("models").loc[ids, "source_id"]),
        height=430,
        narrow_height=420,
        narrow={"xaxis.nticks": 5},
    )
    return only(record, view)


def _table(record: Record, compared: str, others: Sequence[str], unended: str) -> pd.DataFrame:
    models = record.whole.rows("models")
    unit = float(
        models.loc[compared, "params_billion"] * models.loc[compared, "train_tokens_billion"]
    )
    rows = []
    for model in (compared, *others, unended):
        row = models.loc[model]
        size = float(row["params_billion"])
        even = model == unended
        tokens = unit / size if even else float(row["train_tokens_billion"])
        words = row["name"]
        if even:
            words = say(
                "as much at about {tokens} billion", tokens=prose.figure(float(f"{tokens:.2g}"))
            )
        rows.append(
            (
                *(row["name"], EVEN if even else WHOLE, size, round(tokens, 1)),
                *(round(OPERATIONS * size * tokens / 1000, 1), round(size * tokens / unit, 3)),
                *("inferred", cite(record, [row["source_id"]])[0].text, words),
            )
        )
    return pd.DataFrame(rows, columns=list(LABELS))


def _rise(fig: go.Figure, row: pd.Series, colour: str) -> None:
    """Draw a line from zero to the end of the training, or dotted to the top if that is unknown."""
    ended = row["what"] == WHOLE
    far = 1.0 if ended else TOP / row["times"]
    fig.add_scatter(
        x=[0, row["tokens"] * far],
        y=[0, row["times"] * far],
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        name=plain(row["model"]),
        line={"color": colour, "width": 3, "dash": "solid" if ended else "dot"},
    )


def _mark(fig: go.Figure, table: pd.DataFrame, number: int, colour: str) -> None:
    """Mark the end of a training, with a label above."""
    add_marks(
        fig,
        table,
        [number],
        {"x": "tokens", "y": "times", "text": "label"},
        mode="markers+text",
        name=plain(table["model"].iloc[number]),
        showlegend=False,
        textposition="top left" if number == 0 else "top right",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        marker={"symbol": SYMBOLS["recorded"], "size": 11, "color": colour},
        told=_hover,
    )


def _even(fig: go.Figure, table: pd.DataFrame, number: int) -> None:
    """Label where the line without an end reaches the compared run: a rule, not a mark."""
    row = table.iloc[number]
    fig.add_annotation(
        x=row["tokens"] * TOP / row["times"],
        y=TOP,
        xanchor="left",
        yanchor="top",
        xshift=6,
        text=plain(row["model"]),
        showarrow=False,
    )
    for ends in (
        {"x0": 0, "x1": 1, "xref": "x domain", "y0": row["times"], "y1": row["times"]},
        {"x0": row["tokens"], "x1": row["tokens"], "y0": 0, "y1": row["times"]},
    ):
        fig.add_shape(
            type="line", layer="below", line={"width": 1.5, "dash": "dash", "color": MUTED}, **ends
        )
    add_marks(
        fig,
        table,
        [number],
        {"x": "tokens", "y": "times", "text": "label"},
        mode="text",
        name=say("break-even"),
        showlegend=False,
        textposition="bottom right",
        texttemplate="\xa0%{text}",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        told=_hover,
    )


def _hover(row: pd.Series) -> str:
    size = say("{size} billion parameters", size=prose.figure(row["parameters"], 1))
    tokens = say("{tokens} billion tokens", tokens=prose.figure(row["tokens"]))
    return hover(prose.labelled(row["model"], say(row["what"])), tokens, size, row["source"])

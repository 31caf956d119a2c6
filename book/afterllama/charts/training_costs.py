"""What training took, by one estimate: processor hours, a bar for each run."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Chart,
    View,
    add_marks,
    cite,
    figure,
    hover,
    lines,
    names_above,
    only,
    plain,
    row_axis,
    shade,
    some,
)
from afterllama.charts.theme import INK
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "model": noted("Model"),
    "hours": noted("Processor hours (GPU-hours)"),
    "energy": noted("Energy (MWh)"),
    "carbon": noted("Emissions (tCO₂eq)"),
    "kind": noted("Kind"),
    "source": noted("Source"),
    "label": noted("Label"),
}
ROW = 40
#: Length of the axis as a multiple of the longest bar, so that numbers fit beside the bars.
ROOM = 1.36


@recorded
def training_costs(record: Record, measure: str, models: Sequence[str]) -> Chart:
    """The processor hours of training runs by one measure, one row per run.

    Parameters
    ----------
    record : Record
        The record.
    measure : str
        Whose estimate: the measure in all rows.
    models : sequence of str
        Model ids, top to bottom. One without hours by this measure is left out.

    Examples
    --------
    >>> training_costs(record, "llama_t15", ["LLaMA 65B", "OPT-175B"]).shown.table["hours"].tolist()
    [1022362, 809472]
    """
    table = _table(record, measure, models)
    names = table["model"].tolist()
    places = record.rows("models")["organization_id"]
    fig = figure(
        xaxis={
            "range": [0, float(table["hours"].max()) * ROOM],
            "title": say("GPU-hours"),
            "tickformat": ",d",
        },
        yaxis=row_axis({name: plain(name) for name in names}),
    )
    makers = [record.employers[places[m]] for m in table.attrs["models"]]
    for maker in dict.fromkeys(makers):
        held = [n for n, own in enumerate(makers) if own == maker]
        pieces = [(0, int(table["hours"].iloc[n]), names[n]) for n in held]
        colour, key = shade(record, maker), plain(record.name(maker))
        bar = {"width": 16, "color": colour}
        fig.add_trace(lines(pieces, line=bar, name=key, showlegend=False))
        _draw_labels(fig, table, held, key)
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, table.attrs["sources"]),
        height=70 + ROW * len(names),
        narrow_height=90 + 54 * len(names),
        narrow=names_above(fig, {name: plain(name) for name in names}, shift=9)
        | {"xaxis.nticks": 4},
    )
    return only(record, view)


def _table(record: Record, measure: str, models: Sequence[str]) -> pd.DataFrame:
    measure = record.value("training", "measure", measure)
    training = record.data["training"].dropna(subset=["gpu_hours"])
    training = training[training["measure"] == measure].set_index("model_id")
    held = [model for model in record.find_all("model", models) if model in training.index]
    some(held, f"GPU-hours of these models by {measure!r}")
    rows = []
    for model in held:
        row = training.loc[model]
        hours = int(row["gpu_hours"])
        rows.append(
            (
                *(record.rows("models").loc[model, "name"], hours),
                *("" if pd.isna(n) else f"{n:g}" for n in (row["energy_mwh"], row["co2_tonnes"])),
                *("recorded", cite(record, [row["source_id"]])[0].text),
                say("{number} million", number=prose.figure(hours / 1e6, 1)),
            )
        )
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs |= {"models": held, "sources": training.loc[held, "source_id"].tolist()}
    return table


def _draw_labels(fig: go.Figure, table: pd.DataFrame, rows: Sequence[int], key: str) -> None:
    """The number of each bar, right of it."""
    add_marks(
        fig,
        table,
        rows,
        {"x": "hours", "y": "model", "text": "label"},
        mode="text",
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        texttemplate="\xa0%{text}",
        name=key,
        showlegend=False,
        cliponaxis=False,
        told=_hover,
    )


def _hover(row: pd.Series) -> str:
    hours = say("{hours} GPU-hours", hours=prose.figure(row["hours"]))
    energy = row["energy"] and say("{energy} MWh", energy=prose.signed(row["energy"]))
    carbon = row["carbon"] and say("{carbon} tCO₂eq", carbon=prose.signed(row["carbon"]))
    return hover(row["model"], hours, energy, carbon, row["source"])

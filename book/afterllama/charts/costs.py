"""What training took, by one estimate: energy as bars, with the processor hours beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Chart,
    View,
    cite,
    figure,
    hover,
    lines,
    marks,
    names_above,
    only,
    outlined,
    plain,
    row_axis,
    shade,
)
from afterllama.charts.theme import INK, SYMBOLS
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "model": noted("Model"),
    "energy": noted("Energy (MWh)"),
    "hours": noted("Processor hours (GPU-hours)"),
    "carbon": noted("Emissions (tCO₂eq)"),
    "kind": noted("Kind"),
    "source": noted("Source"),
    "label": noted("Label"),
}
ROW = 40
#: Of the longest bar, what the axis has room for, so that the numbers stand beside the bars.
ROOM = 1.36
#: A bar for an estimate, a dotted line for what the book makes of it.
LOOK: Mapping[str, dict[str, Any]] = {
    "recorded": {"width": 16},
    "inferred": {"width": 3, "dash": "dot"},
}


def costs(
    record: Record, measure: str, models: Sequence[str], derived: Mapping[str, tuple[str, float]]
) -> Chart:
    """The energy of training runs by one measure, one row a run.

    Parameters
    ----------
    record : Record
        The record.
    measure : str
        Whose estimate: the measure of all rows.
    models : sequence of str
        Model ids, top to bottom.
    derived : mapping of str to (str, float)
        What no estimate of this measure gives: a model id of `models`, to the model of which it
        took so many times the energy. It is drawn as inferred.
    """
    table = _table(record, measure, models, derived)
    names = table["model"].tolist()
    places = record.rows("models")["organization_id"]
    fig = figure(
        xaxis={
            "range": [0, float(table["energy"].max()) * ROOM],
            "title": say("energy, MWh"),
            "tickformat": ",d",
        },
        yaxis=row_axis({name: plain(name) for name in names}),
    )
    makers = [record.employers[places[m]] for m in table.attrs["models"]]
    groups = list(zip(makers, table["kind"], strict=True))
    for maker, kind in dict.fromkeys(groups):
        held = [n for n, own in enumerate(groups) if own == (maker, kind)]
        pieces = [(0, float(table["energy"].iloc[n]), names[n]) for n in held]
        colour, key = shade(record, maker), plain(f"{record.name(maker)}, {say(kind)}")
        fig.add_trace(lines(pieces, line=LOOK[kind] | {"color": colour}, name=key))
        if kind == "inferred":
            _draw_ends(fig, table, held, colour, key)
        else:
            _draw_labels(fig, table, held, key)
    bases = [base for base, _ in derived.values()]
    rows = record.data["training"]
    used = rows[(rows["measure"] == measure) & rows["model_id"].isin([*models, *bases])]
    others = rows[rows["model_id"].isin(list(derived))]
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, [*used["source_id"], *others["source_id"]]),
        height=70 + ROW * len(names),
        narrow_height=90 + 54 * len(names),
        narrow=names_above(fig, {name: plain(name) for name in names}, shift=9)
        | {"xaxis.nticks": 4},
    )
    return only(record, view)


def _table(
    record: Record, measure: str, models: Sequence[str], derived: Mapping[str, tuple[str, float]]
) -> pd.DataFrame:
    training = record.data["training"].set_index(["measure", "model_id"])
    training = training.dropna(subset=["energy_mwh"])
    rows, ids = [], []
    for model_id in models:
        base, times = derived.get(model_id, (model_id, 1.0))
        if (measure, base) not in training.index:
            continue
        row = training.loc[(measure, base)]
        kind = "inferred" if model_id in derived else "recorded"
        energy = float(row["energy_mwh"]) * times
        hours, carbon = row["gpu_hours"], row["co2_tonnes"]
        hidden = kind == "inferred"
        words = say("{energy} MWh", energy=prose.figure(energy))
        if hidden:
            words = say("{energy}, inferred", energy=words)
        elif not pd.isna(hours):
            spent = prose.figure(int(hours))
            words = say("{energy}, {hours} GPU-hours", energy=words, hours=spent)
        ids.append(model_id)
        rows.append(
            (
                *(record.rows("models").loc[model_id, "name"], round(energy, 1)),
                "" if hidden or pd.isna(hours) else str(int(hours)),
                "" if hidden or pd.isna(carbon) else f"{carbon:g}",
                *(kind, cite(record, [row["source_id"]])[0].text, words),
            )
        )
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs["models"] = ids
    return table


def _draw_ends(
    fig: go.Figure, table: pd.DataFrame, rows: Sequence[int], colour: str, key: str
) -> None:
    """A mark and a number at the end of what the book infers."""
    fig.add_trace(
        marks(
            table,
            rows,
            {"x": "energy", "y": "model", "text": "label"},
            mode="markers+text",
            name=key,
            showlegend=False,
            textposition="middle right",
            textfont={"color": INK, "size": 13},
            texttemplate="\xa0%{text}",
            cliponaxis=False,
            marker=outlined(SYMBOLS["inferred"], 12, colour),
            hovertext=[_hover(table.iloc[n]) for n in rows],
            hoverinfo="text",
        )
    )


def _draw_labels(fig: go.Figure, table: pd.DataFrame, rows: Sequence[int], key: str) -> None:
    """The numbers of each bar, right of it."""
    fig.add_trace(
        marks(
            table,
            rows,
            {"x": "energy", "y": "model", "text": "label"},
            mode="text",
            textposition="middle right",
            textfont={"color": INK, "size": 13},
            texttemplate="\xa0%{text}",
            name=key,
            showlegend=False,
            cliponaxis=False,
            hovertext=[_hover(table.iloc[n]) for n in rows],
            hoverinfo="text",
        )
    )


def _hover(row: pd.Series) -> str:
    carbon = row["carbon"] and say("{carbon} tCO₂eq", carbon=prose.signed(row["carbon"]))
    return hover(row["model"], row["label"], carbon, row["source"])

"""What training took, by one estimate: energy as bars, with the processor hours beside them."""

from __future__ import annotations

from collections.abc import Sequence

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
    plain,
    shade,
)
from afterllama.record import Record
from afterllama.theme import INK, SYMBOLS

LABELS = {
    "model": "Model",
    "energy": "Energy (MWh)",
    "most": "At most (MWh)",
    "hours": "Processor hours (GPU-hours)",
    "carbon": "Emissions (tCO2eq)",
    "kind": "Kind",
    "source": "Source",
    "label": "Label",
}
ROW = 40
#: Of the longest bar, what the axis has room for, so that the numbers stand beside the bars.
ROOM = 1.36


def costs(record: Record, measure: str, models: Sequence[str], ranged: str, share: float) -> Chart:
    """The energy of training runs by one measure, one row a run.

    Parameters
    ----------
    record : Record
        The record.
    measure : str
        Whose estimate: the measure of all rows.
    models : sequence of str
        Model ids, top to bottom.
    ranged, share : str, float
        A model of which the whole development is said, elsewhere, to have taken so many times
        the final run: its bar has a dotted part as far as that.
    """
    table = _table(record, measure, models, ranged, share)
    names = table["model"].tolist()
    places = record.rows("models")["organization_id"]
    fig = figure(
        xaxis={
            "range": [0, float(table["most"].max()) * ROOM],
            "title": "energy, MWh",
            "tickformat": ",d",
        },
        yaxis={
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "tickmode": "array",
            "tickvals": names,
            "ticktext": [plain(name) for name in names],
            "range": [-0.6, len(names) - 0.4],
            "showgrid": False,
        },
    )
    shades = [shade(record, record.employers[places[m]]) for m in table.attrs["models"]]
    for colour in dict.fromkeys(shades):
        held = [n for n, own in enumerate(shades) if own == colour]
        pieces = [(0, float(table["energy"].iloc[n]), names[n]) for n in held]
        fig.add_trace(lines(pieces, line={"color": colour, "width": 16}, showlegend=False))
        rest = [
            (float(table["energy"].iloc[n]), float(table["most"].iloc[n]), names[n])
            for n in held
            if table["most"].iloc[n] > table["energy"].iloc[n]
        ]
        if rest:
            _draw_rest(fig, table, rest, colour)
    _draw_labels(fig, table)
    narrow = names_above(fig, {name: plain(name) for name in names}, shift=9)
    rows = record.data["training"].query("measure == @measure and model_id in @models")
    other = record.data["training"].query("model_id == @ranged")["source_id"]
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, [*rows["source_id"], *other]),
        height=70 + ROW * len(names),
        narrow_height=90 + 54 * len(names),
        narrow=narrow | {"xaxis.nticks": 4},
    )
    return only(record, view)


def _table(
    record: Record, measure: str, models: Sequence[str], ranged: str, share: float
) -> pd.DataFrame:
    training = record.data["training"].query("measure == @measure").set_index("model_id")
    rows, ids = [], []
    for model_id in (m for m in models if m in training.index):
        row = training.loc[model_id]
        if pd.isna(row["energy_mwh"]):
            continue
        ids.append(model_id)
        energy = float(row["energy_mwh"])
        hours = row["gpu_hours"]
        words = f"{energy:,.0f} MWh"
        words += "" if pd.isna(hours) else f", {int(hours):,} GPU-hours"
        most = energy * share if model_id == ranged else energy
        name = record.rows("models").loc[model_id, "name"]
        source = cite(record, [row["source_id"]])[0].text
        carbon = row["co2_tonnes"]
        rows.append(
            (
                *(name, energy, most, "" if pd.isna(hours) else str(int(hours))),
                *("" if pd.isna(carbon) else f"{carbon:g}", "recorded", source, words),
            )
        )
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs["models"] = ids
    return table


def _draw_rest(
    fig: go.Figure, table: pd.DataFrame, rest: Sequence[tuple[float, float, str]], colour: str
) -> None:
    """What the book infers beyond the final run."""
    style = {"color": colour, "width": 3, "dash": "dot"}
    fig.add_trace(lines(rest, line=style, showlegend=False))
    rows = table.index[table["model"].isin([name for *_, name in rest])].tolist()
    fig.add_trace(
        marks(
            table,
            rows,
            {"x": "most", "y": "model"},
            mode="markers",
            name="with trials, inferred",
            marker={
                "symbol": SYMBOLS["inferred"],
                "size": 12,
                "color": colour,
                "line": {"width": 2, "color": colour},
            },
            hovertext=[_hover(table.iloc[n]) for n in rows],
            hoverinfo="text",
        )
    )


def _draw_labels(fig: go.Figure, table: pd.DataFrame) -> None:
    """The numbers of each bar, right of it."""
    fig.add_trace(
        marks(
            table,
            range(len(table)),
            {"x": "most", "y": "model", "text": "label"},
            mode="text",
            textposition="middle right",
            textfont={"color": INK, "size": 13},
            texttemplate="  %{text}",
            showlegend=False,
            cliponaxis=False,
            hovertext=[_hover(row) for _, row in table.iterrows()],
            hoverinfo="text",
        )
    )


def _hover(row: pd.Series) -> str:
    most = f"with trials {row['most']:,.0f} MWh, inferred" if row["most"] > row["energy"] else ""
    carbon = f"{row['carbon']} tCO2eq" if row["carbon"] != "" else ""
    return hover(row["model"], row["label"], carbon, most, row["source"])

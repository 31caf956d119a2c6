"""The carbon emissions of training by every known estimate: one row per estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

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
    outlined,
    plain,
    row_axis,
    shade,
    some,
)
from afterllama.charts.theme import INK, SYMBOLS, known_by
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "model": noted("Model"),
    "estimate": noted("Estimate"),
    "grid": noted("Grid (kgCO₂eq/kWh)"),
    "carbon": noted("Emissions (tCO₂eq)"),
    "kind": noted("Kind"),
    "source": noted("Source"),
    "label": noted("Label"),
    "row": noted("Row"),
}
ROW = 30
# Translators: parts who wrote a source from what it is on, as you write it in their labels.
ON = noted(" on ")


@recorded
def carbon(
    record: Record,
    groups: Mapping[str, Sequence[str]],
    moved: tuple[str, str, float],
    derived: Sequence[str] = (),
) -> Chart:
    """The emissions of training, by every estimate, model by model.

    Parameters
    ----------
    record : Record
        The record.
    groups : mapping of str to sequence of str
        Heading to the model ids under it.
    moved : (str, str, float)
        A model, the measure of its energy, and a grid: the run's inferred emissions on that grid
        are drawn beside the estimates.
    derived : sequence of str
        Models whose values are not published but follow from others; also drawn as inferred.

    Examples
    --------
    >>> model = record.find("model", "OPT-175B")
    >>> chart = carbon(record, {"OPT": [model]}, (model, "llama_t15", 0.3))
    >>> sorted(set(chart.shown.table["kind"]))
    ['inferred', 'recorded']
    """
    groups = {heading: record.find_all("model", models) for heading, models in groups.items()}
    measure = record.value("training", "measure", moved[1])
    moved = (record.find("model", moved[0]), measure, moved[2])
    table = _table(record, groups, moved, record.find_all("model", derived))
    some(table, "emissions of these models")
    texts = {}
    for heading in groups:
        texts[heading] = f"<b>{plain(heading)}</b>"
        texts |= {r["row"]: plain(r["estimate"]) for _, r in _of(table, record, groups, heading)}
    most = float(table["carbon"].max())
    fig = figure(
        xaxis={"range": [0, most * 1.16], "title": say("emissions, tCO₂eq"), "nticks": 7},
        yaxis=row_axis(texts),
    )
    places = record.whole.rows("models")["organization_id"]
    for heading, models in groups.items():
        colour = shade(record, record.employers[places[models[0]]])
        held = [n for n, _ in _of(table, record, groups, heading)]
        pieces = [(0, float(table["carbon"].iloc[n]), table["row"].iloc[n]) for n in held]
        fig.add_trace(lines(pieces, line={"color": colour, "width": 2}, showlegend=False))
        for kind in dict.fromkeys(table["kind"].iloc[held]):
            rows = [n for n in held if table["kind"].iloc[n] == kind]
            add_marks(
                fig,
                table,
                rows,
                {"x": "carbon", "y": "row", "text": "label"},
                mode="markers+text",
                name=plain(f"{heading}, {known_by(kind)}"),
                showlegend=False,
                textposition="middle right",
                texttemplate=" %{text}",
                textfont={"color": INK, "size": 13},
                cliponaxis=False,
                marker=outlined(SYMBOLS[kind], 11, colour),
                told=_hover,
            )
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, table.attrs["sources"]),
        height=70 + ROW * len(texts),
        narrow_height=90 + 46 * len(texts),
        narrow=names_above(fig, texts, shift=7) | {"xaxis.nticks": 4},
    )
    return only(record, view)


def _of(
    table: pd.DataFrame, record: Record, groups: Mapping[str, Sequence[str]], heading: str
) -> list[tuple[int, pd.Series]]:
    """The rows under a heading, with their numbers."""
    names = {record.whole.rows("models").loc[model, "name"] for model in groups[heading]}
    return [(n, row) for n, (_, row) in enumerate(table.iterrows()) if row["model"] in names]


def _table(
    record: Record,
    groups: Mapping[str, Sequence[str]],
    moved: tuple[str, str, float],
    derived: Sequence[str],
) -> pd.DataFrame:
    training = record.data["training"].dropna(subset=["co2_tonnes"])
    rows, sources = [], []
    for models in groups.values():
        held = []
        for model in models:
            name = record.whole.rows("models").loc[model, "name"]
            for row in training.query("model_id == @model").itertuples():
                source = cite(record, [row.source_id])[0].text
                sources.append(row.source_id)
                kind = "inferred" if model in derived else "recorded"
                held.append((name, row.grid_kg_per_kwh, row.co2_tonnes, kind, source))
            if model == moved[0]:
                grid = moved[2]
                own = record.data["training"].set_index(["model_id", "measure"])
                own = own[own.index == moved[:2]].dropna(subset=["energy_mwh"])
                for row in own.itertuples():
                    source = say("{source}, moved", source=cite(record, [row.source_id])[0].text)
                    sources.append(row.source_id)
                    tonnes = row.energy_mwh * grid
                    held.append((name, grid, tonnes, "inferred", source))
        held.sort(key=lambda estimate: estimate[2])
        first = record.whole.rows("models").loc[models[0], "name"]
        for name, grid, tonnes, kind, source in held:
            whose = source.partition(say(ON))[0]
            words = whose if name == first else f"{whose}, {_more(name)}"
            if not pd.isna(grid):
                words = say("{estimate}, grid {grid}", estimate=words, grid=prose.general(grid))
            weight = say("{tonnes} t", tonnes=prose.figure(tonnes))
            rows.append(
                (
                    *(name, words, "" if pd.isna(grid) else f"{grid:g}", round(float(tonnes), 1)),
                    *(kind, source, weight, prose.labelled(name, words)),
                )
            )
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs["sources"] = sources
    return table


def _more(name: str) -> str:
    """The part of a name in brackets, or the name."""
    return name.partition(" (")[2].rstrip(")") or name


def _hover(row: pd.Series) -> str:
    grid = row["grid"] and say("grid: {grid} kgCO₂eq/kWh", grid=prose.signed(row["grid"]))
    head = prose.labelled(row["model"], f"{row['label']}, {say(row['kind'])}")
    return hover(head, grid, row["source"])

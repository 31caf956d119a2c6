"""Scores of models against their size, and against their training compute."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Chart,
    View,
    add_marks,
    cite,
    figure,
    hover,
    only,
    plain,
    shade,
    some,
)
from afterllama.charts.theme import INK, MUTED
from afterllama.record.lookup import recorded, several
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "model": noted("Model"),
    "organization": noted("Organization"),
    "parameters": noted("Parameters (billion)"),
    "tokens": noted("Training tokens (billion)"),
    "compute": noted("Training compute (10^21 operations)"),
    "score": noted("Score (percent)"),
    "source": noted("Source"),
}
#: Left, lower, right and upper end, in pixels.
Box = tuple[float, float, float, float]
#: Operations per parameter and token, by the usual approximation.
OPERATIONS = 6
#: Width and height of a panel in pixels on the narrowest wide page and on a phone.
WIDE, NARROW = (240, 330), (290, 260)
GLYPH, LINE = 6.6, 15
#: Possible positions of a label: plotly's name, and the shift of its middle in widths and lines.
SIDES = {
    "middle right": (0.5, 0.0),
    "middle left": (-0.5, 0.0),
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
    "top right": (0.5, 0.8),
    "bottom right": (0.5, -0.8),
    "top left": (-0.5, 0.8),
    "bottom left": (-0.5, -0.8),
}
PANELS = {
    "parameters": noted("parameters, 10⁹"),
    "compute": noted("training compute, 10²¹ operations"),
}


@recorded
def benchmark_scores(
    record: Record,
    tasks: Mapping[str, Sequence[str]],
    title: str,
    families: Sequence[Sequence[str]] = (),
    absent: Sequence[str] = (),
) -> Chart:
    """The mean score of every model with scores for all tasks, in two panels.

    Parameters
    ----------
    record : Record
        The record.
    tasks : mapping of str to sequence of str
        Tasks, and the benchmark's names for each, the best first.
    title : str
        Title of the vertical axis.
    families : sequence of sequences of str
        Model ids to join by a line, in order.
    absent : sequence of str
        Models without a score, which the figure notes at their size.

    Examples
    --------
    >>> chart = benchmark_scores(record, {"exams": ["MMLU (average)"]}, "percent")
    >>> ", ".join(chart.shown.table.columns)
    'model, organization, parameters, tokens, compute, score, source'
    """
    tasks = {
        task: [record.value("benchmarks", "benchmark", n) for n in several("benchmark", names)]
        for task, names in tasks.items()
    }
    families = [record.find_all("model", family) for family in families]
    absent = record.find_all("model", absent)
    table = _table(record, tasks)
    some(table, "model with scores for all of these tasks")
    lowest, highest = float(table["score"].min()), float(table["score"].max())
    span = [lowest - (highest - lowest) * 0.24, highest + (highest - lowest) * 0.12]
    fig = figure(
        xaxis=_axis(table, "parameters") | {"domain": [0, 0.47]},
        xaxis2=_axis(table, "compute") | {"domain": [0.53, 1], "anchor": "y2"},
        yaxis={"range": span, "title": title},
        yaxis2={"range": span, "anchor": "x2", "showticklabels": False},
        margin={"t": 12},
    )
    for panel, number in zip(PANELS, ("", "2"), strict=True):
        for family in families:
            _join(fig, table, family, panel, number)
    narrow_data: dict[int, dict[str, object]] = {}
    for panel, number in zip(PANELS, ("", "2"), strict=True):
        _draw(fig, narrow_data, record, table, panel, number, span)
    _say_absent(fig, record, absent, span)
    models = record.rows("models").loc[table.attrs["models"]]
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(record, [*table.attrs["sources"], *models["source_id"]]),
        height=430,
        narrow_height=720,
        narrow={
            "xaxis.title.standoff": 4,
            "xaxis.domain": [0, 1],
            "xaxis2.domain": [0, 1],
            "yaxis.domain": [0.57, 1],
            "yaxis2.domain": [0, 0.43],
            "yaxis2.showticklabels": True,
            "yaxis2.title": {"text": plain(title)},
        },
        narrow_data=narrow_data,
    )
    return only(record, view)


def mean(record: Record, model_id: str, tasks: Mapping[str, Sequence[str]]) -> float | None:
    """The mean score of a model over tasks; None if one is missing."""
    held = record.data["benchmarks"].query("model_id == @model_id").set_index("benchmark")["score"]
    found = [[held[name] for name in names if name in held.index][:1] for names in tasks.values()]
    return float(sum(value for (value,) in found)) / len(found) if all(found) else None


def operations(record: Record, model_id: str) -> float | None:
    """Training compute in 10^21 operations, six per parameter and token; None if unknown."""
    row = record.rows("models").loc[model_id]
    if pd.isna(row["params_billion"]) or pd.isna(row["train_tokens_billion"]):
        return None
    return OPERATIONS * float(row["params_billion"]) * float(row["train_tokens_billion"]) / 1000


def _table(record: Record, tasks: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    rows, models, places = [], [], []
    sources: set[str] = set()
    names = [name for same in tasks.values() for name in same]
    benchmarks = record.data["benchmarks"]
    benchmarks = benchmarks[benchmarks["benchmark"].isin(names)]
    for model_id, row in record.rows("models").iterrows():
        score = mean(record, str(model_id), tasks)
        if score is None:
            continue
        used = benchmarks[benchmarks["model_id"] == model_id]
        tokens, spent = row["train_tokens_billion"], operations(record, str(model_id))
        sources |= set(used["source_id"])
        models.append(str(model_id))
        places.append(row["organization_id"])
        rows.append(
            (
                *(row["name"], record.name(row["organization_id"]), float(row["params_billion"])),
                *(
                    "" if pd.isna(tokens) else f"{tokens:g}",
                    "" if spent is None else f"{spent:.1f}",
                ),
                *(round(score, 1), prose.series(c.text for c in cite(record, used["source_id"]))),
            )
        )
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs |= {"models": models, "places": places, "sources": sorted(sources)}
    return table


def _axis(table: pd.DataFrame, panel: str) -> dict[str, Any]:
    """A logarithmic axis with a few plain ticks."""
    known = [float(v) for v in table[panel] if v != ""]
    values = some(known, f"model with these scores whose {panel} is known")
    first, last = math.log10(min(values)) - 0.12, math.log10(max(values)) + 0.3
    ticks = [m * 10**e for e in range(-3, 9) for m in (1, 3)]
    ticks = [t for t in ticks if first <= math.log10(t) <= last]
    return {
        "type": "log",
        "range": [first, last],
        "tickvals": ticks,
        "ticktext": [prose.general(t) for t in ticks],
        "title": say(PANELS[panel]),
    }


def _join(
    fig: go.Figure, table: pd.DataFrame, family: Sequence[str], panel: str, number: str
) -> None:
    """Draw a line through the models of a family."""
    held = [table.attrs["models"].index(m) for m in family if m in table.attrs["models"]]
    points = [(table[panel].iloc[n], float(table["score"].iloc[n])) for n in held]
    kept = [(float(x), y) for x, y in points if x != ""]
    _line(fig, kept, number, 1.5)


def _line(fig: go.Figure, points: Sequence[tuple[float, float]], number: str, width: float) -> None:
    """Draw a line of a panel that nothing is told about."""
    fig.add_scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines",
        line={"color": MUTED, "width": width},
        hoverinfo="skip",
        showlegend=False,
        xaxis=f"x{number}",
        yaxis=f"y{number}",
    )


def _draw(
    fig: go.Figure,
    narrow_data: dict[int, dict[str, object]],
    record: Record,
    table: pd.DataFrame,
    panel: str,
    number: str,
    span: Sequence[float],
) -> None:
    """Draw the models of a panel with their names, in their makers' colours."""
    rows = [n for n in range(len(table)) if table[panel].iloc[n] != ""]
    wide, phone = (
        dict(zip(rows, _places(table, rows, panel, span, size), strict=True))
        for size in (WIDE, NARROW)
    )
    makers = [record.employers[place] for place in table.attrs["places"]]
    for maker in dict.fromkeys(makers):
        held = [n for n in rows if makers[n] == maker]
        tint = shade(record, maker)
        narrow_data[len(fig.data)] = {
            "textposition": [phone[n] for n in held],
            "textfont.size": 11,
        }
        add_marks(
            fig,
            table,
            held,
            {"x": panel, "y": "score", "text": "model"},
            mode="markers+text",
            name=plain(record.name(maker)),
            showlegend=not number,
            textposition=[wide[n] for n in held],
            textfont={"size": 11, "color": INK},
            cliponaxis=False,
            xaxis=f"x{number}",
            yaxis=f"y{number}",
            marker={"size": 9, "color": tint, "line": {"width": 1, "color": tint}},
            told=_hover,
        )


def _places(
    table: pd.DataFrame,
    rows: Sequence[int],
    panel: str,
    span: Sequence[float],
    size: tuple[int, int],
) -> list[str]:
    """A side for every label, if possible clear of marks and other labels."""
    first, last = _axis(table, panel)["range"]
    points = []
    for n in rows:
        x = (math.log10(float(table[panel].iloc[n])) - first) / (last - first) * size[0]
        points.append((x, (table["score"].iloc[n] - span[0]) / (span[1] - span[0]) * size[1]))
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    found = []
    for own, (n, (x, y)) in enumerate(zip(rows, points, strict=True)):
        width = len(table["model"].iloc[n]) * GLYPH
        boxes: dict[str, Box] = {}
        for side, (across, up) in SIDES.items():
            middle = x + across * (width + 14), y + up * (LINE / 2 + 8)
            boxes[side] = (
                *(middle[0] - width / 2, middle[1] - LINE / 2),
                *(middle[0] + width / 2, middle[1] + LINE / 2),
            )
        others = [box for k, box in enumerate(taken) if k != own]

        def cost(side: str, boxes: dict[str, Box] = boxes, others: list[Box] = others) -> float:
            box = boxes[side]
            over = sum(_overlap(box, other) for other in others)
            beyond = max(0.0, -box[0]) + max(0.0, box[2] - size[0] - 8)
            return over + 40 * beyond + list(SIDES).index(side) * 0.1

        best = min(SIDES, key=cost)
        found.append(best)
        taken.append(boxes[best])
    return found


def _overlap(one: Sequence[float], two: Sequence[float]) -> float:
    """The area that two boxes share."""
    sides = [min(one[k + 2], two[k + 2]) - max(one[k], two[k]) for k in (0, 1)]
    return sides[0] * sides[1] if min(sides) > 0 else 0.0


def _say_absent(
    fig: go.Figure, record: Record, absent: Sequence[str], span: Sequence[float]
) -> None:
    """Note at the bottom of each panel where a model without a score would be."""
    foot = span[0] + (span[1] - span[0]) * 0.04
    for model_id, (panel, number) in product(absent, zip(PANELS, ("", "2"), strict=True)):
        row = record.rows("models").loc[model_id]
        at = float(row["params_billion"]) if panel == "parameters" else operations(record, model_id)
        if at is None:
            continue
        _line(fig, [(at, span[0]), (at, foot)], number, 2)
        fig.add_annotation(
            x=math.log10(at),
            y=foot,
            xref=f"x{number}",
            yref=f"y{number}",
            yanchor="bottom",
            xanchor="center",
            text=plain(row["name"], say("no score")),
            font={"size": 11, "color": MUTED},
            showarrow=False,
        )


def _hover(row: pd.Series) -> str:
    spent = row["compute"] and prose.signed(row["compute"])
    return hover(
        f"{row['model']}, {row['organization']}",
        say(
            "score {score}; {size} billion parameters",
            score=prose.signed(str(row["score"])),
            size=prose.general(row["parameters"]),
        ),
        say("{number} of 10^21 operations", number=spent) if spent else "",
        row["source"],
    )

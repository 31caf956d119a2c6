"""A stand-in for the package: the least that the book's machinery expects of it."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

with (Path(__file__).parents[2] / "data" / "trees.csv").open(encoding="utf-8") as file:
    TREES = list(csv.DictReader(file))

UNIT = "metres"
PLANTERS = {"ada-ash": "Ada Åsh", "ben-birch": "Ben Birch"}
READINGS = {"2020-12-31": "the first walk", "2023-12-31": "both walks"}
MONTHS = ["May 2020", "June 2020", "July 2020"]
facts = SimpleNamespace(count=len(TREES), tallest=max(int(tree["value"]) for tree in TREES))

LAYOUT = {
    "template": {
        "layout": {
            "margin": {"l": 40, "r": 20, "t": 10, "b": 40},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": "var(--al-ink)", "size": 14},
            "xaxis": {"gridcolor": "var(--al-grid)", "fixedrange": True},
            "yaxis": {"gridcolor": "var(--al-grid)", "fixedrange": True},
        }
    },
    "xaxis": {"range": [-0.5, 3]},
    "yaxis": {"range": [0, 12]},
}


class Figure:
    """What the figure call returns in the book."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload

    def _repr_html_(self) -> str:
        text = json.dumps(self.payload)
        for sign in "<>&":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return f'<script type="application/vnd.afterllama.figure+json">{text}</script>'


def trees_of(day: str) -> list[dict[str, str]]:
    """The trees that had been seen by a day."""
    return [tree for tree in TREES if tree["seen"] <= day]


def row_of(tree: dict[str, str]) -> list[str]:
    """A tree's row of the table."""
    return [tree["name"], tree["value"], PLANTERS[tree["planter"]]]


def trace(trees: list[dict[str, str]], name: str, colour: str, kept: str) -> dict[str, Any]:
    """The points of what one planter, or everybody else, has planted."""
    rows = [n for n, tree in enumerate(trees) if (tree["planter"] == kept) == (name == "hers")]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": rows,
        "y": [int(trees[n]["value"]) for n in rows],
        "text": [trees[n]["name"] for n in rows],
        "textposition": "middle right",
        "marker": {"size": 12, "color": colour, "symbol": "circle" if name == "hers" else "square"},
        "hovertext": [", ".join(row_of(trees[n])) for n in rows],
        "hoverinfo": "text",
        "customdata": rows,
        "meta": {
            "columns": {"y": "value", "text": "name"},
            "people": [trees[n]["planter"] for n in rows],
        },
    }


def line(trees: list[dict[str, str]], planter: str) -> dict[str, Any]:
    """A line through all that one planter has planted; the whole trace is the planter's."""
    rows = [n for n, tree in enumerate(trees) if tree["planter"] == planter]
    return {
        "type": "scatter",
        "mode": "lines",
        "showlegend": False,
        "x": rows,
        "y": [int(trees[n]["value"]) for n in rows],
        "line": {"color": "var(--al-c3)", "width": 2},
        "hoverinfo": "skip",
        "meta": {"people": planter},
    }


def view(day: str, steps: bool) -> dict[str, Any]:
    """A figure as of one reading date."""
    trees = trees_of(day)
    data = [
        trace(trees, "hers", "var(--al-c1)", "ada-ash"),
        trace(trees, "others'", "var(--al-c2)", "ada-ash"),
        line(trees, "ada-ash"),
    ]
    sizes = [{"0": {"marker.size": 12 + 4 * n}} for n in range(len(MONTHS))]
    return {
        "day": day,
        "date": day,
        "reading": READINGS[day],
        "title": f"Trees differ in height, all {len(trees)}",
        "caption": f"Taller < wider & older, by {READINGS[day]}.",
        "alt": f"{len(trees)} points that rise, zelkova excepted.",
        "rows": [row_of(tree) for tree in trees],
        "figure": {"data": data, "layout": LAYOUT},
        "narrow": {"layout": {"font.size": 12, "xaxis.range": [-0.5, 4]}, "data": {}},
        "steps": {"labels": MONTHS, "start": 1, "changes": sizes} if steps else None,
    }


def figure(name: str, steps: bool = False) -> Figure:
    """Return a chart of the trees as of two days; with `steps`, it can be read by month too."""
    columns = [
        ("name", "Name", "text"),
        ("value", f"Height in {UNIT}", "number"),
        ("planter", "Planter", "text"),
    ]
    return Figure(
        {
            "id": name,
            "sources": [
                {"text": "A forester", "url": "https://example.org/trees", "id": "forester"},
                {"text": "A walk", "url": "javascript:alert(1)", "id": "walk"},
            ],
            "columns": [dict(zip(("name", "label", "kind"), c, strict=True)) for c in columns],
            "height": {"wide": 300, "narrow": 260},
            "people": PLANTERS,
            "views": [view(day, steps) for day in READINGS],
        }
    )

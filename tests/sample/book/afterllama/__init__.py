"""A stand-in for the package: the least that the book's machinery expects of it."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

with (Path(__file__).parents[2] / "data" / "trees.csv").open(encoding="utf-8") as file:
    TREES = list(csv.DictReader(file))

UNIT = "metres"
facts = SimpleNamespace(count=len(TREES), tallest=max(int(tree["value"]) for tree in TREES))


class Figure:
    """What the figure call returns in the book."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload

    def _repr_html_(self) -> str:
        text = json.dumps(self.payload)
        for sign in "<>&":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return f'<script type="application/vnd.afterllama.figure+json">{text}</script>'


def figure(name: str) -> Figure:
    """Return a bar chart of the trees."""
    columns = [("name", "Name", "text"), ("value", f"Height in {UNIT}", "number")]
    trace = {
        "type": "bar",
        "x": [tree["name"] for tree in TREES],
        "y": [int(tree["value"]) for tree in TREES],
        "customdata": list(range(len(TREES))),
        "meta": {"columns": {"x": "name", "y": "value"}},
    }
    return Figure(
        {
            "id": name,
            "title": "Trees differ in height",
            "caption": "Taller < wider & older.",
            "alt": "Bars that rise, zelkova excepted.",
            "sources": [
                {"text": "A forester", "url": "https://example.org/trees", "id": "forester"},
                {"text": "A walk", "url": "javascript:alert(1)", "id": "walk"},
            ],
            "table": {
                "columns": [dict(zip(("name", "label", "kind"), c, strict=True)) for c in columns],
                "rows": [[tree["name"], tree["value"]] for tree in TREES],
            },
            "height": {"wide": 300, "narrow": 260},
            "figure": {"data": [trace], "layout": {}, "frames": []},
            "narrow": {},
        }
    )

"""Helpers for tests of single figures: traces, texts and tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from afterllama.charts import View
from afterllama.loading.folder import load
from afterllama.record.record import Record
from records import change, copied

MARKUP = "<img src=x onerror=alert(1)>"
#: Properties whose text plotly reads as markup.
READ_AS_MARKUP = {"text", "hovertext", "ticktext", "name", "title", "label"}


def traces(view: View) -> list[dict[str, Any]]:
    """The traces of a figure as the page has them."""
    return json.loads(view.figure.to_json(), parse_constant=str)["data"]


def rows_marked(view: View, complete: Sequence[str] = ("x", "y", "hovertext")) -> list[int]:
    """Hold every mark against the row of the table that it is made from; numbers of these rows.

    Each of the `complete` properties has one value a mark.
    """
    seen: set[int] = set()
    for trace in traces(view):
        if "columns" not in trace.get("meta", {}):
            continue
        rows = trace["customdata"]
        seen |= set(rows)
        for key, column in trace["meta"]["columns"].items():
            values = [unescape(v) for v in trace[key]] if key == "text" else trace[key]
            assert values == view.table[column].iloc[rows].tolist()
        for key in complete:
            assert len(trace[key]) == len(rows)
    return sorted(seen)


def check_agreement(view: View) -> None:
    """Hold every mark against its row; nobody who stands in the table is without a mark."""
    assert set(view.table["person"].iloc[rows_marked(view)]) == set(view.table["person"])


def check_people(view: View) -> None:
    """Whoever is named in `meta.people` has a name, and a list has one entry a point."""
    for trace in traces(view):
        people = trace.get("meta", {}).get("people", [])
        held = [people] if isinstance(people, str) else people
        assert {p for p in held if p} <= set(view.people)
        if isinstance(people, list) and people:
            assert len(people) == len(trace["x"])
            for person, y in zip(people, trace["y"], strict=True):
                assert (person is None) == (y is None)


def texts(value: Any, key: str = "") -> Iterator[str]:
    """All texts of a figure, or of what differs in it, that plotly reads as markup."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, name.split(".")[-1])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, str) and key in READ_AS_MARKUP:
        yield value


def words(view: View) -> list[str]:
    """All texts of a view, wide and on a phone, on all days."""
    figure = json.loads(view.figure.to_json())
    figure["layout"].pop("template")
    days = view.steps.looks if view.steps else ()
    return list(texts([figure, view.narrow, *view.narrow_data.values(), days]))


def marked_up(folder: Path) -> Record:
    """The record with markup in a person's, an organization's, a paper's and a source's name."""
    where = copied(folder)
    change(where, "people", "armand-joulin", name=MARKUP)
    change(where, "organizations", "apple", name=f"{MARKUP} Ltd")
    change(where, "papers", "opt", short_title=f"O {MARKUP}")
    change(where, "sources", "article", label=f"A {MARKUP}")
    return load(where)

"""The columns of a figure's traces as one table, to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, zip_longest
from typing import Any

from anybook.plotly_figures.plotly_json import (
    Spec,
    arrays,
    decoded,
    is_matrix,
    kind_of,
    plain,
    titled,
)

#: The attributes of traces that hold a column of data, in the order in which a table has them.
COLUMNS = (
    *("labels", "parents", "values", "ids", "locations", "lat", "lon", "r", "theta", "a", "b", "c"),
    *("real", "imag", "x", "y", "z", "u", "v", "w", "i", "j", "k", "open", "high", "low", "close"),
    *("base", "value", "text", "hovertext"),
)
#: The types of traces whose x and y may be matrices.
GRIDS = {"surface", "carpet", "contourcarpet"}
#: The first column, if a figure has several traces.
SERIES = "series"


def table(spec: Spec) -> tuple[list[str], list[list[Any]]]:
    """Return the names of the columns and the rows; no rows if the traces hold no columns."""
    parts = [
        (name_of(trace, place), columns_of(trace, spec)) for place, trace in enumerate(spec.data, 1)
    ]
    parts = [(name, columns) for name, columns in parts if columns]
    names = list(dict.fromkeys(name for _, columns in parts for name in columns))
    several = len(parts) > 1
    rows = [
        [*([series] if several else []), *(row.get(name) for name in names)]
        for series, columns in parts
        for row in rows_of(columns)
    ]
    return [*([SERIES] if several else []), *names], rows


def name_of(trace: dict[str, Any], place: int) -> str:
    """Return the name of a trace, or its type and its place."""
    return plain(str(trace.get("name") or "")) or f"{kind_of(trace)} {place}"


def rows_of(columns: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Return the rows of columns, short ones filled up with blanks."""
    for cells in zip_longest(*columns.values()):
        yield dict(zip(columns, cells, strict=True))


def columns_of(trace: dict[str, Any], spec: Spec) -> dict[str, list[Any]]:
    """Return the columns of a trace by name; empty if it holds none."""
    kind = kind_of(trace)
    if kind == "sankey":
        return flows(trace)
    if kind == "table":
        return cells_of(trace)
    if kind in ("parcoords", "parcats", "splom"):
        return dimensions(trace)
    held = arrays(trace)
    if is_matrix(held.get("z", [])):
        return matrix(trace, held, spec)
    found = ((key, part, column) for key in COLUMNS for part, column in levels(key, held, kind))
    return distinct(
        (heading(trace, key, spec) + part, key + part, cells) for key, part, cells in found
    )


def levels(key: str, held: dict[str, list[Any]], kind: str) -> list[tuple[str, list[Any]]]:
    """Return the columns of an attribute, each with its number if it has several: of categories."""
    column = held.get(key) or []
    if not is_matrix(column):
        return [("", column)] if column else []
    categories = key in ("x", "y") and kind not in GRIDS
    return [(f" {number}", level) for number, level in enumerate(column, 1) if categories]


def distinct(columns: Iterable[tuple[str, str, list[Any]]]) -> dict[str, list[Any]]:
    """Return columns by heading; those that share one by their own name, or with a number."""
    given = list(columns)
    times = Counter(head for head, _, _ in given)
    found: dict[str, list[Any]] = {}
    for head, own, column in given:
        name = head if times[head] == 1 else own
        names = (f"{name} {number}" for number in count(2))
        found[name if name not in found else next(one for one in names if one not in found)] = (
            column
        )
    return found


def heading(trace: dict[str, Any], key: str, spec: Spec) -> str:
    """Return the name of a column: the title of its axis, or the attribute's own name."""
    if key not in ("x", "y", "z"):
        return key
    if "scene" in trace or kind_of(trace) in ("scatter3d", "surface", "mesh3d", "cone", "volume"):
        axes = spec.layout.get(trace.get("scene") or "scene") or {}
        return plain(titled(axes.get(f"{key}axis"))) or key
    number = str(trace.get(f"{key}axis") or key).removeprefix(key)
    return plain(titled(spec.layout.get(f"{key}axis{number}"))) or key


def matrix(trace: dict[str, Any], held: dict[str, list[Any]], spec: Spec) -> dict[str, list[Any]]:
    """Return a matrix in long form: a row for each of its cells."""
    z, (x, y) = held["z"], (places(held.get(key) or [], trace) for key in "xy")
    names = [heading(trace, key, spec) for key in "xyz"]
    rows = [
        (cell_of(x, n, m, across=True), cell_of(y, n, m, across=False), cell)
        for n, line in enumerate(z)
        for m, cell in enumerate(line)
        if not isinstance(cell, list)
    ]
    if not rows or len(set(names)) < len(names):
        names = list("xyz")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)} if rows else {}


def places(values: list[Any], trace: dict[str, Any]) -> list[Any]:
    """Return the coordinates of a matrix; the levels of a category in one text."""
    if kind_of(trace) in GRIDS or not is_matrix(values):
        return values
    return [", ".join(map(str, parts)) for parts in zip(*values, strict=False)]


def cell_of(values: list[Any], row: int, column: int, across: bool) -> Any:
    """Return the coordinate of a cell of a matrix; its place if the figure gives none."""
    if is_matrix(values):
        line = values[row] if row < len(values) else []
        return line[column] if column < len(line) else None
    place = column if across else row
    return values[place] if place < len(values) else place


def flows(trace: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the flows of a Sankey diagram, with the labels of their ends."""
    node, link = arrays(trace.get("node") or {}), arrays(trace.get("link") or {})
    labels = node.get("label") or []

    def named(places: list[Any]) -> list[Any]:
        return [labels[at] if isinstance(at, int) and at < len(labels) else at for at in places]

    ends = {key: named(link.get(key) or []) for key in ("source", "target")}
    found = {**ends, "value": link.get("value") or [], "label": link.get("label") or []}
    return {key: column for key, column in found.items() if column}


def cells_of(trace: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the columns of a table."""
    columns = decoded((trace.get("cells") or {}).get("values")) or []
    heads = decoded((trace.get("header") or {}).get("values")) or []
    found = []
    for place, column in enumerate(columns):
        head = heads[place] if place < len(heads) else ""
        words = " ".join(map(str, head)) if isinstance(head, list) else str(head)
        values = decoded(column)
        name = plain(words) or str(place + 1)
        found.append((name, name, values if isinstance(values, list) else [values]))
    return distinct(found)


def dimensions(trace: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the columns of a plot of many dimensions."""
    found = []
    for place, given in enumerate(trace.get("dimensions") or [], 1):
        values = decoded(given.get("values"))
        if isinstance(values, list):
            name = plain(str(given.get("label") or "")) or str(place)
            found.append((name, name, values))
    return distinct(found)

"""The legend of a figure, made from its traces: names with small pictures of their marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Outlines of plotly's symbols in a box of 12 by 12.
PATHS = {
    "circle": "M1 6a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "diamond": "M6 0l6 6l-6 6l-6 -6z",
    "square": "M1 1h10v10h-10z",
    "triangle-up": "M6 1l6 10h-12z",
    "hourglass": "M1 1h10l-10 10h10z",
    "x": "M3 0l3 3l3 -3l3 3l-3 3l3 3l-3 3l-3 -3l-3 3l-3 -3l3 -3l-3 -3z",
    "x-thin": "M1 1l10 10M11 1l-10 10",
    "arrow": "M6 1l5 10h-10z",
}
DASHES = {"solid": "", "dot": "2 3", "dash": "6 4"}
MUTED, PAPER = "var(--al-muted)", "var(--al-paper)"
#: The largest width in the legend of a bar drawn as a line, in pixels.
THICKEST = 8


@dataclass(frozen=True)
class Entry:
    """One name of a legend and its mark: a line, a symbol, or both."""

    group: str
    name: str
    line: dict[str, Any] | None
    symbol: dict[str, Any] | None
    #: Whether the view shown first has it.
    shown: bool


def legend(views: list[dict[str, Any]]) -> list[Entry]:
    """Return the entries, each name once, those of the view shown first in front."""
    found: dict[str, Entry] = {}
    for view in reversed(views):
        for trace in view["figure"]["data"]:
            group = trace.get("legendgroup") or trace.get("name")
            if group and trace.get("showlegend", True):
                found.setdefault(group, entry(group, trace, shown=view is views[-1]))
    return list(found.values()) if len(found) > 1 else []


def entry(group: str, trace: dict[str, Any], shown: bool) -> Entry:
    """Return the entry of one trace; it switches all traces of its group."""
    mode = trace.get("mode", "markers" if trace.get("type") != "scatter" else "lines")
    line = line_of(trace.get("line", {})) if "lines" in mode else None
    symbol = symbol_of(trace.get("marker", {})) if "markers" in mode else None
    return Entry(group, trace.get("name", group), line, symbol, shown)


def line_of(line: dict[str, Any]) -> dict[str, Any]:
    """Return colour, width and dashes of a line."""
    dash = DASHES.get(line.get("dash", "solid"), "")
    width = min(line.get("width", 2), THICKEST)
    return {"colour": one(line.get("color"), MUTED), "width": width, "dash": dash}


def symbol_of(marker: dict[str, Any]) -> dict[str, Any]:
    """Return outline and colour of a symbol; one with several colours is shown without colour."""
    name = one(marker.get("symbol"), "circle")
    base = name.removesuffix("-open")
    colour = one(marker.get("color"), MUTED)
    covers = colour == PAPER
    return {
        "path": PATHS.get(base, PATHS["square"]),
        "colour": one(marker["line"].get("color"), MUTED) if covers else colour,
        "open": covers or name.endswith("-open"),
    }


def one(value: Any, otherwise: str) -> str:
    """Return a property that all points of a trace share, or a default for several values."""
    if isinstance(value, list):
        return value[0] if len(set(value)) == 1 else otherwise
    return value or otherwise

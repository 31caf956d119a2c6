"""What a figure is called and how it is described, for those who do not see it."""

from __future__ import annotations

from typing import Any

from anybook.host import count, say
from anybook.plotly_figures.columns import name_of
from anybook.plotly_figures.plotly_json import Spec, counted, kind_of, plain, titled

#: The most names of series in a description.
NAMED = 8


def from_metadata(metadata: dict[str, Any], key: str, place: int) -> str:
    """Return a text of a cell's metadata for one of its figures.

    One text is for the cell's first figure; a list has one for each.
    """
    given = metadata.get(key)
    texts = given if isinstance(given, list) else [given]
    return str(texts[place] or "").strip() if place < len(texts) else ""


def description(spec: Spec) -> str:
    """Return an alternative text made from the figure: title, types, axes, series."""
    parts = [spec.title, kinds_told(spec), axes_told(spec), series_told(spec)]
    return " ".join(
        part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
    )


def kinds_told(spec: Spec) -> str:
    """Return what the figure draws: `Chart: bar, 2 x scatter`."""
    times = counted(kind_of(trace) for trace in spec.data)
    kinds = [kind if number == 1 else f"{number} x {kind}" for kind, number in times]
    return say("Chart: {kinds}", kinds=say(", ").join(kinds)) if kinds else say("Empty chart")


def axes_told(spec: Spec) -> str:
    """Return the titles of the figure's axes."""
    axes = [key for key in spec.layout if key[1:5] == "axis" and key[0] in "xy"]
    titles = [plain(titled(spec.layout[key])) for key in sorted(axes)]
    named = list(dict.fromkeys(title for title in titles if title))
    return say("Axes: {axes}", axes=say(", ").join(named)) if named else ""


def series_told(spec: Spec) -> str:
    """Return the names of the figure's traces, or their number."""
    traces = [trace for trace in spec.data if trace.get("name")]
    names = list(dict.fromkeys(name_of(trace, place) for place, trace in enumerate(traces, 1)))
    if len(names) > NAMED:
        return count("{number} series", "{number} series", len(names), number=len(names))
    return say("Series: {names}", names=say(", ").join(names)) if names else ""

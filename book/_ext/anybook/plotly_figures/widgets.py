"""Reads plotly's figures from widgets: from the state that a notebook stores of them.

A `FigureWidget` holds a figure. A box holds widgets, and an output of `interact` holds what its
function showed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any

from anybook.plotly_figures.plotly_json import MEDIA, Spec, decoded, in_html

#: The media types of a widget in an output, and of all widgets in a notebook's metadata.
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
#: How the state of a figure names its traces and its layout, in plotly 6 and before.
PARTS = (("_widget_data", "_widget_layout"), ("_data", "_layout"))
#: How a widget names its children.
MODEL = "IPY_MODEL_"
KINDS = {"int": "i", "uint": "u", "float": "f"}

Models = Mapping[str, Mapping[str, Any]]


def models_of(metadata: Mapping[str, Any]) -> Models:
    """Return the widgets that a notebook's metadata hold, by id."""
    found: Models = ((metadata.get("widgets") or {}).get(STATE) or {}).get("state") or {}
    return found


def in_widget(models: Models, name: str) -> tuple[list[Spec], bool]:
    """Return the figures that a widget shows, and whether it is no more than a figure."""
    shown = list(within(models, name, set()))
    return shown, name in models and figure_of(models[name]) is not None


def within(models: Models, name: str, seen: set[str]) -> Iterator[Spec]:
    """Yield the figures of a widget and of those in it, in their order."""
    if name in seen or name not in models:
        return
    seen.add(name)
    if own := figure_of(models[name]):
        yield own
        return
    state = models[name].get("state") or {}
    for output in state.get("outputs") or []:
        yield from in_output(models, output.get("data") or {}, seen)
    for child in state.get("children") or []:
        yield from within(models, str(child).removeprefix(MODEL), seen)


def in_output(models: Models, data: Mapping[str, Any], seen: set[str]) -> Iterator[Spec]:
    """Yield the figures of an output: one as JSON, those in HTML, or those of a widget."""
    if MEDIA in data:
        found = Spec.of(data[MEDIA])
        yield from [found] if found else []
    elif VIEW in data:
        yield from within(models, data[VIEW].get("model_id", ""), seen)
    else:
        text = data.get("text/html") or ""
        yield from in_html(text if isinstance(text, str) else "".join(text))


def figure_of(model: Mapping[str, Any]) -> Spec | None:
    """Return the figure of a `FigureWidget`; None if a widget is none."""
    held = model.get("state") or {}
    for data, layout in PARTS:
        if isinstance(held.get(data), list) and isinstance(held.get(layout), dict):
            parts = {key: deepcopy(held[key]) for key in (data, layout)}
            unpack(parts, model.get("buffers") or [])
            config = held.get("_config")
            return Spec.of({"data": parts[data], "layout": parts[layout], "config": config})
    return None


def unpack(parts: dict[str, Any], buffers: list[Mapping[str, Any]]) -> None:
    """Put the arrays that are stored beside a widget's state into their places.

    Their path ends with the name of the buffer in the object that describes the array. A path
    may be left over from an earlier state.
    """
    for buffer in buffers:
        try:
            *path, key, _ = buffer["path"]
            holder = reduce(getitem, path, parts)
            kind = str(holder[key]["dtype"]).rstrip("0123456789")
            bits = int(holder[key]["dtype"].removeprefix(kind))
            holder[key] = decoded({"bdata": buffer["data"], "dtype": f"{KINDS[kind]}{bits // 8}"})
        except (KeyError, IndexError, TypeError, ValueError):
            continue

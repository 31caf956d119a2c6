"""Reads plotly's figures: from JSON, or from the HTML that plotly's renderers write."""

from __future__ import annotations

import base64
import html
import json
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

#: The media type of a figure as JSON.
MEDIA = "application/vnd.plotly.v1+json"
CALL = re.compile(r"Plotly\.(?:newPlot|plot|react)\(")
#: The element that an R notebook has for a figure.
WIDGET = re.compile(r"""class=["'][^"']*\bplotly\b[^"']*\bhtml-widget\b""")
FRAMES = re.compile(r"\s*\.then\(function\s*\(\)\s*\{\s*Plotly\.addFrames\(")
SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>|<script\b[^>]*/>", re.DOTALL | re.IGNORECASE)
#: A script that is part of plotly's output: a figure, plotly.js itself, or its settings.
OURS = re.compile(r"Plotly|plotly|MathJax|_Plotly|requirejs\.config")
#: The head of plotly.js itself, which names its own calls in its messages.
LIBRARY = re.compile(r"\* plotly\.js (\([^)]*\) )?v\d")
TAG = re.compile(r"<[^>]*>|\s+")
#: Elements that show something without a text.
SEEN = re.compile(r"<(img|svg|table|iframe|video|audio|canvas|object|input|button)\b", re.I)
MARKUP = re.compile(r"<br\s*/?>", re.I)
AXIS = re.compile(r"[xy]axis\d*")
#: How plotly.js before 4 names maps on tiles.
MAPBOX = re.compile(r"mapbox(?=\d*$)")
DECODER = json.JSONDecoder()
#: The codes of the types of numbers in an array that plotly packs into base64.
CODES = {
    **{"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I"},
    **{"i8": "q", "u8": "Q", "f4": "f", "f8": "d", "b1": "?"},
}
#: The height of a figure that does not set one, as plotly.js has it.
HEIGHT = 450


@dataclass(frozen=True)
class Spec:
    """A figure as plotly.js takes it."""

    data: list[dict[str, Any]]
    layout: dict[str, Any] = field(default_factory=dict)
    frames: list[dict[str, Any]] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any) -> Spec | None:
        """Return the figure of a JSON object; None if it is not one."""
        if not isinstance(value, dict) or not isinstance(value.get("data", []), list):
            return None
        traces = [trace for trace in value.get("data", []) if isinstance(trace, dict)]
        config = {
            key: given
            for key, given in (value.get("config") or {}).items()
            # An address of plotly's cloud, which a page must not call.
            if key not in ("plotlyServerURL", "linkText", "showLink", "topojsonURL")
        }
        return cls(traces, value.get("layout") or {}, value.get("frames") or [], config)

    def written(self) -> dict[str, Any]:
        """Return the figure as a JSON object."""
        return vars(self)

    def fit(self, version: int) -> Spec:
        """Return the figure for a version of plotly.js: from 4 on maps on tiles have new names."""
        if version < 4 or not any(kind.endswith("mapbox") for kind in self.kinds):
            return self
        layout = {MAPBOX.sub("map", key): part for key, part in self.layout.items()}
        frames = [
            {**frame, "data": renamed(frame["data"])} if frame.get("data") else frame
            for frame in self.frames
        ]
        return replace(self, data=renamed(self.data), layout=layout, frames=frames)

    @property
    def traces(self) -> list[dict[str, Any]]:
        """All traces, those of the frames too."""
        framed = (trace for frame in self.frames for trace in frame.get("data") or [])
        return [*self.data, *(trace for trace in framed if isinstance(trace, dict))]

    @property
    def kinds(self) -> set[str]:
        """The types of its traces, and those that its buttons and sliders give them."""
        return {*map(kind_of, self.traces), *chosen(self.layout)} - {"scatter"}

    @property
    def width(self) -> int | None:
        """Its width in pixels; None if it takes the width of the page."""
        return pixels(self.layout.get("width"))

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return pixels(self.layout.get("height")) or HEIGHT

    @property
    def title(self) -> str:
        """Its own title as plain text; empty if it has none."""
        return plain(titled(self.layout))

    @property
    def maps(self) -> set[str]:
        """The names of the outlines that its maps without tiles need, such as `world_110m`."""
        if not {"choropleth", "scattergeo"} & self.kinds:
            return set()
        template = (self.layout.get("template") or {}).get("layout") or {}
        given = [self.layout[key] for key in self.layout if re.fullmatch(r"geo\d*", key)]
        return {outline({**(template.get("geo") or {}), **geo}) for geo in given or [{}]}

    @property
    def points(self) -> int:
        """The number of points that its traces and those of its frames draw."""
        return sum(map(extent, self.traces))

    @property
    def axes(self) -> list[dict[str, Any]]:
        """The axes of its plane plots."""
        found = (self.layout[key] for key in self.layout if AXIS.fullmatch(key))
        return [axis for axis in found if isinstance(axis, dict)]


def renamed(traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return traces with the new names of maps on tiles, as their types and as their places."""
    names = ("type", "subplot")
    return [
        {
            key: MAPBOX.sub("map", value) if key in names and isinstance(value, str) else value
            for key, value in trace.items()
        }
        for trace in traces
    ]


def outline(geo: dict[str, Any]) -> str:
    """Return the name of the outlines of a map."""
    scope = str(geo.get("scope") or "world").replace(" ", "-")
    return f"{scope}_{geo.get('resolution') or 110}m"


def chosen(layout: dict[str, Any]) -> Iterator[str]:
    """Yield the types that the buttons and sliders of a layout give to traces."""
    parts = (("updatemenus", "buttons"), ("sliders", "steps"))
    held = (control.get(key) or [] for name, key in parts for control in layout.get(name) or [])
    for step in (step for steps in held for step in steps):
        for given in (step.get("args") or [], step.get("args2") or []):
            kinds = set_by(str(step.get("method") or "restyle"), given)
            yield from (kind for kind in kinds if isinstance(kind, str))


def set_by(method: str, given: list[Any]) -> list[Any]:
    """Return the types of traces in the arguments of a method of plotly.js."""
    first = given[0] if given else None
    if method == "animate":
        frames = first if isinstance(first, list) else [first]
        held = [frame.get("data") or [] for frame in frames if isinstance(frame, dict)]
        return [trace.get("type") for traces in held for trace in traces]
    if method not in ("restyle", "update"):
        return []
    kinds = first.get("type") if isinstance(first, dict) else None
    if first == "type":
        kinds = given[1] if len(given) > 1 else None
    return kinds if isinstance(kinds, list) else [kinds]


def kind_of(trace: dict[str, Any]) -> str:
    """Return the type of a trace."""
    return str(trace.get("type") or "scatter")


def pixels(value: Any) -> int | None:
    """Return a length of a layout; None if it has none."""
    return round(value) if isinstance(value, int | float) and 10 <= value <= 10_000 else None


def titled(part: Any) -> str:
    """Return the title of a layout, an axis or a colour bar, in plotly's old form or its new."""
    title = part.get("title") if isinstance(part, dict) else None
    return str((title.get("text") if isinstance(title, dict) else title) or "")


def plain(text: str) -> str:
    """Return a text of plotly without its tags, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", MARKUP.sub(" ", text))).split())


def decoded(value: Any) -> Any:
    """Return an array that plotly packed into base64 as a list; other values as they are."""
    if not (isinstance(value, dict) and "bdata" in value and value.get("dtype") in CODES):
        return value
    raw, code = base64.b64decode(value["bdata"]), CODES[value["dtype"]]
    numbers = list(struct.unpack(f"<{len(raw) // struct.calcsize(code)}{code}", raw))
    shape = [int(part) for part in str(value.get("shape", "")).split(",") if part.strip()]
    for size in reversed(shape[1:]):
        numbers = [list(numbers[at : at + size]) for at in range(0, len(numbers), size)]
    return numbers


def arrays(trace: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the arrays of a trace at its top level, packed ones unpacked."""
    found = {key: decoded(value) for key, value in trace.items()}
    return {key: value for key, value in found.items() if isinstance(value, list)}


def extent(trace: dict[str, Any]) -> int:
    """Return how many points a trace draws: the length of its longest column, or its cells."""
    inner = [trace.get(key) for key in ("link", "node", "cells")]
    parts = [trace, *inner, *(trace.get("dimensions") or [])]
    held = (arrays(part).items() for part in parts if isinstance(part, dict))
    return max((size(key, column) for columns in held for key, column in columns), default=0)


def size(key: str, column: list[Any]) -> int:
    """Return the number of values in a column, or of cells in a matrix or a table."""
    rows = [decoded(row) for row in column] if key in ("z", "values") else []
    return sum(map(len, rows)) if is_matrix(rows) else len(column)


def is_matrix(column: list[Any]) -> bool:
    """Return whether a column holds rows."""
    return bool(column) and all(isinstance(row, list) for row in column)


def in_html(text: str) -> list[Spec]:
    """Return the figures that a piece of HTML draws with plotly."""
    found = (called(text, match.end()) for match in CALL.finditer(text))
    return [spec for spec in found if spec]


def is_plotly(text: str) -> bool:
    """Return whether a piece of HTML belongs to plotly: a figure, or plotly.js itself."""
    return any(OURS.search(script[0]) for script in SCRIPT.finditer(text)) and (
        "Plotly" in text or "plotly" in text
    )


def draws(text: str) -> bool:
    """Return whether a piece of HTML draws a figure, which may not be one that can be read."""
    scripts = (found[0] for found in SCRIPT.finditer(text))
    own = (script for script in scripts if not LIBRARY.search(script))
    return bool(WIDGET.search(text)) or any(map(CALL.search, own))


def rest_of(text: str) -> str:
    """Return what a piece of HTML shows besides plotly's figures; empty if nothing."""
    kept = SCRIPT.sub(lambda found: "" if OURS.search(found[0]) else found[0], text)
    kept = re.sub(r'<div[^>]*class="plotly-graph-div[^>]*>\s*</div>', "", kept)
    shown = SCRIPT.sub("", re.sub(r"<style\b.*?</style\s*>", "", kept, flags=re.S | re.I))
    return kept if TAG.sub("", shown) or SEEN.search(shown) else ""


def called(text: str, start: int) -> Spec | None:
    """Return the figure of a call of plotly.js whose arguments begin at ``start``."""
    given, end = arguments(text, start)
    values = [value for value in given if not isinstance(value, str)]
    if not values or not isinstance(values[0], list):
        return Spec.of(values[0]) if values else None
    data, layout, config = [*values, {}, {}][:3]
    frames: Any = []
    if found := FRAMES.match(text, end):
        frames = next((one for one in arguments(text, found.end())[0] if isinstance(one, list)), [])
    return Spec.of({"data": data, "layout": layout, "config": config, "frames": frames})


def arguments(text: str, at: int) -> tuple[list[Any], int]:
    """Return the arguments of a call that are JSON or a quoted text, and where the call ends."""
    found: list[Any] = []
    while at < len(text):
        at = skip(text, at, " \n\r\t,")
        if text[at : at + 1] == "'":
            end = text.index("'", at + 1)
            found.append(text[at + 1 : end])
            at = end + 1
            continue
        try:
            value, at = DECODER.raw_decode(text, at)
        except ValueError:
            break
        found.append(value)
    return found, at + 1 if text[at : at + 1] == ")" else at


def skip(text: str, at: int, signs: str) -> int:
    """Return the place of the next character that is none of ``signs``."""
    while at < len(text) and text[at] in signs:
        at += 1
    return at


def counted(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Return each name once, sorted, with how often it occurs."""
    return ((name, len(list(group))) for name, group in groupby(sorted(names)))

"""The look of every figure: one template, one palette, one set of marks.

Every colour has a value for the light and one for the dark page. Figures use the light ones; the
book replaces them with CSS variables, so that the page decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from afterllama.words.language import noted, say

#: Light and dark value by name; the numbers are palette slots. All but grid and shade have a
#: contrast of 4.5 to 1 with the page, enough for text. The twelve slots stay as distinct as
#: possible for readers with a colour-vision deficiency.
COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ink": ("#1b1d21", "#e9e6df"),
        "muted": ("#4d535a", "#bbc0c6"),
        "grid": ("#e2e0da", "#3a3e45"),
        "shade": ("#f3f1ec", "#21252b"),
        "paper": ("#ffffff", "#16181c"),
        "c1": ("#1f62b8", "#6cabf5"),
        "c2": ("#b34a05", "#f0883e"),
        "c3": ("#005035", "#87cb8d"),
        "c4": ("#5400a0", "#8e85c3"),
        "c5": ("#623600", "#feae03"),
        "c6": ("#0e6176", "#22e8fe"),
        "c7": ("#760362", "#fabccc"),
        "c8": ("#666f39", "#d6e182"),
        "c9": ("#2e28bd", "#6288f6"),
        "c10": ("#9f013e", "#ba7d78"),
        "c11": ("#97309d", "#c799bb"),
        "c12": ("#4a5606", "#9da977"),
    }
)
INK, MUTED, GRID, SHADE, PAPER = (
    COLOURS[name][0] for name in ("ink", "muted", "grid", "shade", "paper")
)
#: Symbol of evidence of presence by its kind, and of evidence of a departure.
SYMBOLS = {"recorded": "circle", "reported": "circle-open", "inferred": "diamond-open"}
LEAVING = {"recorded": "x", "reported": "x-open", "inferred": "x-thin-open"}
#: How a fact is known, in words for a legend.
_KNOWN = {
    "recorded": noted("from a document or code"),
    "reported": noted("from the press or the article"),
    "inferred": noted("our own conclusion"),
}

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
CLEAR = "rgba(0,0,0,0)"

#: What both axes have.
AXIS = {
    "gridcolor": GRID,
    "linecolor": GRID,
    "zeroline": False,
    "automargin": True,
    # Labels always fit: plotly need not measure each one to hide what does not.
    "ticklabeloverflow": "allow",
    "fixedrange": True,
    "title": {"font": {"color": MUTED, "size": 14}},
}
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 4, "r": 12, "t": 8, "b": 8, "pad": 4},
        "hovermode": "closest",
        "hoverlabel": {
            "align": "left",
            "bgcolor": PAPER,
            "bordercolor": MUTED,
            "font": {"family": FONT, "size": 13, "color": INK},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": -0.08,
            "yanchor": "top",
            "font": {"size": 13},
            "itemsizing": "constant",
        },
        "xaxis": {**AXIS, "tickfont": {"color": MUTED}},
        "yaxis": AXIS,
    }
)


def known_by(kind: str) -> str:
    """The words of a legend or a label for a kind of evidence."""
    return say(_KNOWN[kind])


def colour(slot: int | None) -> str:
    """The colour of a palette slot on the light page; muted if there is none."""
    return COLOURS.get(f"c{slot}", COLOURS["muted"])[0]


def variables(value: Any) -> Any:
    """Plotly's JSON with each colour replaced by its CSS variable."""
    if isinstance(value, dict):
        return {key: variables(held) for key, held in value.items()}
    if isinstance(value, list):
        return [variables(held) for held in value]
    return _NAMES.get(value, value) if isinstance(value, str) else value


_NAMES = {light: f"var(--al-{name})" for name, (light, _) in COLOURS.items()}

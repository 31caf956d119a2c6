"""The look of every figure: one template, one palette, one set of marks.

Colours are mid tones that keep a contrast of at least 3 to 1 on the light and on the dark page.
"""

from __future__ import annotations

import plotly.graph_objects as go

INK = "#23282e"
MUTED = "#6b747e"
GRID = "#dfe3e7"
NEUTRAL = "#7a828c"
PALETTE = {
    1: "#3478d4",
    2: "#d0640f",
    3: "#2b9364",
    4: "#8a63d2",
    5: "#a8682f",
    6: "#178a9a",
    7: "#c6487f",
    8: "#7d8412",
    9: "#5b6ee0",
    10: "#c94a44",
    11: "#9b4fb3",
    12: "#5f7d2b",
}
# What evidence of presence is: filled, hollow, or a diamond; and the same for a departure.
SYMBOLS = {"recorded": "circle", "reported": "circle-open", "inferred": "diamond-open"}
LEAVING = {"recorded": "x", "reported": "x-open", "inferred": "x-thin-open"}

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(PALETTE.values()),
        "margin": {"l": 12, "r": 12, "t": 12, "b": 12, "pad": 4},
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 13}},
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.0,
            "yanchor": "bottom",
            "font": {"size": 13},
            "itemsizing": "constant",
        },
        "xaxis": {
            "gridcolor": GRID,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
            "tickfont": {"color": MUTED},
        },
        "yaxis": {
            "gridcolor": GRID,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
    }
)


def colour(slot: int | None) -> str:
    """The colour of a palette slot; neutral where there is none."""
    return PALETTE.get(slot, NEUTRAL) if slot is not None else NEUTRAL

"""A figure as plotly draws it in a notebook, where no page of the book stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import display

from afterllama.charts.theme import PAPER

if TYPE_CHECKING:
    from afterllama.charts.base import Steps, View

#: Turns off the button that sends a figure to plotly's own host, and formulas.
CONFIG = {"showSendToCloud": False, "typesetMath": False}
#: Pixels for plotly's own legend and slider, which a notebook shows.
LEGEND, SLIDER = 60, 90


def live(view: View) -> go.Figure:
    """A copy of the plotly figure of a view, at its height and with a slider for its steps."""
    height = view.height + LEGEND + (SLIDER if view.steps else 0)
    figure = go.Figure(view.figure).update_layout(height=height, paper_bgcolor=PAPER)
    if view.steps:
        _with_slider(figure, view.steps)
    return figure


def draw(figure: go.Figure) -> None:
    """Show a figure in a notebook, by plotly's renderer where it has one."""
    if pio.renderers.default:
        figure.show(config=CONFIG)
    else:
        display(figure)


def _with_slider(figure: go.Figure, steps: Steps) -> None:
    """Give a figure plotly's own frames and slider, for a notebook."""
    names = steps.labels
    figure.frames = [
        go.Frame(name=name, data=[_nested(look) for look in looks])
        for name, looks in zip(names, steps.looks, strict=True)
    ]
    now = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}
    figure.update_layout(
        sliders=[
            {
                "active": steps.start,
                "steps": [{"label": n, "method": "animate", "args": [[n], now]} for n in names],
                "pad": {"t": 50},
            }
        ]
    )


def _nested(look: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted names as the nested dicts of a trace."""
    trace: dict[str, Any] = {"type": "scatter"}
    for name, value in look.items():
        *path, last = name.split(".")
        held = trace
        for part in path:
            held = held.setdefault(part, {})
        held[last] = value
    return trace

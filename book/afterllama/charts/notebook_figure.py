"""A figure as plotly draws it in a notebook, where no page of the book stands around it.

It has what the page has: the same height and fonts, each name once in the legend, buttons for the
reading dates, and a slider for months.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from copy import deepcopy
from html import escape
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import display

from afterllama.charts.theme import PAPER, TEMPLATE

if TYPE_CHECKING:
    from afterllama.charts.base import Steps, View

#: Turns off the button that sends a figure to plotly's own host, and formulas.
CONFIG = {"showSendToCloud": False, "typesetMath": False}
#: Pixels of a row of plotly's legend, of its slider, of its buttons, and of a line of a title.
LEGEND, SLIDER, BUTTONS, TITLE = 24, 90, 44, 24
#: Pixels of a letter and of a mark in the legend, and the width that is reckoned with.
LETTER, MARK, WIDTH = 7, 46, 760
#: Letters in a line of a title.
LINE = 88
#: Pixels by which plotly sets the top of a title too high, for each line after the first.
HIGHER = 14
#: Pixels below the plot that an axis takes on a page: for its labels, and for its title.
LABELS, AXIS = 24, 26


def live(
    views: Mapping[str, View],
    names: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> go.Figure:
    """A plotly figure of one view or of several, as a copy that can be changed.

    Parameters
    ----------
    views : mapping of str to View
        The views, by reading date; the last is shown first.
    names : mapping of str to str, optional
        What the buttons say that choose one of several views.
    titles : mapping of str to str, optional
        A title for each view; without it the figure has none.
    """
    *others, first = views
    traces: list[dict[str, Any]] = []
    owned: dict[str, range] = {}
    made = {name: _traces(views[name]) for name in (first, *others)}
    for name, held in made.items():
        owned[name] = range(len(traces), len(traces) + len(held))
        traces += held
    own = [trace.get("visible", True) for trace in traces]
    layouts = {
        name: _layout(view, _rows(made[name]), (titles or {}).get(name, ""))
        for name, view in views.items()
    }
    for name, view in views.items():
        if view.steps:
            layouts[name]["sliders"] = [_slider(view.steps, name)]
    for number, trace in enumerate(traces):
        if number not in owned[first]:
            trace["visible"] = False
    figure = go.Figure(data=traces, layout={"template": TEMPLATE, **layouts[first]})
    figure.frames = [
        frame
        for name, view in views.items()
        if view.steps
        for frame in _frames(view.steps, name, owned[name])
    ]
    if len(views) > 1:
        _choose(figure, first, {name: owned[name] for name in views}, own, layouts, names or {})
    return figure


def draw(figure: go.Figure) -> None:
    """Show a figure in a notebook, by plotly's renderer where it has one."""
    if pio.renderers.default:
        figure.show(config=CONFIG)
    else:
        display(figure)


def _traces(view: View) -> list[dict[str, Any]]:
    """The traces of a view, with each name once in the legend, which switches all of that name."""
    seen: set[str] = set()
    made = []
    for held in view.drawn.data:
        trace = deepcopy(held.to_plotly_json())
        group = trace.get("legendgroup") or trace.get("name")
        shown = bool(group) and trace.get("showlegend", True) and group not in seen
        trace["showlegend"] = shown
        if group:
            trace["legendgroup"] = group
        if shown:
            seen.add(group)
        made.append(trace)
    return made


def _layout(view: View, rows: int, title: str) -> dict[str, Any]:
    """The layout of a view: that of the page, and around it room for what the notebook adds.

    That is a legend of so many rows, a title and a slider.
    """
    layout = deepcopy(view.drawn.layout.to_plotly_json())
    layout.pop("template", None)
    margin = {**TEMPLATE.layout.margin.to_plotly_json(), **layout.get("margin", {})}
    lines = textwrap.wrap(title, LINE)
    legend = LEGEND * rows
    below = legend + (SLIDER if view.steps else 0)
    above = TITLE * len(lines) + (12 if lines else 0)
    axis = layout.get("xaxis", {})
    if below and axis.get("visible", True):
        margin["b"] += LABELS + (AXIS if axis.get("title") else 0)
    margin["b"] += below
    margin["t"] += above
    layout |= {
        "height": view.height + below + above,
        "margin": margin,
        "paper_bgcolor": PAPER,
        "dragmode": False,
        "showlegend": legend > 0,
        "legend": {"yref": "container", "y": 0, "yanchor": "bottom"},
    }
    if lines:
        layout["title"] = {
            "text": f"<b>{'<br>'.join(escape(line, quote=False) for line in lines)}</b>",
            "font": {"size": 17},
            **{
                "x": 0,
                "xref": "container",
                "xanchor": "left",
                "pad": {"l": 8, "t": 8 + HIGHER * (len(lines) - 1)},
            },
            **{"y": 1, "yref": "container", "yanchor": "top"},
        }
    return layout


def _rows(traces: Iterable[Mapping[str, Any]]) -> int:
    """The rows of the legend of some traces; none where it would have a single name."""
    names = [trace["name"] for trace in traces if trace["showlegend"] and "name" in trace]
    if len(names) < 2:
        return 0
    # Plotly gives all names of a legend of several rows the width of the longest.
    longest = max(len(name) for name in names) * LETTER + MARK
    total = sum(len(name) * LETTER + MARK for name in names)
    return 1 if total <= WIDTH else -(-len(names) // max(1, WIDTH // longest))


def _choose(
    figure: go.Figure,
    first: str,
    owned: Mapping[str, range],
    own: list[Any],
    layouts: Mapping[str, dict[str, Any]],
    names: Mapping[str, str],
) -> None:
    """Add buttons that choose a view: its traces, and what its layout has of its own."""
    top, height = layouts[first]["margin"]["t"], layouts[first]["height"]
    keys = {key for layout in layouts.values() for key in layout} - {"height", "margin"}
    differing = [k for k in sorted(keys) if len({repr(x.get(k)) for x in layouts.values()}) > 1]
    empty: dict[str, list[Any]] = {"annotations": [], "shapes": [], "sliders": []}
    buttons = [
        {
            "label": names.get(name, name),
            "method": "update",
            "args": [
                {"visible": [own[n] if n in owned[name] else False for n in range(len(own))]},
                {key: layouts[name].get(key, empty.get(key)) for key in differing},
            ],
        }
        for name in owned
    ]
    plot_margin = {**layouts[first]["margin"], "t": top + BUTTONS}
    figure.update_layout(
        height=height + BUTTONS,
        margin=plot_margin,
        updatemenus=[
            {
                "type": "buttons",
                "direction": "right",
                "active": len(buttons) - 1,
                "buttons": buttons,
                "showactive": True,
                **{"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
                "pad": {"b": _above_plot(figure)},
                "font": {"size": 13},
            }
        ],
    )


def _above_plot(figure: go.Figure) -> int:
    """Pixels that marks of days take above the plot."""
    above = (note for note in figure.layout.annotations if note.yref == "paper" and note.y == 1)
    return 28 if any(note.yanchor == "bottom" for note in above) else 6


def _slider(steps: Steps, name: str) -> dict[str, Any]:
    now = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}
    return {
        "active": steps.start,
        "steps": [
            {"label": label, "method": "animate", "args": [[f"{name}/{label}"], now]}
            for label in steps.labels
        ],
        "pad": {"t": 36, "l": 24, "r": 24},
    }


def _frames(steps: Steps, name: str, numbers: Iterable[int]) -> list[go.Frame]:
    """Plotly's own frames, for the traces of one view."""
    return [
        go.Frame(
            name=f"{name}/{label}",
            data=[go.Scatter(**named(look)) for look in looks],
            traces=list(numbers),
        )
        for label, looks in zip(steps.labels, steps.looks, strict=True)
    ]


def named(look: Mapping[str, Any]) -> dict[str, Any]:
    """Properties of a trace as plotly's Python names them, from their dotted names."""
    return {name.replace(".", "_"): value for name, value in look.items()}

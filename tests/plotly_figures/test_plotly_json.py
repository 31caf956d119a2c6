"""Plotly's figures as they are read from outputs, their columns, and what is said about them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from anybook.plotly_figures.columns import table
from anybook.plotly_figures.descriptions import description, from_metadata
from anybook.plotly_figures.ordinary_figures import ROWS, live, write_table
from anybook.plotly_figures.plotly_json import Spec, in_html, is_plotly, rest_of
from anybook.plotly_figures.widgets import STATE, VIEW, in_widget, models_of


def spec(figure: go.Figure) -> Spec:
    """A figure as the kernel sends it."""
    found = Spec.of(json.loads(figure.to_json()))
    assert found
    return found


FILM = go.Figure(
    go.Scatter(x=[1, 2], y=[3, 4], name="a < b"),
    layout={"title": "<b>Rise</b><br>and 'fall' </script>"},
    frames=[go.Frame(data=[go.Scatter(y=[1])], name="one")],
)


@pytest.mark.parametrize("renderer", ["notebook", "notebook_connected", "colab", "kaggle"])
def test_a_figure_is_read_from_the_html_of_each_renderer(renderer: str) -> None:
    text = pio.renderers[renderer].to_mimebundle(FILM.to_dict())["text/html"]
    assert is_plotly(text)
    (found,) = in_html(text)
    assert found.data[0]["y"] == [3, 4]
    assert found.title == "Rise and 'fall'"
    assert found.frames[0]["name"] == "one"
    assert rest_of(text) == ""


def test_older_calls_of_plotly_are_read_too() -> None:
    text = (
        '<div id="x" class="plotly-graph-div"></div><script>require(["plotly"], function(Plotly) '
        '{ Plotly.newPlot(\'x\', [{"type": "bar", "y": [1]}],\n {"title": "Old"}, '
        '{"responsive": true}) });</script>'
    )
    (found,) = in_html(text)
    assert (found.kinds, found.title) == ({"bar"}, "Old")


def test_html_beside_a_figure_stays_and_other_html_is_left_alone() -> None:
    drawn = FILM.to_html(full_html=False, include_plotlyjs="cdn")
    assert "<table><tr><td>1</td></tr></table>" in rest_of(
        f"<table><tr><td>1</td></tr></table>{drawn}"
    )
    assert not is_plotly("<p>Plotly is a library.</p><script>let a = 1</script>")


def test_scripts_that_only_load_plotly_hold_no_figure() -> None:
    text = '<script>window.PlotlyConfig = {MathJaxConfig: "local"};</script>'
    assert is_plotly(text)
    assert in_html(text) == []
    assert rest_of(text) == ""


@pytest.mark.parametrize(
    ("figure", "columns", "first", "rows"),
    [
        (
            go.Figure(go.Bar(x=["a", "b"], y=[1, 2]), layout={"yaxis": {"title": "Metres"}}),
            ["x", "Metres"],
            ["a", 1],
            2,
        ),
        (
            go.Figure([go.Scatter(y=np.array([1.5, 2.5]), name="up"), go.Scatter(y=[3])]),
            ["series", "y"],
            ["up", 1.5],
            3,
        ),
        (
            go.Figure(go.Heatmap(z=np.arange(6).reshape(2, 3), x=["p", "q", "r"])),
            ["x", "y", "z"],
            ["p", 0, 0],
            6,
        ),
        (
            go.Figure(
                go.Sankey(
                    node={"label": ["in", "out"]}, link={"source": [0], "target": [1], "value": [5]}
                )
            ),
            ["source", "target", "value"],
            ["in", "out", 5],
            1,
        ),
        (
            go.Figure(go.Table(header={"values": ["<b>n</b>"]}, cells={"values": [[7, 8]]})),
            ["n"],
            [7],
            2,
        ),
        (go.Figure(go.Parcoords(dimensions=[{"label": "w", "values": [1, 2]}])), ["w"], [1], 2),
        (
            go.Figure(
                go.Scatter(x=[1, 2], y=[3, 4]),
                layout={"xaxis": {"title": "metres"}, "yaxis": {"title": "metres"}},
            ),
            ["x", "y"],
            [1, 3],
            2,
        ),
        (
            go.Figure(go.Splom(dimensions=[{"label": "w", "values": [n]} for n in (1, 2, 3)])),
            ["w", "w 2", "w 3"],
            [1, 2, 3],
            1,
        ),
        (
            go.Figure(go.Table(header={"values": ["n", "n"]}, cells={"values": [[7], [8]]})),
            ["n", "n 2"],
            [7, 8],
            1,
        ),
        (
            go.Figure(go.Bar(x=[["a", "a"], ["b", "c"]], y=[1, 2])),
            ["x 1", "x 2", "y"],
            ["a", "b", 1],
            2,
        ),
        (
            go.Figure(go.Heatmap(x=[["a", "a"], ["b", "c"]], z=[[1, 2]])),
            ["x", "y", "z"],
            ["a, b", 0, 1],
            2,
        ),
        (go.Figure(go.Indicator(value=3)), [], None, 0),
    ],
)
def test_the_columns_of_traces_become_a_table(
    figure: go.Figure, columns: list[str], first: list[Any] | None, rows: int
) -> None:
    names, cells = table(spec(figure))
    assert (names, len(cells)) == (columns, rows)
    assert (cells[0] if cells else None) == first


def test_a_figure_tells_its_title_types_axes_and_series() -> None:
    figure = go.Figure(
        [go.Bar(y=[1], name="oak"), go.Bar(y=[2], name="ash")],
        layout={"title": "Trees", "xaxis": {"title": "Park"}, "yaxis": {"title": "Metres"}},
    )
    assert (
        description(spec(figure)) == "Trees. Chart: 2 x bar. Axes: Park, Metres. Series: oak, ash."
    )
    assert description(spec(go.Figure())) == "Empty chart."


def test_a_cells_texts_go_to_its_figures_one_by_one() -> None:
    assert from_metadata({"fig-cap": "One"}, "fig-cap", 0) == "One"
    assert from_metadata({"fig-cap": "One"}, "fig-cap", 1) == ""
    assert from_metadata({"fig-alt": ["a", "b"]}, "fig-alt", 1) == "b"
    assert from_metadata({}, "fig-alt", 0) == ""


def test_outlines_of_maps_are_named_by_scope_and_resolution() -> None:
    figure = go.Figure(
        go.Choropleth(locations=["FRA"], z=[1], geo="geo2"),
        layout={"geo2": {"scope": "south america", "resolution": 50}},
    )
    assert spec(figure).maps == {"south-america_50m"}
    assert spec(go.Figure(go.Scattergeo(lat=[1], lon=[1]))).maps == {"world_110m"}


def test_very_many_marks_are_drawn_with_webgl_where_it_draws_them_alike() -> None:
    many = np.zeros(30_000)
    kinds = [
        {"type": "scatter", "mode": "markers", "y": many},
        {"type": "scatter", "fill": "tozeroy", "y": many},
        {"type": "histogram", "x": many},
    ]
    drawn = live(spec(go.Figure(kinds)))
    assert [trace["type"] for trace in drawn.data] == ["scattergl", "scatter", "histogram"]
    assert live(spec(go.Figure(go.Scatter(y=[1])))).data[0]["type"] == "scatter"


@pytest.mark.parametrize(
    ("axes", "drawn"),
    [
        ({"xaxis": {"rangeslider": {"thickness": 0.1}}}, "scatter"),
        ({"xaxis2": {"rangeslider": {"visible": True}}}, "scatter"),
        ({"xaxis": {"rangebreaks": [{"bounds": ["sat", "mon"]}]}}, "scatter"),
        ({"xaxis": {"rangeslider": {"visible": False}}}, "scattergl"),  # it is switched off
    ],
)
def test_axes_that_webgl_does_not_draw_keep_their_figure(axes: dict[str, Any], drawn: str) -> None:
    figure = go.Figure(go.Scatter(y=np.zeros(30_000)), layout=axes)
    assert live(spec(figure)).data[0]["type"] == drawn


def test_a_large_matrix_does_not_turn_a_few_marks_to_webgl() -> None:
    figure = go.Figure([go.Heatmap(z=np.zeros((200, 200))), go.Scatter(y=[1, 2])])
    assert live(spec(figure)).data[1]["type"] == "scatter"


@pytest.mark.parametrize(
    ("figure", "points"),
    [
        (go.Figure([go.Scatter(y=[1, 2]), go.Scatter(y=[1])]), 3),
        (go.Figure(go.Heatmap(z=np.zeros((100, 50)))), 5000),
        (go.Figure(go.Surface(z=np.zeros((20, 30)))), 600),
        (go.Figure(go.Splom(dimensions=[{"values": np.zeros(70)}, {"values": [1]}])), 70),
        (go.Figure(go.Parcoords(dimensions=[{"values": np.zeros(80)}])), 80),
        (
            go.Figure(go.Sankey(link={"source": [0] * 90, "target": [1] * 90, "value": [1] * 90})),
            90,
        ),
        (go.Figure(go.Table(cells={"values": [np.zeros(6), np.zeros(6)]})), 12),
        (
            go.Figure(go.Scatter(y=[1]), frames=[go.Frame(data=[go.Scatter(y=np.zeros(10))])] * 30),
            301,
        ),
        (go.Figure(go.Scatter(y=np.zeros(9), customdata=np.zeros((9, 6)))), 9),
    ],
)
def test_all_points_that_a_figure_draws_are_counted(figure: go.Figure, points: int) -> None:
    assert spec(figure).points == points


def test_a_long_line_without_a_mode_stays_a_line() -> None:
    (line,) = live(spec(go.Figure(go.Scatter(y=np.zeros(30_000))))).data
    assert line["type"] == "scattergl"
    assert "mode" not in line


@pytest.mark.parametrize(
    ("method", "args", "kind"),
    [
        ("restyle", ["type", "heatmap"], "heatmap"),
        ("restyle", [{"type": ["contour"], "colorscale": "Blues"}], "contour"),
        ("update", [{"type": "bar"}, {"title": "Bars"}], "bar"),
        ("animate", [{"data": [{"type": "pie", "values": [1]}]}], "pie"),
        ("relayout", ["shapes", [{"type": "circle"}]], None),
        ("animate", [None], None),
        ("restyle", ["visible", False], None),
    ],
)
@pytest.mark.parametrize(("control", "steps"), [("updatemenus", "buttons"), ("sliders", "steps")])
def test_types_that_a_button_or_a_slider_sets_are_needed_too(
    control: str, steps: str, method: str, args: list[Any], kind: str | None
) -> None:
    figure = go.Figure(go.Surface(z=[[1]]))
    figure.layout[control] = [{steps: [{"method": method, "args": args}]}]
    assert spec(figure).kinds == {"surface", *([kind] if kind else [])}


def typed(path: list[Any], key: str) -> dict[str, Any]:
    """An array beside the state of a widget, at a path in it."""
    raw = np.array([1.5, 2.5]).tobytes()
    return {"data": base64.b64encode(raw).decode(), "encoding": "base64", "path": [*path, key]}


ARRAY = {"dtype": "float64", "shape": [2]}
WIDGETS = {
    "new": {
        "model_name": "AnyModel",
        "state": {
            "_widget_data": [{"type": "bar", "y": ARRAY}],
            "_widget_layout": {"title": {"text": "New"}},
            "_config": {},
        },
        "buffers": [
            typed(["_widget_data", 0, "y"], "buffer"),
            typed(["_widget_data", 7, "y"], "buffer"),
        ],
    },
    "old": {
        "model_name": "FigureModel",
        "state": {"_data": [{"y": {**ARRAY, "value": {}}}], "_layout": {"title": "Old"}},
        "buffers": [typed(["_data", 0, "y"], "value")],
    },
    "slider": {"model_name": "IntSliderModel", "state": {"value": 3}},
    "output": {
        "model_name": "OutputModel",
        "state": {
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "3"},
                {"data": json.loads(json.dumps({"application/vnd.plotly.v1+json": {"data": []}}))},
                {"data": {VIEW: {"model_id": "new"}}},
                {"data": {"text/html": ["<p>None</p>"]}},
            ]
        },
    },
    "box": {
        "model_name": "VBoxModel",
        "state": {"children": ["IPY_MODEL_slider", "IPY_MODEL_output", "IPY_MODEL_box"]},
    },
}


@pytest.mark.parametrize(
    ("name", "titles", "alone"),
    [
        ("new", ["New"], True),
        ("old", ["Old"], True),
        ("box", ["", "New"], False),
        ("slider", [], False),
        ("gone", [], False),
    ],
)
def test_figures_are_read_from_the_state_of_widgets(
    name: str, titles: list[str], alone: bool
) -> None:
    models = models_of({"widgets": {STATE: {"state": WIDGETS}}})
    found, single = in_widget(models, name)
    assert ([one.title for one in found], single) == (titles, alone)
    assert all(one.data[0]["y"] == [1.5, 2.5] for one in found if one.data)
    assert models_of({}) == {}


def test_maps_on_tiles_have_the_names_of_the_version_that_draws_them() -> None:
    trace = {"type": "scattermapbox", "lat": [1], "lon": [2], "subplot": "mapbox2"}
    layout = {"mapbox2": {"style": "open-street-map"}, "title": {"text": "mapbox"}}
    old = Spec(
        [trace, {"type": "bar", "name": "mapbox"}], layout, [{"data": [trace]}, {"name": "n"}]
    )
    new = old.fit(4)
    assert [(one["type"], one.get("subplot")) for one in new.traces] == [
        ("scattermap", "map2"),
        ("bar", None),
        ("scattermap", "map2"),
    ]
    assert new.layout == {"map2": {"style": "open-street-map"}, "title": {"text": "mapbox"}}
    assert new.data[1]["name"] == "mapbox"
    assert old.fit(3) is old
    assert spec(FILM).fit(4).data == spec(FILM).data


@pytest.mark.parametrize(("width", "written"), [(600, True), (601, False)])
def test_a_grid_of_very_many_cells_has_no_csv(
    tmp_path: Path, width: int, written: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ROWS < 600 * 1000
    monkeypatch.setattr("anybook.plotly_figures.ordinary_figures.ROWS", 600)
    write_table(tmp_path / "grid.csv", spec(go.Figure(go.Contour(z=np.ones((1, width))))))
    assert (tmp_path / "grid.csv").is_file() is written

"""Outputs of cells as they become figures, or stay what they are."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import plotly.graph_objects as go
import pytest
from anybook.building import failures
from anybook.plotly_figures.ordinary_figures import shown
from anybook.plotly_figures.outputs import OrdinaryNode, PlotlyOutputs
from anybook.plotly_figures.plotly_json import MEDIA
from docutils import nodes
from nbformat.v4 import new_code_cell, new_notebook

FIGURE = {"data": [{"y": [1, 2]}], "layout": {"title": {"text": "Two"}}}
BY_NAME = (
    '<div id="x"></div><script src="https://cdn.plot.ly/plotly-2.35.2.min.js"></script>'
    '<script>var data = [{"y": [1]}]; Plotly.newPlot("x", data)</script>'
)
BY_R = (
    '<div class="plotly html-widget html-fill-item" id="w" style="width:100%"></div>'
    '<script type="application/json" data-for="w">{"x": {"src": "plotly"}}</script>'
)
LOADER = '<script>window.PlotlyConfig = {MathJaxConfig: "local"};</script>'
#: plotly.js 2 and 3 in an output, as the renderer `notebook` stores them: a message has a call.
LIBRARY = """<script>/**
* plotly.js v3.1.1
*/
var told = ["For example:", "  Plotly.newPlot(gd, data, layout, { mapboxAccessToken: 'mine' });"];
</script>"""


@pytest.fixture
def remarks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said at the end of the build."""
    found: list[str] = []
    monkeypatch.setattr(failures, "REMARKS", found)
    return found


def handled(folder: Path, media: str, content: Any, source: str = "", **metadata: Any) -> Any:
    """The nodes of an output of a notebook's only cell."""
    notebook = new_notebook(cells=[new_code_cell(source)])
    page = str(folder / "page.ipynb")
    own = {"doc2path": lambda _: page, "note_dependency": lambda _: None}
    env = SimpleNamespace(doctreedir=folder, docname="page", **own)
    inner = SimpleNamespace(sphinx_env=env, nb_client=SimpleNamespace(notebook=notebook))
    renderer = SimpleNamespace(renderer=inner, config=SimpleNamespace(cell_metadata_key="mystnb"))
    data = SimpleNamespace(
        mime_type=media,
        content=content,
        string=content,
        cell_index=0,
        output_index=0,
        cell_metadata=metadata,
        line=1,
    )
    return PlotlyOutputs.handle_mime(renderer, data, inline=False)


@pytest.mark.parametrize("text", [BY_NAME, BY_R])
def test_a_figure_that_cannot_be_read_stays_and_is_named(
    tmp_path: Path, remarks: list[str], text: str
) -> None:
    assert handled(tmp_path, "text/html", text) is None
    (told,) = remarks
    assert told.startswith("page, cell 1: a plotly figure is left as it is")


@pytest.mark.parametrize("text", [LOADER, LIBRARY], ids=["its settings", "plotly.js"])
def test_a_script_that_only_loads_plotly_is_left_out_in_silence(
    tmp_path: Path, remarks: list[str], text: str
) -> None:
    assert handled(tmp_path, "text/html", text) == []
    assert remarks == []


FRAME = '<iframe\n    width="100%"\n    src="iframe_figures/figure_2.html"\n></iframe>\n'


def test_the_figure_of_a_frame_is_read_from_the_file_beside_the_notebook(
    tmp_path: Path, remarks: list[str]
) -> None:
    assert handled(tmp_path, "text/html", FRAME) is None
    assert remarks == [
        "page, cell 1: the figure's file iframe_figures/figure_2.html is not beside the notebook."
    ]
    path = tmp_path / "iframe_figures" / "figure_2.html"
    path.parent.mkdir()
    whole = go.Figure(FIGURE).to_html()
    path.write_text(whole, encoding="utf-8")
    (node,) = handled(tmp_path, "text/html", FRAME)
    assert isinstance(node, OrdinaryNode)
    for text in ("<p>A page</p>", whole.replace("<body>", "<body><p>With words</p>")):
        path.write_text(text, encoding="utf-8")
        assert handled(tmp_path, "text/html", FRAME) is None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("#| fig-cap: One", "One"),
        ('#| fig-cap: ["One", "Two"]', ["One", "Two"]),
        ("#| fig-cap:\n#|   - One\n#|   - Two", ["One", "Two"]),
        ("#| fig-cap: |\n#|   One\nfig\n#| fig-cap: Not at the head", "One"),
        ("fig", None),
    ],
)
def test_the_options_at_the_head_of_a_cell_are_read_as_yaml(
    tmp_path: Path, source: str, found: Any
) -> None:
    (node,) = handled(tmp_path, MEDIA, json.dumps(FIGURE), source)
    assert node["metadata"].get("fig-cap") == found


def test_options_that_are_no_yaml_are_named(tmp_path: Path, remarks: list[str]) -> None:
    (node,) = handled(tmp_path, MEDIA, json.dumps(FIGURE), '#| fig-cap: "One')
    assert node["metadata"] == {}
    assert remarks[0].startswith("page, cell 1: its options cannot be read: ")


def test_the_alternative_text_of_a_cells_image_is_its_figures_too(tmp_path: Path) -> None:
    image = {"image": {"alt": "Two bars"}}
    (node,) = handled(tmp_path, MEDIA, json.dumps(FIGURE), mystnb=image)
    assert node["metadata"]["fig-alt"] == "Two bars"
    (node,) = handled(tmp_path, MEDIA, json.dumps(FIGURE), "#| fig-alt: Bars", mystnb=image)
    assert node["metadata"]["fig-alt"] == "Bars"


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        ([], None),
        (["image/png"], "image/png"),
        (["image/svg+xml", "image/png"], "image/png"),
        (["text/plain", "image/svg+xml"], "image/svg+xml"),
    ],
)
def test_an_image_beside_a_figure_is_kept_for_formats_without_charts(
    held: list[str], kept: str | None
) -> None:
    parts = [
        nodes.container("", OrdinaryNode(), mime_type=MEDIA),
        *(nodes.container("", nodes.image(uri=media), mime_type=media) for media in held),
    ]
    bundle = nodes.container("", *parts, nb_element="mime_bundle")
    (figure,) = shown(bundle)
    assert [image["uri"] for image in figure.findall(nodes.image)] == ([kept] if kept else [])

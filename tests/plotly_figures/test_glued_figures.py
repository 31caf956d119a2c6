"""Figures that a cell glues, and that a page pastes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from anybook.plotly_figures import glued_figures
from anybook.plotly_figures.plotly_json import MEDIA
from myst_nb.ext import glue
from nbformat.v4 import new_code_cell, new_output

FIGURE = {MEDIA: {"data": [{"y": [1, 2]}]}}


def made(prefix: str) -> Any:
    """A cell that shows a number and glues a figure, as plotly and MyST-NB write it."""
    named = {"scrapbook": {"name": "f", "mime_prefix": prefix}}
    return new_code_cell(
        outputs=[
            new_output("display_data", data={"text/plain": "7"}),
            new_output("display_data", data=FIGURE),
            new_output("display_data", data={}, metadata=named),
        ]
    )


@pytest.mark.parametrize(("prefix", "shown"), [("", 2), (glue.GLUE_PREFIX, 1)])
def test_a_glued_figure_has_its_data_and_shows_no_more_than_it_should(
    prefix: str, shown: int
) -> None:
    cell = made(prefix)
    ((name, output),) = glued_figures.extracted(cell)
    assert (name, output["data"]) == ("f", FIGURE)
    assert len(cell.outputs) == shown
    assert cell.outputs[0]["data"] == {"text/plain": "7"}


def test_what_is_glued_with_data_of_its_own_leaves_the_output_before_it() -> None:
    cell = made("")
    cell.outputs[-1]["data"] = {"text/plain": "8"}
    ((_, output),) = glued_figures.extracted(cell)
    assert output["data"] == {"text/plain": "8"}
    assert len(cell.outputs) == 3


def test_myst_nb_takes_figures_so_wherever_it_extracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glue, "extract_glue_data_cell", glued_figures.EXTRACT)
    monkeypatch.setattr(glued_figures.inline, "extract_glue_data_cell", glued_figures.EXTRACT)
    glued_figures.enlist()
    notebook: Any = SimpleNamespace(cells=[made(glue.GLUE_PREFIX)])
    assert glue.extract_glue_data(notebook, [1], None)["f"]["data"] == FIGURE
    assert glued_figures.inline.extract_glue_data_cell is glued_figures.extracted

"""Static pictures: drawn like the live figure, in the page's colours, kept between builds."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from afterllama import charts
from afterllama_sphinx.pictures import WIDTHS, Pictures, jobs_of, painted, tidy
from afterllama_sphinx.workshop import full_plotly
from records import real

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "book" / "_static"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def payload() -> dict[str, Any]:
    """What a small figure of the record gives to the page."""
    from afterllama.show import _payload

    report = real().day("report")
    chart = charts.pairs(real(), "llama1", report, report, "the report")
    told = {name: {"title": "Pairs", "caption": "How.", "alt": "A band."} for name in chart.views}
    found: dict[str, Any] = json.loads(json.dumps(_payload(chart, "fig-few", told)))
    return found


@pytest.fixture(scope="module")
def pictures(payload: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """The pictures of that figure, drawn once."""
    found = Pictures(tmp_path_factory.mktemp("pictures"), STATIC, full_plotly())
    found.draw([payload])
    return found


def test_a_figure_has_a_picture_for_a_wide_page_and_one_for_a_phone(
    pictures: Pictures, payload: dict[str, Any]
) -> None:
    svgs = pictures.of(payload)
    assert list(svgs) == ["wide", "narrow"]
    for name, svg in svgs.items():
        root = ElementTree.fromstring(svg)
        assert root.get("viewBox") == f"0 0 {WIDTHS[name]} {payload['height'][name]}"
        assert (root.get("role"), root.get("aria-labelledby")) == ("img", "fig-few-title")
        words = {text for element in root.iter(f"{SVG}text") for text in element.itertext()}
        assert {"the report", "pairs of 91"} <= words


def test_a_picture_has_the_pages_colours_and_no_id_of_another(
    pictures: Pictures, payload: dict[str, Any]
) -> None:
    wide, narrow = pictures.of(payload).values()
    assert {"var(--al-c1)", "var(--al-ink)", "var(--al-grid)"} <= set(
        re.findall(r"var\([^)]*\)", wide)
    )
    assert not re.search(r"#[0-9a-f]{6}\b", wide)
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (wide, narrow)]
    assert ids[0] and not ids[0] & ids[1]
    used = set(re.findall(r"url\(#([^)]+)\)", wide))
    assert used <= ids[0]


def test_a_picture_asks_for_nothing_and_runs_nothing(
    pictures: Pictures, payload: dict[str, Any]
) -> None:
    for svg in pictures.of(payload).values():
        assert not re.search(r"<script|\bon\w+=|href=|<image|@import|url\((?!#)", svg)


def test_pictures_are_kept_and_drawn_anew_when_what_they_show_changes(
    pictures: Pictures, payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def draw_none(self: Pictures, browser: str, jobs: dict[str, Any]) -> dict[str, str]:
        drawn.append(len(jobs))
        return {}

    monkeypatch.setattr(Pictures, "drawn", draw_none)
    pictures.draw([payload])
    assert drawn == []
    other = json.loads(json.dumps(payload))
    other["views"][-1]["figure"]["layout"]["yaxis"]["range"] = [0, 5]
    kept = sorted(pictures.folder.glob("*.svg"))
    monkeypatch.setattr(Path, "unlink", lambda self, **_: drawn.append(0))
    pictures.draw([other])
    assert drawn == [0, 0, 2]
    assert sorted(pictures.folder.glob("*.svg")) == kept


def test_without_a_browser_there_are_no_pictures_and_no_fault(
    payload: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = Pictures(tmp_path / "none", STATIC, full_plotly())
    found.draw([payload])
    assert found.of(payload) == {}


def test_a_browser_that_fails_is_told_and_leaves_no_picture(
    payload: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/false")
    found = Pictures(tmp_path / "none", STATIC, full_plotly())
    found.draw([payload])
    assert found.of(payload) == {}


def test_the_view_that_is_shown_first_is_the_one_in_the_picture(payload: dict[str, Any]) -> None:
    (wide, narrow) = jobs_of(payload)
    assert wide.view["figure"] == payload["views"][-1]["figure"] == narrow.view["figure"]
    assert (wide.phone, narrow.phone) == (False, True)


def test_what_a_browser_assumes_is_left_out() -> None:
    root = ElementTree.fromstring(
        '<svg xmlns="http://www.w3.org/2000/svg"><g class="a"><g/></g>'
        '<path d="M1.2345,2" style="opacity: 1; stroke: red; pointer-events: all"/></svg>'
    )
    tidy(root)
    (path,) = root
    assert path.attrib == {"d": "M1.2,2", "stroke": "red"}


def test_light_colours_become_variables_however_they_are_written() -> None:
    svg = '<path style="fill: rgb(255, 0, 1); stroke: #ff0001; color: rgb(2, 2, 2)"/>'
    painted_svg = painted(svg, {"--al-c1": "#ff0001"})
    assert painted_svg == (
        '<path style="fill: var(--al-c1); stroke: var(--al-c1); color: rgb(2, 2, 2)"/>'
    )

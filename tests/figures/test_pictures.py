"""Static pictures: drawn like the live figure, in the page's colours, kept between builds."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import pytest
from afterllama import charts
from anybook.building import failures
from anybook.building.shrink_assets import full_plotly
from anybook.figures import chromium
from anybook.figures.pictures import WIDTHS, Pictures, jobs_of, painted
from anybook.figures.shrink_svg import slim, tidy
from playwright.sync_api import Browser
from records import real

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "book" / "_static"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def payload() -> dict[str, Any]:
    """What a small figure of the record gives to the page."""
    from afterllama.shown import figures

    report = real().day("report")
    chart = charts.colleagues(real(), "llama1", report, report, "the report")
    given = figures.payload(chart, id="fig-few", title="Pairs", caption="How.", alt="A band.")
    found: dict[str, Any] = json.loads(json.dumps(given))
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


@pytest.mark.parametrize("browser", [None, "/bin/false"])
def test_without_a_browser_that_draws_there_are_no_pictures_and_no_fault(
    payload: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: str | None
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: browser)
    found = Pictures(tmp_path / "none", STATIC, full_plotly())
    found.draw([payload])
    assert found.of(payload) == {}


#: What a Chromium meets where it has a folder of its own for `/tmp`, as in a snap, and where a
#: container gives it next to no shared memory.
MOUNTS = {
    "a snap": "mount -t tmpfs none /tmp",
    "a container": "mount -t tmpfs -o size=64k none /dev/shm",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", MOUNTS)
def test_a_chromium_in_a_box_draws_too(
    payload: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    real, unshare = chromium.system_chromium(), shutil.which("unshare")
    alone = [unshare or "", "-rm", "true"]
    if (
        not real
        or not unshare
        or subprocess.run(alone, check=False, capture_output=True).returncode
    ):
        pytest.skip("no Chromium, or no right to mount a folder for it")
    if kind == "a snap" and ROOT.is_relative_to("/tmp"):
        pytest.skip("the book itself is in the folder that a snap does not see")
    wrapper = tmp_path / "chromium"
    wrapper.write_text(
        f'#!/bin/sh\nexec {unshare} -rm sh -c \'{MOUNTS[kind]} && exec "$0" "$@"\' {real} "$@"\n',
        encoding="utf-8",
    )
    wrapper.chmod(0o755)
    monkeypatch.setattr(chromium, "system_chromium", lambda: str(wrapper))
    with TemporaryDirectory(dir=ROOT / "_build") as build:
        found = Pictures(Path(build) / ".pictures", STATIC, full_plotly())
        found.draw([payload])
        assert list(found.of(payload)) == list(WIDTHS)
        assert [path.name for path in Path(build).iterdir()] == [".pictures"]


def test_a_browser_that_does_not_see_the_page_is_told_with_the_last_words(
    payload: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "REMARKS", [])
    blind = tmp_path / "chromium"
    blind.write_text("#!/bin/sh\necho '<html><body>not found</body></html>'\n", encoding="utf-8")
    blind.chmod(0o755)
    monkeypatch.setattr(chromium, "system_chromium", lambda: str(blind))
    found = Pictures(tmp_path / "none", STATIC, full_plotly())
    found.draw([payload])
    assert found.of(payload) == {}
    (line,) = failures.REMARKS
    assert "did not show the page that it was given" in line and str(blind) in line


@pytest.mark.slow
def test_the_words_of_a_page_are_read_in_any_locale(tmp_path: Path) -> None:
    shown = tmp_path / "chromium"
    shown.write_text("#!/bin/sh\nprintf 'Rozi\\303\\250re'\n", encoding="utf-8")
    shown.chmod(0o755)
    (tmp_path / "room").mkdir()
    told = (
        "import sys; sys.path.append(sys.argv[1]); from pathlib import Path; "
        "from anybook.figures import chromium; "
        "text = chromium.run(sys.argv[2], Path(sys.argv[3]) / 'page.html', patience=60); "
        "sys.exit(text != 'Rozi\\u00e8re')"
    )
    path = [str(ROOT / "book" / "_ext"), str(shown), str(tmp_path / "room")]
    locale = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", told, *path]
    done = subprocess.run(command, env={**os.environ, **locale}, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


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


#: What plotly writes, in small: marks that overlap, hollow and filled, words, what nobody sees.
LOOKS_ALIKE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">
<defs id="d"><g><clipPath id="used"><rect width="60" height="100"/></clipPath>
<clipPath id="not"><rect/></clipPath></g></defs>
<g><rect width="9" height="9" style="fill: rgb(0, 0, 0); fill-opacity: 0; stroke-width: 0px"/></g>
<g class="trace"><g style="stroke-miterlimit: 2"><g clip-path="url(#used)">{lines}</g></g>
<g>{hollow}</g><g>{full}</g><g>{rings}</g><g>{arrows}</g></g>
<g><text x="5" y="110" style="font-family: sans-serif; font-size: 12px; fill: blue">a</text>
<text x="25" y="110" style="font-family: sans-serif; font-size: 12px; fill: red">b</text></g>
</svg>"""


#: How far two pictures are apart where they differ most, of 255.
FARTHEST = """async (shots) => {
  const [one, two] = await Promise.all(shots.map(async (shot) => {
    const image = new Image();
    image.src = "data:image/png;base64," + shot;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 140, height: 140 });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.getContext("2d").getImageData(0, 0, 140, 140).data;
  }));
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - two[i])), 0);
}"""


def look_alike() -> str:
    """A picture with all that slimming touches."""
    circle = "M5.5,0A5.5,5.5 0 1,1 0,-5.5A5.5,5.5 0 0,1 5.5,0Z"

    def marks(outline: str, style: str, y: float, gap: float = 20) -> str:
        return "".join(
            f'<path d="{outline}" transform="translate({x},{y})" style="{style}"/>'
            for x in (12.5, 12.5 + gap, 75.5, 75.5 + gap)
        )

    return LOOKS_ALIKE.format(
        lines="".join(
            f'<path d="M{y},5V{y}H90" style="fill: none; stroke: blue; stroke-width: 1.5px"/>'
            for y in (10, 20, 30)
        ),
        hollow=marks(circle, "fill: white; stroke: green; stroke-width: 2px", 40.5, 8),
        full=marks(circle, "fill: green; stroke: green; stroke-width: 2px; opacity: 1", 55),
        rings=marks(
            circle, "fill: none; stroke: red; stroke-width: 2px; stroke-opacity: 0.55", 70, 8
        ),
        arrows=marks("M0,0L0,0L0,0Z", "fill: red; stroke-width: 0px", 85)
        + marks("M0,0L-8,-4L-8,4Z", "fill: red; stroke-width: 0px", 85),
    )


def test_a_slim_picture_shows_the_same_with_half_the_bytes(chromium: Browser) -> None:
    old = look_alike()
    root = ElementTree.fromstring(old)
    slim(root)
    ElementTree.register_namespace("", SVG.strip("{}"))
    new = ElementTree.tostring(root, encoding="unicode")
    assert len(new) < len(old) / 2
    page = chromium.new_page(viewport={"width": 140, "height": 140})
    shots = []
    for svg in (old, new):
        page.set_content(svg)
        shots.append(base64.b64encode(page.screenshot()).decode())
    # Edges of one path blend otherwise than those of two; a mark that is missing is all of 255.
    assert page.evaluate(FARTHEST, shots) < 64
    page.set_content(old.replace("blue", "navy"))
    other = base64.b64encode(page.screenshot()).decode()
    assert page.evaluate(FARTHEST, [shots[0], other]) > 64
    page.close()


def test_marks_that_are_seen_through_or_lie_on_one_another_stay_apart() -> None:
    root = ElementTree.fromstring(look_alike())
    slim(root)
    paths = [element.attrib for element in root.iter(f"{SVG}path")]
    # Lines, dots and arrows are one path each; four hollow marks and four rings stay.
    assert len(paths) == 3 + 4 + 4
    assert all(path.get("d") for path in paths)
    assert [clip.get("id") for clip in root.iter(f"{SVG}clipPath")] == ["used"]


def test_light_colours_become_variables_however_they_are_written() -> None:
    svg = '<path style="fill: rgb(255, 0, 1); stroke: #ff0001; color: rgb(2, 2, 2)"/>'
    painted_svg = painted(svg, {"--al-c1": "#ff0001"})
    assert painted_svg == (
        '<path style="fill: var(--al-c1); stroke: var(--al-c1); color: rgb(2, 2, 2)"/>'
    )

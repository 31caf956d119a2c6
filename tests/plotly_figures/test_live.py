"""Ordinary figures when they live: on a page made by the template, without a build."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from anybook.building.templates import TEMPLATES
from anybook.plotly_figures.bundle import Needs, Plotly
from anybook.plotly_figures.drawing import Drawing
from anybook.plotly_figures.ordinary_figures import FILES, HERE
from anybook.plotly_figures.plotly_json import Spec
from playwright.sync_api import Browser, Locator, Page
from visits import visited

pytestmark = pytest.mark.slow

PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='720' height='450'/%3E"
)
BARS = go.Figure(go.Bar(y=[1, 2]), layout={"title": "Two bars"})
BUTTONS = {"buttons": [{"label": "Press", "method": "relayout", "args": ["title.text", "New"]}]}
SURFACE = go.Figure(go.Surface(z=[[1, 2], [3, 4]]))
MAP = go.Figure(go.Scattermap(lat=[50], lon=[0], marker={"size": 20}), {"map_style": "white-bg"})
#: What the full plotly.js serves.
NEEDS = Needs(frozenset(), calendars=False, maps=frozenset(), strict=False)
#: A cloud takes three WebGL contexts; a page may have twelve.
CLOUD = go.Figure(go.Scattergl(y=[1, 2], mode="markers"))


def page_of(folder: Path, figures: list[go.Figure]) -> str:
    """Write a page with figures, whose pictures are blank; return its address."""
    template = TEMPLATES.get_template("anybook/plotly_figures/ordinary.html")
    place = folder / "anybook"
    for name in FILES:
        shutil.copy(HERE / name, folder)
    Plotly(folder, NEEDS).put(place)
    parts = []
    for number, figure in enumerate(figures):
        data = f'(window.anybookFigures ??= {{}})["f{number}"] = {figure.to_json()};'
        (place / f"f{number}.js").write_text(data, encoding="utf-8")
        told = {"name": f"n{number}", "digest": f"f{number}", "maps": "", "sizes": [(720, 450)]}
        texts = {"title": "Two bars", "alt": "Two columns of wood", "pictures": [PICTURE]}
        plain = dict.fromkeys(("caption", "fixed", "late", "tiles", "csv"), "")
        parts.append(template.render({**plain, **told, **texts}))
    head = '<link rel="stylesheet" href="ordinary.css"><script src="ordinary.js" defer></script>'
    body = f'<main style="height:4000px">{"".join(parts)}</main>'
    text = f"<!doctype html><meta charset=utf-8><title>Page</title>{head}{body}"
    (folder / "page.html").write_text(text, encoding="utf-8")
    return (folder / "page.html").as_uri()


def woken(page: Page, number: int = 0) -> Locator:
    """Wake a figure by the keyboard's focus, and return it."""
    box = page.locator(".anybook-box").nth(number)
    box.focus()
    box.locator("xpath=self::*[@data-live]").wait_for(state="attached")
    return box


def spoken(page: Page) -> list[tuple[str, str]]:
    """What the page's accessibility tree holds: roles and names."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (str(node["role"]["value"]), str(node.get("name", {}).get("value", "")))
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("layout", [{}, {"updatemenus": [BUTTONS]}])
def test_a_figure_tells_its_title_and_its_text_before_and_after_it_wakes(
    tmp_path: Path, chromium: Browser, layout: dict[str, Any]
) -> None:
    figure = go.Figure(BARS).update_layout(layout)
    with visited(chromium, page_of(tmp_path, [figure])) as page:
        before = spoken(page)
        woken(page)
        after = spoken(page)
    for told in (before, after):
        assert [role for role, name in told if name == "Two columns of wood"] in (
            ["image"],
            ["img"],
        )
        titles = [role for role, name in told if name == "Two bars" and role == "StaticText"]
        assert len(titles) == 1
    works = "Press" in [name for _, name in after]
    assert works is bool(layout)


@pytest.mark.parametrize("width", [1920, 1000, 500])
def test_a_live_figure_is_laid_out_as_its_picture_and_scaled_with_it(
    tmp_path: Path, chromium: Browser, width: int
) -> None:
    address = page_of(tmp_path, [BARS])
    with visited(chromium, address, viewport={"width": width, "height": 900}) as page:
        box = woken(page)
        chart, still = box.locator(".anybook-live"), box.locator("img")
        assert chart.evaluate("one => one._fullLayout.width") == 720
        live, picture = chart.bounding_box(), still.bounding_box()
        assert live and picture
        assert live["width"] == pytest.approx(picture["width"], abs=1)
        assert live["height"] == pytest.approx(picture["height"], abs=1)


def test_the_oldest_of_many_figures_with_webgl_becomes_a_picture_again(
    tmp_path: Path, chromium: Browser
) -> None:
    with visited(chromium, page_of(tmp_path, [CLOUD] * 5)) as page:
        for number in range(5):
            woken(page, number)
        live = page.locator(".anybook-box[data-live]")
        assert live.count() == 4
        first = page.locator(".anybook-box").first
        assert first.locator(".anybook-live").count() == 0
        assert first.locator("img").evaluate("one => getComputedStyle(one).opacity") == "1"
        woken(page)
        assert live.count() == 4


def test_a_map_on_tiles_has_a_picture_and_lives_in_a_folder(
    tmp_path: Path, chromium: Browser
) -> None:
    spec = Spec.of(MAP.to_plotly_json())
    assert spec
    drawing = Drawing(tmp_path / "pictures", [Plotly(tmp_path, NEEDS).put(tmp_path)], "", {})
    drawing.draw({"map": spec})
    assert drawing.of("map", spec)
    with visited(chromium, page_of(tmp_path, [MAP])) as page:
        woken(page)


PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
NOTE = """() => {
  window.clicked = 0;
  document.addEventListener("click", (event) => {
    if (event.target.closest(".anybook-live")) window.clicked += 1;
  });
}"""


def fingers(page: Page, *kinds: str) -> int:
    """Send a finger's events to a sleeping figure; return how often its chart was clicked."""
    page.evaluate(NOTE)
    box = page.locator(".anybook-box")
    # At once: a finger that is lifted from a live chart presses it by itself.
    box.evaluate(
        """(one, kinds) => {
          const given = { pointerType: "touch", clientX: 200, clientY: 100, bubbles: true };
          for (const kind of kinds) one.dispatchEvent(new PointerEvent(kind, given));
        }""",
        kinds,
    )
    box.locator("xpath=self::*[@data-live]").wait_for(state="attached")
    return int(page.evaluate("window.clicked"))


@pytest.mark.parametrize(
    ("kinds", "clicks"),
    [
        (["pointerenter", "pointerdown", "pointermove", "pointercancel"], 0),
        (["pointerenter", "pointerdown"], 0),
        (["pointerenter", "pointerdown", "pointerup"], 1),
    ],
)
def test_a_finger_that_scrolls_presses_nothing(
    tmp_path: Path, chromium: Browser, kinds: list[str], clicks: int
) -> None:
    with visited(chromium, page_of(tmp_path, [BARS]), **PHONE) as page:
        assert fingers(page, *kinds) == clicks


def test_a_press_on_a_page_that_was_scrolled_since_is_forgotten(
    tmp_path: Path, chromium: Browser
) -> None:
    with visited(chromium, page_of(tmp_path, [BARS])) as page:
        page.evaluate(NOTE)
        page.evaluate(
            """() => {
              const given = { clientX: 200, clientY: 200, pointerType: "mouse" };
              const press = new PointerEvent("pointerdown", given);
              document.querySelector(".anybook-box").dispatchEvent(press);
              scrollTo(0, 60);
            }"""
        )
        page.locator(".anybook-box[data-live]").wait_for(state="attached")
        assert page.evaluate("window.clicked") == 0


@pytest.mark.parametrize(("figure", "mode"), [(BARS, False), (SURFACE, None)])
def test_a_finger_turns_a_solid_and_does_not_drag_a_plane(
    tmp_path: Path, chromium: Browser, figure: go.Figure, mode: bool | None
) -> None:
    with visited(chromium, page_of(tmp_path, [figure]), **PHONE) as page:
        page.locator(".anybook-box").focus()
        chart = page.locator(".js-plotly-plot")
        chart.wait_for(state="attached")
        assert chart.evaluate("one => one.layout.dragmode ?? null") is mode

"""What a reader can do with figures: reading date, person, legend, time, downloads, print.

All on the sample book, which has two dates, people and months, whatever the real one has.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page
from visits import Visit, figures, serving, settled, visited, visiting

TREES, GROWTH = "fig-trees", "fig-growth"
OLD, NEW = "2020-12-31", "2023-12-31"
CHAPTER = "01_trees.html"


@pytest.fixture(scope="module")
def trees_server(trees: Path) -> Iterator[str]:
    """The address of the sample book."""
    with serving(trees) as address:
        yield address


@pytest.fixture(params=["server", "folder"])
def visit(
    request: pytest.FixtureRequest, chromium: Browser, trees: Path, trees_server: str
) -> Iterator[Visit]:
    """A visit to the sample book, from a server and from a folder."""
    base = trees_server if request.param == "server" else trees.as_uri() + "/"
    with visiting(chromium, base) as visit:
        yield visit
        settled(visit.page)


def shown(page: Page, name: str) -> dict[str, Any]:
    """What a figure shows of the reading date."""
    figure = page.locator(f"#{name}")
    texts = {
        part: figure.locator(f".al-{part}").inner_text() for part in ("title", "caption", "alt")
    }
    return texts | {
        "head": figure.locator(".al-table caption").text_content(),
        "rows": figure.locator(".al-table tbody tr").count(),
        "csv": figure.locator(".al-csv").get_attribute("href"),
        "points": figure.locator(".al-plot").evaluate(
            "(plot) => plot.data.reduce((n, t) => n + (t.customdata || []).length, 0)"
        ),
    }


def opacities(page: Page, name: str) -> list[float]:
    """How strong the traces of a figure are."""
    traces = "(plot) => plot._fullData.map((trace) => trace.opacity)"
    found: list[float] = page.locator(f"#{name} .al-plot").evaluate(traces)
    return found


def marked_rows(page: Page, name: str) -> list[str]:
    """The first cells of the rows that are marked."""
    rows = page.locator(f"#{name} tr.al-marked td:first-child")
    return rows.all_text_contents()


def old_view(name: str) -> dict[str, Any]:
    """What a figure of the sample shows of the older date."""
    return {
        "title": "Trees differ in height, all 2",
        "caption": "Taller < wider & older, by the first walk.",
        "alt": "2 points that rise, zelkova excepted.",
        "head": "Data: Trees differ in height, all 2",
        "rows": 2,
        "csv": f"figures/{name}-{OLD}.csv",
        "points": 2,
    }


def test_a_reading_date_changes_every_figure_and_the_address(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    figures(page)
    before = [shown(page, name) for name in (TREES, GROWTH)]
    page.locator(f"[name=on][value='{OLD}']").check()
    settled(page)
    assert [shown(page, name) for name in (TREES, GROWTH)] == [old_view(TREES), old_view(GROWTH)]
    assert f"on={OLD}" in page.url
    page.reload()
    figures(page)
    assert page.locator(f"[name=on][value='{OLD}']").is_checked()
    assert shown(page, GROWTH) == old_view(GROWTH)
    page.locator(f"[name=on][value='{NEW}']").check()
    settled(page)
    assert [shown(page, name) for name in (TREES, GROWTH)] == before
    assert "on=" not in page.url


def test_a_csv_holds_the_table_that_is_shown(visit: Visit, trees: Path) -> None:
    page = visit.open(CHAPTER)
    for day, rows in ((NEW, 3), (OLD, 2)):
        page.locator(f"[name=on][value='{day}']").check()
        lines = (trees / str(page.locator(f"#{TREES} .al-csv").get_attribute("href"))).read_text()
        table = page.locator(f"#{TREES} tbody tr").all()
        cells = [",".join(row.locator("td").all_text_contents()) for row in table]
        assert lines.splitlines()[1:] == cells
        assert len(cells) == rows


@pytest.mark.parametrize("typed", ["ada ash", "  ADA ÅSH "])
def test_a_typed_name_marks_a_person_in_every_figure(visit: Visit, typed: str) -> None:
    page = visit.open(CHAPTER)
    figures(page)
    page.locator("[name=person]").fill(typed)
    settled(page)
    for name in (TREES, GROWTH):
        first, others, line, *copies = opacities(page, name)
        assert first < 0.3 and others < 0.3, "what is not hers is dimmed, the rest drawn on top"
        assert line == 1 and 1 in copies
        assert marked_rows(page, name) == ["ash", "cedar"]
    assert "person=ada-ash" in page.url
    assert "2 of 2" in page.locator(".al-told").inner_text()
    page.keyboard.press("Escape")
    settled(page)
    for name in (TREES, GROWTH):
        assert opacities(page, name) == [1, 1, 1]
        assert marked_rows(page, name) == []
    assert "person=" not in page.url
    assert page.locator("[name=person]").input_value() == ""


def test_a_click_on_a_point_marks_and_unmarks_its_person(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    figures(page)
    point = page.locator(f"#{TREES} .al-plot .scatterlayer path.point").first
    point.evaluate("(point) => point.scrollIntoView({ block: 'center', behavior: 'instant' })")
    for rows in (["ash", "cedar"], []):
        box = point.bounding_box()
        assert box
        page.mouse.move(box["x"] + 3, box["y"] + 5)
        page.mouse.move(box["x"] + 6, box["y"] + 6)
        settled(page)
        page.mouse.click(box["x"] + 6, box["y"] + 6)
        settled(page)
        assert marked_rows(page, GROWTH) == rows


def test_an_address_opens_a_date_and_a_person_together(visit: Visit) -> None:
    page = visit.open(f"{CHAPTER}?on={OLD}&person=ben-birch")
    figures(page)
    # The points of the person are drawn once more, on top of the dimmed ones.
    assert shown(page, TREES) == old_view(TREES) | {"points": 3}
    assert marked_rows(page, TREES) == ["birch"]
    assert page.locator("[name=person]").input_value() == "Ben Birch"


def test_an_unknown_person_in_the_address_is_reported_and_breaks_nothing(visit: Visit) -> None:
    page = visit.open(f"{CHAPTER}?person=nobody&on=1999-01-01")
    figures(page)
    assert "Nobody" in page.locator(".al-told").inner_text()
    assert shown(page, TREES)["rows"] == 3
    assert opacities(page, TREES) == [1, 1, 1]


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError("Tab does not reach it")


def test_a_legend_switches_marks_off_and_on_by_keyboard(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    figures(page)
    button = page.locator(f"#{TREES} .al-legend button").first
    drawn = page.locator(f"#{TREES} .scatterlayer path.point")
    tab_to(page, button)
    assert button.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
    for key, pressed, points in ((" ", "false", 1), ("Enter", "true", 3)):
        page.keyboard.press(key)
        settled(page)
        assert button.get_attribute("aria-pressed") == pressed
        assert drawn.count() == points


def test_time_is_moved_by_keyboard_and_told(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    figure = next(one for one in figures(page) if one.get_attribute("id") == GROWTH)
    slider, output = figure.locator(".al-time input"), figure.locator(".al-time output")
    tab_to(page, slider)
    keys = {"End": "July 2020", "ArrowLeft": "June 2020", "Home": "May 2020"}
    places = []
    for key, month in keys.items():
        page.keyboard.press(key)
        settled(page)
        assert output.inner_text() == month == slider.get_attribute("aria-valuetext")
        middles = "(all) => all.map((point) => point.getAttribute('transform'))"
        places.append(figure.locator(".scatterlayer path.point").evaluate_all(middles))
        assert all(places[-1])
    assert places[0] == places[1] == places[2], "points stay put between months"


def test_time_plays_to_its_end_and_stops(visit: Visit) -> None:
    visit.page.clock.install()
    page = visit.open(CHAPTER)
    figures(page)
    play = page.locator(f"#{GROWTH} .al-play")
    output = page.locator(f"#{GROWTH} .al-time output")
    play.focus()
    page.keyboard.press("Enter")
    assert play.inner_text() == "Pause"
    page.clock.run_for(1200)
    assert (play.inner_text(), output.inner_text()) == ("Play", "July 2020")
    page.keyboard.press("Enter")
    assert output.inner_text() == "May 2020"
    page.keyboard.press("Enter")
    page.clock.run_for(600)
    assert (play.inner_text(), output.inner_text()) == ("Play", "May 2020")


def test_a_saved_picture_has_title_legend_and_sources(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(CHAPTER)
    with page.expect_download() as download:
        page.locator(f"#{TREES} .al-svg").click()
    assert download.value.suggested_filename == f"{TREES}-{NEW}.svg"
    download.value.save_as(tmp_path / "picture.svg")
    text = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    words = " ".join("".join(ElementTree.fromstring(text).itertext()).split())
    for said in ("Figure 1.1", "Trees differ in height", "A forester", "hers", "cedar"):
        assert said in words
    assert "var(" not in text
    outside = text.replace("http://www.w3.org/", "")
    assert "http:" not in outside and "https:" not in outside


#: What matters of a page on paper.
PAPER = """
() => {
  const open = [...document.querySelectorAll(".al-figure .al-data")].map((one) => one.open);
  const seen = (selector) =>
    [...document.querySelectorAll(selector)].every((one) => one.getClientRects().length);
  return {
    open: open.some(Boolean),
    csv: [...document.querySelectorAll(".al-csv")].every(
      (one) => getComputedStyle(one, "::after").content.includes(".csv"),
    ),
    theme: getComputedStyle(document.documentElement).getPropertyValue("--al-paper").trim(),
    told: seen("p.al-place, .al-title, .al-caption, .al-sources"),
    charts: seen(".al-box"),
    wide: [...document.querySelectorAll(".al-box svg")].every(
      (one) => one.clientWidth <= one.closest(".al-figure").clientWidth,
    ),
    live: Math.max(0, ...[...document.querySelectorAll(".main-svg")].map((e) => e.clientWidth)),
  };
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("touched", [True, False])
def test_print_has_everything_and_leaves_the_page_as_before(
    visit: Visit, theme: str, touched: bool
) -> None:
    page = visit.open(CHAPTER)
    page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
    if touched:
        figures(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    settled(page)
    paper = page.evaluate(PAPER)
    assert not paper["open"]
    assert paper["csv"] and paper["told"] and paper["charts"]
    assert paper["theme"] == "#ffffff"
    assert paper["wide"]
    assert paper["live"] == (660 if touched else 0)
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".al-figure details[open]").count() == 0
    assert page.evaluate("document.documentElement.dataset.theme") == theme


#: A page whose figures never come near.
FAR = "window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} };"


@pytest.mark.parametrize("loads", [True, False])
def test_on_paper_words_and_picture_are_of_one_reading(
    chromium: Browser, trees: Path, loads: bool
) -> None:
    with chromium.new_context() as context:
        if not loads:
            context.route("**/plotly.min.js", lambda route: route.abort())
        page = context.new_page()
        page.add_init_script(FAR)
        page.goto((trees / CHAPTER).as_uri() + f"?on={OLD}&person=ben-birch")
        titles = page.locator(".al-title")
        drawn = page.locator(".al-plot[data-drawn]")
        old = titles.all_text_contents()
        assert old == [old_view(TREES)["title"]] * 2 and drawn.count() == 0
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        settled(page)
        if loads:
            assert [shown(page, name)["points"] for name in (TREES, GROWTH)] == [3, 3]
            assert titles.all_text_contents() == old
        else:
            assert drawn.count() == 0
            assert titles.all_text_contents() == ["Trees differ in height, all 3"] * 2
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert titles.all_text_contents() == old


def test_a_page_that_asks_for_nothing_else_loads_no_charts_to_be_printed(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    settled(page)
    assert page.locator("script[src*=plotly]").count() == 0


def test_without_scripts_nothing_dead_is_shown(chromium: Browser, trees: Path) -> None:
    with visited(chromium, (trees / CHAPTER).as_uri(), java_script_enabled=False) as page:
        for figure in page.locator(".al-figure").all():
            for part in ("p.al-place", ".al-title", ".al-caption", ".al-table", ".al-csv"):
                assert figure.locator(part).is_visible()
        dead = page.locator(".al-reading, .al-time, .al-svg, .al-figure button:enabled")
        assert [one.is_visible() for one in dead.all()].count(True) == 0

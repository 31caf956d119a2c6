"""A plain Jupyter Book with the extension copied in: its ordinary figures, in a browser."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import pytest
from anybook.building.shrink_assets import full_plotly
from anybook.plotly_figures.plotly_json import MEDIA
from anybook.plotly_figures.widgets import STATE, VIEW
from book_builds import ROOT, build, edit, once
from bs4 import Tag
from ordinary_books import MANY, PAGE, SAMPLE, built, equipped, small, touch, with_extension
from playwright.sync_api import Browser, Locator, Page
from pypdf import PdfReader
from reading_text import parsed
from visits import serving

PAGES = {"index": 1, "kinds": 17, "parts/controls": 6, "stored": 6}
#: What plain Jupyter Book 1 and WebGL without a graphics card say to the console.
NOT_OURS = re.compile(r"THEBE_JS_URL|[Ii]nvalid theme mode|willReadFrequently|GPU stall|WebGL")

pytestmark = pytest.mark.slow


def notebook(cells: list[dict[str, Any]], widgets: dict[str, Any]) -> str:
    """A notebook of code cells with outputs, and the state of its widgets."""
    code = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": ["fig"]}
    head = {"cell_type": "markdown", "id": "head", "metadata": {}, "source": ["# Stored"]}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": [head, *({**code, "id": f"c{n}", **cell} for n, cell in enumerate(cells))],
            "metadata": {"kernelspec": kernel, "widgets": {STATE: {"state": widgets}}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def output(**data: Any) -> dict[str, Any]:
    """A cell with one output, by media type."""
    media = {"html": "text/html", "json": MEDIA, "plain": "text/plain", "widget": VIEW}
    held = {media[name]: value for name, value in data.items()}
    return {"outputs": [{"output_type": "display_data", "metadata": {}, "data": held}]}


def stored() -> str:
    """A notebook with the outputs of plotly's renderers, newer and older, and of other tools."""
    figure = go.Figure(go.Bar(y=[1, 2]), layout={"title": "Stored"})
    data = json.loads(figure.to_json())
    connected = pio.renderers["notebook_connected"].to_mimebundle(figure.to_dict())["text/html"]
    loader = '<script>window.PlotlyConfig = {MathJaxConfig: "local"};</script>'
    cells = [
        output(html=loader),
        output(json=data, plain="Figure()"),
        output(json=data, html=connected),
        output(html=connected),
        output(html=f"<p>Beside it</p>{figure.to_html(full_html=False, include_plotlyjs='cdn')}"),
        output(html="<p>No figure</p>"),
        output(json={"data": [{"y": [1, float("nan"), 2]}], "layout": {}}),
        output(widget={"model_id": "one"}, plain="FigureWidget({})"),
    ]
    state = {"_widget_data": data["data"], "_widget_layout": data["layout"]}
    return notebook(cells, {"one": {"model_name": "AnyModel", "state": state}})


def lay_out(folder: Path) -> Path:
    """The sample, with a page of stored outputs."""
    shutil.copytree(SAMPLE, folder)
    with (folder / "_toc.yml").open("a", encoding="utf-8") as toc:
        toc.write("  - file: stored\n")
    (folder / "stored.ipynb").write_text(stored(), encoding="utf-8")
    config = folder / "_config.yml"
    text = config.read_text(encoding="utf-8")
    # Of a site without an icon a browser asks for one, and says that there is none.
    shutil.copy(ROOT / "book" / "_static" / "favicon.svg", folder / "icon.svg")
    text = text.replace("execute:\n", "execute:\n  exclude_patterns: [stored.ipynb]\n")
    config.write_text(f"html:\n  favicon: icon.svg\n{text}", encoding="utf-8")
    return equipped(with_extension(folder))


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample, once for all workers; return the folder of its pages."""
    folder = once(tmp_path_factory, "figures", lay_out)
    made, kept = folder / "_build" / ".plotly", ROOT / "_build" / ".plotly"
    if made.is_dir() and not kept.is_dir():
        shutil.copytree(made, kept)
    return folder / "_build" / "html"


def shown(site: Path, name: str) -> list[Tag]:
    """The figures of a page."""
    return parsed(site / f"{name}.html").select("figure.anybook-figure")


@contextmanager
def opened(browser: Browser, address: str, width: int = 1280) -> Iterator[Page]:
    """Open a page that may ask no other host, and hold that nothing of ours went wrong."""
    faults: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        start = address.rpartition("/")[0] if address.startswith("http") else "file:"
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((start[:20], "data:", "blob:"))
                else faults.append(asked.url)
            ),
        )
        page.goto(address)
        yield page
        assert [fault for fault in faults if not NOT_OURS.search(fault)] == []


def traces(box: Locator) -> list[dict[str, Any]]:
    """The traces of a live figure, as plotly has them."""
    found: list[dict[str, Any]] = box.locator(".anybook-live").evaluate(
        "chart => chart._fullData.map(({type, visible}) => ({type, visible}))"
    )
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_ordinary_figure_is_a_picture_with_a_text(figures: Path, name: str) -> None:
    found = shown(figures, name)
    assert len(found) == PAGES[name]
    for figure in found:
        (picture,) = figure.select("img")
        assert len(str(picture["alt"])) > 5
        for part in (picture["src"], *(source["srcset"] for source in figure.select("source"))):
            assert (figures / name).parent.joinpath(str(part)).stat().st_size > 1000


def test_a_build_says_nothing_about_figures(tmp_path: Path) -> None:
    folder = equipped(with_extension(Path(shutil.copytree(SAMPLE, tmp_path / "book"))))
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    for page in ("kinds.ipynb", "parts/controls.ipynb"):
        (folder / page).unlink()
    done = build(folder)
    assert done.returncode == 0, done.stderr
    assert "build succeeded." in done.stdout
    assert "WARNING:" not in done.stderr


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_figures_live_when_touched_in_a_folder(
    figures: Path, chromium: Browser, name: str, width: int
) -> None:
    with opened(chromium, (figures / f"{name}.html").as_uri(), width) as page:
        assert page.evaluate("typeof Plotly") == "undefined"
        for number in range(PAGES[name]):
            picture = page.locator(".anybook-box img").nth(number).bounding_box()
            box = touch(page, number)
            for canvas in box.locator(".anybook-live canvas").all():
                assert canvas.evaluate("one => getComputedStyle(one).visibility") == "visible"
            chart = box.locator(".anybook-live").bounding_box()
            assert picture and chart
            assert chart["width"] == pytest.approx(picture["width"], abs=2)
            assert chart["height"] == pytest.approx(picture["height"], abs=2)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_figures_live_when_touched_on_a_server(figures: Path, chromium: Browser) -> None:
    with serving(figures) as address:
        for name, number in PAGES.items():
            with opened(chromium, f"{address}{name}.html") as page:
                for place in range(number):
                    assert traces(touch(page, place))


def test_texts_come_from_the_cell_or_from_the_figure(figures: Path) -> None:
    (trees,) = shown(figures, "index")
    assert trees["id"] == "fig-trees"
    assert "Trees in a park, by height." in trees.figcaption.get_text()  # type: ignore[union-attr]
    assert trees.select("img")[0]["alt"] == (
        "Three bars. The oak is the tallest, the birch the lowest."
    )
    assert parsed(figures / "index.html").select('a[href="#fig-trees"]')
    walks, *_ = shown(figures, "kinds")
    assert walks.select(".anybook-title")[0].get_text() == "Two walks"
    assert walks.select("img")[0]["alt"] == (
        "Two walks. Chart: 2 x scatter. Axes: day, metres. Series: Ada, Ben."
    )
    *_, first, second, quarto = shown(figures, "parts/controls")
    captions = [one.select(".anybook-title")[0].get_text() for one in (first, second, quarto)]
    assert captions == ["The first of two", "The second of two", "A caption as Quarto writes it"]
    assert second.select("img")[0]["alt"] == "Two bars"


def test_data_can_be_downloaded_where_traces_hold_columns(figures: Path) -> None:
    (trees,) = shown(figures, "index")
    path = figures / str(trees.select("a.anybook-csv")[0]["href"])
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Tree", "Metres"],
            *(["oak", "21"], ["ash", "17"], ["birch", "12"]),
        ]


def test_stored_outputs_are_figures_without_another_host(figures: Path) -> None:
    text = (figures / "stored.html").read_text(encoding="utf-8")
    assert len(shown(figures, "stored")) == 6
    assert "cdn.plot.ly" not in text
    assert "@jupyter-widgets" not in text
    assert "Beside it" in text
    assert "No figure" in text


def test_a_page_weighs_less_than_a_third_of_one_with_plotly_in_it(figures: Path) -> None:
    static = figures / "_static"
    for name in PAGES:
        found = shown(figures, name)
        pictures = [figures / name / ".." / str(one.img["src"]) for one in found]  # type: ignore[index]
        own = [*pictures, static / "ordinary.js", static / "ordinary.css"]
        added = sum(path.resolve().stat().st_size for path in own) + sum(len(str(f)) for f in found)
        assert added < full_plotly().stat().st_size / 3


def test_the_pages_load_no_more_of_plotly_than_their_figures_need(figures: Path) -> None:
    script = figures / "_static" / "anybook" / "plotly.min.js"
    assert script.stat().st_size < full_plotly().stat().st_size * 0.65
    assert "maplibre" not in script.read_text(encoding="utf-8").lower()


def test_a_slider_works(figures: Path, chromium: Browser) -> None:
    with opened(chromium, (figures / "parts/controls.html").as_uri()) as page:
        box = touch(page, 0)
        assert [trace["visible"] for trace in traces(box)] == [True, False, False, False]
        rail = box.locator(".slider-rail-touch-rect").bounding_box()
        assert rail
        page.mouse.click(rail["x"] + rail["width"] - 2, rail["y"] + rail["height"] / 2)
        page.wait_for_function(
            "chart => chart._fullData[3].visible === true",
            arg=box.locator(".anybook-live").element_handle(),
        )


def test_a_button_that_is_pressed_on_the_picture_works(figures: Path, chromium: Browser) -> None:
    with opened(chromium, (figures / "parts/controls.html").as_uri()) as page:
        box = touch(page, 1)
        spot = box.locator(".updatemenu-button").nth(1).bounding_box()
        assert spot
        place = {"x": spot["x"] + spot["width"] / 2, "y": spot["y"] + spot["height"] / 2}
        scrolled = page.evaluate("scrollY")
        page.reload()
        page.evaluate("y => window.scrollTo({top: y, behavior: 'instant'})", scrolled)
        page.mouse.click(place["x"], place["y"])
        page.wait_for_function(
            "() => document.querySelectorAll('.anybook-box')[1]"
            ".querySelector('.anybook-live')?._fullData?.[0].type === 'scatter'"
        )


def test_frames_play(figures: Path, chromium: Browser) -> None:
    with opened(chromium, (figures / "parts/controls.html").as_uri()) as page:
        box = touch(page, 2)
        box.locator(".updatemenu-button").first.click()
        page.wait_for_function(
            "chart => chart.data[0].x[0] === 4",
            arg=box.locator(".anybook-live").element_handle(),
        )


NUMBER = PAGE.format(
    title="A number",
    code="""from pathlib import Path

print("It is", Path("number.txt").read_text())""",
)


def test_a_figure_of_very_many_points_warns_and_stays_usable(
    tmp_path: Path, chromium: Browser
) -> None:
    folder = small(tmp_path / "book", features="[strict]")
    done = built(folder)
    assert "The figure index-figure-1 has 100,000 points" in done.stdout
    assert "WARNING:" not in done.stderr
    site = folder / "_build" / "html"
    (figure,) = shown(site, "index")
    assert (site / str(figure.img["src"])).stat().st_size < 500_000  # type: ignore[index]
    with opened(chromium, (site / "index.html").as_uri()) as page:
        assert traces(touch(page, 0)) == [{"type": "scattergl", "visible": True}]


def test_without_a_chromium_the_page_draws_its_figures(tmp_path: Path, chromium: Browser) -> None:
    folder = small(tmp_path / "book", MANY.replace("100_000", "100"))
    done = built(folder, PATH=str(Path(sys.executable).parent))
    assert "No Chromium: figures have no pictures and are drawn by the page." in done.stdout
    with opened(chromium, (folder / "_build" / "html" / "index.html").as_uri()) as page:
        page.locator(".anybook-box[data-live] .main-svg").first.wait_for()


def test_an_unknown_feature_is_named(tmp_path: Path) -> None:
    done = build(small(tmp_path / "book", NUMBER, "[staged, fresh]"))
    assert done.returncode
    assert "anybook_features: 'fresh' is unknown; there are freshness, strict" in (
        done.stdout + done.stderr
    )


def test_freshness_alone_runs_a_page_again_when_its_data_change(tmp_path: Path) -> None:
    folder = small(tmp_path / "book", NUMBER, "[freshness]")
    edit(folder / "_config.yml", "force", "cache")
    page = folder / "_build" / "html" / "index.html"
    for number in ("11", "12"):
        (folder / "number.txt").write_text(number, encoding="utf-8")
        built(folder)
        assert f"It is {number}" in page.read_text(encoding="utf-8")


def test_staged_and_strict_builds_keep_the_last_good_book(tmp_path: Path) -> None:
    folder = small(tmp_path / "book", NUMBER, "[strict, staged]")
    page = folder / "_build" / "html" / "index.html"
    (folder / "number.txt").write_text("11", encoding="utf-8")
    built(folder)
    (folder / "index.md").write_text(NUMBER.replace("number.txt", "no.txt"), encoding="utf-8")
    done = build(folder)
    assert done.returncode
    assert "The build failed; the last good book stays. index.md, cell " in done.stderr
    assert "It is 11" in page.read_text(encoding="utf-8")


def test_strict_alone_fails_a_build_with_a_warning(tmp_path: Path) -> None:
    done = build(small(tmp_path / "book", "# A page\n\n[nowhere](nowhere.md)\n", "[strict]"))
    assert done.returncode
    assert "The build failed. " in done.stderr
    assert "stays" not in done.stderr


def test_security_alone_gives_pages_a_policy_that_figures_obey(
    tmp_path: Path, chromium: Browser
) -> None:
    folder = small(tmp_path / "book", MANY.replace("100_000", "100"), "[security]")
    built(folder)
    page = folder / "_build" / "html" / "index.html"
    assert "Content-Security-Policy" in page.read_text(encoding="utf-8")
    with opened(chromium, page.as_uri()) as found:
        assert traces(touch(found, 0))
    added = chromium.new_page()
    added.goto(page.as_uri())
    added.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
        }"""
    )
    assert added.evaluate("window.ran") is None
    added.close()


def test_print_alone_makes_a_pdf_of_the_pages(tmp_path: Path) -> None:
    folder = small(tmp_path / "book", MANY.replace("100_000", "100"), "[print]")
    done = built(folder)
    pdf = folder / "_build" / "book.pdf"
    assert f"The printed book is at {pdf}" in done.stdout
    printed = PdfReader(pdf)
    assert "Many points" in printed.pages[0].extract_text()
    assert [getattr(item, "title", "") for item in printed.outline] == ["Many points"]

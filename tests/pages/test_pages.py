"""The pages as a reader meets them: in a browser, wide and narrow, from a server and a folder."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from anybook.figures.compact_json import unfold
from playwright.sync_api import Browser, Locator, Page, expect
from visits import HEIGHT, Visit, figures, pages, settled, visited, visiting

WIDTHS = (1280, 390)


@pytest.fixture(params=WIDTHS)
def visit(request: pytest.FixtureRequest, chromium: Browser, base: str) -> Iterator[Visit]:
    """A visit at a desktop's and at a phone's width, from a server and from a folder."""
    with visiting(chromium, base, request.param) as visit:
        yield visit


#: The drawn points that stand for a row of the table: what the trace says, and what the row says.
COMPARE = """
(figure) => {
  const columns = [...figure.querySelectorAll("thead th")].map((cell) => cell.dataset.column);
  const rows = [...figure.querySelectorAll("tbody tr")]
    .map((row) => [...row.cells].map((cell) => cell.textContent));
  const plot = figure.querySelector(".al-plot");
  const pairs = [];
  for (const trace of plot.data.filter((one) => one.meta && one.meta.columns)) {
    for (const [key, column] of Object.entries(trace.meta.columns)) {
      const values = Array.from(trace[key]);
      values.forEach((value, i) => {
        const given = trace.customdata[i];
        const row = Array.isArray(given) ? given[0] : given;
        if (row === null || row === undefined) return;
        pairs.push([String(value), rows[row][columns.indexOf(column)]]);
      });
    }
  }
  return pairs;
}
"""


#: Where the points of a chart's traces are on the page: to be met by a real pointer.
POINTS = """
(plot) => {
  const box = plot.getBoundingClientRect();
  const layout = plot._fullLayout;
  const points = [];
  const speaks = (trace) => trace.visible === true && trace.hoverinfo !== "skip";
  plot._fullData.filter(speaks).forEach((trace) => {
    const x = layout[(trace.xaxis || "x").replace("x", "xaxis")];
    const y = layout[(trace.yaxis || "y").replace("y", "yaxis")];
    if (!x || !y || !trace.x || !trace.y) return;
    for (let i = 0; i < Math.min(trace.x.length, 25); i++) {
      if (trace.x[i] === null || trace.y[i] === null) continue;
      const [across, down] = [x._offset + x.d2p(trace.x[i]), y._offset + y.d2p(trace.y[i])];
      points.push([box.left + across, box.top + down]);
    }
  });
  return points.filter(([left, top]) => Number.isFinite(left) && Number.isFinite(top));
}
"""


def label_at(page: Page, figure: Locator, left: float, top: float) -> str:
    """Return what the chart says when the pointer rests on a place of the page."""
    page.mouse.move(left - 3, top - 1)
    # Without this plotly would answer the second of two movements only a little later.
    figure.locator(".al-plot").evaluate("(plot) => window.Plotly.Fx.unhover(plot)")
    page.mouse.move(left, top)
    settled(page)
    return "".join(figure.locator(".hoverlayer .hovertext").all_text_contents())


def label(page: Page, figure: Locator) -> str:
    """What a chart says at the first of its points at which it says anything."""
    plot = figure.locator(".al-plot")
    plot.evaluate("(plot) => plot.scrollIntoView({block: 'center', behavior: 'instant'})")
    found = (label_at(page, figure, left, top) for left, top in plot.evaluate(POINTS))
    return next(filter(None, found), "")


@dataclass
class Seen:
    """What one visit saw of a page: what it needs and has in width, and its figures.

    `pairs` are values of drawn points with what the table has for them, and `said` is what a figure
    says where the pointer meets a point; both by the figure's id.
    """

    width: int
    room: int
    pairs: dict[str, list[list[str]]]
    said: dict[str, str]


@dataclass
class Tour:
    """One visit to every page, and what went wrong on it."""

    seen: dict[str, Seen]
    faults: list[str]


def look(page: Page) -> Seen:
    """Touch every figure of a page, then look at it."""
    drawn = figures(page)
    width, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    settled(page)
    names = [str(figure.get_attribute("id")) for figure in drawn]
    pairs = {name: figure.evaluate(COMPARE) for name, figure in zip(names, drawn, strict=True)}
    said = {name: label(page, figure) for name, figure in zip(names, drawn, strict=True)}
    return Seen(width, room, pairs, said)


@pytest.fixture(scope="module")
def tours(chromium: Browser, server: str, book: Path) -> Callable[[int, str], Tour]:
    """One visit to every page, by the width of the window and by where the book is."""

    @cache
    def toured(width: int, place: str) -> Tour:
        base = server if place == "server" else book.as_uri() + "/"
        with chromium.new_context(viewport={"width": width, "height": HEIGHT}) as context:
            visit = Visit(context, base)
            seen = {name: look(visit.open(name)) for name in pages(book)}
            return Tour(seen, visit.faults)

    return toured


#: What `make test` looks at too: every page at two widths, once from the disk and once served.
FIRST = ((1280, "folder"), (390, "server"))
TOURS = [
    pytest.param(each, id="-".join(map(str, each)), marks=marks)
    for each in product(WIDTHS, ("server", "folder"))
    for marks in ([pytest.mark.first_visit] if each in FIRST else [],)
]


@pytest.fixture(params=TOURS)
def tour(request: pytest.FixtureRequest, tours: Callable[[int, str], Tour]) -> Tour:
    """What one visit to every page saw, at a desktop's and a phone's width, served and not."""
    return tours(*request.param)


def test_every_page_draws_keeps_quiet_and_fits(tour: Tour) -> None:
    for name, seen in tour.seen.items():
        assert seen.width <= seen.room, f"{name} is {seen.width} pixels wide, of {seen.room}"
    assert any(seen.pairs for seen in tour.seen.values()), "the book has no figure"
    assert tour.faults == []


def test_a_table_equals_its_live_chart(tour: Tour) -> None:
    for seen in tour.seen.values():
        for figure, pairs in seen.pairs.items():
            assert pairs, f"{figure}: no trace says which columns it draws"
            assert [pair for pair in pairs if pair[0] != pair[1]] == [], figure


def test_hover_shows_values(tour: Tour) -> None:
    silent = [name for seen in tour.seen.values() for name, text in seen.said.items() if not text]
    assert silent == []


def test_plotly_comes_late_and_once(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    figures(visit.open("index.html"))
    assert sum("plotly" in url for url in asked) == 1


def test_charts_follow_light_and_dark(visit: Visit) -> None:
    page = visit.open("index.html")
    plot = figures(page)[0].locator(".al-plot")
    colours = set()
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        settled(page)
        colours.add(plot.evaluate("(plot) => plot._fullLayout.font.color"))
        assert plot.evaluate("(plot) => plot._fullLayout.paper_bgcolor") == "rgba(0,0,0,0)"
    assert len(colours) == 2


def test_the_menu_opens_and_leads_on(visit: Visit) -> None:
    page = visit.open("index.html")
    wide = page.viewport_size is not None and page.viewport_size["width"] > 1000
    toggle = page.locator(".bd-header-article button.primary-toggle")
    link = page.locator(".bd-sidebar-primary nav a", has_text="authors").first
    if wide:
        assert link.is_visible()
        toggle.click()
        link.wait_for(state="hidden")
    else:
        assert not link.is_visible()
    toggle.click()
    link.wait_for(state="visible")
    link.click()
    page.wait_for_url("**/01_authors_who_left.html")


def test_search_finds_a_page_and_leads_there(visit: Visit) -> None:
    page = visit.open("search.html?q=authors")
    result = page.locator("#search-results a").first
    result.click()
    page.locator("article h1, .bd-article h1").first.wait_for()
    assert "search.html" not in page.url


def test_a_table_opens_and_its_csv_is_there(visit: Visit, book: Path) -> None:
    page = visit.open("index.html")
    figure = figures(page)[0]
    assert not figure.locator("table").is_visible()
    figure.locator(".al-data summary").click()
    assert figure.locator("table").is_visible()
    href = figure.locator(".al-download a").get_attribute("href")
    assert href
    assert (book / href).is_file()


def test_without_scripts_the_tables_stand_open(chromium: Browser, book: Path) -> None:
    with visited(chromium, (book / "index.html").as_uri(), java_script_enabled=False) as page:
        assert page.locator(".al-figure table").first.is_visible()
        box = page.locator(".al-box").first
        assert box.is_visible() == (box.locator(".al-still").count() > 0)


def test_a_legend_names_what_the_reading_shown_has(visit: Visit, book: Path) -> None:
    name, held = "01_authors_who_left.html", 0
    text = (book / name).read_text(encoding="utf-8")
    payloads = re.findall(r'id="(fig-[a-z0-9-]+)-data">(.*?)</script>', text, re.DOTALL)
    views = {figure: unfold(json.loads(payload))["views"] for figure, payload in payloads}
    page = visit.open(name)
    for number in (-1, 0):
        page.locator("[name=on]").nth(number).check()
        for figure, each in views.items():
            entries = page.locator(f"#{figure} .al-legend li")
            traces = each[number]["figure"]["data"]
            named = {one.get("name") for one in traces if one.get("showlegend", True)}
            seen = [text.strip() for text in entries.locator("visible=true").all_inner_texts()]
            assert set(seen) <= named
            held += entries.count() - len(seen)
    assert held > 0


def test_a_chart_that_cannot_be_drawn_says_so(chromium: Browser, book: Path) -> None:
    with chromium.new_context() as context:
        context.route("**/plotly.min.js", lambda route: route.abort())
        page = context.new_page()
        page.goto((book / "index.html").as_uri())
        figure = page.locator(".al-figure").first
        figure.scroll_into_view_if_needed()
        figure.locator(".al-box").dispatch_event("pointerenter")
        figure.locator(".al-failed").wait_for()
        assert figure.locator("table").is_visible()


def claims(page: Page) -> Locator:
    """The rows of the ledger that are shown."""
    return page.locator("table.al-claims tbody tr:visible")


def test_the_ledger_is_searched_filtered_and_sorted_by_its_controls(visit: Visit) -> None:
    page = visit.open("claims.html")
    form = page.locator("form.al-filters")
    total = claims(page).count()
    form.locator("[name=verdict]").select_option(label="Contradicted")
    verdicts = claims(page).locator(".al-mark").all_text_contents()
    assert set(verdicts) == {"contradicted"}
    assert form.locator(".al-count").text_content() == f"{len(verdicts)} of {total} claims"
    form.locator("[name=verdict]").select_option("")
    form.locator("[name=q]").fill("timothee LAMPE")
    assert claims(page).count() == 1
    form.get_by_role("button", name="Show all").click()
    expect(form.locator(".al-count")).to_have_text(re.compile(f"^{total} "))
    form.locator("[name=sort]").select_option(label="verdict")
    sorted_by = claims(page).locator(".al-mark").all_text_contents()
    assert list(dict.fromkeys(sorted_by)) == [
        "confirmed",
        "confirmed with a correction",
        "partly",
        "contradicted",
        "open",
    ]


@pytest.mark.parametrize("name", ["claims.html", "sources.html"])
def test_a_list_of_which_nothing_fits_says_so_and_comes_back(visit: Visit, name: str) -> None:
    page = visit.open(name)
    total, told = claims(page).count(), page.locator(".al-count")
    page.locator(".al-filters [name=q]").fill("no such words anywhere")
    assert re.match(f"None of the {total} (claims|sources) fits", told.inner_text())
    assert not page.locator("table.al-claims").is_visible()
    page.get_by_role("button", name="Show all").click()
    expect(told).to_have_text(re.compile(f"^{total} of {total} "))
    assert claims(page).count() == total


def test_the_ledger_is_worked_from_the_keyboard(visit: Visit) -> None:
    page = visit.open("claims.html")
    page.locator("form.al-filters input").focus()
    page.keyboard.type("Helsing")
    few = claims(page).count()
    assert 0 < few < 10
    for name in ("chapter", "kind", "verdict", "sort"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(claims(page)).not_to_have_count(few)
    assert claims(page).count() > few
    page.locator(".al-claims summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".al-claims details").first.get_attribute("open") is not None


def test_the_ledger_is_searched_for_what_a_row_tells_and_not_for_its_labels(visit: Visit) -> None:
    page = visit.open("claims.html")
    search = page.locator("form.al-filters input")
    search.fill("computed by")
    assert claims(page).count() == 0
    search.fill("why, and by which sources")
    assert claims(page).count() == 0
    search.fill("helsing")
    assert claims(page).count() > 0


def test_a_link_to_another_page_keeps_the_day_and_the_person(visit: Visit) -> None:
    page = visit.open("01_authors_who_left.html")
    page.locator(".al-reading [name=on]").first.check()
    day = page.locator(".al-reading [name=on]").first.get_attribute("value")
    page.locator('.bd-article a[href^="02_compute_battle.html"]').first.click()
    page.wait_for_url("**/02_compute_battle.html*")
    assert f"on={day}" in page.url
    assert page.locator(f".al-reading [value='{day}']").is_checked()
    page.locator(".al-reading [name=on]").last.check()
    page.locator('.bd-article a[href^="03_february_shakeup.html"]').first.click()
    page.wait_for_url("**/03_february_shakeup.html")


def test_the_address_keeps_the_view_of_the_ledger(chromium: Browser, server: str) -> None:
    with visited(chromium, server + "claims.html") as page:
        page.locator("form.al-filters [name=kind]").select_option(label="Causal")
        assert page.url.endswith("claims.html?kind=causal")
        shown = claims(page).count()
        page.reload()
        assert claims(page).count() == shown


def test_a_card_leads_to_the_row_of_its_claim(visit: Visit) -> None:
    page = visit.open("01_authors_who_left.html")
    card = page.locator(".al-claim-card").first
    verdict = str(card.locator(".al-mark").text_content())
    card.locator('a[href*="#claim-"]').click()
    row = page.locator("tr:target")
    row.wait_for()
    assert row.locator(".al-mark").text_content() == verdict.lower()
    assert row.locator("details").get_attribute("open") is not None


def test_a_link_to_a_claim_shows_it_whatever_is_filtered(visit: Visit) -> None:
    page = visit.open("claims.html?verdict=open#claim-p09-fourteen")
    row = page.locator("#claim-p09-fourteen")
    row.wait_for()
    assert row.locator("details").get_attribute("open") is not None


def test_without_scripts_the_ledger_is_all_there(chromium: Browser, book: Path) -> None:
    with visited(chromium, (book / "claims.html").as_uri(), java_script_enabled=False) as page:
        assert not page.locator("form.al-filters").is_visible()
        lines = next(book.glob("figures/all-claims-*.csv")).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(lines)))
        assert claims(page).count() == len(rows)
        anchors = page.eval_on_selector_all(".al-claims tbody tr", "all => all.map((e) => e.id)")
        assert anchors == [f"claim-{row['claim']}" for row in rows]
        shown = page.locator(".al-claims .al-mark").all_text_contents()
        assert shown == [row["verdict"] for row in rows]
        page.locator(".al-claims summary").first.click()
        assert page.locator(".al-claims dl").first.is_visible()

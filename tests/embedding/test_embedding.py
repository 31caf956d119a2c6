"""A figure on a page of its own: embedded in foreign pages, shared, and copied by keyboard."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anybook.embedding import frame
from axe import violations
from book_builds import ADDRESS
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Frame, Page
from reading_text import parsed
from records import ROOT, real
from visits import serving, settled, visited, visiting

#: What a page of a figure loads: two styles and one script; and what these weigh at most, in bytes.
FILES = {"palette.css", "embed.css", "embed.js"}
SHARED_BYTES, OWN_BYTES = 60_000, 190_000
OLD = "2023-09-05"
#: What may stay free below a figure, as a part of its frame's height.
FREE = 0.25


def lines(book: Path) -> dict[str, str]:
    """The line that embeds each figure of the book, by the figure's id."""
    found = {}
    for path in sorted(book.glob("*.html")):
        for figure in parsed(path).select("figure.al-figure, figure.al-choice"):
            quote = figure.select_one(".al-embed pre")
            assert quote is not None, figure["id"]
            found[str(figure["id"])] = quote.get_text()
    return found


def framed(line: str) -> Tag:
    """The frame that a line makes."""
    found = BeautifulSoup(line, "html.parser").iframe
    assert found is not None
    return found


# The pages and the lines -------------------------------------------------------------------------


def test_every_figure_has_a_page_of_its_own_and_a_line_that_embeds_it(book: Path) -> None:
    found = lines(book)
    assert len(found) > 20
    assert {path.stem for path in book.glob("figures/*.html")} == set(found)
    for name, line in found.items():
        one, page = framed(line), parsed(book / "figures" / f"{name}.html")
        assert one["src"] == f"figures/{name}.html"
        assert one["loading"] == "lazy" and one["width"] == "100%"
        title = page.select_one(".al-title")
        number = page.select_one(".al-place a")
        assert title and number
        assert one["title"] == f"{number.get_text()}. {title.get_text()}"


def test_a_page_has_title_note_sources_reading_dates_and_a_way_back(book: Path) -> None:
    readings = [reading.day.isoformat() for reading in real().package.readings.values()]
    for path in sorted(book.glob("figures/*.html")):
        page = parsed(path)
        for part in (".al-title", ".al-caption", ".al-alt", ".al-sources li", ".al-table td"):
            found = page.select_one(part)
            assert found is not None and found.get_text().strip(), part
        if page.select_one(".al-choice"):
            assert page.select_one(".al-day"), "it covers its days itself"
        else:
            assert page.select_one(".al-still svg")
            assert [one["value"] for one in page.select("[name=on]")] in ([], readings)
        (home,) = page.select("a.al-home")
        target, _, anchor = str(home["href"]).partition("#")
        assert parsed((path.parent / target).resolve()).find(id=anchor), path.name
        assert page.select(".al-cite, .al-embed, [name=person]") == []
        for link in page.select("a[href]"):
            address = str(link["href"]).partition("#")[0]
            if not address.startswith("http"):
                assert (path.parent / address).resolve().is_file(), (path.name, address)


def test_a_page_is_light_and_under_the_policy_of_the_others(book: Path) -> None:
    shared = sum((book / "_static" / name).stat().st_size for name in FILES)
    assert shared <= SHARED_BYTES
    chapter = parsed(book / "01_authors_who_left.html")
    policy = chapter.select_one("meta[http-equiv]")
    assert policy
    for path in book.glob("figures/*.html"):
        assert path.stat().st_size <= OWN_BYTES, path.name
        page = parsed(path)
        loaded = [
            one.get("src") or one.get("href")
            for one in page.select("script[src], link[rel=stylesheet]")
        ]
        switches = {"evidence_switches.js"} if page.select_one(".al-choice") else set()
        assert {Path(str(one)).name for one in loaded} == FILES | switches
        own = page.select_one("meta[http-equiv]")
        assert own
        parts = [
            re.sub(r" '(?:sha256-|unsafe-hashes)[^ ;]*", "", str(one["content"]))
            for one in (own, policy)
        ]
        assert parts[0] == parts[1]
        assert "frame-ancestors" not in str(own["content"])


def test_the_script_of_a_page_knows_nobody_to_mark(book: Path) -> None:
    script = (book / "_static" / "embed.js").read_text(encoding="utf-8")
    marking = (ROOT / "book/_ext/anybook/figures/marked_person.js").read_text(encoding="utf-8")
    assert "startMarking = function" in marking and "startMarking = function" not in script


# The height --------------------------------------------------------------------------------------


def payload(**view: Any) -> dict[str, Any]:
    """The least of a figure that a height is made of."""
    base: dict[str, Any] = {"title": "A", "caption": "B", "steps": None, "figure": {"data": []}}
    return {"id": "fig-a", "height": {"wide": 300, "narrow": 260}, "views": [base | view]}


@pytest.mark.parametrize("width", [width - 2 * frame.SIDE for width in frame.WIDTHS])
def test_more_text_and_more_controls_need_more_height(width: int) -> None:
    least = frame.height(payload(), width)
    assert least > 300
    assert frame.height(payload(title="long " * 40), width) > least
    assert frame.height(payload(caption="long " * 80), width) > least
    assert frame.height(payload(steps={"labels": []}), width) > least
    traces = [{"name": f"A long name {n}", "type": "bar"} for n in range(12)]
    assert frame.height(payload(figure={"data": traces}), width) > least


@pytest.mark.parametrize("width", [width - 2 * frame.SIDE for width in frame.WIDTHS])
def test_a_height_is_enough_for_the_longest_reading(width: int) -> None:
    both = payload()
    both["views"] = [both["views"][0] | {"caption": "long " * 200}, both["views"][0]]
    assert frame.height(both, width) >= frame.height(payload(caption="long " * 200), width)


def test_a_page_that_says_its_day_has_room_for_a_second_line_of_it() -> None:
    width = frame.WIDTHS[1] - 2 * frame.SIDE
    assert frame.rest(1, width) >= frame.rest(2, width) - frame.READINGS + 20


def test_a_line_holds_any_title_as_text() -> None:
    title = 'A "half" of <b>R&D</b>'
    made = frame.frame(payload(title=title), "Figure 1.2", "page.html", "https://a.example/b/")
    one = framed("".join(made.line))
    assert one["title"] == f"Figure 1.2. {title}"
    assert one["src"] == "https://a.example/b/figures/fig-a.html"
    assert made.page == "figures/fig-a.html"


# In foreign pages --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def foreign(book: Path, server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another site, with a page for every figure of the book."""
    folder = tmp_path_factory.mktemp("foreign")
    for name, line in lines(book).items():
        text = line.replace('src="', f'src="{server}')
        head = '<title>News</title><link rel="icon" href="data:,"><style>body{margin:0}</style>'
        page = f"<!doctype html>{head}{text}"
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    with serving(folder) as address:
        yield address


def own(page: Page) -> Frame:
    """The frame of a page."""
    page.frame_locator("iframe").locator(".al-imprint").wait_for()
    return page.frames[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", frame.WIDTHS)
def test_every_figure_fits_its_frame_in_a_foreign_page(
    chromium: Browser, book: Path, foreign: str, width: int, scheme: Any
) -> None:
    faults: list[str] = []
    with chromium.new_context(
        viewport={"width": width, "height": 1200}, color_scheme=scheme
    ) as context:
        page = context.new_page()
        page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: faults.append(str(one)))
        for name in lines(book):
            page.goto(f"{foreign}{name}.html")
            inside = own(page)
            inside.wait_for_function("document.documentElement.dataset.theme")
            inside.wait_for_load_state("load")
            size = inside.evaluate(
                """() => {
                  const { scrollHeight, scrollWidth, clientWidth } = document.documentElement;
                  const end = document.querySelector("footer").getBoundingClientRect().bottom;
                  return { scrollHeight, scrollWidth, clientWidth, end, height: innerHeight };
                }"""
            )
            assert size["scrollHeight"] <= size["height"], (name, size)
            assert size["end"] >= (1 - FREE) * size["height"], (name, size)
            assert size["scrollWidth"] <= size["clientWidth"] == width, (name, size)
            assert inside.evaluate("document.documentElement.dataset.theme") == scheme
            paper = inside.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
    assert faults == []


def test_without_container_queries_a_frame_has_the_greater_height(book: Path) -> None:
    for name, line in lines(book).items():
        one = framed(line)
        (least, most) = re.findall(r"(\d+)px[,)]", str(one["style"]).replace("px)*", ""))
        assert one["height"] == most and int(least) <= int(most), name


@pytest.mark.parametrize("where", ["server", "folder"])
def test_a_page_follows_the_day_of_its_address_and_hands_on_whom_it_cannot_mark(
    chromium: Browser, book: Path, server: str, where: str
) -> None:
    base = server if where == "server" else f"{book.as_uri()}/"
    with visiting(chromium, base) as visit:
        newest = visit.open("figures/fig-opt.html").locator(".al-title").inner_text()
        page = visit.open(f"figures/fig-opt.html?on={OLD}&person=susan-zhang")
        settled(page)
        assert page.locator(f"[name=on][value='{OLD}']").is_checked()
        assert page.locator(".al-title").inner_text() != newest
        assert page.locator(".al-marked").count() == 0
        home = str(page.locator("a.al-home").get_attribute("href"))
        assert f"on={OLD}" in home and "person=susan-zhang" in home
        csv = str(page.locator(".al-csv").get_attribute("href"))
        assert csv == f"fig-opt-{OLD}.csv"
        page.locator("[name=on]").last.check()
        settled(page)
        assert page.locator(".al-title").inner_text() == newest


def test_the_address_of_a_page_can_fix_its_colours(chromium: Browser, server: str) -> None:
    with visiting(chromium, server, color_scheme="dark") as visit:
        page = visit.open("figures/fig-opt.html?theme=light")
        settled(page)
        assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_a_chart_comes_alive_in_a_frame(chromium: Browser, foreign: str) -> None:
    page = chromium.new_page(viewport={"width": 700, "height": 1200})
    page.goto(f"{foreign}fig-opt.html")
    inside = own(page)
    inside.locator(".al-box").dispatch_event("pointerenter")
    inside.locator(".al-plot[data-drawn] .main-svg").first.wait_for(state="attached")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_script_a_page_is_whole_and_has_its_colours(
    chromium: Browser, book: Path, scheme: Any
) -> None:
    address = (book / "figures" / "fig-opt.html").as_uri()
    with visited(chromium, address, java_script_enabled=False, color_scheme=scheme) as page:
        assert page.locator(".al-still svg:visible").count() == 1
        assert "Evidence public by" in page.locator(".al-day").inner_text()
        assert not page.locator("form").is_visible()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
        page.locator(".al-data summary").click()
        assert page.locator(".al-table").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(chromium: Browser, server: str, scheme: Any) -> None:
    with visiting(chromium, server, 390, color_scheme=scheme) as visit:
        page = visit.open("figures/fig-opt.html")
        settled(page)
        assert violations(page) == []


# Copying -----------------------------------------------------------------------------------------


def test_the_line_is_copied_by_keyboard_and_follows_the_reading_date(
    chromium: Browser, server: str
) -> None:
    with visiting(chromium, server) as visit:
        visit.page.context.grant_permissions(["clipboard-read"])
        page = visit.open("01_authors_who_left.html")
        page.locator(f"[name=on][value='{OLD}']").check()
        settled(page)
        figure = page.locator("#fig-departures")
        figure.locator(".al-embed summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        # The theme makes a line that scrolls a stop of its own.
        if page.evaluate("document.activeElement.tagName") == "PRE":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        one = framed(page.evaluate("navigator.clipboard.readText()"))
        assert one["src"] == f"{server}figures/fig-departures.html?on={OLD}"
        assert str(one["title"]).endswith(figure.locator(".al-title").inner_text())
        page.locator("[name=on]").last.check()
        settled(page)
        again = framed(figure.locator(".al-embed pre").text_content() or "")
        assert again["src"] == f"{server}figures/fig-departures.html"


# Sharing -----------------------------------------------------------------------------------------


def metas(path: Path) -> dict[str, str]:
    """What a page says to those who share it."""
    found = parsed(path).select("meta[property], meta[name]")
    return {str(one.get("property") or one.get("name")): str(one["content"]) for one in found}


def test_a_page_shares_its_title_and_note_and_no_address(book: Path) -> None:
    for path in book.glob("figures/*.html"):
        told = metas(path)
        title = parsed(path).select_one(".al-title")
        assert title and told["og:title"] == title.get_text()
        assert told["og:description"] == told["description"] != ""
        assert told["robots"] == "noindex"
        assert not {"og:url", "og:image", "twitter:card"} & set(told)


def test_the_card_of_a_figure_is_the_figure(placed: Path) -> None:
    for path in placed.glob("figures/*.html"):
        told = metas(path)
        assert told["og:url"] == f"{ADDRESS}/figures/{path.name}"
        assert told["og:image"] == f"{ADDRESS}/covers/{path.stem}.png"
        content = (placed / "covers" / f"{path.stem}.png").read_bytes()
        assert struct.unpack(">II", content[16:24]) == (1200, 630)
        assert told["twitter:card"] == "summary_large_image"
        chapter = parsed(placed / "01_trees.html")
        quote = chapter.select_one(f"#{path.stem} .al-embed pre")
        assert quote and framed(quote.get_text())["src"] == told["og:url"]

"""The search: everybody, every organization, claim, figure and page, by parts of words too."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe import violations
from book_builds import ROOT
from playwright.sync_api import Browser, Page, expect
from visits import Visit, pages, settled, visited, visiting


@pytest.fixture
def visit(chromium: Browser, base: str) -> Iterator[Visit]:
    """A visit at a desktop's width."""
    with visiting(chromium, base) as visit:
        yield visit


@pytest.fixture(params=[1280, 390])
def sized(request: pytest.FixtureRequest, chromium: Browser, server: str) -> Iterator[Visit]:
    """A visit at a desktop's and at a phone's width."""
    with visiting(chromium, server, request.param) as visit:
        yield visit


@pytest.fixture(scope="module")
def places(book: Path) -> list[dict[str, Any]]:
    """What can be found, as the site has it."""
    return places_of(book)


def places_of(edition: Path) -> list[dict[str, Any]]:
    """What can be found in an edition."""
    script = (edition / "search-places.js").read_text(encoding="utf-8")
    held = json.loads(script.split(".search = ", 1)[1].rstrip().rstrip(";"))
    names = ("kind", "title", "address", "where", "names", "texts", "quoted")
    return [dict(zip(names, row, strict=True)) for row in held["places"]]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of the data."""
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hits(page: Page) -> list[tuple[str, str, str]]:
    """The kind, title and address of what the search page shows."""
    return [
        (
            one.locator(".al-kind").inner_text(),
            one.locator("a").inner_text(),
            one.locator("a").get_attribute("href") or "",
        )
        for one in page.locator("#search-results > li").all()
    ]


@pytest.mark.parametrize("typed", ["Roziere", "Rozière", "ROZIÈRE", "rozi", "Rozeire"])
def test_a_person_is_found_with_accents_without_in_part_and_with_a_slip(
    visit: Visit, typed: str
) -> None:
    page = visit.open(f"search.html?q={typed}")
    kind, title, address = hits(page)[0]
    assert (kind, title) == ("person", "Baptiste Rozière")
    assert (
        page.locator("#search-results > li").first.locator("mark").first.inner_text() == "Rozière"
    )
    page.locator("#search-results a").first.click()
    anchor = address.split("#")[1]
    page.locator(f"#{anchor}").wait_for()
    assert "search.html" not in page.url


@pytest.mark.parametrize(
    ("typed", "kind", "title", "anchor"),
    [
        ("P54", "claim", r"Bordes|reason", r"claims\.html#claim-p54-"),
        ("founded in June 2023", "claim", r"founded in June 2023", r"#claim-p17-founded-june"),
        ("figure 1.2", "figure", r"^Figure 1\.2:", r"01_authors_who_left\.html#fig-course$"),
        ("fig-story", "figure", r"^Figure 5\.2:", r"05_what_the_record_adds\.html#fig-story$"),
        ("mistral ai", "organization", r"^Mistral AI$", r"#"),
        ("how claims are checked", "page", r"^How claims are checked$", r"method\.html$"),
    ],
)
def test_the_first_place_is_what_was_asked_for(
    visit: Visit, typed: str, kind: str, title: str, anchor: str
) -> None:
    found = hits(visit.open(f"search.html?q={typed}"))[0]
    assert found[0] == kind
    assert re.search(title, found[1]) and re.search(anchor, found[2])


def test_a_figure_is_shown_with_its_words_and_not_with_rows_of_its_table(
    visit: Visit, places: list[dict[str, Any]]
) -> None:
    words = {place["address"]: place["texts"] for place in places if place["kind"] == "figure"}
    page, seen = visit.open("search.html?q=p41-smaller"), 0
    for found in page.locator("#search-results > li:has(a[href*='#fig-'])").all():
        told = found.locator(".al-excerpt").inner_text().strip("… ")
        texts = words[str(found.locator("a").get_attribute("href"))]
        assert told in texts[0]
        assert any("p41-smaller" in text for text in texts)
        seen += 1
    assert seen > 0


def test_the_field_waits_for_words_and_leaves_the_focus_where_words_are_given(
    visit: Visit,
) -> None:
    expect(visit.open("search.html").locator("#al-q")).to_be_focused()
    page = visit.open("search.html?q=helsing")
    page.locator("#search-results a").first.wait_for()
    expect(page.locator("#al-q")).not_to_be_focused()


def test_everybody_and_every_organization_that_the_book_names_is_a_place(
    places: list[dict[str, Any]], book: Path
) -> None:
    told = "\n".join(text for place in places for text in [place["title"], *place["texts"]])
    for file, kind in [("people.csv", "person"), ("organizations.csv", "organization")]:
        held = {place["title"] for place in places if place["kind"] == kind}
        named = {row["name"] for row in table(file) if row["name"] in told}
        assert named and named <= held


def test_every_claim_and_every_figure_is_a_place(places: list[dict[str, Any]], book: Path) -> None:
    addresses = {place["address"] for place in places}
    claims = {f"claims.html#claim-{row['claim_id']}" for row in table("claims.csv")}
    drawn = {
        f"{name}#{anchor}"
        for name in pages(book)
        for anchor in re.findall(
            r'<figure class="al-figure" id="([^"]+)"', (book / name).read_text(encoding="utf-8")
        )
    }
    assert claims and drawn and claims | drawn <= addresses


@pytest.mark.parametrize("folder", ["", "fr"])
def test_every_place_is_there(book: Path, folder: str) -> None:
    edition = book / folder
    places = places_of(edition)
    ids = {
        name: set(re.findall(r'\bid="([^"]+)"', (edition / name).read_text(encoding="utf-8")))
        for name in pages(edition)
    }
    assert len({place["address"] for place in places}) > len(ids)
    for place in places:
        page, _, anchor = re.sub(r"\?[^#]*", "", place["address"]).partition("#")
        assert page in ids and (not anchor or anchor in ids[page]), place["address"]
        assert place["title"]


def test_no_other_page_carries_what_the_search_needs(book: Path) -> None:
    for name in pages(book):
        text = (book / name).read_text(encoding="utf-8")
        assert ("search-places.js" in text) == (name == "search.html")
        assert not re.search(r"searchindex|searchtools|language_data|sphinx_highlight", text)


def test_results_follow_the_typing_are_told_and_stay_in_the_address(sized: Visit) -> None:
    page = sized.open("search.html")
    page.locator("#al-q").focus()
    page.keyboard.type("lachaux")
    status = page.locator("[role=status]")
    expect(status).to_have_text(re.compile(r"^\d+ places for lachaux$"))
    assert hits(page)[0][1] == "Marie-Anne Lachaux"
    assert page.url.endswith("search.html?q=lachaux")
    page.locator("#al-q").fill("zzzqqq")
    expect(status).to_have_text("Nothing in the book has these words: zzzqqq")
    assert hits(page) == []
    page.locator("#al-q").fill("lachaux zzzqqq")
    expect(status).to_have_text(re.compile("^No place has all these words;"))
    assert hits(page)[0][1] == "Marie-Anne Lachaux"
    page.locator("#al-q").fill("")
    expect(status).to_have_text("")
    assert hits(page) == [] and page.url.endswith("search.html")


def test_more_places_come_at_a_press_and_the_first_of_them_has_the_focus(sized: Visit) -> None:
    page = sized.open("search.html?q=meta")
    shown = page.locator("#search-results > li")
    assert shown.count() == 20
    page.get_by_role("button", name="More places").press("Enter")
    assert shown.count() > 20
    focused = page.evaluate("document.activeElement.closest('li')?.previousElementSibling !== null")
    assert focused
    assert shown.nth(20).locator("a").evaluate("(link) => link === document.activeElement")


def test_the_field_of_every_page_leads_to_the_search(sized: Visit) -> None:
    page = sized.open("claims.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("roziere")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=roziere")
    assert hits(page)[0][1] == "Baptiste Rozière"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_found_passes_axe_and_fits(sized: Visit, theme: str) -> None:
    page = sized.open("search.html?q=roziere")
    page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
    settled(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    icons = page.locator(".al-find .fa-solid")
    assert icons.count() == 0


def test_without_scripts_the_page_says_so_and_names_where_to_look(
    chromium: Browser, base: str
) -> None:
    with visited(chromium, f"{base}search.html?q=roziere", java_script_enabled=False) as page:
        assert page.get_by_text("The search needs JavaScript").is_visible()
        assert not page.locator(".al-find").is_visible()
        page.locator(".al-scriptless a").last.click()
        assert page.locator("h1").first.inner_text() != "Search"

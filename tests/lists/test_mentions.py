"""First mentions: linked once per page, in running text, with a card for pointer and keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from afterllama.words import language
from afterllama_sphinx.lists.mentions import Target, linked, pattern, phrases, running_text, words
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from docutils.core import publish_doctree
from playwright.sync_api import Browser, Locator, Page, expect
from reading_text import parsed
from records import real
from visits import HEIGHT, pages, visited, visiting

ADA = Target("people", "person-ada", "Ada Vale", ("Signed Tides.",))
CODA = Target("glossary", "term-coda", "coda", ("An end.",))
HARBOUR = Target("places", "place-harbour", "Harbour", ("Company.",))
KNOWN = {"Ada Vale": ADA, "coda": CODA, "codas": CODA, "Harbour": HARBOUR, "Harbour Lab": HARBOUR}
CHAPTER = "01_authors_who_left.html"


def found(*texts: str) -> list[list[tuple[str, str]]]:
    """Word and address of every mention in some texts of a page, by text."""
    met: dict[Target, str] = {}
    finds = pattern(list(KNOWN))
    return [
        [(part[0], part[1].anchor) for part in linked(text, finds, KNOWN, met) if part[1]]
        for text in texts
    ]


def test_the_first_whole_name_is_linked_and_no_later_one() -> None:
    first, second = found("Vale left; then Ada Vale's coda, and Ada Vale.", "Ada Vale, Codas")
    assert first == [("Ada Vale", "person-ada"), ("coda", "term-coda")]
    assert second == []


def test_parts_of_words_and_words_with_a_hyphen_are_no_mentions() -> None:
    assert found("Ada Valentine, encoda, Harbour-side, sub-coda") == [[]]


def test_a_term_may_begin_a_sentence_and_a_name_keeps_its_capital() -> None:
    assert found("Codas end it.") == [[("Codas", "term-coda")]]
    assert found("The harbour is open.") == [[]]


def test_the_longest_name_wins() -> None:
    assert found("At Harbour Lab, of Harbour.") == [[("Harbour Lab", "place-harbour")]]


def test_a_name_that_goes_on_as_a_phrase_is_something_else() -> None:
    longer = re.compile("coda signs?|Vale")
    parts = [*linked("A coda sign of Ada Vale. A coda.", pattern(list(KNOWN)), KNOWN, {}, longer)]
    assert parts[1:] == [("Ada Vale", ADA), (". A ", None), ("coda", CODA), (".", None)]


def test_the_list_of_terms_of_an_edition_has_its_phrases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert phrases() is None
    monkeypatch.setenv(language.VARIABLE, "fr")
    longer = phrases()
    assert longer and longer.findall("Une étude, une publication") == ["étude", "publication"]


def test_what_is_left_of_a_text_is_the_text() -> None:
    text = "So Ada Vale, and a coda."
    parts = linked(text, pattern(list(KNOWN)), KNOWN, {})
    assert "".join(word for word, _ in parts) == text


def test_running_text_is_that_of_paragraphs_outside_of_links_headings_and_code() -> None:
    document = publish_doctree(
        "Title of Ada\n============\n\n"
        "Text `a link <https://a.example>`__ ``code`` **run-in** *one*.\n\n"
        "- item\n\n+---+\n| x |\n+---+\n\n.. figure:: a.png\n\n   caption\n\n::\n\n   block\n",
        settings_overrides={"report_level": 5},
    )
    document.insert(0, nodes.title("", "Top"))
    told = [text.astext().strip() for text in running_text(document)]
    assert [text for text in told if text.strip(" .")] == ["Text", "one", "item"]


def test_a_term_is_found_in_the_plural_too() -> None:
    spelled = words([{"anchor": "term-a", "spellings": ["commit", "change"], "text": "A."}], "g")
    assert set(spelled) == {"commit", "commits", "change", "changes"}


# The pages --------------------------------------------------------------------------------------


def mentions(page: BeautifulSoup) -> list[Tag]:
    return page.select("a.al-mention")


def test_mentions_are_in_running_text_once_a_page_and_lead_somewhere(book: Path) -> None:
    everything = 0
    for name in pages(book):
        page = parsed(book / name)
        seen = [link["href"] for link in mentions(page)]
        everything += len(seen)
        assert len(seen) == len(set(seen)), name
        for link in mentions(page):
            assert link.find_parent(["a", "figure", "table", "h1", "h2", "h3", "code"]) is None
            target, _, anchor = str(link["href"]).partition("#")
            assert parsed(book / target).find(id=anchor) is not None, link
            card = page.find(id=str(link["aria-describedby"]))
            assert isinstance(card, Tag) and card.has_attr("hidden")
        # The others are those of citations.
        assert len(page.select(".al-card:not([id^=card-source-])")) == len(seen)
    assert everything > 60


def test_the_first_whole_name_in_running_text_is_the_link(book: Path) -> None:
    """What stands before the link in the page's paragraphs does not have the name."""
    for name in (CHAPTER, "03_february_shakeup.html", "claims.html"):
        page = parsed(book / name)
        for link in mentions(page):
            if "#person-" not in link["href"]:
                continue
            before = "".join(
                str(text)
                for text in link.find_all_previous(string=True)[::-1]
                if text.find_parent("p")
                and not text.find_parent(["a", "figure", "table"])
                and not text.find_parent(["strong", "section"], class_="al-ledger")
            )
            assert link.get_text() not in before, (name, link)


def test_every_author_named_in_a_chapter_is_linked(book: Path) -> None:
    names = {row.person_id: row.name for row in real().data["people"].itertuples()}
    for name in (CHAPTER, "04_reorganization.html"):
        page = parsed(book / name)
        linked_ids = {str(link["href"]).partition("#person-")[2] for link in mentions(page)}
        text = " ".join(
            p.get_text()
            for p in page.select(".bd-article p")
            if not p.find_parent(["figure", "table"])
        )
        authors = {p for paper in ("llama1", "opt") for p in real().authors(paper)}
        assert {p for p in authors if names[p] in text} <= linked_ids


def test_pages_of_entries_and_terms_have_sections_and_no_mentions(book: Path) -> None:
    people = parsed(book / "people.html")
    heads = [head.get_text().rstrip("#") for head in people.select("section > h3")]
    for paper in ("llama1", "opt"):
        assert {real().name(p) for p in real().authors(paper)} <= set(heads)
    for name in ("people.html", "places.html", "glossary.html"):
        assert mentions(parsed(book / name)) == []
    for person_id in real().authors("llama1"):
        section = people.find(id=f"person-{person_id}")
        assert section is not None and section.name == "section"


def test_entries_are_found_by_the_search(book: Path) -> None:
    places = (book / "search-places.js").read_text(encoding="utf-8")
    for address in ("people.html#person-hugo-touvron", "places.html#organization-mistral-ai"):
        assert f'"{address}"' in places


def test_the_storyline_is_linked_with_the_person_marked(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open("people.html")
        page.locator("#person-guillaume-lample a[href*='person=']").click()
        page.wait_for_url("**/05_what_the_record_adds.html?person=guillaume-lample#fig-story")
        told = page.locator("form.al-reading .al-told")
        told.get_by_text("is marked in").wait_for()
        assert page.locator("form.al-reading [name=person]").input_value() == "Guillaume Lample"


# The cards --------------------------------------------------------------------------------------


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, chromium: Browser, book: Path) -> Iterator[Page]:
    """The first chapter, from a folder, at a desktop's and at a phone's width."""
    with visiting(chromium, book.as_uri() + "/", request.param) as visit:
        yield visit.open(CHAPTER)


def parts(page: Page, name: str = "Guillaume Lample") -> tuple[Locator, Locator]:
    """The link of a mention, and its card."""
    link = page.locator("a.al-mention", has_text=name).first
    return link, page.locator(f"#{link.get_attribute('aria-describedby')}")


def test_a_card_shows_on_hover_stays_under_the_pointer_and_goes(page: Page) -> None:
    link, card = parts(page)
    assert not card.is_visible()
    link.hover()
    card.wait_for(state="visible")
    assert "Guillaume Lample" in card.inner_text() and "Signed" in card.inner_text()
    page.clock.install()
    card.hover()
    page.clock.run_for(500)
    assert card.is_visible()
    page.mouse.move(2, 2)
    page.clock.run_for(500)
    card.wait_for(state="hidden")


def test_a_card_shows_on_focus_and_escape_puts_it_away(page: Page) -> None:
    link, card = parts(page)
    link.focus()
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert link.evaluate("(link) => link === document.activeElement")
    link.blur()
    link.focus()
    assert card.is_visible()
    page.keyboard.press("Tab")
    card.wait_for(state="hidden")


def test_escape_closes_the_card_and_leaves_the_marked_person(page: Page) -> None:
    page.goto(page.url + "?person=hugo-touvron")
    box = page.locator("form.al-reading [name=person]")
    expect(box).not_to_have_value("")
    link, card = parts(page)
    link.hover()
    card.wait_for(state="visible")
    page.keyboard.press("Escape")
    assert not card.is_visible() and box.input_value() == "Hugo Touvron"
    page.keyboard.press("Escape")
    assert box.input_value() == ""


def test_every_card_fits_the_window(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    links = page.locator("a.al-mention")
    width = page.evaluate("document.documentElement.clientWidth")
    for number in range(links.count()):
        links.nth(number).focus()
        card = page.locator(f"#{links.nth(number).get_attribute('aria-describedby')}")
        box = card.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        assert page.locator(".al-card:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_first_tap_shows_the_card_and_a_second_follows(chromium: Browser, book: Path) -> None:
    phone: Any = {"viewport": {"width": 390, "height": HEIGHT}, "has_touch": True}
    with visited(chromium, (book / CHAPTER).as_uri(), is_mobile=True, **phone) as page:
        link, card = parts(page)
        link.tap()
        card.wait_for(state="visible")
        assert page.url.endswith(CHAPTER)
        page.locator(".bd-article h1").tap()
        card.wait_for(state="hidden")
        link.tap()
        card.wait_for(state="visible")
        link.tap()
        page.wait_for_url(re.compile(r"people\.html#person-guillaume-lample$"))


def test_without_scripts_a_mention_is_a_plain_link(chromium: Browser, book: Path) -> None:
    with visited(chromium, (book / CHAPTER).as_uri(), java_script_enabled=False) as page:
        link, card = parts(page)
        assert not card.is_visible()
        link.click()
        page.wait_for_url("**/people.html#person-guillaume-lample")
        assert page.locator("#person-guillaume-lample svg.al-strip").is_visible()
        first = page.locator("#person-guillaume-lample details").first
        first.locator("summary").click()
        assert first.locator("li").first.is_visible()

"""Day, person and month stay in the address, however a page is opened, from page to page."""

from __future__ import annotations

import csv
import re

import pytest
from book_builds import ROOT
from playwright.sync_api import Browser, Page, expect
from visits import Visit, settled, visiting

CHAPTER, OTHER = "01_authors_who_left.html", "02_compute_battle.html"
DAY, PERSON = "on=2023-09-05", "person=baptiste-roziere"
TIME = "fig-migration"


def month(page: Page) -> str:
    """Move the time of a figure to its beginning; what it shows then."""
    slider = page.locator(f"#{TIME} .al-time input")
    slider.focus()
    page.keyboard.press("Home")
    return page.locator(f"#{TIME} .al-time output").inner_text()


def marking(visit: Visit, address: str) -> Page:
    """Open a page whose address names a person, and wait until the person is marked."""
    page = visit.open(address)
    page.locator(".al-told", has_text="is marked").wait_for()
    return page


def link(page: Page, name: str) -> str:
    """The address of the menu's link to a page, as it would be copied."""
    return page.locator(f".bd-sidebar-primary a[href*='{name}']").first.get_attribute("href") or ""


def test_a_link_is_the_same_clicked_copied_and_opened_in_a_new_tab(
    chromium: Browser, base: str
) -> None:
    with visiting(chromium, base) as visit:
        page = visit.open(CHAPTER)
        page.locator("[name=on]").first.check()
        page.locator("[name=person]").fill("Baptiste Rozière")
        shown = month(page)
        expect(page).to_have_url(re.compile("month="))
        copied = link(page, OTHER)
        assert copied.startswith(f"{OTHER}?") and DAY in copied and PERSON in copied
        with page.context.expect_page() as tab:
            page.locator(f".bd-sidebar-primary a[href*='{OTHER}']").first.click(button="middle")
        tab.value.wait_for_load_state()
        assert tab.value.url == base + copied
        page.locator(f".bd-sidebar-primary a[href*='{OTHER}']").first.click()
        page.wait_for_url(f"**/{OTHER}?**")
        assert page.url == base + copied
        assert page.locator("[name=on]").first.is_checked()
        page.go_back()
        page.wait_for_url(f"**/{CHAPTER}?**")
        expect(page.locator(f"#{TIME} .al-time output")).to_have_text(shown)
        expect(page.locator("[name=person]")).to_have_value("Baptiste Rozière")


@pytest.mark.parametrize(
    "over",
    [
        "claims.html",
        pytest.param("glossary.html", marks=pytest.mark.slow),
        pytest.param("sources.html", marks=pytest.mark.slow),
        pytest.param("05_what_the_record_adds.html", marks=pytest.mark.slow),
    ],
)
def test_pages_that_cannot_show_them_keep_them(chromium: Browser, server: str, over: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(f"{CHAPTER}?{DAY}&{PERSON}")
        shown = month(page)
        expect(page).to_have_url(re.compile(f"month={TIME}"))
        page.goto(server + link(page, over))
        if page.locator("form.al-filters").count():
            page.locator("form.al-filters [name=q]").fill("meta")
            expect(page).to_have_url(re.compile("q=meta"))
            assert DAY in page.url and PERSON in page.url
        page.goto(server + link(page, CHAPTER))
        assert DAY in page.url and PERSON in page.url and "q=meta" not in page.url
        expect(page.locator(f"#{TIME} .al-time output")).to_have_text(shown)
        expect(page.locator(".al-told")).to_have_text(re.compile("Baptiste Rozière is marked"))


def followed(page: Page, selector: str) -> None:
    """Open the address of a link, as it would be copied."""
    page.goto(str(page.locator(selector).evaluate("(link) => link.href")))


def test_a_figures_own_page_keeps_them(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        for day, month in ((DAY, "july-2022"), ("", "july-2025")):
            page = marking(visit, f"{CHAPTER}?{day}&{PERSON}&month={TIME}.{month}")
            line = page.locator(f"#{TIME} .al-address").text_content()
            assert line == f"{server}figures/{TIME}.html" + (f"?{day}" if day else "")
            followed(page, f"#{TIME} .al-own-page")
            assert page.url.startswith(f"{server}figures/{TIME}.html?")
            shown = month.replace("-", " ").capitalize()
            expect(page.locator(".al-time output")).to_have_text(shown)
            assert page.locator(".al-marked").count() == 0
            followed(page, "a.al-home")
            assert day in page.url and PERSON in page.url and f"{TIME}.{month}" in page.url
            expect(page.locator(f"#{TIME} .al-time output")).to_have_text(shown)


def test_the_own_page_of_a_figure_without_a_chart_keeps_them(
    chromium: Browser, server: str
) -> None:
    with visiting(chromium, server) as visit:
        page = marking(visit, f"{CHAPTER}?{DAY}&{PERSON}")
        followed(page, ".al-choice .al-own-page")
        assert DAY in page.url and PERSON in page.url
        followed(page, "a.al-home")
        assert DAY in page.url and PERSON in page.url


@pytest.mark.parametrize("start", [f"{DAY}&", ""])
def test_a_month_that_a_day_lacks_is_back_on_a_day_that_has_it(
    chromium: Browser, server: str, start: str
) -> None:
    chosen = f"month={TIME}.july-2025"
    with visiting(chromium, server) as visit:
        page = visit.open(f"{CHAPTER}?{start}{chosen}")
        output = page.locator(f"#{TIME} .al-time output")
        for place, shown in ((0, "September 2023"), (-1, "July 2025")):
            page.locator("[name=on]").nth(place).check()
            expect(output).to_have_text(shown)
            assert chosen in page.url


def test_the_search_keeps_them(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = marking(visit, f"{CHAPTER}?{DAY}&{PERSON}")
        page.keyboard.press("Control+k")
        page.keyboard.type("figure 1.2")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?**")
        page.locator("#al-q").fill("figure 1.3")
        expect(page).to_have_url(re.compile("1\\.3"))
        page.locator("#search-results a").first.click()
        page.wait_for_url(f"**/{CHAPTER}?**")
        assert DAY in page.url and PERSON in page.url


def test_somebody_whom_a_page_lacks_is_there_again_on_the_next(
    chromium: Browser, server: str
) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(f"{OTHER}?person=nobody-of-here")
        page.locator(".al-told", has_text="Nobody in these figures").wait_for()
        assert "person=nobody-of-here" in page.url
        page.locator("[name=on]").first.check()
        assert "person=nobody-of-here" in link(page, CHAPTER)
        page.keyboard.press("Escape")
        expect(page.locator(".al-told")).to_have_text("")
        assert "person" not in page.url + link(page, CHAPTER)


def test_an_entry_of_the_history_says_what_the_page_shows(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(CHAPTER)
        page.evaluate("location.hash = 'fig-course'")
        page.locator("[name=person]").fill("Baptiste Rozière")
        expect(page).to_have_url(re.compile(PERSON))
        page.go_back()
        expect(page).to_have_url(re.compile(f"{PERSON}$"))


def test_one_key_undoes_one_thing(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = marking(visit, f"{CHAPTER}?{PERSON}")
        page.keyboard.press("Control+k")
        page.locator("#pst-search-dialog").wait_for()
        page.keyboard.press("Escape")
        page.locator("#pst-search-dialog").wait_for(state="hidden")
        assert PERSON in page.url
        page.locator("#fig-departures .al-legend button").first.focus()
        page.keyboard.press("Escape")
        assert "person" not in page.url


def test_what_is_said_of_a_paragraph_is_found_unfolded_and_seen(
    chromium: Browser, server: str
) -> None:
    with (ROOT / "data" / "paragraphs.csv").open(encoding="utf-8", newline="") as file:
        silent = [row["paragraph"] for row in csv.DictReader(file) if row["reason"]]
    with visiting(chromium, server) as visit:
        for typed in (silent[0], silent[-1]):
            page = visit.open(f"search.html?q={typed}")
            page.locator("#search-results a").first.click()
            page.wait_for_url("**/claims.html?find=*#paragraph-**")
            line = page.locator(f"li#paragraph-{typed.lower()}")
            expect(line).to_be_in_viewport()
            expect(line).to_contain_text(typed)


def test_evidence_and_rows_of_a_table_are_found_and_unfolded(
    chromium: Browser, server: str
) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open("people.html")
        fact = page.locator(".al-stays details li").first
        said = (fact.evaluate("(one) => one.childNodes[1].data") or "").strip()
        page.goto(f"{server}search.html?q={said}")
        hit = page.locator("#search-results a[href*='people.html#'][href*='-evidence-']").first
        place = (hit.get_attribute("href") or "").partition("#")[2]
        hit.click()
        page.wait_for_url("**/people.html?find=*#**")
        expect(page.locator(f"#{place}[open] li", has_text=said)).to_be_in_viewport()
        page.goto(f"{server}search.html?q=p41-smaller")
        page.locator("#search-results a[href*='#fig-']").first.click()
        row = page.locator("details.al-data[open] tr", has_text="p41-smaller")
        expect(row.first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("typed", "place"), [("Fudzilla", "how-we-know"), ("Louis Martin", "fig-overlaps")]
)
def test_folded_words_of_a_chapter_are_found_and_unfolded(
    chromium: Browser, server: str, typed: str, place: str
) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(f"search.html?q={typed}")
        page.locator(f"#search-results a[href$='#{place}']").first.click()
        page.wait_for_url(f"**#{place}")
        words = page.locator(f"#{place} details[open] :is(p, li, tr)", has_text=typed)
        expect(words.first).to_be_in_viewport()


def test_what_is_found_and_seen_unfolds_nothing(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(CHAPTER)
        title = page.locator("#fig-departures .al-title").inner_text()
        page = visit.open(f"{CHAPTER}?find={title}#fig-departures")
        settled(page)
        expect(page.locator("#fig-departures .al-title")).to_be_in_viewport()
        assert page.locator("#fig-departures details[open]").count() == 0


def test_a_day_that_a_page_does_not_offer_is_told_and_kept(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(f"{CHAPTER}?on=1999-01-01")
        expect(page.locator(".al-told")).to_have_text(re.compile("no view of the day"))
        assert page.locator("[name=on]").last.is_checked()
        assert "on=1999-01-01" in link(page, OTHER)

"""A missing script or missing storage breaks nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import visiting

CHAPTER = "01_authors_who_left.html"
SETTLED = "!document.documentElement.classList.contains('al-js')"
#: What a browser does that keeps nothing for a site.
BLOCKED = """
for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("denied", "SecurityError") };
  Object.defineProperty(window, name, { get });
}
"""


@contextmanager
def without(browser: Browser, base: str, lost: str, name: str, width: int = 1280) -> Iterator[Page]:
    """Open a page that one script does not reach."""
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        context.route(f"**/{lost}*", lambda route: route.abort())
        page = context.new_page()
        page.goto(base + name)
        page.wait_for_function(SETTLED)
        yield page


@pytest.mark.parametrize(
    ("lost", "bar", "time"),
    [
        ("figures.js", False, False),
        ("compose.js", False, False),
        ("reading.js", False, True),
        ("mention_cards.js", True, True),
    ],
)
def test_without_a_script_tables_open_and_no_control_is_dead(
    chromium: Browser, server: str, lost: str, bar: bool, time: bool
) -> None:
    with without(chromium, server, lost, CHAPTER) as page:
        table = page.locator("details.al-data").first
        assert not table.locator(".al-scroll").is_visible()
        table.locator("summary").click()
        assert table.locator(".al-scroll").is_visible()
        assert page.locator(".al-reading").is_visible() == bar
        assert page.locator(".al-time").first.is_visible() == time
        if time:
            page.locator("#fig-departures .al-box").hover()
            page.locator("#fig-departures .al-box[data-live]").wait_for()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("claims.html", "form.al-filters"),
        ("sources.html", "form.al-filters"),
        (CHAPTER, "form.al-switches"),
    ],
)
def test_a_form_that_lacks_a_script_is_not_shown(
    chromium: Browser, server: str, name: str, form: str
) -> None:
    with without(chromium, server, "compose.js", name) as page:
        assert page.locator(form).count() == 1
        assert not page.locator(form).is_visible()


def test_without_plotly_the_button_for_a_picture_says_that_there_is_none(
    chromium: Browser, server: str
) -> None:
    with without(chromium, server, "plotly.min.js", CHAPTER) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.locator("#fig-departures .al-svg").click()
        expect(page.locator("#fig-departures .al-failed")).not_to_be_empty()
        assert page.locator("#fig-departures .al-scroll").is_visible()
        assert errors == []


def test_while_a_script_hangs_the_chapters_can_be_reached_and_no_control_is_dead(
    chromium: Browser, server: str
) -> None:
    with chromium.new_context(viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        page.route("**/figures.js*", lambda route: None)
        page.goto(server + CHAPTER, wait_until="commit")
        page.locator("html:not(.al-js)").wait_for()
        assert not page.locator(".al-reading").is_visible()
        assert page.locator(".primary-toggle:visible, .search-button:visible").count() == 0
        assert page.locator(".bd-sidebar-primary nav a", has_text="compute").is_visible()


@pytest.mark.parametrize(
    ("lost", "found"), [("search.js", False), ("search-places.js", False), ("figures.js", True)]
)
def test_without_search_the_search_page_says_where_to_look(
    chromium: Browser, server: str, lost: str, found: bool
) -> None:
    with without(chromium, server, lost, "search.html?q=lample") as page:
        assert page.locator(".al-find").is_visible() == found
        assert page.locator(".al-scriptless").is_visible() != found


@pytest.mark.parametrize("width", [1280, 390])
def test_without_the_themes_script_the_chapters_can_be_reached(
    chromium: Browser, server: str, width: int
) -> None:
    with without(chromium, server, "pydata-sphinx-theme.js", CHAPTER, width) as page:
        dead = page.locator(".sidebar-toggle, .search-button__button, .theme-switch-button")
        assert [one.is_visible() for one in dead.all()].count(True) == 0
        page.locator(".bd-sidebar-primary nav a", has_text="compute").click()
        page.wait_for_url("**/02_compute_battle.html")


def test_without_storage_menu_search_and_colours_work(chromium: Browser, server: str) -> None:
    with visiting(chromium, server, 390) as visit:
        visit.page.add_init_script(BLOCKED)
        page = visit.open(CHAPTER)
        themes = set()
        for _ in range(3):
            page.locator(".theme-switch-button").first.click()
            themes.add(page.evaluate("document.documentElement.dataset.mode"))
        assert themes == {"auto", "light", "dark"}
        page.locator("button.search-button:visible").click()
        assert page.locator("#pst-search-dialog").is_visible()
        page.keyboard.press("Escape")
        page.locator(".primary-toggle").first.click()
        page.locator("#pst-primary-sidebar-modal a", has_text="compute").click()
        page.wait_for_url("**/02_compute_battle.html")


def test_an_id_that_every_object_has_marks_nobody(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(f"{CHAPTER}?person=constructor")
        page.locator(".al-told", has_text="Nobody in these figures").wait_for()
        assert page.locator(".al-unmark").is_hidden()

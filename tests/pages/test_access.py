"""Access for everybody: axe-core finds nothing, and the keyboard reaches everything, visibly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import Browser, Page
from visits import HEIGHT, STILL, Visit, pages, settled

WIDTHS = (1280, 390)
THEMES = ("light", "dark")


@pytest.fixture(params=WIDTHS)
def visit(request: pytest.FixtureRequest, chromium: Browser, server: str) -> Iterator[Visit]:
    """A visit at a desktop's and at a phone's width."""
    with chromium.new_context(viewport={"width": request.param, "height": HEIGHT}) as context:
        yield Visit(context, server)


def prepare(page: Page, theme: str) -> None:
    """Open what is folded, mark the first person there is, and switch the theme."""
    page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    names = page.locator("#al-people option")
    if names.count():
        page.locator("[name=person]").fill(names.first.get_attribute("value") or "")
    settled(page)


@pytest.fixture(scope="module")
def judged(chromium: Browser, server: str, book: Path) -> Callable[[int], dict[str, list[str]]]:
    """What axe-core says against all pages in each theme, by the width of the window.

    The second theme changes nothing but colours, and no other rule looks at them.
    """

    @cache
    def visited(width: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {theme: [] for theme in THEMES}
        with chromium.new_context(viewport={"width": width, "height": HEIGHT}) as context:
            visit = Visit(context, server)
            for name in pages(book):
                page = visit.open(f"{name}?q=authors" if name == "search.html" else name)
                for place, theme in enumerate(THEMES):
                    prepare(page, theme)
                    told = violations(page, colours=place > 0)
                    found[theme] += [f"{name}: {fault}" for fault in told]
        return found

    return visited


@pytest.mark.parametrize(("width", "theme"), list(product(WIDTHS, THEMES)))
def test_axe_finds_nothing(
    judged: Callable[[int], dict[str, list[str]]], width: int, theme: str
) -> None:
    assert judged(width)[theme] == []


#: The element that has the focus: what it is called, where it is, and what tells that it has it.
FOCUSED = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const { left, right, width, height } = element.getBoundingClientRect();
  const label = element.labels && [...element.labels].map((one) => one.textContent).join(" ");
  const by = (element.getAttribute("aria-labelledby") || "").split(" ");
  const words = by.map((id) => document.getElementById(id)?.textContent || "").join(" ");
  const given = element.getAttribute("aria-label") || words.trim() || label;
  const name = given || element.textContent.trim() || element.title;
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const outline = drawn || / 0px 0px 0px [23]px/.test(style.boxShadow); // the theme's menus
  element.dataset.met = "";
  return {
    what: element.outerHTML.slice(0, 160),
    name: name.trim(),
    outline,
    inside: width > 0 && height > 0 && right > 0 && left < document.documentElement.clientWidth,
  };
}
"""

#: The controls that are shown; of radio buttons in a group Tab reaches one.
UNMET = """
() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => !one.disabled && one.tabIndex >= 0 && !("met" in one.dataset))
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one) => one.outerHTML.slice(0, 160))
"""


@pytest.mark.parametrize("name", ["index.html", "01_authors_who_left.html", "search.html?q=lample"])
def test_tab_reaches_every_control_and_each_has_a_name_and_an_outline(
    visit: Visit, name: str
) -> None:
    page = visit.open(name)
    # Without the movement of the theme's outlines, each is measured as it ends.
    page.evaluate(STILL)
    settled(page)
    faults = []
    for _ in range(400):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        lacks = [key for key in ("name", "outline", "inside") if not focused[key]]
        if lacks:
            faults.append(f"{lacks}: {focused['what']}")
    else:
        raise AssertionError("Tab never leaves the page")
    assert faults == []
    assert page.evaluate(UNMET) == []


def test_the_first_tab_leads_past_the_menus(visit: Visit) -> None:
    page = visit.open("index.html")
    page.keyboard.press("Tab")
    settled(page)
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to main content"
    box = link.bounding_box()
    assert box and box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_search_opens_takes_words_and_closes_by_keyboard(visit: Visit) -> None:
    page = visit.open("index.html")
    dialog = page.locator("#pst-search-dialog")
    page.keyboard.press("Control+k")
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.name") == "q"
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_a_chart_has_a_role_a_name_and_a_description(visit: Visit, book: Path) -> None:
    for name in pages(book):
        page = visit.open(name)
        for figure in page.locator(".al-figure").all():
            shown = figure.get_attribute("id")
            plot = figure.locator(".al-box")
            name_of_it = f"{shown}-number {shown}-title"
            assert plot.get_attribute("aria-labelledby") == name_of_it
            assert plot.get_attribute("role") == "img"
            described = plot.get_attribute("aria-describedby")
            assert described == f"{shown}-alt"
            assert len(page.locator(f"#{described}").text_content() or "") > 40
            assert figure.locator(".modebar, .plotlyjsicon").count() == 0

"""An interactive figure stays where its picture was, at every width."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import visiting

CHAPTER, FIGURE = "01_authors_who_left.html", "fig-departures"
WIDTHS = (320, 520, 600, 820, 1440, 2560)
#: Where the words of a chart are: of the picture that is shown, or of the live one.
WORDS = """
(root) => Object.fromEntries([...root.querySelectorAll("text")].filter((one) => one.textContent)
  .map((one) => [one.textContent, one.getBoundingClientRect()])
  .map(([words, { left, top }]) => [words, [left, top]]))
"""
SHOWN = ".al-still > svg >> visible=true"


def live(page: Page) -> None:
    """Touch the figure and wait until it lives."""
    box = page.locator(f"#{FIGURE} .al-box")
    box.scroll_into_view_if_needed()
    box.dispatch_event("pointerenter")
    page.locator(f"#{FIGURE} .al-box[data-live]").wait_for()


@pytest.mark.parametrize(
    "width", [412, 1920, *(pytest.param(width, marks=pytest.mark.slow) for width in WIDTHS)]
)
def test_words_and_marks_stay_where_they_were(chromium: Browser, server: str, width: int) -> None:
    with visiting(chromium, server, width) as visit:
        page = visit.open(CHAPTER)
        figure = page.locator(f"#{FIGURE}")
        figure.locator(".al-box").scroll_into_view_if_needed()
        picture = figure.locator(SHOWN)
        box, drawn = figure.locator(".al-box").bounding_box(), picture.bounding_box()
        assert box and drawn and abs(box["width"] - drawn["width"]) <= 1
        before, scrolled = picture.evaluate(WORDS), page.evaluate("scrollY")
        live(page)
        after = figure.locator(".al-plot").evaluate(WORDS)
        assert figure.locator(".al-box").bounding_box() == box
        assert page.evaluate("scrollY") == scrolled and len(before) > 15
        assert {words for words in before if moved(before[words], after.get(words))} == set()


def moved(before: list[float], after: Any) -> bool:
    """Whether a place is another by more than two pixels, or there is none any more."""
    return after is None or any(abs(a - b) > 2 for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("width", [pytest.param(600, marks=pytest.mark.slow), 1920])
def test_the_label_is_that_of_the_mark_that_was_pointed_at(
    chromium: Browser, server: str, width: int
) -> None:
    label = f"#{FIGURE} .hoverlayer .hovertext"
    with visiting(chromium, server, width) as visit:
        page = visit.open(CHAPTER)
        live(page)
        mark = page.locator(f"#{FIGURE} .al-plot path.point").last
        page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
        page.locator(f"#{FIGURE}").evaluate("(one) => one.scrollIntoView()")
        place = mark.bounding_box()
        assert place
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        told = page.locator(label).first
        told.wait_for()
        words = told.text_content()
        page.mouse.move(0, 0)
        page.reload()
        page.locator(f"#{FIGURE} {SHOWN}").wait_for()
        page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
        page.locator(f"#{FIGURE}").evaluate("(one) => one.scrollIntoView()")
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        expect(page.locator(label).first).to_have_text(words or "")

"""What stays at the top of a page hides nothing that a link, a search or the keyboard leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from reading_text import parsed
from visits import visiting

CHAPTER = "01_authors_who_left.html"
STATE = "?on=2023-09-05&person=baptiste-roziere"
#: Whether a reader sees the first words of a place: nothing else is at their middle.
SEEN = """
(place) => {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let rect = null;
  while (!rect && walker.nextNode()) {
    range.selectNodeContents(walker.currentNode);
    const held = walker.currentNode.data.trim() && walker.currentNode.parentElement;
    if (held && held.checkVisibility()) rect = range.getClientRects()[0];
  }
  const across = rect.left + Math.min(rect.width, 20) / 2;
  const hit = document.elementFromPoint(across, (rect.top + rect.bottom) / 2);
  return place.contains(hit) || `${place.tagName} ${place.id} at ${rect.top}`;
}
"""
#: Follows every link to a place of a page whose bars are measured, and names what is hidden then.
FOLLOWED = f"""
async (selector) => {{
  const seen = {SEEN};
  const {{ style }} = document.documentElement;
  style.scrollBehavior = "auto";
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  do await frame(); while (!style.scrollPaddingTop);
  await frame();
  // After a change of the width the sidebar still slides.
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const hidden = [];
  for (const place of document.querySelectorAll(selector)) {{
    location.hash = place.id;
    await frame();
    await frame();
    if (seen(place) !== true) hidden.push(seen(place));
  }}
  return hidden;
}}
"""
#: How far down what is fixed at the top reaches.
FIXED = """
() => Math.max(0, ...[...document.querySelectorAll("body *")]
  .filter((one) => /sticky|fixed/.test(getComputedStyle(one).position) && one.checkVisibility())
  .filter((one) => !one.closest("[class*=bd-sidebar], .al-scroll, dialog"))
  .map((one) => one.getBoundingClientRect())
  .filter((rect) => rect.top >= 0 && rect.top < 160 && rect.width)
  .map((rect) => rect.bottom))
"""
READY = "document.querySelector('.al-reading')?.checkVisibility() === true"


@pytest.fixture(scope="module")
def section(book: Path) -> str:
    """The id of a section in the middle of the chapter."""
    ids = [str(one["id"]) for one in parsed(book / CHAPTER).select("article section section[id]")]
    return ids[len(ids) // 2]


@pytest.mark.parametrize(
    ("width", "height", "state"),
    [
        (1280, 800, STATE),
        (390, 800, ""),
        *(pytest.param(*size, "", marks=pytest.mark.slow) for size in [(1280, 800), (700, 800)]),
        *(pytest.param(*size, STATE, marks=pytest.mark.slow) for size in [(700, 800), (844, 390)]),
    ],
)
def test_headings_and_figures_are_seen_where_a_link_leads_to_them(
    chromium: Browser, server: str, section: str, width: int, height: int, state: str
) -> None:
    with visiting(chromium, server, width, height) as visit:
        page = visit.open(f"{CHAPTER}{state}#{section}")
        page.wait_for_function("scrollY > 0")
        heading = page.locator(f"#{section} > h2").element_handle()
        page.wait_for_function(f"(place) => ({SEEN})(place) === true", arg=heading)
        assert page.evaluate(FOLLOWED, "article section[id], figure.al-figure") == []


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("claims.html", "tr[id]:nth-child(9n)"),
        pytest.param("people.html", "section[id^=person-]:nth-of-type(6n)", marks=pytest.mark.slow),
        pytest.param("glossary.html", "dt[id]", marks=pytest.mark.slow),
        pytest.param("sources.html", "tr[id]:nth-child(12n)", marks=pytest.mark.slow),
    ],
)
def test_rows_entries_and_terms_are_seen_where_a_link_leads_to_them(
    chromium: Browser, server: str, name: str, places: str
) -> None:
    with visiting(chromium, server, 390, 800) as visit:
        page = visit.open(name)
        for size in ({"width": 390, "height": 800}, {"width": 1280, "height": 800}):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert page.locator(places).count() > 1
            assert page.evaluate(FOLLOWED, places) == []


def test_what_has_the_focus_is_seen_upwards_too(chromium: Browser, server: str) -> None:
    covered = """
    () => {
      const one = document.activeElement;
      const rect = [...one.getClientRects()].at(-1);
      const across = (rect.left + rect.right) / 2;
      const hit = document.elementFromPoint(across, (rect.top + rect.bottom) / 2);
      const bar = one.closest("article") && hit && hit.closest(".bd-header-article, .al-reading");
      return bar && !bar.contains(one) ? one.outerHTML.slice(0, 120) : null;
    }
    """
    with visiting(chromium, server, 1280, 800) as visit:
        page = visit.open(f"{CHAPTER}{STATE}")
        page.wait_for_function(READY)
        page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
        page.locator("article a[href]:visible").last.focus()
        found = []
        for _ in range(60):
            page.keyboard.press("Shift+Tab")
            found.append(page.evaluate(covered))
        assert [one for one in found if one] == []


def test_what_stays_at_the_top_takes_a_fifth_of_the_screen_at_most(
    chromium: Browser, server: str
) -> None:
    sizes = [(844, 390), (1280, 720), (731, 411), (320, 180), (667, 375), (1366, 600)]
    with visiting(chromium, server, *sizes[0]) as visit:
        page = visit.open(f"{CHAPTER}{STATE}")
        page.wait_for_function(READY)
        page.evaluate("scrollTo({top: 1500, behavior: 'instant'})")
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(f"() => scrollY > 1000 && ({FIXED})() <= {height} / 5")
        assert unmarks(page)


def unmarks(page: Page) -> bool:
    """Whether the button that takes a mark off is at hand, and does so."""
    button = page.get_by_role("button", name="Unmark Baptiste Rozière")
    button.click(timeout=5000)
    return "person" not in page.url


def test_a_link_in_the_drawer_of_contents_leads_out_of_it(
    chromium: Browser, server: str, section: str
) -> None:
    with visiting(chromium, server, 390, 800) as visit:
        page = visit.open(CHAPTER)
        page.locator(".secondary-toggle").click()
        drawer: Any = page.locator("#pst-secondary-sidebar-modal")
        drawer.locator(f"a[href='#{section}']").click()
        drawer.wait_for(state="hidden")
        heading = page.locator(f"#{section} > h2").element_handle()
        page.wait_for_function(f"(place) => ({SEEN})(place) === true", arg=heading)

"""A screen reader is told what a reader sees, once; contrast themes and translated pages work."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import visiting

CHAPTER = "01_authors_who_left.html"


class Tree:
    """What Chromium tells an assistive technology of a page."""

    def __init__(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        self.session = session
        self.nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]

    def below(self, selector: str) -> list[tuple[str, str, str]]:
        """Role, name and description of all that is told at an element and below it."""
        root = self.session.send("DOM.getDocument")["root"]["nodeId"]
        asked = {"nodeId": root, "selector": selector}
        node = self.session.send("DOM.querySelector", asked)["nodeId"]
        place = self.session.send("DOM.describeNode", {"nodeId": node})["node"]["backendNodeId"]
        by_id = {one["nodeId"]: one for one in self.nodes}
        waiting = [one for one in self.nodes if one.get("backendDOMNodeId") == place]
        told = []
        while waiting:
            one = waiting.pop(0)
            if not one["ignored"]:
                told.append(
                    tuple(one.get(k, {}).get("value", "") for k in ("role", "name", "description"))
                )
            waiting += [by_id[child] for child in one.get("childIds", []) if child in by_id]
        return told


def test_a_figure_is_one_image_before_and_after_it_lives(chromium: Browser, server: str) -> None:
    figure = "#fig-departures"
    with visiting(chromium, server) as visit:
        page = visit.open(CHAPTER)
        for _ in range(2):
            words = " ".join(
                page.locator(f"{figure} .al-{p}").inner_text() for p in ("place", "title")
            )
            told = page.locator(f"{figure} .al-alt").text_content() or ""
            tree = Tree(page)
            assert tree.below(f"{figure} .al-box") == [("image", words, told)]
            assert told not in [name for _, name, _ in tree.below(figure)]
            page.locator("[name=on]").first.check()
            page.locator(f"{figure} .al-box").scroll_into_view_if_needed()
            page.locator(f"{figure} .al-box[data-live]").wait_for()


def test_what_the_bar_says_has_its_place_before_it_is_said(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(CHAPTER)
        page.locator("[name=person]").wait_for()
        high = page.locator(".al-reading").bounding_box()
        assert [role for role, *_ in Tree(page).below(".al-told")] == ["status"]
        page.locator("[name=person]").fill("Baptiste Rozière")
        expect(page.locator(".al-told")).not_to_be_empty()
        page.keyboard.press("Escape")
        expect(page.locator(".al-told")).to_be_empty()
        assert page.locator(".al-reading").bounding_box() == high


def test_a_month_is_told_by_the_slider_alone(chromium: Browser, server: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(CHAPTER)
        page.locator("#fig-migration .al-time").wait_for()
        roles = [role for role, *_ in Tree(page).below("#fig-migration .al-time")]
        assert "slider" in roles and "status" not in roles
        shown = page.locator("#fig-migration .al-time output").inner_text()
        assert (
            page.locator("#fig-migration .al-time input").get_attribute("aria-valuetext") == shown
        )


#: Contrast of icons and of a picture's words and lines with what they stand on.
PALE = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = function (colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light("Canvas");
  const contrast = function (colour) {
    const [low, high] = [light(colour), ground].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const shown = (selector) =>
    [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const icons = shown(".fa-solid")
    .map((one) => [one.className, getComputedStyle(one, "::before").backgroundColor]);
  const words = shown(".al-box svg text, .al-strip text").filter((one) => one.textContent)
    .map((one) => [one.textContent, getComputedStyle(one).fill]);
  const lines = shown(".al-legend path, .al-still path[stroke^='var(--al-c']")
    .map((one) => ["line", getComputedStyle(one).stroke]).filter(([, colour]) => colour !== "none");
  const pale = [...icons, ...words, ...lines].filter(([, colour]) => contrast(colour) < 3);
  return [icons.length, words.length, pale];
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_contrast_theme_icons_words_and_lines_are_seen(
    chromium: Browser, server: str, scheme: Any
) -> None:
    options = {"forced_colors": "active", "color_scheme": scheme}
    with visiting(chromium, server, 390, **options) as visit:
        page = visit.open(CHAPTER)
        for theme in ("light", "dark"):
            page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
            icons, words, pale = page.evaluate(PALE)
            assert icons >= 4 and words > 30
            assert pale == []


#: What sets apart the entries of a legend: ground, line and sign. A clear ground is the page's.
LOOKS = """
(selector) => {
  const probe = document.body.appendChild(document.createElement("div"));
  probe.style.background = "Canvas";
  const ground = getComputedStyle(probe).backgroundColor;
  return [...document.querySelectorAll(selector)].map(function (one) {
    const { backgroundColor, borderTopStyle } = getComputedStyle(one);
    const sign = getComputedStyle(one, "::before").content;
    return [backgroundColor.replace(/^rgba.* 0.$/, ground), borderTopStyle, sign].join(" ");
  });
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_contrast_theme_who_had_left_looks_unlike_who_had_not(
    chromium: Browser, server: str, scheme: Any
) -> None:
    options = {"forced_colors": "active", "color_scheme": scheme}
    with visiting(chromium, server, **options) as visit:
        looks = visit.open(CHAPTER).evaluate(LOOKS, ".al-choice .al-key li")
        assert len(set(looks)) == len(looks) == 3
        swatch = visit.open("people.html").locator(".al-swatch").first
        assert swatch.evaluate("(one) => getComputedStyle(one).borderTopStyle") == "solid"


def test_no_field_makes_a_phone_zoom(chromium: Browser, server: str) -> None:
    sizes = """() => [...document.querySelectorAll("input:not([type=radio], [type=range]), select")]
      .map((one) => [one.name, parseFloat(getComputedStyle(one).fontSize)])"""
    with visiting(chromium, server, 390) as visit:
        for name in (CHAPTER, "claims.html", "sources.html", "search.html"):
            found = visit.open(name).evaluate(sizes)
            assert len(found) > 1
            assert [one for one in found if one[1] < 16] == [], name


#: What a browser does that translates a page.
TRANSLATED = """
(selector) => document.querySelectorAll(selector).forEach(function (one) {
  const font = document.createElement("font");
  font.textContent = "übersetzt";
  one.replaceChildren(font);
})
"""


def test_on_a_translated_page_filters_know_both_words_and_marks_the_names(
    chromium: Browser, server: str
) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open("claims.html")
        rows = page.locator(".al-claims tbody tr:visible")
        field = page.locator("form.al-filters [name=q]")
        field.fill("founded in june 2023")
        kept = rows.count()
        field.fill("")
        all_rows = rows.count()
        assert 0 < kept < all_rows
        page.evaluate(TRANSLATED, ".al-claims tr:nth-child(odd) .al-statement")
        field.fill("Übersetzt")
        assert 0 < rows.count() < all_rows
        field.fill("founded in june 2023")
        assert rows.count() == kept
        page = visit.open(CHAPTER)
        page.evaluate(TRANSLATED, ".al-table td")
        page.locator("[name=person]").fill("Baptiste Rozière")
        page.locator(".al-told", has_text="is marked").wait_for()
        assert page.locator("#fig-departures tr.al-marked").count() > 0


@pytest.mark.parametrize(
    "query", ["verdict=nonsense", "sort=q", "chapter=%00&kind=x&sort=constructor"]
)
def test_what_no_menu_offers_is_as_nothing(chromium: Browser, server: str, query: str) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open(f"claims.html?{query}")
        menus = page.locator("form.al-filters select")
        page.locator(".al-count", has_text="of").wait_for()
        assert (
            menus.evaluate_all("(all) => all.map((one) => one.selectedIndex)")
            == [0] * menus.count()
        )
        assert (
            page.locator(".al-claims tbody tr:visible").count()
            == page.locator(".al-claims tbody tr").count()
        )

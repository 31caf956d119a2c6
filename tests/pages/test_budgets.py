"""What the pages may weigh: requests, bytes and elements, at first and with every figure touched.

What blocks a phone is HTML to read, elements to style and words to lay out. Bytes are the same on
every machine; times are not, and are no test's business (see `bench/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser
from records import ROOT

from bench import builds, pages
from bench.serve import served


@dataclass(frozen=True)
class Budget:
    """The most requests and thousands of bytes, gzipped: at first, and with all figures touched."""

    requests: int
    kilobytes: int
    all_requests: int
    all_kilobytes: int


#: Thousands of bytes of HTML, not gzipped, and elements: of any page, and of those that hold more.
HTML, NODES = 300, 3_600
LARGE = {
    "01_authors_who_left": (365, 3_800),
    "claims": (310, 4_900),
    "more_figures": (432, 5_050),
    "people": (390, 5_500),
    "places": (HTML, 4_400),
    "sources": (HTML, 5_100),
}
#: Thousands of bytes of a figure with its data, table and pictures, and elements of it.
FIGURE = (185, 1_500)
#: Elements of a picture: fewer than the marks that plotly draws.
PICTURE = 350


#: A little above what is measured: lower a number with the page, and raise one only by what a
#: figure that moves takes off another.
BUDGETS = {
    "index": Budget(18, 84, 19, 450),
    "01_authors_who_left": Budget(18, 118, 19, 482),
    "02_compute_battle": Budget(18, 88, 19, 453),
    "03_february_shakeup": Budget(18, 87, 19, 454),
    "04_reorganization": Budget(18, 114, 19, 479),
    "05_what_the_record_adds": Budget(18, 102, 19, 464),
    "more_figures": Budget(18, 119, 19, 484),
    "workbench": Budget(18, 90, 19, 457),
    "claims": Budget(19, 99, 20, 463),
    "people": Budget(17, 73, 17, 73),
    "places": Budget(17, 66, 17, 66),
    "if_you_are_named": Budget(17, 53, 17, 53),
    "for_the_press": Budget(18, 60, 18, 60),
    "glossary": Budget(17, 53, 17, 53),
    "run_it": Budget(18, 118, 18, 118),
    "guide": Budget(18, 118, 18, 118),
    "make_it_yours": Budget(18, 118, 18, 118),
    "method": Budget(18, 56, 18, 56),
    "data": Budget(18, 72, 18, 72),  # its log of corrections grows
    "sources": Budget(18, 84, 18, 84),
}


#: How much heavier an edition may be, by its folder: French says the same in more letters.
EDITIONS = {"": 1, "fr/": 1.125}
SLOWLY = [pytest.param(name, marks=[pytest.mark.slow] if name else []) for name in EDITIONS]


def test_every_page_has_a_budget() -> None:
    assert {Path(name).name for name in builds.chapters(ROOT / "_toc.yml")} == set(BUDGETS)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_stays_within_its_budget(
    name: str, edition: str, book: Path, chromium: Browser
) -> None:
    budget, path = BUDGETS[name], f"{edition}{name}.html"
    kilobyte = 1000 * EDITIONS[edition]
    measuring = pages.Measure(chromium, pages.Book(book, {name: path}, pages.BOOK), runs=1)
    with served(measuring.site) as host:
        found = measuring.toured(f"{host}/{path}")
    first, whole = found["first"], found["all"]
    assert first["foreign"] == whole["foreign"] == 0
    assert found["answering"] == found["figures"]
    assert first["requests"] <= budget.requests, first["kinds"]
    assert first["gzip"] <= budget.kilobytes * kilobyte, first["kinds"]
    assert whole["requests"] <= budget.all_requests, whole["kinds"]
    assert whole["gzip"] <= budget.all_kilobytes * kilobyte, whole["kinds"]


@dataclass(frozen=True)
class Weight:
    """Bytes of HTML and elements."""

    bytes: int
    elements: int

    @classmethod
    def of(cls, tag: Tag) -> Weight:
        return cls(len(str(tag).encode()), len(tag.find_all(True)))


@pytest.mark.parametrize("edition", SLOWLY)
@pytest.mark.parametrize("name", BUDGETS)
def test_the_html_of_a_page_and_of_its_figures_stays_small(
    name: str, edition: str, book: Path
) -> None:
    text = (book / f"{edition}{name}.html").read_bytes()
    kilobyte = 1000 * EDITIONS[edition]
    page = BeautifulSoup(text, "html.parser")
    kilobytes, elements = LARGE.get(name, (HTML, NODES))
    assert len(text) <= kilobytes * kilobyte
    assert len(page.find_all(True)) <= elements
    for figure in page.select("figure.al-figure"):
        weight = Weight.of(figure)
        assert weight.bytes <= FIGURE[0] * kilobyte, (figure["id"], weight)
        assert weight.elements <= FIGURE[1], (figure["id"], weight)
        for picture in figure.select(".al-still"):
            assert Weight.of(picture).elements <= PICTURE, figure["id"]


def test_the_theme_finds_the_colours_as_they_are(book: Path, chromium: Browser) -> None:
    """A colour mode that is set when all is laid out costs a second style of every element."""
    page = chromium.new_page(color_scheme="dark")
    page.add_init_script(CHANGES)
    page.goto((book / "claims.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("window.changes") == []
    page.close()


#: Notes every change of the colours once the body is there.
CHANGES = """
window.changes = [];
new MutationObserver((list) => {
  for (const { target, oldValue } of list) {
    const now = target.dataset.theme;
    if (document.body && now !== oldValue) window.changes.push([oldValue, now]);
  }
}).observe(document, { attributeFilter: ["data-theme"], attributeOldValue: true, subtree: true });
"""

"""The frame of a chapter in a browser: kicker, standfirst, cards, boxes, and switches of a count.

All on a small book that has one chapter with these parts and a ledger, and what the package hands
over for this repository's record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from afterllama import judge
from afterllama.chapters.authors import authors, choice
from afterllama.shown import claim_cards as cards
from afterllama.shown.evidence_switches import PAYLOAD as CHOICE
from afterllama.shown.evidence_switches import payload_of
from afterllama.shown.figures import bundle
from afterllama.shown.ledger_rows import payload_of as ledger_payload
from book_builds import built, edit, sample
from playwright.sync_api import Browser, Page, expect
from records import real
from visits import serving, settled, visiting

pytestmark = pytest.mark.slow

CLAIMS = ("p09-half", "p13-more-than-half")
STORY = """
# A finding in a few words

```{code-cell} python
from pathlib import Path
from IPython.display import display
from afterllama import facts, figure

def shown(name):
    html = Path("shown", f"{name}.html").read_text(encoding="utf-8")
    display({"text/html": html, "text/plain": name}, raw=True)
```

*What is said, what was found, with {eval}`facts.count` trees, and its limit.*

A scene: a day, a document, a name.

## What was found

WORDS

WORDS

```{code-cell} python
shown("card")
```

Text goes on. See [Figure](#fig-choice).

```{code-cell} python
figure("fig-story-trees")
```

```{code-cell} python
shown("choice")
```

:::{admonition} A box beside the story
:class: dropdown
What is in the box.
:::

## How we know

It is so.

### How we count

By counting.

```{code-cell} python
shown("part")
```
""".replace("WORDS", "Some words of a paragraph that settles something. " * 8)
HEAD = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
"""
LEDGER = """
# The claims

```{code-cell} python
from pathlib import Path
from IPython.display import display
html = Path("shown", "ledger.html").read_text(encoding="utf-8")
display({"text/html": html, "text/plain": "ledger"}, raw=True)
```
"""
PAGE = "02_story.html"


@cache
def payloads() -> dict[str, str]:
    """What the package's calls hand over, as HTML."""
    ledger = judge(real())
    items = [(claim, cards.reason(claim)) for claim in map(ledger.__getitem__, CLAIMS)]
    held = ledger_payload(ledger, "all-claims", "All claims")
    for claim in held["claims"]:
        claim["figures"] = []
    words = {"id": "fig-choice", "title": "Four decide", "caption": "How.", "alt": "What."}
    part = {"chapter": "authors", "text": "All claims of this part"}
    told = {
        "card": (cards.PAYLOAD, cards.payload_of(items)),
        "part": (cards.PART, part),
        "choice": (CHOICE, payload_of(choice(authors(real())), **words)),
        "ledger": ("application/vnd.afterllama.ledger+json", held),
    }
    return {name: bundle(*given, name)["text/html"] for name, given in told.items()}


def lay_out(folder: Path) -> Path:
    """The sample book with a chapter that has all parts, and with a ledger."""
    sample(folder)
    (folder / "book" / "shown").mkdir()
    for name, html in payloads().items():
        (folder / "book" / "shown" / f"{name}.html").write_text(html, encoding="utf-8")
    (folder / "book" / "02_story.md").write_text(HEAD + STORY, encoding="utf-8")
    (folder / "book" / "claims.md").write_text(HEAD + LEDGER, encoding="utf-8")
    edit(folder / "_toc.yml", "root:", "options: {numbered: 1}\nroot:")
    with (folder / "_toc.yml").open("a", encoding="utf-8") as toc:
        toc.write("  - file: book/02_story\n    title: The short name\n  - file: book/claims\n")
    return folder


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of that book."""
    return built(lay_out(tmp_path_factory.mktemp("story") / "book"))


@pytest.fixture(scope="module")
def story_server(story: Path) -> Iterator[str]:
    with serving(story) as address:
        yield address


@pytest.fixture(params=["server", "folder"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, story: Path, story_server: str
) -> Iterator[Page]:
    """The chapter, from a server and from a folder."""
    base = story_server if request.param == "server" else story.as_uri() + "/"
    with visiting(chromium, base) as visit:
        yield visit.open(PAGE)
        settled(visit.page)


def opened(chromium: Browser, story: Path, **given: Any) -> Page:
    """The chapter from a folder, in a browser of some other kind."""
    page = chromium.new_page(**given)
    page.goto((story / PAGE).as_uri())
    return page


def test_a_page_opens_with_kicker_headline_and_standfirst(page: Page) -> None:
    assert page.locator(".al-kicker").inner_text() == "2 · The short name"
    assert page.locator(".bd-article h1").inner_text().strip("#") == "A finding in a few words"
    assert "2. The short name" in page.locator("#pst-primary-sidebar").inner_text()
    first = page.locator(".bd-article h1 ~ *").first
    assert "al-standfirst" in str(first.get_attribute("class"))
    assert first.locator("em").count() == 0
    assert "3 trees" in first.inner_text() or "trees" in first.inner_text()


def test_the_bar_stands_before_the_first_part_with_a_figure(page: Page) -> None:
    page_of = "[...document.querySelector('.bd-article h1').parentElement.children]"
    order = page.evaluate(f"{page_of}.map((one) => one.className || one.id)")
    bar = order.index("al-reading")
    assert order.index("al-standfirst") < bar
    assert order[bar + 1] == "what-was-found"


def test_a_card_stands_in_the_margin_and_the_contents_stay(page: Page) -> None:
    card = page.locator(".al-beside-card")
    card.scroll_into_view_if_needed()
    text, box = page.locator(".al-beside-text").bounding_box(), card.bounding_box()
    assert text and box
    assert box["x"] >= text["x"] + text["width"]
    assert box["x"] + box["width"] <= 1280
    assert abs(box["y"] + box["height"] - text["y"] - text["height"]) < 40
    contents = page.locator(".al-page-contents a")
    assert contents.first.is_visible()
    assert contents.all_inner_texts() == ["What was found", "How we know"]
    contents.last.click()
    page.wait_for_function("location.hash === '#how-we-know'")
    assert contents.first.is_visible()


def test_a_card_tells_claim_verdict_and_reason_and_leads_to_the_ledger(page: Page) -> None:
    first, second = page.locator(".al-claim-card").all()
    assert first.inner_text().startswith("The article says: Half of the fourteen")
    assert second.locator(".al-mark").inner_text() == "Contradicted"
    assert "6 of 14" in second.inner_text()
    second.locator("a").click()
    page.wait_for_url("**/claims.html*#claim-p13-more-than-half")
    assert page.locator("#claim-p13-more-than-half").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_a_card_stands_under_its_text(
    chromium: Browser, story: Path, scripts: bool
) -> None:
    size = {"width": 390, "height": 844}
    page = opened(chromium, story, viewport=size, java_script_enabled=scripts)
    text = page.locator(".al-beside-text").bounding_box()
    box = page.locator(".al-beside-card").bounding_box()
    assert text and box
    assert box["y"] >= text["y"] + text["height"]
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.close()


def test_on_paper_cards_and_boxes_are_open(chromium: Browser, story: Path) -> None:
    page = opened(chromium, story, viewport={"width": 1280, "height": 900})
    assert not page.get_by_text("By counting.").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".al-claim-card").first.is_visible()
    text = page.pdf()
    assert text
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_text("By counting.").is_visible()
    assert page.get_by_text("What is in the box.").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not page.get_by_text("By counting.").is_visible()
    page.close()


def test_a_link_into_the_box_opens_it(page: Page) -> None:
    assert not page.get_by_text("By counting.").is_visible()
    page.goto(page.url.partition("#")[0] + "#how-we-count")
    page.get_by_text("By counting.").wait_for()


def test_the_link_to_the_claims_of_a_part_filters_the_ledger(page: Page) -> None:
    page.locator(".al-part-link a").click()
    page.wait_for_url("**/claims.html?chapter=authors*")
    assert page.locator("select[name=chapter]").input_value() == "authors"
    held = len(judge(real()).of(chapter="authors"))
    assert page.locator(".al-claims tbody tr:visible").count() == held


def test_the_switches_have_every_outcome(page: Page) -> None:
    chosen = choice(authors(real()))
    names = [one.name for one in chosen.sets]
    assert (
        page.locator(".al-switches input").evaluate_all("(all) => all.map((one) => one.name)")
        == names
    )
    found = page.evaluate(EVERY)
    assert len(found) == 2 ** len(names)
    for bits in product([True, False], repeat=len(names)):
        aside = tuple(name for name, on in zip(names, bits, strict=True) if not on)
        bands = [chosen.band(one) for one in chosen.outcomes[aside]]
        assert found["".join("01"[on] for on in bits)] == bands, aside


#: Sets all switches in every way, and reads the bands that stand there then.
EVERY = """
() => {
  const switches = [...document.querySelectorAll(".al-switches input")];
  const found = {};
  for (let bits = 0; bits < 2 ** switches.length; bits += 1) {
    switches.forEach((one, n) => (one.checked = Boolean((bits >> n) & 1)));
    switches[0].dispatchEvent(new Event("change", { bubbles: true }));
    const key = switches.map((one) => (one.checked ? "1" : "0")).join("");
    found[key] = [...document.querySelectorAll(".al-band b")].map((one) => one.textContent);
  }
  return found;
}
"""


def test_a_switch_is_set_by_keyboard_and_the_new_number_is_told(page: Page) -> None:
    status = page.locator(".al-switches [role=status]")
    assert status.text_content() == ""
    assert page.locator(".al-band b").all_inner_texts() == ["6 of 14", "11 of 14"]
    page.locator(".al-switches input").first.focus()
    page.keyboard.press("Space")
    assert page.locator(".al-band b").first.inner_text() == "5 to 7 of 14"
    assert "5 September 2023: 5 to 7 of 14 had left." in str(status.text_content())
    told = page.locator(".al-answer").first
    assert "Armand Joulin" in told.locator(".al-changes").inner_text()
    assert told.locator("li.al-changed").all_text_contents() == [
        "Armand Joulin, not settled",
        "Edouard Grave, not settled",
    ]
    page.get_by_role("button", name="Count everything").click()
    expect(page.locator(".al-band b").first).to_have_text("6 of 14")
    assert page.locator("li.al-changed").count() == 0


def test_without_a_script_there_is_a_table_of_the_plain_choices(
    chromium: Browser, story: Path
) -> None:
    page = opened(chromium, story, java_script_enabled=False)
    figure = page.locator("#fig-choice")
    assert not figure.locator(".al-switches").is_visible()
    rows = [
        row.all_inner_texts() for row in (r.locator("td") for r in figure.locator("tbody tr").all())
    ]
    assert len(rows) == 2 * 7
    assert rows[0][2:4] == ["6", "6"] and rows[1][2:4] == ["11", "11"]
    assert rows[2][0] == "The article's word" and rows[2][2:4] == ["5", "7"]
    assert figure.locator(".al-table").is_visible()
    page.close()


def test_the_figure_has_its_number_and_its_file(page: Page, story: Path) -> None:
    assert page.locator("#fig-choice .al-place").inner_text() == "Figure 2.2"
    assert page.get_by_role("link", name="Figure 2.2").count() >= 1
    lines = (story / "figures" / "fig-choice-2026-11-26.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].split(",")[:4] == ["aside", "day", "least", "most"]
    assert len(lines) == 1 + 2 * 2**5


def test_the_line_under_a_figure_is_one_line(page: Page) -> None:
    tops = page.locator("#fig-story-trees .al-furniture").evaluate(
        "(line) => [...line.children].map((one) => one.getBoundingClientRect().top)"
    )
    assert max(tops) - min(tops) < 8
    page.locator("#fig-story-trees .al-data summary").click()
    assert page.locator("#fig-story-trees .al-table").is_visible()


def test_payloads_are_what_a_page_can_hold() -> None:
    assert len(payloads()["choice"].encode()) < 40_000
    assert json.loads(payloads()["part"].partition(">")[2].partition("<")[0])

"""Figures as they are drawn: legible in both themes, at every width, on each reading date.

One visit a width draws every figure of the book in every state; the tests look at what it read.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from itertools import combinations
from typing import Any

import chapter_runs
import numpy as np
import pytest
from afterllama.charts.palette import style_sheet
from afterllama.charts.theme import COLOURS, SYMBOLS, known_by
from book_builds import ROOT
from drawn_charts import (
    Drawing,
    collisions,
    contrast,
    covered,
    cut_off,
    faint_marks,
    faint_texts,
    read,
    words_of,
)
from playwright.sync_api import Browser, Locator, Page
from visits import figures, pages, settled, visiting

THEMES = ("light", "dark")
WIDE, TABLET, PHONE = 1280, 768, 390
WIDTHS = (WIDE, TABLET, PHONE)
TEXT, MARK = 4.5, 3.0  # least contrast, by WCAG 2.1
NARROW = 560  # width of a chart below which its phone layout holds
SMALLEST = 11  # pixels of the smallest letters
APART = 10.0  # least difference of two colours (CIE 1976) that need no more than their colour

#: Machado, Oliveira and Fernandes 2009, for a complete lack of one kind of cone.
BLINDNESS = {
    "none": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


@dataclass(frozen=True)
class State:
    """What was chosen when the figures of a page were read."""

    page: str
    theme: str
    day: str
    step: str = ""


#: Words of a hover label that only join what it says.
JOINING = (
    "first last lists of to by at the and in is on both had not known linked where between pairs"
)

Drawings = dict[State, list[Drawing]]


def days(page: Page) -> Iterator[str]:
    """Choose one reading date of the page after the other, and name it; once, if it has none."""
    choices = page.locator("[name=on]").all()
    for choice in choices:
        choice.check()
        yield choice.get_attribute("value") or ""
    if not choices:
        yield ""


def turn(page: Page, theme: str) -> None:
    """Switch the page to a theme, as its button does."""
    page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)


def steps(figure: Locator) -> Iterator[str]:
    """Move the time of a figure to its first and its last month and back, and name them."""
    slider = figure.locator(".al-time input")
    if not slider.count():
        return
    start, last = slider.input_value(), slider.get_attribute("max") or "0"
    for value in ("0", last, start):
        slider.fill(value)
        settled(figure.page)
        if value != start:
            yield value


def drawings(page: Page, name: str) -> Drawings:
    """Read the figures of a page in every state."""
    found: Drawings = {}
    drawn = figures(page)
    for theme in THEMES:
        turn(page, theme)
        for day in days(page):
            settled(page)
            found[State(name, theme, day)] = [read(figure) for figure in drawn]
            for figure in drawn:
                for step in steps(figure):
                    state = State(name, theme, day, step)
                    found.setdefault(state, []).append(read(figure))
    return found


@pytest.fixture(scope="module")
def at(chromium: Browser, server: str, book: Any) -> Callable[[int], Drawings]:
    """Every figure of the book in every state, by the width of the window."""

    @cache
    def visited(width: int) -> Drawings:
        found: Drawings = {}
        with visiting(chromium, server, width) as visit:
            for name in pages(book):
                found |= drawings(visit.open(name), name)
        assert sum(map(len, found.values())) > 20
        return found

    return visited


def faults(drawn: Drawings, look: Callable[[Drawing], Any]) -> list[str]:
    """What `look` finds in drawings, each with its figure and the state of the page."""
    return [
        f"{chart.id} ({state.theme}, {state.day}{state.step and ', step ' + state.step}): {fault}"
        for state, charts in drawn.items()
        for chart in charts
        for fault in look(chart)
    ]


def faint(chart: Drawing) -> list[str]:
    """Marks without contrast; grid, axes, rules and shaded areas need none."""
    grid = [rgb(colour) for colour in COLOURS["grid"]]
    marks = [mark for mark in chart.marks if mark.stroke[:3] not in grid]
    return faint_marks(replace(chart, marks=marks), MARK)


#: What no chart may have, and what finds it.
NEVER: dict[str, Callable[[Drawing], Any]] = {
    "a text without contrast": lambda chart: faint_texts(chart, TEXT),
    "a mark without contrast": faint,
    "two texts that overlap": lambda chart: collisions(chart, 1),
    "a text that is cut off": lambda chart: cut_off(chart, 1),
    "a text on a point": lambda chart: covered(chart, 2),
    "letters that are too small": lambda chart: [
        f"{text.words!r}: {text.size} px" for text in chart.texts if text.size < SMALLEST
    ],
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("fault", NEVER)
def test_no_chart_has(at: Callable[[int], Drawings], width: int, fault: str) -> None:
    assert faults(at(width), NEVER[fault]) == []


def test_a_phone_shows_all_names_that_a_wide_page_shows(at: Callable[[int], Drawings]) -> None:
    """The least number of labels: none is dropped on a phone, only ticks of dates and numbers.

    Every text of the wide layout that has a word in it (a name of a person or an organization, a
    heading, a note) is a text of the phone layout too. Months are no words here: a time axis may
    have fewer ticks. Nor are breaks of a line, and a label that stands in a row of its own may
    be part of a longer text.
    """
    wide, phone = at(WIDE), at(PHONE)
    lost = [
        f"{chart.id} ({state.day}): {words!r}"
        for state, charts in wide.items()
        for chart, narrow in zip(charts, phone[state], strict=True)
        for words in sorted(words_of(chart))
        if has_words(words) and not any(words in other for other in words_of(narrow))
    ]
    assert lost == []


def has_words(text: str) -> bool:
    """Tell whether a text says more than a month or a number."""
    months = "Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec"
    return bool(re.search(r"[^\W\d]{2}", re.sub(rf"\b({months})\b", "", text)))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_chart_has_the_colours_of_the_theme_at_once(
    at: Callable[[int], Drawings], width: int
) -> None:
    """The theme is switched without a reload: no colour of the other theme may be left."""
    for state, charts in at(width).items():
        palette = {rgb(pair[THEMES.index(state.theme)]) for pair in COLOURS.values()}
        for chart in charts:
            used = {colour for text in chart.texts if (colour := text.fill)[3]}
            used |= {c for m in chart.marks for c in (m.fill, m.stroke) if c[3]}
            assert {colour[:3] for colour in used} <= palette, f"{chart.id}, {state}"


def rgb(colour: str) -> tuple[int, ...]:
    """`#1b1d21` as three numbers."""
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))


#: Shows the label of some points of every trace, and says what it looks like.
HOVER = """
async (figure) => {
  const plot = figure.querySelector(".al-plot");
  const frame = plot.getBoundingClientRect();
  const speaks = (trace) => trace.visible === true && trace.hoverinfo !== "skip" && trace.x.length;
  const style = (element) => {
    const found = getComputedStyle(element).fill.match(/[\\d.]+/g).map(Number);
    return [...found.slice(0, 3), found[3] ?? 1];
  };
  const labels = [];
  for (const trace of plot._fullData.filter(speaks)) {
    for (const point of new Set([0, trace.x.length >> 1, trace.x.length - 1])) {
      const panel = (trace.xaxis || "x") + (trace.yaxis || "y");
      const near = [{ curveNumber: trace.index, pointNumber: point }];
      window.Plotly.Fx.unhover(plot); // plotly answers the next at once
      window.Plotly.Fx.hover(plot, near, [panel]);
      await new Promise(requestAnimationFrame);
      const label = plot.querySelector(".hoverlayer .hovertext");
      if (!label) continue;
      const { left, right, top, bottom } = label.getBoundingClientRect();
      labels.push({
        words: label.textContent,
        text: style(label.querySelector("text")),
        ground: style(label.querySelector("path")),
        across: Math.max(frame.left - left, right - frame.right),
        down: Math.max(frame.top - top, bottom - frame.bottom),
      });
    }
  }
  window.Plotly.Fx.unhover(plot);
  return labels;
}
"""


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_hover_label_is_legible_and_whole(
    chromium: Browser, server: str, book: Any, width: int
) -> None:
    shown = 0
    with visiting(chromium, server, width) as visit:
        for name in pages(book):
            page = visit.open(name)
            for figure in figures(page):
                turn(page, THEMES[shown % 2])
                settled(page)
                for label in figure.evaluate(HOVER):
                    shown += 1
                    assert contrast(label["text"], label["ground"]) >= TEXT, label
                    assert max(label["across"], label["down"]) <= 2, (
                        f"{figure.get_attribute('id')}: {label}"
                    )
    assert shown > 20


def test_the_style_sheet_of_the_palette_is_the_one_that_is_made() -> None:
    path = ROOT / "book" / "_static" / "palette.css"
    assert path.read_text(encoding="utf-8") == style_sheet()


# What needs no browser: the payloads of the book's figures.


@cache
def payloads() -> dict[str, dict[str, Any]]:
    """What the chapters give to the pages, by id of the figure."""
    found: dict[str, dict[str, Any]] = {}
    for path in chapter_runs.PAGES:
        found |= chapter_runs.told(path).figures
    return found


def moments(view: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """The traces of a view, on each of its days where it has several; names are dotted."""
    traces = [dict(trace) for trace in view["figure"]["data"]]
    yield traces
    for changes in view["steps"]["changes"] if view["steps"] else []:
        traces = [
            {**trace, **changes.get(n, changes.get(str(n), {}))} for n, trace in enumerate(traces)
        ]
        yield traces


MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
WRITTEN = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})")


def iso(found: re.Match[str]) -> str:
    """A day or a month as a table has it."""
    month = f"{found[3]}-{MONTHS[found[2]]:02}"
    return f"{month}-{int(found[1]):02}" if found[1] else month


@cache
def said(text: str) -> frozenset[str]:
    """The words of a text, without its markup and marks; days and numbers as a table has them."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", unescape(re.sub(r"<[^>]+>", " ", text)))
    dated = WRITTEN.sub(iso, plain)
    return frozenset(word.strip("-") for word in re.findall(r"[\w-]+", dated.lower()))


def test_the_table_has_every_fact_of_a_hover_label() -> None:
    """Each word of a label, dates, kinds and sources among them, stands in the row of its mark.

    Or in another row on the same person, whose first cell is the same. Words that only join are
    allowed, and those of the head of the table and of the title.
    """
    lacking = []
    for name, payload in payloads().items():
        for view in payload["views"]:
            known, words = joining(payload, view), words_by_row(view["rows"])
            # Most traces are the same on every day.
            traces = {json.dumps(trace): trace for held in moments(view) for trace in held}
            faults = [fault for trace in traces.values() for fault in lacks(trace, words, known)]
            lacking += [f"{name} ({view['day']}): {fault}" for fault in faults]
    assert lacking == []


def joining(payload: dict[str, Any], view: dict[str, Any]) -> frozenset[str]:
    """The words of a label that a row of the table need not have."""
    head = " ".join(column["label"] for column in payload["columns"])
    words = said(f"{head} {view['title']} {JOINING}")
    return words | {word.removesuffix("s") for word in words}


def words_by_row(rows: list[list[Any]]) -> tuple[set[str], list[frozenset[str]]]:
    """The subjects of a table, and for each row the words of all rows on its subject."""
    by_subject: dict[str, str] = {}
    for first, *others in rows:
        by_subject[first] = " ".join([by_subject.get(first, ""), str(first), *map(str, others)])
    return set(by_subject), [said(by_subject[row[0]]) for row in rows]


def lacks(
    trace: dict[str, Any], words: tuple[set[str], list[frozenset[str]]], known: frozenset[str]
) -> Iterator[str]:
    """What the labels of one trace say beyond the rows of its marks.

    A mark that is no row of the table says no more than its rows together.
    """
    if trace.get("hoverinfo") == "skip" or not trace.get("hovertext"):
        return
    subjects, told = words
    given = trace.get("customdata") or []
    labels = trace["hovertext"] if isinstance(trace["hovertext"], list) else [trace["hovertext"]]
    for place, label in enumerate(labels):
        row = given[place] if place < len(given) else None
        held = set().union(*told) if row is None else told[row]
        label = label.replace("<br>", " ")
        for kind in SYMBOLS:  # a table has one word for how a fact is known, a label a clause
            label = label.replace(known_by(kind), kind)
        own, _, together = label.partition("in this row: ")
        beyond = said(own) - held - known | (set(filter(None, together.split("; "))) - subjects)
        if beyond:
            yield f"{sorted(beyond)} of {label!r}"


def test_a_phone_has_a_layout_of_its_own_where_rows_have_names() -> None:
    for name, payload in payloads().items():
        for view in payload["views"]:
            named = view["figure"]["layout"].get("yaxis", {}).get("ticktext")
            assert bool(view["narrow"]["layout"]) or not named, name


def seen_by(colour: str, blindness: str) -> np.ndarray[Any, Any]:
    """A colour in CIE L*a*b* as somebody sees it."""
    shares = np.array(rgb(colour)) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    linear = np.clip(BLINDNESS[blindness] @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(to_xyz @ linear / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: str, other: str, theme: int) -> float:
    """How far two colours of the palette are apart for whoever sees them least apart."""
    pair = [COLOURS[name][theme] for name in (one, other)]
    return min(
        float(np.linalg.norm(seen_by(pair[0], kind) - seen_by(pair[1], kind))) for kind in BLINDNESS
    )


SLOT = re.compile(r"var\(--al-(c\d+)\)")


def slots(value: Any) -> set[str]:
    """The palette's slots that something plotly is given names."""
    return set(SLOT.findall(str(value)))


def labelled(view: dict[str, Any]) -> set[str]:
    """The slots that words say: notes in their colour, points with names, entries of a legend."""
    layout, found = view["figure"]["layout"], set()
    for note in layout.get("annotations", []):
        found |= slots(note.get("font", {}))
    for trace in view["figure"]["data"]:
        colours = slots(trace.get("line")) | slots(trace.get("marker"))
        in_legend = trace.get("showlegend", True) and trace.get("name") and len(colours) == 1
        if in_legend or "text" in trace.get("mode", ""):
            found |= colours | slots(trace.get("textfont"))
    return found


def test_organizations_are_told_apart_without_colour() -> None:
    """Two colours in a figure differ by `APART` for everybody, or both are said in words."""
    alike = [
        (name, view["day"], pair)
        for name, payload in payloads().items()
        for view in payload["views"]
        for pair in combinations(sorted(slots(view["figure"]["data"])), 2)
        if min(difference(*pair, theme) for theme in (0, 1)) < APART
        if not set(pair) <= labelled(view)
    ]
    assert alike == []

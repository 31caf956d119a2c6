"""Reads a drawn chart: its texts and marks with their colours and positions.

axe-core does not check SVG, so colours are read from the drawn chart, blended with their
background, and measured by the formulas of WCAG 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from playwright.sync_api import Locator

Box = tuple[float, float, float, float]
Colour = tuple[float, float, float, float]

#: Reads one figure. `behind` are the colours under a place, those at the bottom first.
READ = """
(figure) => {
  const plot = figure.querySelector(".al-plot");
  const frame = plot.getBoundingClientRect();
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
  };
  const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  const numbers = (colour) => {
    const found = (colour.match(/[\\d.]+/g) || []).map(Number);
    return found.length < 3 ? [0, 0, 0, 0] : [...found.slice(0, 3), found[3] ?? 1];
  };
  const opacity = (element) => {
    let product = 1;
    for (let one = element; one && one !== plot; one = one.parentElement) {
      product *= getComputedStyle(one).opacity;
    }
    return product;
  };
  const paint = (element, kind) => {
    const style = getComputedStyle(element);
    const [red, green, blue, alpha] = numbers(style[kind]);
    const none = kind === "stroke" && !parseFloat(style.strokeWidth);
    return [red, green, blue, none ? 0 : alpha * style[`${kind}Opacity`] * opacity(element)];
  };
  const aside = "defs, .hoverlayer, .drag";
  const seen = (element) =>
    getComputedStyle(element).visibility === "visible" && !element.closest(aside);
  const areas = [...plot.querySelectorAll(".main-svg :is(path, rect)")].filter(
    (one) => seen(one) && !one.matches(".point, .js-line") && paint(one, "fill")[3],
  );
  const within = (one, x, y) => {
    const matrix = one.getScreenCTM();
    return matrix && one.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()));
  };
  const behind = (element, [left, top, right, bottom]) => {
    const [x, y] = [frame.left + (left + right) / 2, frame.top + (top + bottom) / 2];
    const before = (one) =>
      one !== element && one.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    return areas.filter((one) => before(one) && within(one, x, y)).map((one) => paint(one, "fill"));
  };
  const owner = (element) => {
    const point = element.closest(".textpoint, .point");
    const trace = element.closest(".trace");
    return point && trace ? `${trace.__data__[0].trace.index}/${point.__data__.i}` : null;
  };
  const place = (element) => (element.closest(".xtick, .ytick") ? "tick" : "free");
  const texts = [...plot.querySelectorAll(".main-svg text")]
    .filter((element) => seen(element) && element.textContent.trim())
    .map((element) => {
      const lines = [...element.querySelectorAll("tspan.line")];
      const boxes = (lines.length ? lines : [element]).map(box).filter(area);
      return {
        words: lines.length ? lines.map((one) => one.textContent).join(" ") : element.textContent,
        size: parseFloat(getComputedStyle(element).fontSize),
        place: place(element),
        fill: paint(element, "fill"),
        behind: behind(element, box(element)),
        boxes,
        owner: owner(element),
      };
    })
    .filter((text) => text.boxes.length);
  const kinds = {
    point: ".scatterlayer path.point, .barlayer .point path",
    line: ".scatterlayer path.js-line, .annotation-arrow-g path, .shapelayer path",
  };
  const marks = Object.entries(kinds).flatMap(([kind, selector]) =>
    [...plot.querySelectorAll(selector)]
      .filter((element) => seen(element) && element.getTotalLength() > 0)
      .filter((element) => kind === "point" || paint(element, "stroke")[3])
      .map((element) => {
        const middle = element
          .getPointAtLength(element.getTotalLength() / 2)
          .matrixTransform(element.getScreenCTM());
        const [x, y] = [middle.x - frame.left, middle.y - frame.top];
        return {
          kind,
          fill: kind === "point" ? paint(element, "fill") : [0, 0, 0, 0],
          stroke: paint(element, "stroke"),
          behind: behind(element, kind === "point" ? box(element) : [x, y, x, y]),
          box: box(element),
          owner: owner(element),
        };
      }),
  );
  return {
    id: figure.id,
    width: frame.width,
    height: frame.height,
    left: frame.left,
    room: document.documentElement.clientWidth,
    paper: numbers(getComputedStyle(document.body).backgroundColor),
    texts,
    marks,
  };
}
"""


@dataclass(frozen=True)
class Text:
    """A text of a chart: a tick, an annotation, the name of a point."""

    words: str
    size: float
    place: str
    fill: Colour
    behind: Sequence[Colour]
    boxes: Sequence[Box]
    owner: str | None


@dataclass(frozen=True)
class Mark:
    """A mark of a chart: a point, or a line."""

    kind: str
    fill: Colour
    stroke: Colour
    behind: Sequence[Colour]
    box: Box
    owner: str | None


@dataclass(frozen=True)
class Drawing:
    """A drawn chart; places are in pixels from its left upper corner."""

    id: str
    width: float
    height: float
    left: float
    room: float
    paper: Colour
    texts: Sequence[Text]
    marks: Sequence[Mark]

    @property
    def points(self) -> list[Mark]:
        """The marks that stand at one place each."""
        return [mark for mark in self.marks if mark.kind == "point"]


def read(figure: Locator) -> Drawing:
    """Read a figure that is drawn."""
    found: dict[str, Any] = figure.evaluate(READ)
    texts = [Text(**frozen(text)) for text in found.pop("texts")]
    marks = [Mark(**frozen(mark)) for mark in found.pop("marks")]
    # What is wholly clear is drawn for the pointer alone.
    marks = [mark for mark in marks if mark.fill[3] or mark.stroke[3]]
    return Drawing(**frozen(found), texts=texts, marks=marks)


def frozen(read: dict[str, Any]) -> dict[str, Any]:
    """What the browser returns, with tuples for its lists of numbers."""
    return {
        key: tuple(value) if key in {"fill", "stroke", "box", "paper"} else value
        for key, value in read.items()
    }


def over(top: Colour, below: Colour) -> Colour:
    """Lay one colour over another that is opaque."""
    alpha = top[3]
    red, green, blue = (
        a * alpha + b * (1 - alpha) for a, b in zip(top[:3], below[:3], strict=True)
    )
    return (red, green, blue, 1.0)


def ground(paper: Colour, behind: Sequence[Colour]) -> Colour:
    """What lies behind a mark, as one colour."""
    colour = paper
    for area in behind:
        colour = over(area, colour)
    return colour


def luminance(colour: Colour) -> float:
    """Relative luminance of an opaque colour (WCAG 2.1)."""
    shares = [value / 255 for value in colour[:3]]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(top: Colour, below: Colour) -> float:
    """Contrast ratio of a colour on an opaque one, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((luminance(over(top, below)), luminance(below)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def shared(first: Box, second: Box) -> float:
    """How far two boxes reach into each other, in the direction where it is least."""
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    return min(across, down)


def faint_texts(chart: Drawing, least: float) -> list[str]:
    """Name the texts whose contrast is below `least`."""
    ratios = ((t, contrast(t.fill, ground(chart.paper, t.behind))) for t in chart.texts)
    return [f"{text.words!r} {ratio:.2f}" for text, ratio in ratios if ratio < least]


def backs(mark: Mark, chart: Drawing) -> bool:
    """Tell whether a mark is a piece of page that keeps lines out of a hollow one on top of it."""
    x, y = middle(mark.box)
    others = [middle(other.box) for other in chart.points if other is not mark]
    backed = any(abs(x - left) < 1 and abs(y - top) < 1 for left, top in others)
    return backed and mark.fill[:3] == chart.paper[:3] and not mark.stroke[3]


def middle(box: Box) -> tuple[float, float]:
    """The middle of a box."""
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def faint_marks(chart: Drawing, least: float) -> list[str]:
    """Name the marks of which neither outline nor filling reaches a contrast of `least`."""
    found = []
    for mark in chart.marks:
        below = ground(chart.paper, mark.behind)
        ratio = max(contrast(mark.fill, below), contrast(mark.stroke, below))
        if ratio < least and not backs(mark, chart):
            found.append(f"{mark.kind} {mark.owner or ''} at {mark.box[:2]} {ratio:.2f}")
    return found


def collisions(chart: Drawing, tolerance: float) -> Iterator[str]:
    """Name pairs of texts that run into each other by more than `tolerance` pixels."""
    for one, other in combinations(chart.texts, 2):
        if any(shared(a, b) > tolerance for a in one.boxes for b in other.boxes):
            yield f"{one.words!r} and {other.words!r}"


def cut_off(chart: Drawing, tolerance: float) -> Iterator[str]:
    """Name texts that reach out of the chart's place or of the window."""
    right = min(chart.width, chart.room - chart.left)
    for text in chart.texts:
        for left, top, end, bottom in text.boxes:
            least = min(left, top, left + chart.left, right - end, chart.height - bottom)
            if least < -tolerance:
                yield f"{text.words!r} by {-least:.0f}"


def covered(chart: Drawing, tolerance: float) -> Iterator[str]:
    """Name texts that lie on a point; a point's own name may come nearer, but not on it."""
    for text in chart.texts:
        for mark in chart.points:
            own = text.owner is not None and text.owner == mark.owner
            reach = max(shared(box, mark.box) for box in text.boxes)
            if reach > tolerance * (2 if own else 1):
                yield f"{text.words!r} on point {mark.owner} by {reach:.0f}"


def words_of(chart: Drawing) -> set[str]:
    """All texts of a chart, without its spaces and punctuation."""
    return {" ".join(re.findall(r"[\w'-]+", text.words)) for text in chart.texts}

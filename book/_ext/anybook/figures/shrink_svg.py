"""Makes plotly's SVG smaller without a visible change.

Every step changes an element in place. It removes defaults, groups without effect, marks without
extent, and attributes that neighbouring marks repeat.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
G, PATH, RECT, TEXT, TSPAN, DEFS, CLIP, STYLE = (
    f"{{{SVG}}}{name}"
    for name in ("g", "path", "rect", "text", "tspan", "defs", "clipPath", "style")
)
#: Attributes that plotly writes into every element, and browsers' defaults.
ASSUMED = re.compile(
    r"(pointer-events|cursor|white-space|vector-effect|text-shadow|text-transform|font-style|"
    r"font-variant|text-decoration-line(?!: line-)|opacity: 1|fill-opacity: 1|stroke-opacity: 1|"
    r"font-weight: (normal|400)|dominant-baseline: auto)"
)
DROPPED = re.compile(r"class|data-.*|xml:.*|\{.*\}space|pointer-events|cursor|vector-effect")
FRACTION = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
PIXELS = re.compile(r"(?<=\d)px\b")
#: Attributes whose lengths need no unit.
LENGTHS = {"stroke-width", "stroke-dasharray", "font-size"}
#: Attributes that an element inherits from its group.
OF_WORDS = ("font-family", "font-size", "font-weight", "text-anchor")
INHERITED = (
    *OF_WORDS,
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-opacity", "stroke-width"),
    *("stroke-dasharray", "stroke-miterlimit", "stroke-linejoin", "stroke-linecap"),
)
#: Paths as plotly writes them: letters and numbers, and a shift along both axes.
PART = re.compile(r"([A-Za-z])([^A-Za-z]*)")
DIGITS = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
SHIFT = re.compile(r"translate\((-?[\d.]+), ?(-?[\d.]+)\)")


def slim(root: Element) -> None:
    """Make a picture small."""
    tidy(root)
    prune(root)
    for element in list(root.iter()):
        merge(element)
    hoist(root)
    unwrap(root)


def tidy(element: Element) -> None:
    """Remove what a picture does not need, including groups that become empty.

    Style rules become SVG attributes, as the pages' policy allows no style attributes.
    """
    for child in list(element):
        tidy(child)
        if child.tag == STYLE or (child.tag == G and not len(child) and not child.text):
            element.remove(child)
    rules = [rule.strip() for rule in element.attrib.pop("style", "").split(";")]
    for name, value in list(element.attrib.items()):
        if DROPPED.fullmatch(name):
            del element.attrib[name]
        else:
            element.set(name, FRACTION.sub(lambda match: rounded(float(match[0])), value))
    for rule in rules:
        if rule and not ASSUMED.match(rule):
            name, _, value = rule.partition(":")
            # As an attribute, a line through a text has the short name alone.
            element.set(name.strip().removesuffix("-line"), value.strip())
    for name in LENGTHS & element.attrib.keys():
        element.set(name, PIXELS.sub("", element.attrib[name]))
    if element.get("fill-opacity") == "0":
        del element.attrib["fill-opacity"]
        element.set("fill", "none")


def rounded(number: float) -> str:
    """Return a number of pixels with at most one decimal."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def prune(root: Element) -> None:
    """Remove invisible marks, and outlines that clip nothing."""
    used = {
        found
        for one in root.iter()
        for found in re.findall(r"#([^)]+)\)", str(one.attrib.values()))
    }
    for parent in [one for one in root.iter() if one.tag != CLIP]:
        for child in list(parent):
            unused = child.tag == CLIP and child.get("id") not in used
            if unused or (child.tag in (PATH, RECT) and is_unseen(child)):
                parent.remove(child)
    drop_empty(root)


def drop_empty(element: Element) -> None:
    """Take away groups and definitions without content."""
    for child in list(element):
        drop_empty(child)
        if child.tag in (G, DEFS) and not len(child):
            element.remove(child)


def is_unseen(mark: Element) -> bool:
    """Return whether a path or a rectangle is invisible."""
    # Plotly's groups set no stroke, so a mark without one has none.
    bare = mark.get("stroke", "none") == "none" or "0" in (
        *(mark.get("stroke-width"), mark.get("stroke-opacity")),
    )
    if mark.tag == RECT:
        return bare and mark.get("fill") == "none"
    outline = mark.get("d", "")
    lines = not re.search(r"[^MLZ\d\s.,-]", outline)
    points = set(re.findall(r"[ML]([^A-Z]*)", outline))
    return not outline or (bare and (mark.get("fill") == "none" or (lines and len(points) == 1)))


def merge(parent: Element) -> None:
    """Draw neighbouring marks of one look as one path."""
    for _, run in groupby(list(parent), key=look):
        first, *others = run
        if not others or first.tag != PATH or not is_flat(first, others):
            continue
        moved = [moved_outline(mark) for mark in (first, *others)]
        if None in moved:
            continue
        first.set("d", "".join(map(str, moved)))
        first.attrib.pop("transform", None)
        for mark in others:
            parent.remove(mark)


def look(element: Element) -> tuple[str, ...]:
    """Return all properties of a mark except its outline and its position."""
    kept = sorted(f"{k}={v}" for k, v in element.attrib.items() if k not in ("d", "transform"))
    return (element.tag, *kept) if element.tag == PATH else (element.tag, str(id(element)))


def is_flat(first: Element, others: list[Element]) -> bool:
    """Return whether marks of one look may be one path: overlaps must be invisible."""
    clear = any(first.get(name) for name in ("opacity", "fill-opacity", "stroke-opacity"))
    fill, stroke = first.get("fill", ""), first.get("stroke", "none")
    if clear or first.get("fill-rule") or not fill:
        return False
    if fill == "none":
        return True
    same = {mark.get("d") for mark in (first, *others)} == {first.get("d")}
    return same and (stroke in (fill, "none") or first.get("stroke-width") == "0")


def moved_outline(mark: Element) -> str | None:
    """Return the outline of a mark at its position; None if it is rotated or of another kind."""
    shift = SHIFT.fullmatch(mark.get("transform", "translate(0,0)"))
    if shift is None or ("clip-path" in mark.attrib and "transform" in mark.attrib):
        return None
    parts: list[str] = []
    for letter, text in PART.findall(mark.get("d", "")):
        numbers = [float(number) for number in DIGITS.findall(text)]
        places = places_of(letter, len(numbers))
        if places is None or (letter == "m" and parts):
            return None
        for place, axis in places:
            numbers[place] += float(shift[1 + axis])
        parts.append(letter + ",".join(map(rounded, numbers)))
    return "".join(parts)


def places_of(letter: str, count: int) -> list[tuple[int, int]] | None:
    """Return which numbers of a command are positions, each with its axis; None if unknown."""
    if letter in "zvhlca":
        return []
    if letter in "MLCQ":
        return [(place, place % 2) for place in range(count)]
    if letter in "HV":
        return [(place, "HV".index(letter)) for place in range(count)]
    if letter == "A" and count % 7 == 0:
        return [(start + 5 + axis, axis) for start in range(0, count, 7) for axis in (0, 1)]
    return [] if letter == "Z" else None


def hoist(element: Element) -> None:
    """Move attributes that all elements (or most, if all have one) share to their group."""
    for child in element:
        hoist(child)
    if element.tag != G and not element.get("viewBox"):
        return
    for name in INHERITED:
        heirs = [child for child in element if takes(child, name)]
        values = Counter(child.get(name) for child in heirs)
        if not heirs or None in values or name in element.attrib:
            continue
        [(value, times)] = values.most_common(1)
        if times > 1 or len(heirs) == 1:
            element.set(name, str(value))
            for child in heirs:
                if child.get(name) == value:
                    del child.attrib[name]


def takes(element: Element, name: str) -> bool:
    """Return whether an attribute of a group affects one of its elements."""
    if element.tag in (DEFS, CLIP):
        return False
    return name not in OF_WORDS or any(one.tag == TEXT for one in element.iter())


def unwrap(element: Element) -> None:
    """Replace groups without attributes, or with a single mark, by their contents."""
    for child in list(element):
        unwrap(child)
    element[:] = [one for child in element for one in opened(child)]


def opened(element: Element) -> Iterator[Element]:
    """The contents of an unneeded group, else the element itself."""
    alone = len(element) == 1 and element.attrib.keys() <= set(INHERITED)
    if element.tag != G or not (alone or not element.attrib):
        yield element
        return
    for child in element:
        child.attrib.update({**element.attrib, **child.attrib})
        yield child

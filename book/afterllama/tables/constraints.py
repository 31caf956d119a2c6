"""Checks a cell: its type, its limits, and that its text is what it looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from afterllama.tables import spreadsheet_changes as changes
from afterllama.tables.csv_files import UNDECODED
from afterllama.tables.schema import Column
from afterllama.words.days import span

#: The digits that a floating-point number keeps.
INTEGER = re.compile(r"-?[0-9]{1,15}")
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
TRUTH = {"true": True, "false": False}
LONGEST = 5_000
#: The forms of a date.
DATES = ("2023", "2023-02", "2023-02-24")
#: Control, format and private characters, lone surrogates, and line separators.
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
#: Cyrillic and Greek letters that look like Latin ones.
LOOKALIKE = re.compile("[АВЕЅІЈКМНОРСТУХавеѕіјмнорстухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]")
LOST = "\ufffd"
FORMULA = "=+-@"

Judge = Callable[[str], str | None]


def _matched(pattern: re.Pattern[str], convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """Make a reader accept only texts that match a pattern."""

    def reader(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise ValueError
        return convert(text)

    return reader


READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, "text"),
    "integer": (_matched(INTEGER, int), "a whole number, of 15 digits at most"),
    "number": (_matched(NUMBER, float), "a number with a decimal point, of 15 digits at most"),
    "boolean": (TRUTH.__getitem__, "true or false, in small letters"),
    "date": (lambda text: span(text, "day").first, "a day such as 2023-02-24"),
}


def judge(column: Column) -> Judge:
    """A function that says what a wrong cell should be, and None for a right one."""
    convert, wanted = READERS[column.type]
    limits = list(_limits(column, convert))

    def told(text: str) -> str | None:
        if text == "":
            return "is required" if column.required else None
        if UNDECODED.search(text):
            return None  # one fault reports all such cells of a file
        remedy = unclean(text)
        if remedy:
            return remedy
        try:
            value = convert(text)
        except (ValueError, KeyError):
            return f"must be {wanted}"
        free = column.type == "string" and "enum" not in column.constraints
        if free and text[0] in FORMULA and not NUMBER.fullmatch(text):
            return f"must not begin with {text[0]}, or a spreadsheet takes it for a formula"
        refused = next((remedy for wrong, remedy in limits if wrong(text, value)), None)
        if refused:
            return refused + _shortened(text, fails) if free else refused
        if column.type in ("integer", "number"):
            return _miswritten(text)
        # If a spreadsheet turns the text into one that the column refuses, it is reported then.
        plain = changes.number(text)
        return changes.remedy(text) if free and not (plain and fails(plain)) else None

    def fails(text: str) -> bool:
        return any(wrong(text, text) for wrong, _ in limits)

    return told


def _miswritten(text: str) -> str | None:
    """How to write a number that a spreadsheet would change."""
    plain = changes.number(text)
    if plain is None:
        return f"must have {changes.DIGITS} digits at most: a spreadsheet keeps no more"
    return None if plain == text else f"must be written {plain}, as a spreadsheet writes it"


def _shortened(text: str, fails: Callable[[str], bool]) -> str:
    """A hint for a text that would be right with the zeros that a spreadsheet removed."""
    longer = (f"{text}{ending}" for ending in ("0", "00", "000", "0000", ".0000", ".00000"))
    if changes.number(text) != text or all(map(fails, longer)):
        return ""
    return "; a spreadsheet removes zeros at the end"


def unclean(text: str) -> str | None:
    """What is wrong with a text that is not what it looks like; None for any other."""
    if text != text.strip() or "\n" in text or "  " in text:
        return "must not begin or end with a space, or hold a line break or two spaces together"
    if len(text) > LONGEST:
        return f"must have {LONGEST} characters at most, and has {len(text)}"
    if text.isascii() and text.isprintable():
        return None
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in UNSEEN or sign == LOST or (kind == "Zs" and sign != " "):
            return f"must be one line of letters that can be seen; it has U+{ord(sign):04X}"
    if not unicodedata.is_normalized("NFC", text):
        return "must have its accents and letters as one character each (Unicode NFC)"
    for word in text.split():
        if LATIN.search(word) and (found := LOOKALIKE.search(word)):
            name = unicodedata.name(found[0]).lower()
            return f"must not mix alphabets in a word: {found[0]} is {name}"
    return _garbled(text)


def _garbled(text: str) -> str | None:
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return f"was read in a wrong encoding; it must be {meant}"


def _like(pattern: re.Pattern[str]) -> str:
    """The forms of a date that a pattern takes, if it takes dates alone."""
    taken = [text for text in DATES if pattern.search(text)]
    return f", as {' or '.join(taken)} does" if taken and not pattern.search("a") else ""


def _limits(
    column: Column, convert: Callable[[str], Any]
) -> Iterator[tuple[Callable[[str, Any], bool], str]]:
    """For every constraint of a column: a test whether a cell breaks it, and the remedy."""
    limits = column.constraints
    if column.separator:
        parted = column.separator
        yield lambda text, value: "" in text.split(parted), "must not list a blank"
        yield (
            lambda text, value: len(set(text.split(parted))) < len(text.split(parted)),
            "must list nothing twice",
        )
    if "enum" in limits:
        allowed = frozenset(limits["enum"])
        yield lambda text, value: text not in allowed, f"must be one of {', '.join(limits['enum'])}"
    if "maxLength" in limits:
        longest = limits["maxLength"]
        yield lambda text, value: len(text) > longest, f"must have {longest} characters at most"
    if "pattern" in limits:
        # ASCII: digits of other scripts would not be read as numbers.
        pattern = re.compile(limits["pattern"], re.ASCII)
        like = _like(pattern)
        yield lambda text, value: not pattern.search(text), f"must match {limits['pattern']}{like}"
    if "minimum" in limits:
        least = convert(str(limits["minimum"]))
        yield lambda text, value: value < least, f"must be {limits['minimum']} or more"
    if "maximum" in limits:
        most = convert(str(limits["maximum"]))
        yield lambda text, value: value > most, f"must be {limits['maximum']} or less"

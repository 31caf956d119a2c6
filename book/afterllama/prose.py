"""Numbers, dates and lists as the prose writes them, and the guards of its words.

This is the one place where a number or a date becomes text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

from afterllama.days import ends

SMALL = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
#: Numbers up to this are words within a sentence.
WORDS = 10
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class GuardError(AssertionError):
    """A sentence of the book is no longer true of the data."""


def guard(sentence: str, holds: bool) -> None:
    """Stop the build where a sentence of the chapter no longer holds.

    Parameters
    ----------
    sentence : str
        The words at risk, exactly as the chapter has them.
    holds : bool
        Whether the data still bears them out.

    Raises
    ------
    GuardError
        With the sentence, where it does not hold.
    """
    if not holds:
        raise GuardError(f"no longer true of the data, rewrite it: {sentence!r}")


def number(value: int) -> str:
    """A whole number in a sentence: a word up to ten, then digits."""
    return SMALL[value] if 0 <= value <= WORDS else f"{value:,}"


def start(text: str) -> str:
    """The text with a capital, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def opening(value: int) -> str:
    """A whole number at the beginning of a sentence: a word up to twenty."""
    return start(SMALL[value]) if 0 <= value < len(SMALL) else number(value)


def between(least: int, most: int) -> str:
    """A band in a sentence: `six`, or `six or seven`, or `five to nine`, or `5 to 13`."""
    if least == most:
        return number(least)
    ends = (number(n) if most <= WORDS else f"{n:,}" for n in (least, most))
    return (" or " if most == least + 1 else " to ").join(ends)


def digits(least: int, most: int) -> str:
    """A band where there is little room: `6`, or `5 to 13`."""
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def share(part: float, whole: float) -> str:
    """A share in percent, without decimals; a half is rounded up, and of nothing it is none."""
    if not whole:
        return "0 percent"
    return f"{math.floor(100 * part / whole + 0.5)} percent"


def day(value: date) -> str:
    """A day: `5 September 2023`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short(value: date) -> str:
    """A day where there is little room: `5 Sep 2023`."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def month(value: date) -> str:
    """A month: `September 2023`."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def names(parts: Iterable[str]) -> str:
    """A list of names: `A, B and C`; `nobody` where it is empty."""
    found: Sequence[str] = list(parts)
    if len(found) < 2:
        return found[0] if found else "nobody"
    return f"{', '.join(found[:-1])} and {found[-1]}"


def dated(text: str) -> str:
    """An ISO 8601 date as exactly as it is given: `2023`, `May 2023` or `5 May 2023`."""
    first, last = ends(text)
    if first == last:
        return day(first)
    return month(first) if first.month == last.month else str(first.year)

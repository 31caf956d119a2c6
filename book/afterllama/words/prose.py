"""Numbers, dates and lists as the prose writes them, and the guards of its words.

This is the one place where a number or a date becomes text; how, the edition's language says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date

from afterllama.words.days import ends
from afterllama.words.language import noted, say

SMALL = (
    *(noted("no"), noted("one"), noted("two"), noted("three"), noted("four"), noted("five")),
    *(noted("six"), noted("seven"), noted("eight"), noted("nine"), noted("ten")),
    *(noted("eleven"), noted("twelve"), noted("thirteen"), noted("fourteen"), noted("fifteen")),
    *(noted("sixteen"), noted("seventeen"), noted("eighteen"), noted("nineteen")),
    noted("twenty"),
)
#: Numbers up to this are words within a sentence.
WORDS = 9
MONTHS = (
    *(noted("January"), noted("February"), noted("March"), noted("April"), noted("May")),
    *(noted("June"), noted("July"), noted("August"), noted("September"), noted("October")),
    *(noted("November"), noted("December")),
)
#: The same where there is little room.
SHORT = (
    *(noted("Jan"), noted("Feb"), noted("Mar"), noted("Apr"), noted("May"), noted("Jun")),
    *(noted("Jul"), noted("Aug"), noted("Sep"), noted("Oct"), noted("Nov"), noted("Dec")),
)
# Translators: this number as your language writes it; its signs are then those of all numbers.
EXAMPLE = noted("1,234.5")


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


def signs() -> tuple[str, str]:
    """The sign between thousands and the one before decimals: `,` and `.` in English."""
    found = re.search(r"1(\D*)234(\D+)5", say(EXAMPLE))
    return (found[1], found[2]) if found else (",", ".")


def signed(text: str) -> str:
    """A number as Python writes it with `,` and `.`, with the signs of the edition's language."""
    thousands, decimal = signs()
    return text.translate({ord(","): thousands, ord("."): decimal})


def figure(value: float, places: int = 0) -> str:
    """A number in digits, with so many decimals: `1,234.5`."""
    return signed(f"{value:,.{places}f}")


def general(value: float) -> str:
    """A number in digits, with as many decimals as it has: `0.429`."""
    return signed(f"{value:,g}")


def number(value: int) -> str:
    """A whole number in a sentence: a word up to nine, then digits."""
    return say(SMALL[value]) if 0 <= value <= WORDS else figure(value)


def some(value: int) -> str:
    """A number of people or things in a sentence, or `none`."""
    return number(value) if value else say("none")


def start(text: str) -> str:
    """The text with a capital, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def opening(value: int) -> str:
    """A whole number at the beginning of a sentence: a word up to twenty."""
    return start(say(SMALL[value])) if 0 <= value < len(SMALL) else number(value)


def between(least: int, most: int) -> str:
    """A band in a sentence: `six`, or `six or seven`, or `five to nine`, or `5 to 13`."""
    if least == most:
        return number(least)
    write = number if most <= WORDS else figure
    if most == least + 1:
        return say("{least} or {most}", least=write(least), most=write(most))
    return say("{least} to {most}", least=write(least), most=write(most))


def digits(least: int, most: int) -> str:
    """A band where there is little room: `6`, or `5 to 13`."""
    if least == most:
        return figure(least)
    return say("{least} to {most}", least=figure(least), most=figure(most))


def proportion(part: int, whole: int, most: int | None = None) -> str:
    """A part of a whole in a sentence: `6 of 14`, or `4 to 8 of 14` where `most` is given."""
    return say(
        "{part} of {whole}",
        part=digits(part, part if most is None else most),
        whole=figure(whole),
    )


def share(part: float, whole: float) -> str:
    """A share in percent, without decimals; a half is rounded up, and of nothing it is none."""
    found = math.floor(100 * part / whole + 0.5) if whole else 0
    return say("{share} percent", share=found)


def day(value: date) -> str:
    """A day: `5 September 2023`."""
    name = say(MONTHS[value.month - 1])
    return say("{day} {month} {year}", day=value.day, month=name, year=value.year)


def short(value: date) -> str:
    """A day where there is little room: `5 Sep 2023`."""
    name = say(SHORT[value.month - 1])
    return say("{day} {month} {year}", day=value.day, month=name, year=value.year)


def shortest(value: date) -> str:
    """A day where the year is told elsewhere: `5 Sep`."""
    return say("{day} {month}", day=value.day, month=say(SHORT[value.month - 1]))


def month(value: date) -> str:
    """A month: `September 2023`."""
    return say("{month} {year}", month=month_alone(value), year=value.year)


def short_month(value: date) -> str:
    """A month where there is little room: `Sep 2023`."""
    return say("{month} {year}", month=say(SHORT[value.month - 1]), year=value.year)


def month_alone(value: date) -> str:
    """A month where the year is told elsewhere: `September`."""
    return say(MONTHS[value.month - 1])


def tick(value: date) -> str:
    """A month at a time axis, over its year."""
    return say("{month}<br>{year}", month=say(SHORT[value.month - 1]), year=value.year)


def names(parts: Iterable[str]) -> str:
    """A list of names: `A, B and C`; `nobody` where it is empty."""
    found = list(parts)
    if not found:
        return say("nobody")
    told = say("{some}, {next}", some="", next="").join(found[:-1])
    return say("{some} and {last}", some=told, last=found[-1]) if told else found[0]


def series(parts: Iterable[str]) -> str:
    """Texts that hold commas themselves, one after the other: `A, B; C`."""
    return say("{some}; {next}", some="", next="").join(parts)


def labelled(head: str, text: str) -> str:
    """A text after what it is about: `May 2023: 12`."""
    return say("{head}: {text}", head=head, text=text)


def dated(text: str) -> str:
    """An ISO 8601 date as exactly as it is given: `2023`, `May 2023` or `5 May 2023`."""
    first, last = ends(text)
    if first == last:
        return day(first)
    return month(first) if first.month == last.month else str(first.year)

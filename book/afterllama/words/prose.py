"""How the prose writes numbers, dates and lists.

Only here do numbers and dates become text, in the form of the edition's language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace

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
#: Short forms, for tight places.
SHORT = (
    *(noted("Jan"), noted("Feb"), noted("Mar"), noted("Apr"), noted("May"), noted("Jun")),
    *(noted("Jul"), noted("Aug"), noted("Sep"), noted("Oct"), noted("Nov"), noted("Dec")),
)
# Translators: this number as your language writes it; its signs are then those of all numbers.
EXAMPLE = noted("1,234.5")
# Translators: the first day of a month, such as `1er` in French.
FIRST = noted("1")


class Texts(SimpleNamespace):
    """The texts of a chapter's sentences by name, such as `n.today`; printed, a line for each."""

    def __repr__(self) -> str:
        width = max(map(len, vars(self)), default=0)
        return "\n".join(f"{name:{width}}  {text}" for name, text in sorted(vars(self).items()))


def signs() -> tuple[str, str]:
    """The thousands separator and the decimal mark: `,` and `.` in English."""
    found = re.search(r"1(\D*)234(\D+)5", say(EXAMPLE))
    return (found[1], found[2]) if found else (",", ".")


def signed(text: str) -> str:
    """Give a number from Python's formatting the separators of the edition's language."""
    thousands, decimal = signs()
    return text.translate({ord(","): thousands, ord("."): decimal})


def figure(value: float, places: int = 0) -> str:
    """A number in digits, with the given number of decimals: `1,234.5`."""
    return signed(f"{value:,.{places}f}")


def general(value: float) -> str:
    """A number in digits, with all its decimals: `0.429`."""
    return signed(f"{value:,g}")


def number(value: int) -> str:
    """A whole number in a sentence: a word up to nine, then digits."""
    return say(SMALL[value]) if 0 <= value <= WORDS else figure(value)


def some(value: int) -> str:
    """A number of people or things in a sentence, or `none`."""
    return number(value) if value else say("none")


def start(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def opening(value: int) -> str:
    """A whole number at the start of a sentence: a word up to twenty."""
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
    """A band in a tight place: `6`, or `5 to 13`."""
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
    """A share in percent without decimals, halves rounded up; 0 of an empty whole."""
    found = math.floor(100 * part / whole + 0.5) if whole else 0
    return say("{share} percent", share=found)


def of_month(value: date) -> str:
    """The number of a day in its month: `5`."""
    return say(FIRST) if value.day == 1 else str(value.day)


def day(value: date) -> str:
    """A day: `5 September 2023`."""
    name = say(MONTHS[value.month - 1])
    return say("{day} {month} {year}", day=of_month(value), month=name, year=value.year)


def short(value: date) -> str:
    """A day in a tight place: `5 Sep 2023`."""
    name = say(SHORT[value.month - 1])
    return say("{day} {month} {year}", day=of_month(value), month=name, year=value.year)


def shortest(value: date) -> str:
    """A day whose year is given elsewhere: `5 Sep`."""
    return say("{day} {month}", day=of_month(value), month=say(SHORT[value.month - 1]))


def month(value: date) -> str:
    """A month: `September 2023`."""
    return say("{month} {year}", month=month_alone(value), year=value.year)


def short_month(value: date) -> str:
    """A month in a tight place: `Sep 2023`."""
    return say("{month} {year}", month=say(SHORT[value.month - 1]), year=value.year)


def month_alone(value: date) -> str:
    """A month whose year is given elsewhere: `September`."""
    return say(MONTHS[value.month - 1])


def tick(value: date) -> str:
    """A month above its year, for a time axis."""
    return say("{month}<br>{year}", month=say(SHORT[value.month - 1]), year=value.year)


def names(parts: Iterable[str]) -> str:
    """A list of names: `A, B and C`; `nobody` if empty."""
    found = list(parts)
    if not found:
        return say("nobody")
    told = say("{some}, {next}", some="", next="").join(found[:-1])
    return say("{some} and {last}", some=told, last=found[-1]) if told else found[0]


def series(parts: Iterable[str]) -> str:
    """Join texts that contain commas: `A, B; C`."""
    return say("{some}; {next}", some="", next="").join(parts)


def labelled(head: str, text: str) -> str:
    """A label and a text: `May 2023: 12`."""
    return say("{head}: {text}", head=head, text=text)


def dated(text: str) -> str:
    """An ISO 8601 date in words, no more exact than given: `2023`, `May 2023` or `5 May 2023`."""
    first, last = ends(text)
    if first == last:
        return day(first)
    return month(first) if first.month == last.month else str(first.year)

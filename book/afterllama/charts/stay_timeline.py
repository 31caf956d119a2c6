"""Small timelines of stays: solid lines are proven, dotted ones possible, marks are evidence.

Horizontal positions are percentages, so that a page can draw a timeline at any width; heights are
pixels. Nothing is drawn for unknown times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from afterllama.charts.base import shade
from afterllama.charts.theme import LEAVING, SYMBOLS
from afterllama.record.evidence import Proof
from afterllama.record.record import Record
from afterllama.record.stay_wording import LEADER
from afterllama.record.stints import Stint
from afterllama.words import prose
from afterllama.words.days import FOREVER
from afterllama.words.language import say

#: Pixels of a row, from its top to its line, and below the last row.
ROW, LINE, FOOT = 34, 24, 20
#: With more years than this, every second one is named.
YEARS = 10
#: The positions of the middle and of the end.
HALF, WHOLE = 50.0, 100.0
#: The widest letter of a name, in percent of the narrowest timeline (340 pixels).
LETTER = 2.2


@dataclass(frozen=True)
class Mark:
    """A proof on a timeline: its position, its symbol in the theme, its colour."""

    x: float
    symbol: str
    colour: str


@dataclass(frozen=True)
class Row:
    """A stay: its name and where that begins (or ends if `turned`), lines and marks.

    Lines are pairs of positions; `top` is the height of the row, in pixels.
    """

    name: str
    x: float
    turned: bool
    top: int
    colour: str
    solid: tuple[tuple[float, float], ...]
    dotted: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Strip:
    """A timeline: years by position, rows, height in pixels, and its text alternative."""

    years: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    height: int
    alt: str
    unread: Unread | None = None


@dataclass(frozen=True)
class Unread:
    """The part of a timeline for which nothing was searched: its start and its label."""

    x: float
    text: str


def reach(stints: Iterable[Stint], last: date) -> tuple[date, date] | None:
    """First and last day of a timeline of some stays, or None if nothing is dated."""
    days = [first for stint in stints for first, _ in (*_solid(stint), *_dotted(stint))]
    days += [_drawn(proof) for stint in stints for proof in stint.proofs]
    if not days:
        return None
    return date(min(days).year, 1, 1), max(last, *days)


def strip(record: Record, stays: Sequence[tuple[str, Stint]], within: tuple[date, date]) -> Strip:
    """A timeline of named stays, one row each, from one day to another."""
    begin, end = within
    whole = (end - begin) / timedelta(days=1)

    def at(day: date) -> float:
        return round(WHOLE * ((min(day, end) - begin) / timedelta(days=1)) / whole, 2)

    rows = []
    for number, (name, stint) in enumerate(stays):
        colour = shade(record, stint.employer_id)
        solid = tuple((at(first), at(last)) for first, last in _solid(stint))
        dotted = tuple((at(first), at(last)) for first, last in _dotted(stint))
        marks = tuple(Mark(at(_drawn(p)), _symbol(p), colour) for p in stint.proofs)
        drawn = [x for line in (*solid, *dotted) for x in line] + [mark.x for mark in marks]
        start, stop = min(drawn, default=0.0), max(drawn, default=0.0)
        # A name without room to the right of its row's start ends at its row's end.
        turned = start > HALF and start + LETTER * len(name) > WHOLE
        x = stop if turned else start
        rows.append(Row(name, x, turned, number * ROW, colour, solid, dotted, marks))
    step = 1 if end.year - begin.year <= YEARS else 2
    every = range(begin.year, end.year + 1, step)
    years = tuple((at(date(year, 1, 1)), str(year)) for year in every)
    alt = say("Timeline from {first} to {last}.", first=begin.year, last=end.year)
    unread = None
    day = _unread(record, [stint for _, stint in stays], end)
    if day:
        unread = Unread(at(day), say("not looked for after {day}", day=prose.day(day)))
        alt = say("{alt} {text}.", alt=alt, text=prose.start(unread.text))
    return Strip(years, tuple(rows), ROW * len(rows) + FOOT, alt, unread)


def _unread(record: Record, stints: Sequence[Stint], end: date) -> date | None:
    """The day after which nothing was searched for; None if all was searched.

    For people who are not leaders it is the day of the last published count, or a later one on
    which they were found by the search for that count.
    """
    roles = record.rows("people").loc[sorted({stint.person_id for stint in stints}), "role"]
    if (roles == LEADER).any() or record.sought is None:
        return None
    last = max([record.sought, *(_drawn(proof) for stint in stints for proof in stint.proofs)])
    return last if last < end else None


def _solid(stint: Stint) -> tuple[tuple[date, date], ...]:
    """The days on which the person is proven to be there."""
    first, last = stint.started.last, stint.ended.first
    return ((first, last),) if first < last else ()


def _dotted(stint: Stint) -> tuple[tuple[date, date], ...]:
    """The days on which the person may have been there, if bounded on both sides."""
    first, last = stint.started.last, stint.ended.first
    if last < first:
        begin = last if last > date.min else first
        return ((begin, stint.ended.last if stint.ended.last < FOREVER else first),)
    before = ((stint.started.first, first),) if stint.started.first > date.min else ()
    after = ((last, stint.ended.last),) if stint.ended.last < FOREVER else ()
    return tuple((a, b) for a, b in (*before, *after) if a < b)


def _drawn(proof: Proof) -> date:
    """The day at which a proof is marked: its last possible day."""
    return proof.span.last if proof.span.last < FOREVER else proof.span.first


def _symbol(proof: Proof) -> str:
    return (LEAVING if proof.departs else SYMBOLS)[proof.kind]

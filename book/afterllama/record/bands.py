"""How many authors of a paper had left so many months after it was public: the least and the most.

These are bounds. Between them nothing is guessed, and no chance is reckoned: the authors of one
paper leave together, so that they are no independent draws.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from afterllama.record.record import GONE, THERE, Record, standing
from afterllama.words.days import Span, span


@dataclass(frozen=True)
class Band:
    """Who of `total` authors had `left` so many months after, and who is not shown either way.

    `when` holds the days that this may mean: one, where the paper's day is known.
    """

    paper_id: str
    months: int
    when: Span
    left: frozenset[str]
    open: frozenset[str]
    total: int

    @property
    def least(self) -> int:
        return len(self.left)

    @property
    def most(self) -> int:
        return len(self.left) + len(self.open)

    @property
    def shares(self) -> tuple[float, float]:
        """The least and the most as parts of all authors."""
        return self.least / self.total, self.most / self.total


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def band(record: Record, paper_id: str, months: int) -> Band:
    """How many of a paper's authors had left its employer so many months after it was public.

    By the record's rules: whoever came back is there. Where the paper's day is known only in part,
    somebody has left at least if so on all the days that it may mean, and at most if on one.

    Parameters
    ----------
    record : Record
        A record that has the paper and its authors.
    paper_id : str
        The paper.
    months : int
        Calendar months from its first day on.

    Raises
    ------
    ValueError
        Where that day lies after the record date: nothing is known of it yet.
    """
    row = record.rows("papers").loc[paper_id]
    public = span(row["date"], row["date_precision"])
    when = Span(later(public.first, months), later(public.last, months))
    if when.last > record.package.record_date:
        raise ValueError(f"{paper_id}: {months} months after it lie past the record date")
    employer = record.employer_of(paper_id)
    people = record.authors(paper_id)
    found = {
        person_id: {standing(record.history(person_id), employer, day) for day in _days(when)}
        for person_id in people
    }
    left = frozenset(p for p, ways in found.items() if ways == {GONE})
    there = frozenset(p for p, ways in found.items() if ways == {THERE})
    return Band(paper_id, months, when, left, frozenset(people) - left - there, len(people))


def _days(when: Span) -> Iterator[date]:
    for number in range((when.last - when.first).days + 1):
        yield when.first + timedelta(days=number)

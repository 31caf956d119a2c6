"""How many authors of a paper had left some months after it was public: the least and the most.

These are bounds, without an estimate or a probability between them: authors of one paper leave
together, so they are not independent draws.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from afterllama.record.record import Record
from afterllama.record.tally import HAD_LEFT, THERE, standing
from afterllama.words.days import Span, span


@dataclass(frozen=True)
class Band:
    """Who of `total` authors had `left` after some months, and of whom it is not known.

    `when` lists the days that this may mean: one if the paper's day is known.
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
        """The least and the most as shares of all authors."""
        return self.least / self.total, self.most / self.total


def later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def band(record: Record, paper_id: str, months: int) -> Band:
    """How many of a paper's authors had left its employer some months after it was public.

    Whoever came back has not left. If the paper's day is only partly known, the least counts those
    who had left by all possible days, the most those who had left by one of them.

    Parameters
    ----------
    record : Record
        A record with the paper and its authors.
    paper_id : str
        The paper.
    months : int
        Calendar months from its first public day.

    Raises
    ------
    ValueError
        If that day is later than the record date.
    """
    paper_id = record.find("paper", paper_id)
    row = record.whole.row("papers", paper_id)
    public = span(row["date"], row["date_precision"])
    when = Span(later(public.first, months), later(public.last, months))
    if when.last > record.whole.package.record_date:
        raise ValueError(f"{paper_id}: {months} months later is after the record date")
    employer = record.employer_of(paper_id)
    people = record.authors(paper_id)
    days = [when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)]
    found = {
        person_id: {standing(record.history(person_id), employer, day) for day in days}
        for person_id in people
    }
    left = frozenset(p for p, ways in found.items() if ways == {HAD_LEFT})
    there = frozenset(p for p, ways in found.items() if ways == {THERE})
    return Band(paper_id, months, when, left, frozenset(people) - left - there, len(people))

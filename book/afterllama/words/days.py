"""Partly known dates as the spans of days that they may mean."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: A day as a caller may give it: see `day`.
Day = date | str
#: No end is known; the last day that can be asked about is the one before.
FOREVER = date.max
LAST = FOREVER - timedelta(days=1)
#: How numpy names times that are no days: those of a year and of a month.
WIDER = ("[Y]", "[M]")
LENGTHS = {"year": 4, "month": 7, "day": 10, "since": 10}
ISO = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
#: A day with a time of day, as a timestamp prints.
TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]")


@dataclass(frozen=True, order=True)
class Span:
    """The days from `first` to `last`, both included; `last` may be `FOREVER`."""

    first: date
    last: date

    @property
    def dated(self) -> bool:
        """Whether anything is known of the date."""
        return self != UNDATED

    def earlier(self, days: int) -> Span:
        """The span with its beginning moved back by a number of days."""
        return Span(self.first - timedelta(days=days), self.last)


UNDATED = Span(date.min, FOREVER)


def span(text: str, precision: str) -> Span:
    """Read an ISO 8601 date of a precision; no text and no precision give `UNDATED`.

    Parameters
    ----------
    text : str
        `2023`, `2023-02` or `2023-02-24`.
    precision : str
        `year`, `month`, `day`, or `since`: that day or any later one.

    Raises
    ------
    ValueError
        If the text is not a date of that precision.
    """
    if not text and not precision:
        return UNDATED
    if precision not in LENGTHS:
        raise ValueError(f"precision is one of {', '.join(LENGTHS)}")
    if precision != "since" and len(text) != LENGTHS[precision]:
        raise ValueError(f"a date of precision {precision} has {LENGTHS[precision]} characters")
    first, last = ends(text)
    return Span(first, FOREVER if precision == "since" else last)


def ends(text: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day in ISO 8601."""
    if not ISO.fullmatch(text):
        raise ValueError("a date must be written 2023, 2023-02 or 2023-02-24")
    try:
        first = date.fromisoformat(f"{text}-01-01"[: LENGTHS["day"]])
    except ValueError:
        raise ValueError(f"there is no date {text}: look at its month and its day") from None
    if len(text) == LENGTHS["year"]:
        return first, first.replace(month=12, day=31)
    if len(text) == LENGTHS["month"]:
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, first


def day(given: object) -> date:
    """A day, given as a date, a timestamp of Python, numpy or pandas, or ISO 8601 text.

    Raises
    ------
    ValueError
        Where it is no day; the message says how one is written. A month or a year is none either.

    Examples
    --------
    >>> day("2023-09-05")
    datetime.date(2023, 9, 5)
    """
    if type(given) is date:
        return min(given, LAST)
    try:
        dtype = getattr(given, "dtype", None)
        if getattr(dtype, "kind", "") == "M" and not str(dtype).endswith(WIDER):
            given = given.astype("datetime64[D]").item()  # type: ignore[attr-defined]
        if isinstance(given, str) and TIMESTAMP.match(given):
            given = datetime.fromisoformat(given)
        if isinstance(given, datetime):
            given = given.date()
    except (ValueError, TypeError, NotImplementedError):
        pass
    if isinstance(given, str) and len(given) == LENGTHS["day"] and ISO.fullmatch(given):
        given = ends(given)[0]
    if type(given) is not date:
        told = f"a day is a date or a text such as '2023-09-05', and not {given!r}"
        raise ValueError(f"{told}{_within(given)}")
    return min(given, LAST)


def _within(given: object) -> str:
    """What to give instead of a year or a month: its first day; blank for anything else."""
    try:
        first, last = ends(str(given))
    except ValueError:
        return ""
    return f": name one of its days, such as '{first}'" if first < last else ""


def halves(first: date, last: date) -> list[date]:
    """The first day of every January and July between two days."""
    days = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 7))
    return [day for day in days if first <= day <= last]


def months(first: date, last: date) -> list[date]:
    """`first`, the first day of every month after it, and `last`."""
    years = range(first.year, last.year + 1)
    days = (date(year, month, 1) for year in years for month in range(1, 13))
    return [first, *(day for day in days if first < day < last), last]

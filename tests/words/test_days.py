"""Dates that are known only in part."""

from __future__ import annotations

from datetime import date

import pytest
from afterllama.words.days import UNDATED, Span, ends, halves, months, span
from hypothesis import given
from hypothesis import strategies as st
from records import day, days


@pytest.mark.parametrize(
    ("text", "precision", "expected"),
    [
        ("2023", "year", days("2023-01-01", "2023-12-31")),
        ("2023-02", "month", days("2023-02-01", "2023-02-28")),
        ("2024-02", "month", days("2024-02-01", "2024-02-29")),  # a leap year
        ("2023-12", "month", days("2023-12-01", "2023-12-31")),
        ("2023-02-24", "day", days("2023-02-24", "2023-02-24")),
        ("2023-02-24", "since", days("2023-02-24", "")),
        ("2025-05", "since", days("2025-05-01", "")),
        ("", "", UNDATED),
    ],
)
def test_a_date_means_the_days_of_its_precision(text: str, precision: str, expected: Span) -> None:
    assert span(text, precision) == expected


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2023-02", "day"),
        ("2023-02-24", "month"),
        ("2023-02", "year"),
        ("2023-02-30", "day"),
        ("2023-13", "month"),
        ("2023-02-24", "week"),
        ("2023", ""),
        ("", "day"),
        ("20230224", "day"),
        ("2023-W08-5", "day"),
        ("24.02.2023", "day"),
        ("yesterday", "since"),
    ],
)
def test_a_date_that_is_none_or_of_another_precision_is_refused(text: str, precision: str) -> None:
    with pytest.raises(ValueError, match=r"date|precision"):
        span(text, precision)


def test_only_an_undated_span_is_not_dated() -> None:
    assert not UNDATED.dated
    assert days("2023-01-01", "").dated


def test_a_span_moved_earlier_keeps_its_end() -> None:
    # 90 days before 24 February: 24 of February, 31 of January, 31 of December, 4 of November.
    assert days("2023-02-24", "2023-02-24").earlier(90) == days("2022-11-26", "2023-02-24")


@given(st.dates())
def test_every_day_lies_in_its_own_month_and_year(value: date) -> None:
    for length in (4, 7, 10):
        first, last = ends(value.isoformat()[:length])
        assert first <= value <= last


@given(st.text(alphabet="0123456789-W", min_size=4, max_size=10))
def test_a_text_is_read_as_a_date_only_where_the_date_is_written_so(text: str) -> None:
    try:
        first, _ = ends(text)
    except ValueError:
        return
    assert first.isoformat().startswith(text)


@pytest.mark.parametrize(
    "found",
    [
        ["2022-11-15", "2022-12-01", "2023-01-01", "2023-02-01", "2023-02-10"],
        ["2023-01-31", "2023-02-01", "2023-03-01"],  # a last day that begins a month
    ],
)
def test_months_run_from_the_first_day_over_first_days_to_the_last(found: list[str]) -> None:
    assert months(day(found[0]), day(found[-1])) == [day(text) for text in found]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2020-01-02", "2021-06-30", ["2020-07-01", "2021-01-01"]),
        ("2020-07-01", "2021-01-01", ["2020-07-01", "2021-01-01"]),
        ("2020-07-02", "2020-12-31", []),
    ],
)
def test_halves_of_years_that_begin_between_two_days(
    first: str, last: str, found: list[str]
) -> None:
    assert halves(day(first), day(last)) == [day(text) for text in found]

"""Numbers, dates and lists as the prose writes them."""

from __future__ import annotations

import pytest
from afterllama.words.prose import (
    Texts,
    between,
    day,
    month,
    names,
    number,
    opening,
    share,
    start,
)
from records import day as a_day


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "no"), (1, "one"), (9, "nine"), (10, "10"), (20, "20"), (1400, "1,400")],
)
def test_a_number_is_a_word_up_to_nine_and_digits_beyond(value: int, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("least", "most", "text"),
    [
        (6, 6, "six"),
        (6, 7, "six or seven"),
        (5, 13, "5 to 13"),
        (10, 11, "10 or 11"),
    ],
)
def test_a_band_names_its_ends_and_a_single_number_once(least: int, most: int, text: str) -> None:
    assert between(least, most) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1, "One"), (14, "Fourteen"), (20, "Twenty"), (28, "28")]
)
def test_a_sentence_begins_with_a_word_up_to_twenty(value: int, text: str) -> None:
    assert opening(value) == text


def test_a_share_is_in_whole_percent() -> None:
    assert [share(7, 14), share(34, 91), share(13, 91), share(0, 3), share(0, 0)] == [
        "50 percent",
        "37 percent",
        "14 percent",
        "0 percent",
        "0 percent",
    ]


def test_half_a_percent_is_rounded_up() -> None:
    assert share(1, 8) == "13 percent"


def test_days_and_months_are_written_out() -> None:
    assert day(a_day("2023-09-05")) == "5 September 2023"
    assert month(a_day("2023-12-31")) == "December 2023"


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], "nobody"), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_in_a_sentence(parts: list[str], text: str) -> None:
    assert names(iter(parts)) == text


def test_a_beginning_gets_a_capital_and_the_rest_stays() -> None:
    assert start("six of Meta") == "Six of Meta"
    assert start("") == ""


def test_texts_print_a_line_each() -> None:
    assert repr(Texts(today="six", a="one")) == "a      one\ntoday  six"
    assert repr(Texts()) == ""

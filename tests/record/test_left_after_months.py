"""How many had left after so many months: known answers, worked out by hand.

The paper on tides is of March 2019, on a day that is not known. Ada Vale left North in December
2019 and signed a paper of South on 1 June 2020: a byline is of the 90 days before, from 3 March on.
Ben Oake committed to North's code on 5 January 2021. Of Cy Moor nothing is known after the paper.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from afterllama.loading.folder import load
from afterllama.record.left_after_months import band, later
from afterllama.record.record import Record
from records import add, day, exodus, lines_of, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return exodus(tmp_path)


def told(record: Record, months: int) -> tuple[int, int, int]:
    found = band(record, "tides", months)
    return found.least, found.most, found.total


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        ("2023-02-24", 6, "2023-08-24"),
        ("2023-02-24", 27, "2025-05-24"),
        ("2022-10-31", 1, "2022-11-30"),
        ("2023-10-31", 4, "2024-02-29"),
        ("2019-12-31", 2, "2020-02-29"),
        ("2019-12-15", 1, "2020-01-15"),
        ("2019-12-15", 0, "2019-12-15"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    begin: str, months: int, end: str
) -> None:
    assert later(day(begin), months) == day(end)


@pytest.mark.parametrize(
    ("months", "answer"),
    [
        (6, (0, 1, 3)),  # September 2019: Ada and Ben are there throughout, Cy is open
        (9, (0, 2, 3)),  # December 2019: on its first day Ada is there, on its last she is not
        (10, (1, 2, 3)),  # January 2020: Ada had left, whatever the day
        (21, (1, 2, 3)),  # December 2020: Ben is there till January
        (22, (1, 3, 3)),  # January 2021: from the sixth on nothing is known of Ben
        (27, (1, 3, 3)),  # June 2021, which ends with the record date
    ],
)
def test_a_band_is_what_the_proofs_leave_room_for(
    folder: Path, months: int, answer: tuple[int, int, int]
) -> None:
    assert told(load(folder), months) == answer


def test_nothing_is_told_of_days_past_the_record_date(folder: Path) -> None:
    with pytest.raises(ValueError, match="tides: 28 months later is after the record date"):
        told(load(folder), 28)


def test_who_came_back_counts_as_there(folder: Path) -> None:
    """Ada is at North again from December 2020 on: in January 2021 she is there, Ben is open."""
    for number, when in enumerate(("2020-12-01", "2021-06-30"), 2):
        add(
            folder,
            "evidence",
            "ben-oake-north-1",
            evidence_id=f"ada-vale-north-{number}",
            person_id="ada-vale",
            date=when,
            known_from=when,
        )
    header = lines_of(folder, "conflicts")[0]
    row = ["ada-vale", "order-open", "north", "south", "gazette", "She went and came back."]
    write(folder, "conflicts", [header, row])
    record = load(folder)
    assert told(record, 11) == (1, 2, 3)
    assert told(record, 22) == (0, 2, 3)


def test_people_are_in_one_group_each(folder: Path) -> None:
    found = band(load(folder), "tides", 10)
    assert (found.left, found.open) == ({"ada-vale"}, {"cy-moor"})
    assert found.shares == (1 / 3, 2 / 3)
    assert (found.when.first, found.when.last) == (day("2020-01-01"), day("2020-01-31"))

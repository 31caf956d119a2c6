"""Withdrawn rows do not come back, however they are written; the report repeats no name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from afterllama.loading import withdrawals
from afterllama.tables.schema import DataError
from afterllama.withdraw import main, withdraw
from records import BOOK, add, change, drop, exodus, faults, lines_of

ROW = "ada-vale-north-1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Another exodus, whose people nobody is."""
    folder = exodus(tmp_path)
    drop(folder, "replies", "tide-reply")
    return folder


def again(folder: Path, **cells: str) -> str:
    """Take a row out after it was withdrawn, and put it back with other cells: what is said."""
    add(folder, "evidence", ROW, **cells)
    drop(folder, "evidence", ROW)
    (line,) = faults(folder)
    return line


def test_a_row_is_refused_until_it_is_taken_out(data: Path) -> None:
    assert withdraw(data, "evidence", ROW) == 1
    (line,) = faults(data)
    assert re.match(
        r"evidence\.csv, row 2, column person_id: '[0-9a-f]{12}': was withdrawn on 2021-06-30 "
        r"\(withdrawn\.csv, row 2\): remove the row; ",
        line,
    )
    assert "ada" not in line.casefold() and "vale" not in line.casefold()
    drop(data, "evidence", ROW)
    assert faults(data) == []


def test_the_file_holds_a_hash_and_a_day_and_no_name(data: Path) -> None:
    withdraw(data, "people", "ada-vale", "person")
    for one, day in lines_of(data, "withdrawn")[1:]:
        assert re.fullmatch("[0-9a-f]{64}", one) and day == "2021-06-30"
    assert withdraw(data, "people", "ada-vale", "person") == 0, "what is listed is not listed twice"


@pytest.mark.parametrize(
    "cells",
    [
        {"evidence_id": "another"},
        {"evidence_id": "another", "date": "2019", "date_precision": "year", "statement": "Left."},
    ],
)
def test_another_id_or_date_lets_no_row_back_in(data: Path, cells: dict[str, str]) -> None:
    withdraw(data, "evidence", ROW)
    assert "was withdrawn" in again(data, **cells)


def test_another_spelling_of_name_or_address_lets_no_row_back_in(data: Path) -> None:
    withdraw(data, "evidence", ROW)
    change(data, "people", "ada-vale", name="Vale, Áda")
    (url,) = [
        line[lines_of(data, "sources")[0].index("url")]
        for line in lines_of(data, "sources")
        if line[0] == "gazette"
    ]
    add(
        data, "sources", "gazette", source_id="gazette-2", url=url.replace("://", "://www.") + "/#x"
    )
    assert "was withdrawn" in again(data, evidence_id="another", source_id="gazette-2")


def test_what_another_source_says_comes_back_only_where_the_place_was_not_withdrawn(
    data: Path,
) -> None:
    withdraw(data, "evidence", ROW)
    change(data, "evidence", ROW, source_id="north-paper")
    assert faults(data) == []
    withdraw(data, "evidence", ROW, "place")
    lines = faults(data)
    assert any(line.startswith("evidence.csv, row 2,") for line in lines)
    assert any(line.startswith("authorships.csv") for line in lines)


def test_whoever_is_withdrawn_as_a_person_is_in_no_table_and_in_no_text(data: Path) -> None:
    withdraw(data, "people", "ada-vale", "person")
    change(data, "claims", "p01-two-left", statement="Ada Vale and another have left.")
    found = {line.split(",")[0] for line in faults(data)}
    assert {"people.csv", "authorships.csv", "evidence.csv", "claims.csv"} <= found
    (told,) = [line for line in faults(data) if line.startswith("claims.csv")]
    assert "column statement" in told and "say it without the name" in told


def test_another_salt_knows_nothing() -> None:
    assert withdrawals.digest("a", "person", "ada vale") != withdrawals.digest(
        "b", "person", "ada vale"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("moods", ROW), "is not a table"),
        (("evidence", "nothing"), "no row has the key 'nothing'"),
        (("evidence", ROW, "all"), "must be one of row, place, person"),
        (("sources", "gazette"), "is about no person"),
        (("people", "ada-vale", "place"), "names no employer"),
    ],
)
def test_what_cannot_be_withdrawn_is_said(data: Path, words: tuple[str, ...], told: str) -> None:
    with pytest.raises(DataError, match=told):
        withdraw(data, *words)


def test_the_command_says_what_is_next(data: Path) -> None:
    env = os.environ | {"AFTERLLAMA_DATA": str(data), "PYTHONPATH": str(BOOK)}
    command = [sys.executable, "-m", "afterllama.withdraw", "evidence", ROW]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 new in withdrawn.csv. Run make check")
    assert "was withdrawn" in faults(data)[0]


@pytest.mark.parametrize("words", [(), ("evidence", "nothing")])
def test_the_command_fails_in_one_line(
    data: Path,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AFTERLLAMA_DATA", str(data))
    assert main(words) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1

"""Rows about people that nothing needs are named; those that something needs are not."""

from __future__ import annotations

from pathlib import Path

from afterllama.idle import idle
from afterllama.loading import load
from records import add, change, exodus


def named(data: Path) -> list[str]:
    """The rows that nothing needs, by their ids."""
    return [proof.proof_id for proof in idle(load(data))]


def test_a_row_that_changes_nothing_is_named(tmp_path: Path) -> None:
    data = exodus(tmp_path)
    before = named(data)
    like = "ben-oake-north-1"
    later = {"date": "2021-02-05", "known_from": "2021-02-05"}
    add(data, "evidence", like, evidence_id="again", **later)
    assert set(named(data)) - set(before) == {"again"}


def test_of_a_leader_no_row_is_named(tmp_path: Path) -> None:
    data = exodus(tmp_path)
    for person in ("ada-vale", "ben-oake", "cy-moor"):
        change(data, "people", person, role="leader")
    assert named(data) == []

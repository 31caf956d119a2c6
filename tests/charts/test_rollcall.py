"""The roll call: one row per author in the paper's order, one column per day, one mark per cell."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from afterllama import charts
from afterllama.chapters.authors import authors
from afterllama.charts import Chart, View
from afterllama.loading.folder import load
from chart_views import rows_marked, traces
from records import exodus, real

READINGS = ("report", "record")


@cache
def drawn() -> Chart:
    """The roll call of the LLaMA paper."""
    a = authors(real())
    days = [
        (real().paper_day(a.paper), "signed"),
        (a.report, "reported"),
        (a.newest.day, "counted"),
    ]
    return charts.rollcall(real(), a.paper, days)


def view(reading: str) -> View:
    return drawn().views[reading]


@pytest.mark.parametrize("reading", READINGS)
def test_every_mark_agrees_with_its_row_and_every_row_has_one(reading: str) -> None:
    assert rows_marked(view(reading)) == list(range(len(view(reading).table)))


def test_rows_are_the_authors_in_the_order_of_the_paper() -> None:
    names = [real().name(person) for person in real().authors("llama1")]
    axis = view("record").figure.layout.yaxis
    assert list(axis.categoryarray)[::-1] == names


def test_a_cell_has_one_mark_at_most() -> None:
    table = view("record").table
    assert not table.duplicated(["person", "day"]).any()


def test_all_have_signed_and_those_who_had_left_are_counted() -> None:
    a, table = authors(real()), view("record").table
    first, second, third = sorted(table["day"].unique())
    by_day = {day: table[table["day"] == day] for day in (first, second, third)}
    assert set(by_day[first]["says"]) == {"signed the paper"} and len(by_day[first]) == a.total
    assert set(by_day[first]["place"]) == {real().name(a.origin)}
    assert (by_day[second]["says"] == "had left").sum() == a.today.least
    assert (by_day[third]["says"] == "had left").sum() == a.later.least


def test_what_was_not_known_yet_is_empty() -> None:
    a, table = authors(real()), view("report").table
    assert table["day"].max() == a.report.isoformat()
    assert (table["says"] == "had left").sum() == a.then.least


def test_a_person_can_be_marked_in_each_row() -> None:
    shown = view("record")
    assert set(shown.people) == set(real().authors("llama1"))
    for trace in traces(shown):
        people = trace["meta"]["people"]
        rows = shown.table["person"].iloc[trace["customdata"]]
        assert [shown.people[person] for person in people] == rows.tolist()


def test_the_legend_has_two_entries_at_most() -> None:
    named = [t["name"] for t in traces(view("record")) if t["showlegend"]]
    assert len(named) == 2


def test_no_employer_is_written_where_none_is_known() -> None:
    shown = view("record")
    for trace in traces(shown):
        for text, row in zip(trace["text"], trace["customdata"], strict=True):
            assert (shown.table["place"].iloc[row] or "left") == text.strip()


def test_it_fits_a_screen_of_a_phone_with_its_words() -> None:
    assert view("record").narrow_height <= 450


def test_any_paper_has_its_roll_call(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    days = [(record.paper_day("tides"), "signed"), (record.package.record_date, "today")]
    for shown in charts.rollcall(record, "tides", days).views.values():
        assert rows_marked(shown) == list(range(len(shown.table)))

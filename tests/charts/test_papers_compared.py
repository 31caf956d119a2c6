"""The figure of other papers: bars are bands, and the control goes by months."""

from __future__ import annotations

import json

import pytest
from afterllama import charts
from afterllama.chapters.comparison import comparison
from afterllama.charts.base import View
from afterllama.charts.papers_compared import Row
from afterllama.shown.figures import payload
from chart_views import rows_marked, traces
from records import real

U = comparison(real())
ROWS = U.rows()
VIEW: View = charts.papers_compared(U.others, ROWS, U.months, U.late).shown


def ends(view: View, months: int) -> dict[float, tuple[float, float]]:
    """The ends of every bar by its height, after so many months."""
    assert view.steps
    found = {}
    looks = view.steps.looks[months - 1]
    for trace, look in zip(traces(view), looks, strict=True):
        if trace["mode"] == "lines+markers":
            places = list(zip(look["x"], trace["y"], strict=True))
            for (first, y), (last, _), _ in zip(*[iter(places)] * 3, strict=True):
                found[round(y, 2)] = (first, last)
    return found


def percent(row: Row, months: int) -> tuple[float, float]:
    held = row.band(months)
    return round(100 * held.least / held.total, 1), round(100 * held.most / held.total, 1)


def test_every_mark_agrees_with_its_row_of_the_table() -> None:
    assert rows_marked(VIEW) == list(range(len(VIEW.table)))


def test_the_table_has_every_paper_at_every_month_that_is_named() -> None:
    assert len(VIEW.table) == len(ROWS) * len(U.months) == 33
    first = VIEW.table.iloc[0]
    assert (first["paper"], first["months"], first["day"]) == ("LLaMA", 6, "2023-08-24")
    assert (first["least"], first["most"], first["total"]) == (6, 6, 14)
    bert = VIEW.table[VIEW.table["paper"].str.startswith("BERT")].iloc[0]
    assert bert["day"] == "2019-04", "a day that is not known is not told"


@pytest.mark.parametrize("months", [1, 6, 16, 27])
def test_a_bar_goes_from_the_least_to_the_most(months: int) -> None:
    found = ends(VIEW, months)
    assert len(found) == len(ROWS)
    for (_, bar), row in zip(sorted(found.items()), ROWS, strict=True):
        assert bar == percent(row, months)


def test_the_control_goes_by_months_and_begins_with_the_last() -> None:
    steps = VIEW.steps
    assert steps and steps.labels[0] == "1 month" and steps.labels[-1] == "27 months"
    assert len(steps.labels) == len(steps.looks) == 27 and steps.start == 26
    for day in steps.looks:
        assert [set(look) for look in day] == [set(look) for look in steps.looks[0]]


def test_the_paper_in_question_is_marked_and_shown_a_second_time_paler() -> None:
    assert [(row.look, row.paper_id) for row in ROWS[:3]] == [
        ("own", "llama1"),
        ("bare", "llama1"),
        ("own", "opt"),
    ]
    assert {row.look for row in ROWS[3:]} == {"other"}
    bars = [trace for trace in traces(VIEW) if trace["mode"] == "lines+markers"]
    own, bare, other = bars[0], bars[1], bars[2]
    assert own["line"]["color"] == bare["line"]["color"] == other["line"]["color"]
    assert own["opacity"] > bare["opacity"]
    assert own["line"]["width"] > other["line"]["width"]


def test_it_is_the_same_on_every_reading_date_and_small() -> None:
    chart = charts.papers_compared(U.others, ROWS, U.months, U.late)
    assert list(chart.views) == ["record"]
    held = payload(chart, id="fig-compared", title="t", caption="c", alt="a")
    assert len(json.dumps(held)) < 60_000
    assert not held["people"], "nobody is marked in it"

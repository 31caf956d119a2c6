"""The migration graph: every edge on every day, and no overlaps."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from afterllama import charts, network
from afterllama.charts import Chart, View
from afterllama.charts.base import shade
from afterllama.charts.migration import DASH, GONE, NARROW, NOWHERE, STATES, UNKNOWN, WIDE, Size
from afterllama.charts.theme import LEAVING, MUTED, PAPER, SYMBOLS, known_by
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.record.stints import stints
from afterllama.words.days import FOREVER
from chart_views import MARKUP, check_agreement, check_people, marked_up, traces, words
from hypothesis import given
from hypothesis import strategies as st
from records import day, exodus, proof, real

BEGIN = day("2021-01-01")
READINGS = ("report", "record")
EVERYBODY = tuple(dict.fromkeys(p for k in ("opt", "llama1") for p in real().authors(k)))


def draw(record: Record, people: list[str], begin: date = BEGIN) -> Chart:
    """The graph of some people of one employer."""
    return charts.migration(record, people, "meta", begin, record.day("report"))


@cache
def drawn(reading: str, paper: str = "") -> View:
    """The graph of one paper's authors, or of both papers', as of a reading date."""
    people = real().authors(paper) if paper else list(EVERYBODY)
    return draw(real(), people).views[reading]


def known(reading: str) -> Record:
    """The record as of a reading date."""
    return real().as_of(real().day(reading))


def edges(view: View) -> list[int]:
    """Numbers of the traces that are moves."""
    return [n for n, t in enumerate(traces(view)) if t.get("marker", {}).get("symbol") == "arrow"]


def look(view: View, number: int, trace: int) -> dict[str, Any]:
    """How a trace looks on a day."""
    assert view.steps
    return view.steps.looks[number][trace]


# Days -------------------------------------------------------------------------------------------


def test_there_is_a_day_for_every_month_and_that_of_the_report_is_its_day() -> None:
    steps = drawn("record").steps
    assert steps
    assert steps.days[:2] == (BEGIN, day("2021-02-01"))
    assert steps.days[-2:] == (day("2026-10-01"), day("2026-11-26"))
    assert steps.days[steps.start] == day("2023-09-05")
    months = [(d.year, d.month) for d in steps.days]
    assert months == [(y, m) for y in range(2021, 2027) for m in range(1, 13)][:71]


def test_a_start_in_the_last_month_is_the_day_of_that_month() -> None:
    start = day("2026-11-10")
    steps = charts.migration(real(), ["hugo-touvron"], "meta", BEGIN, start).shown.steps
    assert steps
    assert steps.days[steps.start] == steps.days[-1] == start


def test_days_end_with_the_reading_date() -> None:
    steps = drawn("report").steps
    assert steps
    assert steps.days[-1] == day("2023-09-05")
    assert steps.start == len(steps.days) - 1


@pytest.mark.parametrize("reading", READINGS)
def test_the_figure_is_that_of_the_start_and_days_change_only_the_look(reading: str) -> None:
    view = drawn(reading)
    assert view.steps
    found = traces(view)
    for n, trace in enumerate(found):
        for key, value in look(view, view.steps.start, n).items():
            held: Any = trace
            for part in key.split("."):
                held = held[part]
            assert held == value
    names = {key for day in view.steps.looks for held in day for key in held}
    assert not names & {"x", "y", "marker.angle", "showlegend", "name"}
    assert all(
        [*day] and [set(h) for h in day] == [set(h) for h in view.steps.looks[0]]
        for day in view.steps.looks
    )
    for n, held in view.narrow_data.items():
        assert not set(held) & set(look(view, 0, n))


# Edges ------------------------------------------------------------------------------------------


@given(st.sampled_from(READINGS), st.integers(0, 70))
def test_every_edge_on_every_day_is_as_the_network_has_it(reading: str, number: int) -> None:
    view = drawn(reading)
    assert view.steps
    number = min(number, len(view.steps.days) - 1)
    on, record = view.steps.days[number], known(reading)
    graph = network.migration(record, EVERYBODY, on)
    moves = network.moves(record, EVERYBODY, unknown=UNKNOWN)
    found = traces(view)
    for n, (_, end, data) in zip(edges(view), moves.edges(data=True), strict=True):
        person = data["person_id"]
        assert found[n]["meta"]["people"] == person
        at = {place: s for _, place, s in graph.out_edges(person, data="state")}
        state = at.get(end)
        if end == UNKNOWN:
            gone = "certain" if data["when"].last <= on else "possible"
            state = gone if data["when"].first < on else None
        if state == "possible" and "certain" in at.values():
            state = None
        held = look(view, number, n)
        assert held["visible"] == (state is not None)
        if state:
            _, dash, width = STATES[state]
            assert (held["line.dash"], held["line.width"]) == (dash, width)


@given(st.sampled_from(READINGS), st.integers(0, 70))
def test_nodes_tell_how_many_are_proven_to_be_there(reading: str, number: int) -> None:
    view, record = drawn(reading), known(reading)
    assert view.steps
    number = min(number, len(view.steps.days) - 1)
    on = view.steps.days[number]
    graph = network.migration(record, EVERYBODY, on)
    expected: dict[str, int] = {}
    for _, place, state in graph.edges(data="state"):
        name = record.name(place)
        expected[name] = expected.get(name, 0) + (state == "certain")
    lost = [record.history(p) for p in EVERYBODY if record.history(p)[-1].ended.last <= on]
    texts = [held["text"] for held in view.steps.looks[number] if "text" in held]
    assert len(texts) == 2  # wide, and for a phone
    (nodes,) = (held for held in view.steps.looks[number] if "marker.size" in held)
    for text, size, colour in zip(
        texts[0], nodes["marker.size"], nodes["marker.color"], strict=True
    ):
        assert (size > 0) == bool(text)
        assert (colour == PAPER) == (not text or re.search(rf"\D0({DASH}\d+)?$", text) is not None)
    for held in texts:
        plain = [re.sub(r"<br>|\xa0", " ", text) for text in held if text]
        bands = {name: n.split(DASH) for name, n in (text.rsplit(": ", 1) for text in plain)}
        counts = {name: int(band[0]) for name, band in bands.items()}
        assert all(int(band[-1]) >= counts[name] for name, band in bands.items())
        assert counts.pop(NOWHERE, 0) == len(lost)
        assert {k: n for k, n in counts.items() if n} == {k: n for k, n in expected.items() if n}
        assert set(counts) <= set(expected)


@given(st.sampled_from(READINGS), st.integers(0, 70))
def test_the_most_at_a_node_are_those_who_may_be_there(reading: str, number: int) -> None:
    view, record = drawn(reading), known(reading)
    assert view.steps
    number = min(number, len(view.steps.days) - 1)
    graph = network.migration(record, EVERYBODY, view.steps.days[number])
    sure = {p for p, _, state in graph.edges(data="state") if state == "certain"}
    expected = Counter(
        record.name(place)
        for person, place, state in graph.edges(data="state")
        if state == "certain" or (state == "possible" and person not in sure)
    )
    texts = next(held["text"] for held in view.steps.looks[number] if "text" in held)
    for text in filter(None, texts):
        name, _, band = re.sub(r"<br>|\xa0", " ", text).rpartition(": ")
        if name != NOWHERE:
            assert int(band.split(DASH)[-1]) == expected[name]


def test_a_mark_is_hollow_where_the_article_alone_has_somebody_on_the_day() -> None:
    view = drawn("record", "llama1")
    assert view.steps
    held = look(view, view.steps.start, len(view.figure.data) - 1)
    people = traces(view)[-1]["meta"]["people"]
    symbols = dict(zip(people, held["marker.symbol"], strict=True))
    assert symbols["armand-joulin"] == symbols["edouard-grave"] == SYMBOLS["reported"]
    assert symbols["hugo-touvron"] == symbols["baptiste-roziere"] == SYMBOLS["recorded"]


def test_a_cross_is_whoever_left_and_is_documented_nowhere() -> None:
    view = drawn("record")
    assert view.steps
    held = look(view, view.steps.start, len(view.figure.data) - 1)
    people = traces(view)[-1]["meta"]["people"]
    crossed = {
        person
        for person, symbol in zip(people, held["marker.symbol"], strict=True)
        if symbol in LEAVING.values()
    }
    assert crossed == {
        "gautier-izacard",
        "mona-diab",
        "moya-chen",
        "myle-ott",
        "sam-shleifer",
        "stephen-roller",
    }


@given(st.sampled_from(READINGS), st.integers(0, 70))
def test_a_mark_has_the_colour_of_the_employer_where_somebody_certainly_is(
    reading: str, number: int
) -> None:
    view, record = drawn(reading), known(reading)
    assert view.steps
    number = min(number, len(view.steps.days) - 1)
    held = look(view, number, len(view.figure.data) - 1)
    people = traces(view)[-1]["meta"]["people"]
    graph = network.migration(record, EVERYBODY, view.steps.days[number])
    for person, colour, symbol in zip(
        people, held["marker.color"], held["marker.symbol"], strict=True
    ):
        sure = [b for _, b, s in graph.out_edges(person, data="state") if s == "certain"]
        assert colour == (shade(record, sure[0]) if sure else MUTED)
        assert symbol in (*SYMBOLS.values(), *LEAVING.values())


def test_whoever_has_not_moved_has_a_line_to_the_name_and_no_arrow() -> None:
    view = drawn("record", "llama1")
    assert view.steps
    found = traces(view)
    stubs = {
        t["meta"]["people"]: t["visible"]
        for n, t in enumerate(found)
        if t["mode"] == "lines" and "meta" in t
    }
    arrows = [found[n] for n in edges(view)]
    moved = {t["meta"]["people"] for t in arrows if t["visible"]}
    assert len(moved) == 6  # by the report's day
    assert {p for p, visible in stubs.items() if visible} == set(stubs) - moved


def test_edges_are_labelled_with_the_move_its_days_kind_and_source() -> None:
    view = drawn("report", "llama1")
    told = [traces(view)[n]["hovertext"] for n in edges(view)]
    (apple,) = [text for text in told if "from Meta to Apple" in text.replace("<br>", " ")]
    assert apple.startswith("Armand Joulin<br>")
    assert "Left in May 2023, according to the article (reported)." in apple.replace("<br>", " ")
    assert any("where is not known" in text for text in told)


def test_edges_and_names_print_no_day_that_a_rule_computes() -> None:
    view = drawn("record", "llama1")
    found = [traces(view)[n]["hovertext"] for n in edges(view)]
    found += [text for t in traces(view) if "text" in t["mode"] for text in t.get("hovertext", ())]
    told = [text.replace("<br>", " ") for text in found if text.startswith("Edouard Grave")]
    assert len(told) == 3
    shown = "Shown at Apple by a paper of 22 November 2023 (recorded); when the person left Meta,"
    assert any(shown in text for text in told)
    assert any("last by a paper of 17 September 2024 (recorded)" in text for text in told)
    assert not re.search("19 June 2024|Apple: by 17 November|There by", " ".join(told))


def test_every_day_of_the_table_has_its_own_kind() -> None:
    table = drawn("record", "llama1").table
    for column in ("since", "until", "left"):
        assert ((table[column] == "") == (table[f"{column}_kind"] == "")).all()
    rows = {(r.person, r.place): r for r in table.itertuples()}
    goyal, grave = rows["Naman Goyal", "Meta"], rows["Edouard Grave", "Kyutai"]
    assert (goyal.left, goyal.left_kind) == ("2025-05-26", "computed")
    assert (goyal.since_kind, goyal.until_kind) == ("recorded", "computed")
    assert (grave.until, grave.until_kind, grave.since_kind) == (
        *("2024-06-19", "computed", "reported"),
    )
    assert rows["Edouard Grave", "Apple"].since_kind == "computed"
    lost = rows["Gautier Izacard", "Not known"]
    assert (lost.left, lost.left_kind) == ("2023-04", "reported")
    assert rows["Thibaut Lavril", "Mistral AI"].since == "2023-06"


def test_nothing_is_drawn_through_and_the_legend_does_not_change() -> None:
    view = drawn("record")
    assert view.steps
    text = json.dumps(traces(view))
    assert set(re.findall(r'"opacity": ([0-9.]+)', text)) <= {"1"}
    legend = [n for n, t in enumerate(traces(view)) if t.get("showlegend", True)]
    assert [traces(view)[n]["name"] for n in legend] == [
        *(name for name, _, _ in STATES.values()),
        *map(known_by, SYMBOLS),
        GONE,
    ]
    assert all(not held[n] for held in view.steps.looks for n in legend)


# Places -----------------------------------------------------------------------------------------


def placed(view: View, phone: bool) -> list[dict[str, Any]]:
    """The traces with the places that they have at a width."""
    found = traces(view)
    if phone:
        for n, held in view.narrow_data.items():
            found[n] |= {key: value for key, value in held.items() if key in ("x", "y")}
    return found


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("paper", ["llama1", ""])
def test_both_readings_and_all_days_have_everything_in_the_same_place(
    paper: str, phone: bool
) -> None:
    report, record = (placed(drawn(name, paper), phone) for name in READINGS)
    assert [(t["x"], t["y"]) for t in report[-5:]] == [(t["x"], t["y"]) for t in record[-5:]]
    ways = [
        {
            (t["meta"]["people"], t["line"]["color"]): (t["x"], t["y"])
            for t in held
            if isinstance(t.get("meta", {}).get("people"), str)
        }
        for held in (report, record)
    ]
    common = set(ways[0]) & set(ways[1])
    assert len(common) > 14
    assert all(ways[0][key] == ways[1][key] for key in common)


def polylines(found: list[dict[str, Any]], row: float) -> Iterator[tuple[float, float]]:
    """Places along all lines, in pixels."""
    for trace in found:
        if "lines" in trace["mode"] and trace["x"] != [None]:
            points = list(zip(trace["x"], trace["y"], strict=True))
            for (x, y), (to, height) in pairwise(points):
                for n in range(10):
                    yield x + (to - x) * n / 10, (y + (height - y) * n / 10) * row


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("paper", ["llama1", ""])
def test_no_line_runs_through_a_name_or_a_label(paper: str, size: Size) -> None:
    view = drawn("record", paper)
    found = placed(view, phone=size == NARROW)
    people, labels = found[-1], found[-3 if size == NARROW else -4]
    boxes = [
        (x + 6, y * size.row + 5, x + 6 + len(name) * size.glyph, y * size.row + 16)
        for x, y, name in zip(people["x"], people["y"], people["text"], strict=True)
    ]
    for x, y in list(zip(labels["x"], labels["y"], strict=True))[1:]:
        boxes.append((x, y * size.row - 15, size.width, y * size.row + 15))
    for x, y in polylines(found, size.row):
        assert not [b for b in boxes if b[0] < x < b[2] and b[1] < y < b[3]]
        assert 0 <= x <= size.width


def test_parallel_edges_run_apart_through_their_own_rows() -> None:
    view = drawn("record")
    found = [traces(view)[n] for n in edges(view)]
    rows = [t["y"][26] for t in found if t["x"][0] == WIDE.origin]
    assert len(rows) == len(set(rows)) > 12


def test_an_arrow_points_where_its_edge_ends() -> None:
    for n in edges(drawn("record")):
        trace = traces(drawn("record"))[n]
        (x, y), (to, height) = ((trace["x"][k], trace["y"][k]) for k in (-2, -1))
        assert trace["marker"]["angle"] == (90 if to > x else -90)
        assert abs(height - y) * WIDE.row < abs(to - x) or to < x
        assert [size for size in trace["marker"]["size"] if size] == trace["marker"]["size"][-1:]


# The table, and other records -------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
def test_every_mark_agrees_with_its_row_of_the_table(reading: str) -> None:
    check_agreement(drawn(reading))
    check_people(drawn(reading))
    histories = [known(reading).history(p) for p in EVERYBODY]
    lost = sum(bool(h) and h[-1].ended.last < FOREVER for h in histories)
    assert lost
    assert len(drawn(reading).table) == sum(map(len, histories)) + lost


def test_the_graph_drawn_twice_is_the_same() -> None:
    again = draw(load(), list(EVERYBODY)).views["record"]
    assert again.figure.to_json() == drawn("record").figure.to_json()
    assert (again.steps, again.narrow_data) == (drawn("record").steps, drawn("record").narrow_data)


def test_markup_in_the_data_is_drawn_as_text(tmp_path: Path) -> None:
    record = marked_up(tmp_path)
    view = draw(record, record.authors("llama1")).shown
    assert not [text for text in words(view) if "<img" in text]
    assert sum("&lt;img" in text for text in words(view)) > 5
    assert MARKUP in set(view.table["person"])
    check_agreement(view)


def test_somebody_of_whom_nothing_tells_a_destination_goes_to_a_node_of_that_name() -> None:
    record = real().without(lambda p: p.employer_id == "apple")
    record = record.without(lambda p: p.person_id == "armand-joulin" and p.employer_id == "google")
    view = draw(record, ["armand-joulin", "hugo-touvron"]).shown
    assert view.steps
    texts = [" ".join(held["text"]) for held in view.steps.looks[-1] if "text" in held]
    assert all("Not" in text and "known:" in text for text in texts)
    assert not any("Apple" in text for text in words(view))
    (edge,) = edges(view)
    assert look(view, len(view.steps.days) - 1, edge)["line.dash"] == "solid"


def test_the_graph_of_another_exodus_can_be_drawn(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    people = record.authors("tides")
    chart = charts.migration(record, people, "north", day("2019-01-01"), record.day("report"))
    for view in chart.views.values():
        check_agreement(view)
        check_people(view)
        assert view.sources
        assert "Meta" not in view.figure.to_json()
        assert len(edges(view)) == 1
    assert "from North Works to South College" in " ".join(words(chart.shown))
    assert "where is not known" in " ".join(words(chart.views["report"]))


# The network's part -----------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Record:
    """One person who left the north, and of whom nothing more is known."""
    proofs = (
        proof("north", "2020-01-01"),
        proof("north", "2020-03-01"),
        proof("north", "2020-05-01", assertion="had-left"),
    )
    return replace(load(exodus(tmp_path)), proofs=proofs, _histories={})


def test_a_departure_to_an_unknown_destination_is_an_edge_if_asked_for(small: Record) -> None:
    assert network.moves(small, ["ada-vale"]).number_of_edges() == 0
    ((start, end, data),) = network.moves(small, ["ada-vale"], unknown="?").edges(data=True)
    assert (start, end, data["stint"]) == ("north", "?", None)
    states = [network.leaving(data["when"], day(f"2020-0{m}-01")) for m in (3, 4, 5)]
    assert states == [None, "possible", "certain"]
    assert network.layout(small, ["ada-vale"], "north", "?")["?"][0] == 1.0
    assert "?" not in network.layout(small, ["ada-vale"], "north")


def test_a_stint_is_possible_certain_and_past_in_turn() -> None:
    (stint,) = stints(
        [
            proof("north", "2020-02-01", assertion="joined"),
            proof("north", "2020-03-01"),
            proof("north", "2020-05-01", assertion="had-left"),
        ]
    )
    found = [network.standing(stint, day(f"2020-0{m}-01")) for m in range(1, 7)]
    assert found == [None, "certain", "certain", "possible", "past", "past"]

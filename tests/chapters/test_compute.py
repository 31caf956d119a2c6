"""The chapter on compute: charts of runs, costs, carbon, scores and bonds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from afterllama import charts
from afterllama.chapters.compute import Compute, compute, in_digits, words
from afterllama.charts import Chart
from afterllama.charts.benchmark_scores import mean, operations
from afterllama.charts.theme import COLOURS
from afterllama.loading.folder import load
from afterllama.network import teams
from afterllama.record.record import Record
from chart_views import MARKUP, check_people, rows_marked, texts, traces
from chart_views import words as said
from records import add, change, day, drop, exodus, lines_of, real, write

NAMES = ("runs", "lengths", "costs", "carbon", "knowledge", "common", "bonds")
READINGS = ("report", "record")


def draw(name: str, c: Compute) -> Chart:
    """A figure of the chapter."""
    record, named = c.record, c.named
    groups = {
        "One": [named["other"], named["other_whole"]],
        "Two": [named["beside"]],
    }
    moved = (named["other"], named["measure"], c.beside("grid_kg_per_kwh"))
    makers: dict[str, Callable[[], Chart]] = {
        "runs": lambda: charts.training_runs(record, named["runs"], day("2022-11-30"), "a day"),
        "lengths": lambda: charts.training_length(
            record, named["largest"], [named["other"]], named["unreleased"]
        ),
        "costs": lambda: charts.training_costs(record, named["measure"], c.compared),
        "carbon": lambda: charts.carbon(record, groups, moved, [named["other_whole"]]),
        "knowledge": lambda: charts.benchmark_scores(
            record, named["knowledge"], "percent", [c.family], [named["other"]]
        ),
        "common": lambda: charts.benchmark_scores(record, named["common"], "percent", [c.family]),
        "bonds": lambda: charts.joint_papers(record, c.first, c.second),
    }
    return makers[name]()


@cache
def drawn(name: str) -> Chart:
    return draw(name, compute(real()))


def views() -> list[tuple[str, str]]:
    return [(name, reading) for name in NAMES for reading in drawn(name).views]


@pytest.mark.parametrize(("name", "reading"), views())
def test_every_mark_agrees_with_its_row_of_the_table(name: str, reading: str) -> None:
    view = drawn(name).views[reading]
    seen = rows_marked(view, ())
    if name == "bonds":  # whose names stand for rows of those who are bound to the other list
        assert seen
        check_people(view)
    else:
        assert seen == list(range(len(view.table)))


@pytest.mark.parametrize(("name", "reading"), views())
def test_a_figure_has_labels_sources_and_colours_of_the_theme(name: str, reading: str) -> None:
    view = drawn(name).views[reading]
    assert list(view.labels) == list(view.table.columns)
    assert {s.id for s in view.sources} <= set(real().data["sources"]["source_id"])
    assert view.sources
    found = json.dumps([json.loads(view.figure.to_json())["data"], view.narrow])
    light = {value for value, _ in COLOURS.values()}
    assert {f"#{part[:6]}" for part in found.split('"#')[1:]} <= light
    assert '"opacity"' not in found


def unnamed(narrow: dict[str, Any]) -> dict[str, Any]:
    """What differs on a phone without the names of annotations, which nobody reads."""
    notes = [{k: v for k, v in n.items() if k != "name"} for n in narrow.get("annotations", [])]
    return narrow | {"annotations": notes}


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_data_stays_text(name: str, data: Path) -> None:
    for model in ("opt-175b", "gpt-3-175b", "llama-13b"):
        change(data, "models", model, name=f"{model} {MARKUP}")
    change(data, "people", "myle-ott", name=MARKUP)
    change(data, "papers", "llama1", short_title=f"L {MARKUP}")
    for source in ("llama-paper", "opt-paper"):
        change(data, "sources", source, label=f"{source} {MARKUP}")
    second = "2022-opt-team-begins-a-second"
    change(data, "events", second, title=f"By the article: {MARKUP}")
    for view in draw(name, compute(load(data))).views.values():
        plainly = replace(view, narrow=unnamed(view.narrow))
        held = [text for text in said(plainly) if "img src" in text]
        assert all("<img" not in text for text in held)
        assert held


def test_phone_layouts_change_only_existing_parts() -> None:
    for name in NAMES:
        for view in drawn(name).views.values():
            assert view.narrow
            for number, own in view.narrow_data.items():
                points = len(traces(view)[number]["x"])
                assert len(own.get("x", range(points))) == points
            assert list(texts(view.narrow)) == [t for t in texts(view.narrow) if t.strip()]


# Models in time ----------------------------------------------------------------------------------


def test_a_run_is_certain_only_between_the_days_that_its_dates_may_mean() -> None:
    view = drawn("runs").shown
    sure, open_ = traces(view)[:2]
    pieces = list(zip(sure["x"][::3], sure["x"][1::3], sure["y"][::3], strict=True))
    assert ("2022-12-31", "2023-02-01", "LLaMA") in pieces
    assert ("2021-11-05", "2022-01-06", "OPT") in pieces
    opened = list(zip(open_["x"][::3], open_["x"][1::3], strict=True))
    assert ("2022-05-02", "2022-12-31") in opened


def test_a_model_that_is_only_reported_is_hollow() -> None:
    view = drawn("runs").shown
    (row,) = view.table.query("kind == 'reported'").index
    (symbol,) = {t["marker"]["symbol"] for t in traces(view) if row in (t.get("customdata") or [])}
    assert symbol == "circle-open"


def test_what_had_not_happened_on_a_reading_date_is_not_drawn(data: Path) -> None:
    text = (data / "datapackage.json").read_text(encoding="utf-8")
    document = json.loads(text)
    document["reading_dates"][0]["date"] = "2022-12-01"
    (data / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    shown = draw("runs", compute(load(data))).views
    assert max(shown["report"].table["drawn"]) <= "2022-12-31"
    assert max(shown["record"].table["drawn"]) == "2023-07-18"
    ranges = [v.figure.layout.xaxis.range for v in shown.values()]
    assert ranges[0] == ranges[1]


# A model of which the length is not known ---------------------------------------------------------


def test_what_a_token_costs_and_where_it_evens_out_come_from_the_rows() -> None:
    c = compute(real())
    assert c.a_token == pytest.approx(546 / 65.2)
    assert c.even == pytest.approx(1400 * 65.2 / 546)
    n = words(c)
    assert (n.a_token, n.even, n.reporting, n.ahead) == ("eight", "170", "five", "12")
    assert not c.length_known


def test_both_change_with_the_rows(data: Path) -> None:
    change(data, "models", "meta-546b", params_billion="326")
    change(data, "models", "llama-65b", train_tokens_billion="700")
    n = words(compute(load(data)))
    assert (n.a_token, n.even) == ("five", "140")


def test_without_a_size_neither_is_known(data: Path) -> None:
    change(data, "models", "meta-546b", params_billion="")
    n = words(compute(load(data)))
    assert (n.unreleased_size, n.a_token, n.even) == ("not known",) * 3


@pytest.mark.parametrize("what", ["tokens", "cost"])
def test_a_length_or_a_cost_would_be_noticed(what: str, data: Path) -> None:
    if what == "tokens":
        change(data, "models", "meta-546b", train_tokens_billion="300")
    else:
        add(data, "training", "opt-175b/llama_t15", model_id="meta-546b")
    assert compute(load(data)).length_known


def test_the_line_without_an_end_has_no_mark_and_no_total() -> None:
    view = drawn("lengths").shown
    last = len(view.table) - 1
    assert view.table["what"].iloc[last] == "as much from here on"
    assert view.table["times"].tolist()[::last] == [1, 1]
    (own,) = (t for t in traces(view) if last in (t.get("customdata") or []))
    assert own["mode"] == "text"
    dotted = [t for t in traces(view) if t.get("line", {}).get("dash") == "dot"]
    assert [max(t["y"]) for t in dotted] == [view.figure.layout.yaxis.range[1]]


def test_a_row_may_be_a_model_that_a_document_shows() -> None:
    rows = drawn("runs").shown.table.query("what == 'in a document'")
    assert rows["model"].tolist() == [
        "A change to OPT's code loads a model called 544b",
        "Meta AI 546B",
    ]


def test_a_paper_of_one_on_both_lists_and_of_one_list_binds_through_the_first_alone() -> None:
    c = compute(real())
    assert c.signers(c.named["unreleased_paper"])[0] == []
    assert c.named["unreleased_paper"] in teams.bonds(real(), c.first, c.second)
    papers = [p for p in teams.out(real(), c.report) if p != c.named["unreleased_paper"]]
    without = teams.joined(real(), c.first, c.second, papers, thanked=False)
    assert c.cut(without) == c.cut(c.joined(c.report))


# Costs and carbon --------------------------------------------------------------------------------


def test_costs_come_from_one_measure_alone(data: Path) -> None:
    change(data, "training", "llama-65b/llama_t15", measure="opt_paper")
    c = compute(load(data))
    names = draw("costs", c).shown.table["model"].tolist()
    assert "LLaMA 65B" not in names
    assert "OPT-175B" in names
    assert words(c).hours_own == "not known"


def test_a_run_without_hours_has_no_bar() -> None:
    c = compute(real())
    asked = [*c.compared, "llama-whole-development"]
    found = charts.training_costs(c.record, c.named["measure"], asked).shown.table
    assert found["model"].tolist() == drawn("costs").shown.table["model"].tolist()
    assert (found["hours"] > 0).all()


def test_carbon_is_moved_to_the_grid_of_the_model_beside() -> None:
    table = drawn("carbon").shown.table
    moved = table.query("kind == 'inferred' and grid == '0.429'")
    assert moved["carbon"].tolist() == [round(356 * 0.429, 1)]
    assert table.query("model == 'OPT-175B'")["carbon"].is_monotonic_increasing


def test_an_amount_that_is_not_known_says_so() -> None:
    assert in_digits(float("nan")) == "not known"
    assert in_digits(1022362.0) == "1,022,362"
    assert in_digits(1.26, 1) == "1.3"


# Scores ------------------------------------------------------------------------------------------


def test_a_model_without_every_task_is_left_out() -> None:
    tasks = compute(real()).named["common"]
    assert mean(real(), "opt-175b", tasks) is None
    held = real().data["benchmarks"].set_index(["model_id", "benchmark"])["score"]
    expected = sum(held["llama-13b", task] for task in tasks) / len(tasks)
    assert mean(real(), "llama-13b", tasks) == pytest.approx(expected)


def test_compute_is_six_operations_for_each_parameter_and_token() -> None:
    assert operations(real(), "gpt-3-175b") == pytest.approx(315)
    assert operations(real(), "opt-30b") is None


def test_models_without_tokens_are_in_the_first_panel_alone() -> None:
    panels: dict[str, set[int]] = {"x": set(), "x2": set()}
    for trace in traces(drawn("knowledge").shown):
        panels[trace["xaxis"]] |= set(trace.get("customdata", []))
    rest = panels["x"] - panels["x2"]
    table = drawn("knowledge").shown.table
    assert set(table["model"].iloc[sorted(rest)]) == set(table.query("tokens == ''")["model"])


@pytest.mark.parametrize("name", ["knowledge", "common"])
def test_labels_stand_apart_where_there_is_room(name: str) -> None:
    for trace in traces(drawn(name).shown):
        if "customdata" in trace:
            assert len(trace["textposition"]) == len(trace["x"])
            assert len(set(zip(trace["x"], trace["y"], strict=True))) == len(trace["x"])


# How two lists hang together ---------------------------------------------------------------------


def small(folder: Path, *signed: tuple[str, str], thanked: tuple[str, ...] = ()) -> Record:
    """Three people in the north, two in the south, and papers that some signed together."""
    where = exodus(folder)
    header, *_ = lines_of(where, "authorships")
    base = [("tides", p) for p in ("ada-vale", "ben-oake")] + [("dunes", "cy-moor")]
    drop(where, "authorships", "tides/cy-moor")
    drop(where, "authorships", "dunes/ada-vale")
    add(where, "papers", "tides", paper_id="bays", short_title="Bays", date="2018-01")
    add(where, "versions", "tides", paper_id="bays", date="2018-01")
    rows = [
        [*(paper, person, ""), "first", "", "false", "north-paper", "high", ""]
        for paper, person in (*base, *signed)
    ]
    write(where, "authorships", [header, *rows])
    header, *_ = lines_of(where, "acknowledgements")
    thanks = [["tides", person, "north-paper", "high", "Thanked."] for person in thanked]
    write(where, "acknowledgements", [header, *thanks])
    return load(where)


def measured(record: Record, thanked: bool = False) -> tuple[int, dict[Any, int]]:
    graph = teams.joined(record, "tides", "dunes", teams.out(record), thanked)
    cut = teams.cut(record, "tides", "dunes", graph)
    return len(cut), dict(teams.steps(record, "tides", "dunes", graph))


def test_lists_without_a_joint_paper_hang_on_nobody(tmp_path: Path) -> None:
    assert measured(small(tmp_path)) == (0, {None: 2})


def test_one_person_on_both_lists_is_a_cut(tmp_path: Path) -> None:
    record = small(tmp_path, ("dunes", "ada-vale"))
    assert measured(record) == (1, {2: 1})
    graph = teams.joined(record, "tides", "dunes", teams.out(record), thanked=False)
    assert teams.cut(record, "tides", "dunes", graph) == {"ada-vale"}


def test_an_older_joint_paper_adds_to_the_cut(tmp_path: Path) -> None:
    record = small(tmp_path, ("dunes", "ada-vale"), ("bays", "ben-oake"), ("bays", "cy-moor"))
    assert measured(record) == (2, {1: 1})
    assert set(teams.bonds(record, "tides", "dunes")) >= {"bays", "ben-oake"}
    assert "bays" not in teams.bonds(small(tmp_path / "x"), "tides", "dunes")


def test_thanks_join_a_person_to_all_who_thank(tmp_path: Path) -> None:
    record = small(tmp_path, thanked=("cy-moor",))
    assert measured(record) == (0, {None: 2})
    assert measured(record, thanked=True) == (1, {1: 2})
    graph = teams.bonds(record, "tides", "dunes")
    assert graph.edges["cy-moor", "tides"]["how"] == "thanked"


def test_a_paper_after_the_reading_date_binds_nobody() -> None:
    early, late = (set(drawn("bonds").views[r].table["paper"]) for r in READINGS)
    assert early < late
    assert late - early == {"Llama 3"}


def test_the_graph_lists_every_edge_with_its_source() -> None:
    c = compute(real())
    graph = teams.bonds(real(), c.first, c.second)
    table = drawn("bonds").shown.table
    assert len(table) == graph.number_of_edges()
    assert set(table["how"]) == {"signed", "thanked"}
    assert (table["source"] != "").all()


def test_any_two_lists_can_be_drawn(tmp_path: Path) -> None:
    record = small(tmp_path, ("dunes", "ada-vale"), thanked=("cy-moor",))
    for view in charts.joint_papers(record, "tides", "dunes").views.values():
        assert len(view.table) <= 5
    alone = charts.joint_papers(small(tmp_path / "alone"), "tides", "dunes")
    assert len(alone.shown.table) == 3

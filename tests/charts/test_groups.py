"""Figures of many people draw groups, and the page stays light."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from afterllama import charts, network
from afterllama.charts.base import HOVER, LINES, hover
from afterllama.charts.groups import MANY, MOST, crowd, leading, per_day, sampled, whereabouts
from afterllama.charts.shared_authors import ROW
from afterllama.charts.signatures import byline
from afterllama.record.record import Record
from afterllama.shown.figures import payload
from afterllama.words.days import ends
from anybook.figures import figures as pages
from anybook.figures.compact_json import unfold
from chart_views import check_people, rows_marked, traces
from invented_corpora import invented
from records import real

from bench import figures
from bench.figures import FIGURES, Subject

WORDS = {"title": "Of some people", "caption": "Each line is a person.", "alt": "Lines."}
#: Thousands of bytes of each figure, with its data and table and without its picture: a little
#: above what is measured at 10,000 people. Lower a number with the figure, never raise it with one.
BUDGETS = {
    "storyline": 200,
    "departures": 190,
    "departure_counts": 40,
    "published_counts": 15,
    "colleagues": 35,
    "sources_on_people": 90,
    "migration": 190,
    "signatures": 70,
    "shared_authors": 20,
    "author_list": 30,
    "joint_papers": 100,
    "lab_heads": 60,
}
#: Points of all traces of a view, at most, and pixels from top to bottom.
POINTS, HEIGHT = 2_500, 1_100


@cache
def drawn(name: str, size: int) -> charts.Chart:
    """A figure of a corpus."""
    return FIGURES[name](Subject.of(invented(size)))


def grouped() -> list[str]:
    """The figures that draw groups."""
    return [name for name in FIGURES if drawn(name, 1_000).shown.groups]


# The step on the data ----------------------------------------------------------------------------


def test_few_people_are_drawn_one_by_one() -> None:
    people = real().authors("llama1")
    found = crowd(real(), people, lambda p: 0)
    assert not found.grouped and list(found.people) == people
    assert found.folds() == {p: p for p in people}


@pytest.mark.parametrize("looks", [1, MOST, MOST + 1, 150])
def test_groups_part_the_people_by_how_they_look(looks: int) -> None:
    record = invented(300)
    people = list(record.people)
    look = {p: n * n % looks for n, p in enumerate(people)}
    found = crowd(record, people, look.__getitem__, lambda p: look[p] % 2)
    members = [p for held in found.members.values() for p in held]
    assert sorted(members) == sorted(people) and not found.people
    assert len(found.members) <= MOST - 1 + 2
    assert len(set(found.names.values())) == len(found.names)
    for node, held in found.members.items():
        assert len({look[p] if node not in found.mixed else look[p] % 2 for p in held}) == 1
        assert f"{len(held)} " in found.names[node]
    assert bool(found.mixed) == (len(set(look.values())) > MOST)


@pytest.mark.parametrize(("size", "groups"), [(MANY, False), (MANY + 1, True)])
def test_groups_begin_above_one_number_of_people(size: int, groups: bool) -> None:
    assert crowd(invented(300), list(invented(300).people)[:size], lambda p: 0).grouped == groups


def test_the_leading_are_the_largest_and_ties_go_by_name() -> None:
    assert leading({"a": 1, "b": 3, "c": 1, "d": 2}, 3) == ["b", "d", "a"]


@pytest.mark.parametrize("most", [1, 7, 50, 99, 100, 500])
def test_sampled_days_end_with_the_last(most: int) -> None:
    days = [date(2020, 1, 1) + timedelta(n) for n in range(100)]
    found = sampled(days, most)
    assert len(found) <= most and found[-1] == days[-1] and found == sorted(set(found))


def test_stretches_are_counted_by_the_day() -> None:
    days = [date(2020, 1, 1) + timedelta(3 * n) for n in range(50)]
    held = [(days[n % 30], days[n % 30] + timedelta(n)) for n in range(200)]
    held.append((date(2021, 1, 1), date(2019, 1, 1)))
    expected = [sum(first <= day <= last for first, last in held) for day in days]
    assert per_day(days, held) == expected


@pytest.mark.parametrize("size", [0, 300])
def test_everybody_was_last_shown_in_one_place_and_proven_there_or_not(size: int) -> None:
    record = invented(size) if size else real()
    days = [date(2017, 1, 1) + timedelta(40 * n) for n in range(85)]
    seen: Counter[tuple[bool, bool]] = Counter()
    for person in record.people:
        history = record.history(person)
        stretches = list(whereabouts(history))
        for day in days:
            held = [s for s in stretches if s[2] <= day <= s[3]]
            assert len(held) == any(s.started.last <= day for s in history)
            for place, proven, *_ in held:
                there = {s.employer_id for s in history if s.certain(day)}
                assert place in there if proven else place not in there
                seen[place is None, proven] += 1
    assert set(seen) == {(False, True), (False, False), (True, False)}


# What figures of groups show ---------------------------------------------------------------------


def test_figures_of_people_draw_groups() -> None:
    assert {*grouped()} == {
        *(
            "storyline",
            "departures",
            "sources_on_people",
            "migration",
            "signatures",
            "joint_papers",
            "lab_heads",
        )
    }


@pytest.mark.parametrize("name", ["sources_on_people", "signatures", "lab_heads"])
def test_marks_of_groups_stand_in_the_table_and_nobody_is_marked(name: str) -> None:
    for view in drawn(name, 1_000).views.values():
        rows_marked(view)
        check_people(view)
        assert not view.people
        assert not any((trace.get("meta") or {}).get("people") for trace in traces(view))


@pytest.mark.parametrize(
    "name", ["departures", "storyline", "sources_on_people", "migration", "signatures"]
)
def test_the_table_of_a_figure_of_groups_has_everybody(name: str) -> None:
    record = invented(1_000)
    view, subject = drawn(name, 1_000).shown, Subject.of(record)
    people = {
        "storyline": {p for paper in subject.papers[:2] for p in record.authors(paper)},
        "departures": set(record.authors(subject.papers[0])),
    }.get(name, set(subject.people))
    names = {record.name(p) for p in people}
    listed = set(view.table["person"])
    assert listed == names if name in ("storyline", "migration") else listed <= names
    assert len(listed) > MANY


def areas(view: charts.View) -> dict[tuple[str, str], list[int]]:
    """What the lanes of a figure count, by the name of the lane and what is counted."""
    return {
        (t["meta"]["lane"], t["meta"]["level"]): t["customdata"]
        for t in traces(view)
        if "lane" in (t.get("meta") or {})
    }


@pytest.mark.parametrize("size", [1_000, pytest.param(4_000, marks=pytest.mark.slow)])
def test_lanes_count_the_rows_of_the_table(size: int) -> None:
    for view in drawn("storyline", size).views.values():
        days = next(t["x"] for t in traces(view) if "lane" in (t.get("meta") or {}))
        counted = areas(view)
        documented = next(name for _, name in counted if "documented" in name)
        # A month says that its last day is the latest begin, and its first the earliest end.
        table = view.table.assign(
            since=view.table["since"].map(lambda told: told and ends(told)[1].isoformat()),
            until=view.table["until"].map(lambda told: told and ends(told)[0].isoformat()),
        )
        rows = table[table["until"] != ""]
        for (lane, level), counts in counted.items():
            place = lane.split(", ")[0]
            held = rows[rows["place"] == place]
            if level != documented or held.empty or "," in lane:
                continue
            expected = [((held["since"] <= d) & (d <= held["until"])).sum() for d in days]
            assert counts == expected, lane
        begun = table.groupby("person")["since"].min()
        total = [
            sum(held[n] for (_, level), held in counted.items() if level != documented)
            for n in range(len(days))
        ]
        assert total == [int((begun <= day).sum()) for day in days]


def test_bands_count_all_moves_from_the_origin() -> None:
    subject = Subject.of(invented(1_000))
    view = drawn("migration", 1_000).shown
    moves = network.moves(subject.record, subject.people, unknown="?")
    out = Counter(b for a, b in moves.edges() if a == subject.origin != b)
    steps = view.steps
    assert steps
    shown, texts = (
        next(look["text"] for look in steps.looks[n] if "text" in look) for n in (steps.start, -1)
    )
    assert next(t["text"] for t in traces(view) if t.get("text")) == shown
    assert f"{out.total():,} had left" in texts[0]
    told = Counter({text.rpartition(": ")[0]: int(text.rpartition(": ")[2]) for text in texts[1:]})
    named = {subject.record.name(place): n for place, n in out.items() if place != "?"}
    assert told.total() == out.total()
    assert {name: n for name, n in told.items() if name in named} == {
        subject.record.name(place): out[place]
        for place in leading({p: n for p, n in out.items() if p != "?"})
    }
    assert f"{moves.number_of_edges() - out.total()} moves between" in view.groups


def test_rows_of_lists_are_those_who_are_on_the_same() -> None:
    record = invented(1_000)
    subject = Subject.of(record)
    rolls = [byline(record, paper) for paper in subject.papers[:3]]
    view = charts.signatures(record, subject.people, rolls).shown
    looks = Counter(tuple(p in r.people for r in rolls) for p in subject.people)
    sizes = [int(re.sub(r"\D", "", name)) for name in view.figure.layout.yaxis.ticktext]
    assert sizes == sorted(looks.values(), reverse=True) and sum(sizes) == len(subject.people)
    for number, trace in enumerate(traces(view)[1:]):
        assert len(trace["y"]) == sum(look[number] for look in looks)


def test_links_count_people_and_not_groups() -> None:
    record = invented(1_000)
    subject = Subject.of(record)
    people = {p for paper in subject.papers[:2] for p in record.authors(paper)}
    view = drawn("lab_heads", 1_000).shown
    assert f"Dots are {len(people):,} people in groups" in view.groups
    assert {record.name(p) for p in people} <= set(view.table["start"])


@pytest.mark.parametrize("name", FIGURES)
def test_words_say_that_a_figure_draws_groups_and_how(name: str) -> None:
    chart = drawn(name, 1_000)
    found = payload(chart, id="fig-groups", **WORDS)
    for view, shown in zip(chart.views.values(), found["views"], strict=True):
        if not view.groups:
            assert {key: shown[key] for key in WORDS} == WORDS and "groups" not in shown
            continue
        assert shown["groups"] and shown["title"] == "Of some people (people in groups)"
        assert shown["caption"].startswith(view.groups) and "has everybody" in shown["caption"]
        assert view.groups in shown["alt"]
        assert "Each line is a person" not in shown["caption"]


def test_missing_words_are_reported_in_a_figure_of_groups_too() -> None:
    with pytest.raises(ValueError, match="caption"):
        payload(drawn("joint_papers", 1_000), id="fig-groups", **{**WORDS, "caption": " "})


# What a page weighs ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [100, 1_000, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_stays_within_its_budget_however_many_people_there_are(
    name: str, size: int
) -> None:
    chart = drawn(name, size)
    assert len(figures.html(chart, name).encode()) <= BUDGETS[name] * 1000
    for view in chart.views.values():
        assert figures.points(view) <= POINTS
        assert view.height <= HEIGHT and view.narrow_height <= HEIGHT


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_ten_thousand_weighs_little_more_than_one_of_three(name: str) -> None:
    """At one thousand some tables and lists are not yet as long as a page shows them."""
    weights = [len(figures.html(drawn(name, size), name)) for size in (3_000, 10_000)]
    assert weights[1] <= 1.25 * weights[0]


def listed(html: str) -> int:
    """How many rows the table of a figure has."""
    return html.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")


def test_a_page_shows_the_first_rows_and_says_where_all_are(tmp_path: Path) -> None:
    chart = drawn("migration", 1_000)
    found = payload(chart, id="fig-groups", **WORDS)
    html = pages.html_of(found, "Figure 1.1", pages.csv_names(found), {})
    counts = [len(view["rows"]) for view in found["views"]]
    assert listed(html) == pages.ROWS < min(counts)
    for count in counts:
        assert f"{count:,} as of" in html
    live: dict[str, Any] = unfold(
        json.loads(html.rpartition('-data">')[2].partition("</script>")[0])
    )
    assert [len(view["rows"] or ()) for view in live["views"]] == [pages.ROWS, 0]
    pages.write_csv(tmp_path / "all" / "x.csv", found["columns"], found["views"][-1]["rows"])
    with (tmp_path / "all" / "x.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == counts[-1] + 1
    node = pages.figure_node(found)
    assert "The CSV has all of them" in node.astext()
    assert len(node.astext()) < 100_000


def test_a_small_table_is_shown_whole_without_a_note() -> None:
    chart = charts.departures(real(), "llama1", real().day("report"), "the report")
    found = payload(chart, id="fig-few", **WORDS)
    html = pages.html_of(found, "Figure 1.1", pages.csv_names(found), {})
    assert listed(html) == len(found["views"][-1]["rows"])
    assert "al-part" not in html and "sources.csv" not in html


@pytest.mark.slow
def test_sources_beyond_a_number_are_counted() -> None:
    found = payload(drawn("storyline", 4_000), id="fig-groups", **WORDS)
    html = pages.html_of(found, "Figure 1.1", pages.csv_names(found), {})
    total = len(found["sources"])
    listing = html.partition('<details class="al-sources">')[2].partition("</details>")[0]
    assert total > pages.SOURCES and listing.count("<li>") == pages.SOURCES + 1
    assert f"{total - pages.SOURCES} more are in the book" in listing


def test_a_long_cell_is_cut_and_a_short_one_is_not() -> None:
    long = "name " * 1_000
    assert len(pages.shorten(long)) <= pages.CELL + 2 and pages.shorten(long).endswith(" …")
    assert pages.shorten("x" * pages.CELL) == "x" * pages.CELL


def test_labels_have_a_limited_number_of_lines() -> None:
    text = hover("Title", "name " * 1_000)
    assert text.count("<br>") == LINES and text.endswith("…")
    assert max(map(len, text.split("<br>"))) <= HOVER


def test_a_bar_says_that_figures_of_groups_mark_nobody() -> None:
    template = pages.TEMPLATES.get_template("anybook/figures/reading_bar.html")
    readings: list[dict[str, str]] = []
    told = template.render(people=[], readings=readings, groups=True, figures=1)
    assert "nobody is marked" in told and 'type="hidden" name="person"' in told
    some = template.render(people=["A"], readings=[], groups=False, figures=1)
    assert "nobody is marked" not in some


@pytest.mark.slow
def test_overlaps_of_long_lists_keep_their_squares_in_their_rows() -> None:
    view = drawn("shared_authors", 10_000).shown
    (trace,) = traces(view)
    most = max(view.table["shared"])
    assert max(trace["marker"]["size"]) <= ROW
    assert most > MANY / 2
    areas_ = [
        size**2 / n
        for size, n in zip(trace["marker"]["size"], view.table["shared"], strict=True)
        if n
    ]
    assert max(areas_) == pytest.approx(min(areas_), rel=0.1)


def test_no_name_of_a_person_stands_in_a_figure_of_groups() -> None:
    record: Record = invented(1_000)
    for name in (
        *("storyline", "departures", "sources_on_people"),
        *("migration", "signatures", "joint_papers"),
    ):
        text = drawn(name, 1_000).shown.figure.to_json()
        assert not [p for p in record.people if f'"{record.name(p)}"' in text]

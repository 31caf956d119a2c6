"""The storyline: where everybody's line runs, and that nothing unknown is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from afterllama import charts
from afterllama.charts import Chart, View
from afterllama.charts.storyline import WIDE
from afterllama.charts.storyline_lanes import Piece, course, free, lanes
from afterllama.charts.theme import LEAVING, MUTED, SYMBOLS, known_by
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.record.stints import stints
from chart_views import MARKUP, check_agreement, check_people, marked_up, traces, words
from hypothesis import given
from hypothesis import strategies as st
from records import day, exodus, proof, real

PAPERS = ["opt", "llama1"]
ADA = "ada-vale"
SLOTS = {(ADA, "north"): 1.0, (ADA, "south"): 5.0}
LEAD = timedelta(days=30)


def draw(record: Record, papers: list[str], mark: str = "the report") -> Chart:
    """The storyline of some papers."""
    return charts.storyline(record, papers, record.day("report"), mark)


def test_a_mark_stands_within_the_day_or_month_that_the_table_has() -> None:
    marked = [
        (x, text)
        for reading in ("report", "record")
        for trace in drawn(reading).figure.data
        if trace.mode == "markers" and trace.meta and trace.meta.get("columns")
        for x, text in zip(trace.x, trace.text, strict=True)
    ]
    assert any(len(text) < len("2023-01-01") for _, text in marked)
    assert [(x, text) for x, text in marked if not x.startswith(text)] == []


@cache
def drawn(reading: str) -> View:
    """The storyline of this record as of a reading date."""
    return draw(real(), PAPERS).views[reading]


def pieces(*proofs: Any, begin: str = "2019-01-01") -> list[tuple[Any, ...]]:
    """One person's line as employer, first and last day, and heights."""
    found = course(stints(proofs), SLOTS, day(begin), LEAD)
    return [(p.employer_id, p.first.isoformat(), p.last.isoformat(), p.y, p.to) for p in found]


# One person's line ------------------------------------------------------------------------------


def test_a_line_is_solid_as_far_as_proven_and_nothing_is_drawn_after() -> None:
    assert pieces(proof("north", "2020-01-01"), proof("north", "2020-03-01")) == [
        ("north", "2020-01-01", "2020-03-01", 1, 1)
    ]


def test_a_line_leaves_its_lane_shortly_before_the_first_proof_elsewhere() -> None:
    found = pieces(
        proof("north", "2020-01-01"), proof("north", "2020-03-01"), proof("south", "2020-07-01")
    )
    assert found == [
        ("north", "2020-01-01", "2020-03-01", 1, 1),
        (None, "2020-03-01", "2020-06-01", 1, 1),
        (None, "2020-06-01", "2020-07-01", 1, 5),
    ]


def test_a_line_leaves_its_lane_no_later_than_the_day_by_which_the_person_had_left() -> None:
    found = pieces(
        proof("north", "2020-01-01"),
        proof("north", "2020-02-01", assertion="had-left"),
        proof("south", "2021-07-01"),
    )
    assert found[-1] == (None, "2020-02-01", "2021-07-01", 1, 5)
    assert found[-2] == (None, "2020-01-01", "2020-02-01", 1, 1)


def test_a_line_leaves_its_lane_no_earlier_than_the_last_proof_there() -> None:
    found = pieces(proof("north", "2020-06-20"), proof("south", "2020-07-01"))
    assert found == [(None, "2020-06-20", "2020-07-01", 1, 5)]


def test_a_departure_to_where_nobody_knows_ends_the_line_in_its_lane() -> None:
    found = pieces(proof("north", "2020-01-01"), proof("north", "2020-02-01", assertion="had-left"))
    assert found == [(None, "2020-01-01", "2020-02-01", 1, 1)]


def test_presence_at_some_time_in_a_span_is_dotted_over_the_span() -> None:
    assert pieces(proof("north", "2020-01-01", "2020-04-01")) == [
        (None, "2020-01-01", "2020-04-01", 1, 1)
    ]


def test_nothing_is_drawn_before_the_beginning() -> None:
    proofs = [proof("north", "2020-01-01"), proof("north", "2020-03-01")]
    assert pieces(*proofs, begin="2020-02-01") == [("north", "2020-02-01", "2020-03-01", 1, 1)]
    assert pieces(*proofs, begin="2020-03-01") == []


@given(*[st.floats(0, 9, allow_subnormal=False)] * 2)
def test_a_bend_is_smooth_and_never_turns_back(y: float, to: float) -> None:
    points = Piece(ADA, None, day("2020-01-01"), day("2020-03-01"), y, to).points()
    days, heights = zip(*points, strict=True)
    assert (days[0], days[-1]) == (day("2020-01-01"), day("2020-03-01"))
    assert (heights[0], heights[-1]) == (y, pytest.approx(to))
    assert list(days) == sorted(days)
    assert list(heights) in (sorted(heights), sorted(heights, reverse=True))


INTERVALS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)))


@given(st.integers(0, 50), st.integers(1, 20), INTERVALS)
def test_the_first_free_place_meets_nothing_and_none_before_is_free(
    start: int, width: int, lengths: list[tuple[int, int]]
) -> None:
    taken = [(first, first + length) for first, length in lengths]
    found = free(start, width, taken)

    def meets(place: float) -> bool:
        return any(first < place + width and place < last for first, last in taken)

    assert found >= start and not meets(found)
    assert all(meets(place) for place in range(start, int(found)))


def test_a_mark_prints_no_day_that_a_rule_computes() -> None:
    view = drawn("record")
    found = [text for trace in traces(view) for text in trace.get("hovertext") or ()]
    told = [text.replace("<br>", " ") for text in found if text.startswith("Edouard Grave")]
    assert any("at Kyutai, last shown by a paper of 17 September 2024" in text for text in told)
    assert any("to Apple, first shown by a paper of 22 November 2023" in text for text in told)
    assert not any("19 June 2024" in text for text in told)
    rows = {(r.person, r.place): r for r in view.table.itertuples()}
    assert rows["Edouard Grave", "Apple"].since_kind == "computed"
    assert rows["Naman Goyal", "Meta"].left_kind == "computed"


# Lanes and slots --------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["opt", "llama1", "llama2", "codellama"]), min_size=1, unique=True))
def test_everybody_has_one_slot_at_every_employer_and_no_two_share_one(papers: list[str]) -> None:
    record = real()
    plan = lanes(record, papers, "meta")
    people = {p for paper in papers for p in record.authors(paper)}
    assert sorted(plan.people) == sorted(people)
    wanted = {(p, s.employer_id) for p in people for s in record.history(p)}
    assert set(plan.slots) == wanted | {(p, "meta") for p in people}
    heights = sorted(plan.slots.values())
    assert all(b - a >= 0.99 for a, b in pairwise(heights))
    for (_, place), y in plan.slots.items():
        (lane,) = (n for n in plan.lanes if n.employer_id == place)
        assert lane.top < y < lane.bottom
    for one, other in pairwise(plan.lanes):
        assert one.bottom == other.top
    assert {k for g in plan.groups for k in g.papers} == set(papers)


def test_destinations_lie_on_the_side_of_their_people_and_the_earliest_farthest_out() -> None:
    order = [lane.employer_id for lane in lanes(real(), PAPERS, "meta").lanes]
    assert order[:5] == ["character-ai", "cmu", "reka", "thinking-machines", "meta"]
    assert set(order[5:7]) == {"anthropic", "cohere"}  # told by one source, of one day
    assert order[7:] == ["google", "kyutai", "apple", "mistral-ai"]
    turned = [lane.employer_id for lane in lanes(real(), PAPERS[::-1], "meta").lanes]
    assert turned[0] == "mistral-ai" and turned[-1] == "character-ai"


def test_who_signed_both_stands_between_and_is_listed_once() -> None:
    plan = lanes(real(), PAPERS, "meta")
    assert [(g.papers, len(g.people)) for g in plan.groups] == [
        (("opt",), 18),
        (("opt", "llama1"), 1),
        (("llama1",), 13),
    ]
    assert plan.groups[1].people == ("naman-goyal",)


def test_the_earliest_leavers_stand_at_the_outer_edges_and_stayers_farthest_in() -> None:
    plan = lanes(real(), PAPERS, "meta")
    above, _, below = (group.people for group in plan.groups)
    assert above[:4] == ("myle-ott", "stephen-roller", "mona-diab", "mikel-artetxe")
    assert above[-1] == "tianlu-wang"
    assert set(below[-2:]) == {"guillaume-lample", "timothee-lacroix"}
    assert set(below[:3]) == {"xavier-martinet", "hugo-touvron", "faisal-azhar"}
    assert below[3] == "gautier-izacard"  # gone, to where nobody knows


# The figure -------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["report", "record"])
def test_every_mark_agrees_with_its_row_of_the_table(reading: str) -> None:
    check_agreement(drawn(reading))
    check_people(drawn(reading))


def spans(view: View) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The solid stretches by person and colour."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for trace in traces(view):
        if trace["mode"] != "lines" or trace["line"].get("dash"):
            continue
        for n in range(0, len(trace["x"]), 3):
            key = trace["meta"]["people"][n], trace["line"]["color"]
            found.setdefault(key, []).append((trace["x"][n], trace["x"][n + 1]))
    return found


PEOPLE = lanes(real(), PAPERS, "meta").people
SHOWN = st.dates(date(2022, 2, 1), date(2026, 11, 23))


@given(st.sampled_from(["report", "record"]), st.sampled_from(PEOPLE), SHOWN)
def test_a_line_is_solid_on_the_days_for_which_presence_is_proven_and_on_no_other(
    reading: str, person: str, on: date
) -> None:
    record = real()
    known = record.as_of(record.day(reading))
    solid = [
        (a, b)
        for (who, _), held in spans(drawn(reading)).items()
        for a, b in held
        if who == person and a <= on.isoformat() <= b
    ]
    sure = [s for s in known.history(person) if s.certain(on) and s.started.last < s.ended.first]
    assert bool(solid) == bool(sure)


def test_whoever_had_left_before_the_next_place_is_shown_has_a_cross_and_no_other_has() -> None:
    crosses = {
        reading: {
            p
            for trace in traces(drawn(reading))
            if trace.get("marker", {}).get("symbol") in LEAVING.values()
            for p in trace["meta"]["people"]
        }
        for reading in ("report", "record")
    }
    gone = {"sam-shleifer", "gautier-izacard", "moya-chen", "armand-joulin"}
    assert crosses == {"report": gone, "record": gone | {"baptiste-roziere"}}


def test_marks_have_the_symbol_of_the_kind_of_their_proof() -> None:
    for trace in traces(drawn("record")):
        if trace["mode"] == "markers":
            words = trace["name"].split(": ")[1]
            symbols = LEAVING if "had left" in trace["name"] else SYMBOLS
            (kind,) = (kind for kind in SYMBOLS if known_by(kind) == words)
            assert trace["marker"]["symbol"] == symbols[kind]
            assert all(f"<br>{words}<br>" in text for text in trace["hovertext"])


def test_both_readings_have_their_lanes_rows_and_axes_in_the_same_place() -> None:
    report, record = (drawn(name) for name in ("report", "record"))
    for axis in ("xaxis", "yaxis"):
        assert report.figure.layout[axis] == record.figure.layout[axis]
    heights = [
        {
            (who, trace["marker"]["color"][n]): y
            for trace in traces(view)
            if trace["mode"] == "markers" and trace["marker"]["symbol"] in SYMBOLS.values()
            for n, (who, y) in enumerate(zip(trace["meta"]["people"], trace["y"], strict=True))
        }
        for view in (report, record)
    ]
    assert set(heights[0]) < set(heights[1])
    assert heights[0] == {key: heights[1][key] for key in heights[0]}


def test_what_was_not_known_on_the_reports_day_is_neither_drawn_nor_named() -> None:
    shown = " ".join(words(drawn("report")))
    for place in ("Kyutai", "Anthropic", "Cohere", "Google"):
        assert place not in shown
        assert place in " ".join(words(drawn("record")))


def notes(view: View, phone: bool) -> list[dict[str, Any]]:
    """The annotations of a figure."""
    if phone:
        return view.narrow["annotations"]
    return [note.to_plotly_json() for note in view.figure.layout.annotations]


@pytest.mark.parametrize("phone", [False, True])
def test_every_name_and_every_lane_is_written_out(phone: bool) -> None:
    view = drawn("record")
    written = [note["text"] for note in notes(view, phone)]
    if not phone:
        written += view.figure.layout.yaxis.ticktext
    assert {view.people[p] for p in PEOPLE} <= set(written)
    heads = " ".join(text.replace("<br>", " ") for text in written)
    for lane in lanes(real(), PAPERS, "meta").lanes:
        assert real().name(lane.employer_id) in heads
    for head in ("authors of OPT (19)", "authors of LLaMA (14)", "in each count (1)"):
        assert head in heads


@pytest.mark.parametrize("reading", ["report", "record"])
def test_no_bend_runs_through_a_name_at_the_end_of_a_line(reading: str) -> None:
    view = drawn(reading)
    first, last = map(date.fromisoformat, view.figure.layout.xaxis.range)
    room = WIDE.width - view.figure.layout.margin.l - 12
    scale = room / (last - first).days
    names = [note for note in notes(view, phone=False) if note.get("name")]
    assert len(names) == len({note["name"] for note in names})
    dotted = next(t for t in traces(view) if t["mode"] == "lines" and t["line"].get("dash"))
    for note in names:
        left = (date.fromisoformat(note["x"]) - first).days * scale
        right = left + WIDE.text(note["text"])
        assert right <= room
        for x, y in zip(dotted["x"], dotted["y"], strict=True):
            if x is not None and abs(y - note["y"]) < 0.4:
                assert not left < (date.fromisoformat(x) - first).days * scale < right


def test_the_storyline_drawn_twice_is_the_same() -> None:
    again = draw(load(), PAPERS).views["record"]
    assert again.figure.to_json() == drawn("record").figure.to_json()
    assert (again.narrow, again.narrow_data) == (
        drawn("record").narrow,
        drawn("record").narrow_data,
    )
    assert again.table.equals(drawn("record").table)


def test_markup_in_the_data_is_drawn_as_text(tmp_path: Path) -> None:
    view = draw(marked_up(tmp_path), PAPERS, mark=MARKUP).shown
    assert not [text for text in words(view) if "<img" in text]
    assert sum("&lt;img" in text for text in words(view)) > 5
    assert MARKUP in set(view.table["person"])
    check_agreement(view)


def test_a_lane_is_there_only_while_the_record_has_evidence_of_it() -> None:
    record = real().without(lambda p: p.employer_id == "kyutai")
    view = draw(record, PAPERS).shown
    assert "Kyutai" not in " ".join(words(view))
    rows = view.table.query("person == 'Edouard Grave'").to_dict("records")
    assert [(row["place"], row["until"], row["left"]) for row in rows] == [
        ("Meta", "2023-09-05", "2023-11-22"),  # left by the day of a paper signed at the next
        ("Apple", "", ""),
    ]


def test_the_storyline_of_another_exodus_can_be_drawn(tmp_path: Path) -> None:
    chart = draw(load(exodus(tmp_path)), ["tides"])
    for view in chart.views.values():
        check_agreement(view)
        check_people(view)
        assert view.sources
        assert "Meta" not in view.figure.to_json()
    rows = chart.shown.table[["person", "place", "origin", "left"]].to_numpy().tolist()
    assert ["Ada Vale", "North Works", "", "2019-12"] in rows
    assert ["Ada Vale", "South College", "North Works", ""] in rows
    colours = [note["font"]["color"] for note in notes(chart.shown, phone=False) if "name" in note]
    assert colours == [MUTED]  # an employer without a slot in the palette


def test_papers_of_two_employers_are_refused(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    with pytest.raises(ValueError):
        draw(replace(record), ["tides", "dunes"])

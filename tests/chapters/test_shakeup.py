"""The chapter on February: its numbers, the events, the links, the commits and the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from afterllama import charts, network
from afterllama.chapters.shakeup import Shakeup, shakeup
from afterllama.charts import Chart, View
from afterllama.charts.lab_heads import STYLES, style_of
from afterllama.charts.signatures import Roll, byline
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.words.days import ends, span
from chart_views import MARKUP, marked_up, rows_marked, traces
from chart_views import words as texts_of
from records import add, change, copied, drop, exodus, real

ALONE = "by one alone"
MARKED = ["commits", "signatures", "timeline"]


@cache
def chapter() -> Shakeup:
    return shakeup(real())


def draw(name: str, record: Record) -> Chart:
    """A figure of the chapter, of a record like this one."""
    s = shakeup(record)
    makers = {
        "timeline": lambda: charts.event_dates(record, s.events, s.story, ALONE, s.days, "mark"),
        "links": lambda: charts.lab_heads(
            record, s.links, (s.paper, s.other), (s.heads[0], s.heads[1]), (s.story, ALONE)
        ),
        "commits": lambda: charts.commits(
            record, s.repository, s.branch, {"the end": s.day("end")}
        ),
        "signatures": lambda: charts.signatures(
            record, s.named_maintainers, s.rolls, s.counted_maintainers
        ),
    }
    return makers[name]()


@cache
def drawn(name: str) -> View:
    return draw(name, real()).shown


def held(view: View) -> list[dict[str, Any]]:
    """The traces of a view that are made from its table."""
    return [t for t in traces(view) if "columns" in t.get("meta", {})]


# The chapter ------------------------------------------------------------------------------------


def test_the_month_has_events_that_others_tell_and_events_of_the_article_alone() -> None:
    s = chapter()
    assert len(s.inside) == len(s.public) + len(s.told_alone) == 10
    assert set(s.told_alone["source_id"]) == {"article"}


def test_departures_lie_before_after_or_across_the_month() -> None:
    s = chapter()
    assert sorted(m.person_id for m in s.before) == ["myle-ott", "sam-shleifer"]
    assert sorted(m.person_id for m in s.across) == ["mikel-artetxe", "mona-diab", "stephen-roller"]
    assert len(s.before) + len(s.after) + len(s.across) == len(s.moves)
    assert s.within == ()


def test_the_head_left_between_two_days_and_the_article_s_day_lies_between() -> None:
    s = chapter()
    assert (s.left.first, s.left.last) == (date(2022, 6, 1), date(2023, 3, 15))
    assert s.claimed == date(2023, 2, 17)
    assert s.left.first < s.claimed < s.left.last


def test_one_link_of_all_rests_on_the_article_alone() -> None:
    s = chapter()
    assert [link for link in s.links if style_of(link, s.story) == "alone"] == [s.claim]
    assert {link.start for link in s.led} == set(s.heads)


def test_without_the_press_nobody_leads_the_lab() -> None:
    bare = real().without(lambda p: p.source_id == "usine-2022-06")
    s = replace(chapter(), record=bare)
    assert s.led == []


def test_commits_fell_each_month_from_the_peak_to_the_year(data: Path) -> None:
    s = chapter()
    assert s.fell
    change(data, "commits", "facebookresearch/metaseq/main/2022-09", commits="49")
    assert shakeup(load(data)).fell
    change(data, "commits", "facebookresearch/metaseq/main/2022-12", commits="36")
    assert not shakeup(load(data)).fell


def test_the_other_head_stayed_when_the_first_left() -> None:
    assert chapter().stayed
    bare = real().without(lambda p: p.person_id == "joelle-pineau" and p.assertion != "at")
    assert not replace(
        chapter(), record=bare.without(lambda p: p.organization_id == "cohere")
    ).stayed


def test_the_place_where_more_authors_went_than_anywhere_else() -> None:
    assert chapter().places == ("mistral-ai",)
    bare = real().without(lambda p: p.organization_id == "mistral-ai")
    assert "mistral-ai" not in replace(chapter(), record=bare).places


def test_the_last_list_and_who_of_it_signs() -> None:
    s = chapter()
    old = {*s.maintainers} & {*real().authors(s.other)}
    both = old & {*s.signers}
    assert (len(s.maintainers), len(s.signers), len(old), len(both)) == (16, 10, 5, 3)
    either = {*real().authors(s.paper), *real().authors(s.other)}
    assert set(s.named_maintainers) == set(s.maintainers) & either
    assert {*s.named_maintainers, *s.counted_maintainers} == set(s.maintainers)
    assert set(s.named_maintainers[:3]) == both


def test_maintainers_who_signed_neither_paper_are_counts() -> None:
    s, table = chapter(), drawn("signatures").table
    assert len(s.counted_maintainers) == 11
    names = {real().name(p) for p in s.counted_maintainers}
    assert not names & set(table["person"])
    others = table[table["people"] > 1]
    later = set(real().authors(s.overlap)) & set(s.counted_maintainers)
    assert others["person"].unique().tolist() == ["Eleven others"]
    assert others["people"].tolist() == [11, len(later)]


def test_only_the_branch_that_is_named_is_counted(data: Path) -> None:
    add(data, "commits", "facebookresearch/metaseq/main/2023-02", branch="bigbig", commits="500")
    s = shakeup(load(data))
    assert s.of_month("2023-02") == chapter().of_month("2023-02") == 17
    assert draw("commits", load(data)).shown.table.equals(drawn("commits").table)


def test_what_was_published_is_told_by_whose_word_it_is(data: Path) -> None:
    s = chapter()
    told = [s.said("own"), s.said("speaker"), s.said("paper", ("leaving", "machines"))]
    assert all(told)
    assert len(s.said("paper")) < len(told[-1])
    assert sorted(text for held in told for text in held) == sorted(
        real().data["statements"]["statement"]
    )
    assert s.said("own", by=s.heads[:1])
    drop(data, "statements", "opt-author-why")
    assert len(shakeup(load(data)).said("own")) == len(s.said("own")) - 1
    assert s.said("own", by=s.heads) == [one for one in s.said("own") if "Bordes" in one]


# Links ------------------------------------------------------------------------------------------


def test_papers_link_those_who_sign_and_those_whom_they_thank() -> None:
    signed = network.signed(real(), ["llama1"])
    assert [n.start for n in signed] == real().authors("llama1")
    thanked = network.thanked(real(), ["llama1", "opt"])
    assert [(n.start, n.end) for n in thanked] == [
        ("susan-zhang", "llama1"),
        ("stephen-roller", "llama1"),
    ]


# Figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MARKED)
def test_every_mark_agrees_with_its_row_of_the_table(name: str) -> None:
    assert rows_marked(drawn(name), ["x"]) == list(range(len(drawn(name).table)))


@pytest.mark.parametrize("name", [*MARKED, "links"])
def test_markup_in_the_data_stays_text(name: str, tmp_path: Path) -> None:
    where = copied(tmp_path / "more")
    event = "2023-02-27-zuckerberg-announces-one-top-level"
    change(where, "events", event, title=f"T {MARKUP}")
    change(where, "people", "joelle-pineau", name=f"P {MARKUP}")
    change(where, "people", "susan-zhang", name=f"S {MARKUP}")
    (tmp_path / "less").mkdir()
    for record in (load(where), marked_up(tmp_path / "less")):
        for view in draw(name, record).views.values():
            assert "<img" not in " ".join(texts_of(view))
            assert any("<img" in str(v) for v in view.table.to_numpy().ravel()) or name == "commits"


@pytest.mark.parametrize("name", ["timeline", "links", "commits"])
def test_figures_that_no_evidence_changes_are_drawn_once(name: str) -> None:
    assert list(draw(name, real()).views) == ["record"]


def test_an_event_whose_month_is_known_is_a_bar_with_a_mark_in_its_middle() -> None:
    view = drawn("timeline")
    row = view.table.query('event.str.startswith("LLaMA\'s training begins")').iloc[0]
    assert (row["date"], row["drawn"]) == ("2022-12", "2022-12-16")
    bars = [t for t in traces(view) if t.get("name") == "bar"]
    ends = [x for t in bars for x in t["x"] if x]
    assert {"2022-12-01", "2022-12-12", "2022-12-20", "2022-12-31"} <= set(ends)


def test_events_that_only_the_story_tells_stand_out() -> None:
    view = drawn("timeline")
    named = {t["name"]: t for t in held(view) if t["customdata"]}
    rows = named[ALONE]["customdata"]
    assert set(view.table["source"].iloc[rows]) == {
        c.text for c in view.sources if c.id == "article"
    }
    assert (view.table["witness"] == ALONE).sum() == len(rows)


def test_events_stand_in_order_and_each_has_its_label_wide_and_on_a_phone() -> None:
    view = drawn("timeline")
    firsts = [ends(text)[0] for text in view.table["date"]]
    assert firsts == sorted(firsts)
    names = {note["name"] for note in view.narrow["annotations"] if note.get("name")}
    assert names == set(chapter().events)
    assert names <= {note.name for note in view.figure.layout.annotations}


def test_every_link_is_drawn_once_in_the_style_of_what_it_rests_on() -> None:
    s, view = chapter(), drawn("links")
    for number, style in enumerate(STYLES):
        expected = [link for link in s.links if style_of(link, s.story) == style]
        assert traces(view)[number]["x"].count(None) == len(expected)


def test_a_dot_tells_its_links_and_their_sources() -> None:
    s, view = chapter(), drawn("links")
    (dots,) = [t for t in traces(view) if "people" in t.get("meta", {})]
    told = dict(zip(dots["meta"]["people"], dots["hovertext"], strict=True))
    assert set(told) == {*real().authors(s.paper), *real().authors(s.other), *s.heads}
    for link in s.links:
        if link.start in told:
            assert str(link.relation) in told[link.start]
            assert real().name(link.end) in told[link.start]


def test_every_dot_names_the_person_of_its_row() -> None:
    view = drawn("links")
    for trace in held(view):
        names = view.table["start"].iloc[trace["customdata"]].tolist()
        assert trace["text"] == names == [view.people[p] for p in trace["meta"]["people"]]


def test_every_link_is_a_row_with_its_source() -> None:
    s, table = chapter(), drawn("links").table
    assert len(table) == len({*s.links})
    assert table["source"].all()


def test_a_list_is_empty_on_a_day_on_which_it_was_not_public() -> None:
    record, people = real(), ["moya-chen", "todor-mihaylov"]
    later = Roll("later", ("moya-chen",), date(2024, 1, 1), "meta", "article")
    chart = charts.signatures(record, people, [byline(record, "opt"), later])
    assert set(chart.views["report"].table["list"]) == {"OPT"}
    assert set(chart.views["record"].table["list"]) == {"OPT", "later"}
    assert {c.id for c in chart.views["report"].sources} == {"opt-paper"}


def test_any_exodus_can_be_drawn(tmp_path: Path) -> None:
    where = exodus(tmp_path)
    head = "event_id,date,date_precision,title,organization_ids,person_ids,kind,source_id,"
    (where / "events.csv").write_text(
        f"{head}confidence,agrees_with_article,note\n"
        "fair,2019-12,month,By the article: A fair,north,ada-vale,reported,gazette,high,yes,\n"
        "flood,2020-01-05,day,A flood,north,,recorded,north-paper,high,yes,\n"
    )
    (where / "commits.csv").write_text(
        "repository,branch,month,commits,source_id,confidence\n"
        "north/code,main,2020-01,3,north-code,high\nnorth/code,main,2020-02,1,north-code,high\n"
        "north/code,side,2020-01,9,north-code,high\n"
    )
    record = load(where)
    days = span("2020-01", "month")
    shown = charts.event_dates(record, ["flood", "fair"], "gazette", ALONE, days, "January").shown
    assert shown.table["event"].tolist() == ["By the article: A fair", "A flood"]
    code = charts.commits(record, "north/code", "main", {"flood": date(2020, 1, 5)}).shown
    assert code.table["commits"].tolist() == [3, 1]
    signed = network.signed(record, ["tides", "dunes"])
    heads, told = ("ada-vale", "ben-oake"), ("gazette", "north-paper")
    chart = charts.lab_heads(record, signed, ("tides", "dunes"), heads, told)
    assert isinstance(chart.shown.table, pd.DataFrame)
    assert len(chart.shown.table) == 4

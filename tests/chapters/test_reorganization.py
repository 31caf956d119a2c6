"""The chapter on the reorganization: its numbers, the list of names and the overlaps."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from afterllama import charts
from afterllama.chapters.reorganization import Reorganization, reorganization, words
from afterllama.charts import Chart, View
from afterllama.charts.author_list import MOST
from afterllama.charts.shared_authors import UNIT
from afterllama.loading.folder import load
from afterllama.record.record import Record
from chart_views import marked_up, traces
from chart_views import words as texts_of
from invented_corpora import invented
from records import exodus, real

READINGS = ("report", "record")
NAMES = ["list", "overlaps", "signatures"]


@cache
def chapter() -> Reorganization:
    return reorganization(real())


def draw(name: str, record: Record) -> Chart:
    """A figure of the chapter, of a record like this one."""
    r = reorganization(record)
    makers = {
        "list": lambda: charts.author_list(record, r.overlap, [r.other, r.paper]),
        "overlaps": lambda: charts.shared_authors(record, r.papers),
        "signatures": lambda: charts.signatures(record, r.several, r.rolls),
    }
    return makers[name]()


@cache
def drawn(name: str) -> Chart:
    return draw(name, real())


def squares(view: View) -> dict[tuple[str, str], tuple[str, float]]:
    """The number and the side of the square of every two papers."""
    (trace,) = traces(view)
    names = view.table[["first", "second"]].iloc[trace["customdata"]].itertuples(index=False)
    pairs = [(row.first, row.second) for row in names]
    looks = zip(trace["text"], trace["marker"]["size"], strict=True)
    return dict(zip(pairs, looks, strict=True))


# The chapter ------------------------------------------------------------------------------------


def test_who_signs_the_later_paper() -> None:
    r = chapter()
    assert [len(r.signers(p)) for p in ("llama1", "opt")] == [6, 4]
    assert len(r.either) == 9
    assert r.shared == ("naman-goyal",)


def test_the_article_s_lists_are_the_byline() -> None:
    r = chapter()
    assert [len(held) for held in r.named] == [3, 6]
    assert {p for held in r.named for p in held} == set(r.either)


def test_two_of_the_signers_had_left_when_the_paper_appeared() -> None:
    assert sorted(chapter().departed) == ["marie-anne-lachaux", "thibaut-lavril"]


def test_who_stayed_is_told_by_more_than_later_author_lists_for_three() -> None:
    assert chapter().firm == ("hugo-touvron", "xavier-martinet", "naman-goyal")


def test_the_table_has_each_name_with_its_papers_and_its_place() -> None:
    n = words(chapter())
    rows = [vars(n)[f"row{number}"] for number in range(1, 10)]
    told = [(row.name, row.wrote, row.place) for row in rows]
    assert ("Naman Goyal", "OPT and LLaMA", "Meta") in told
    assert ("Marie-Anne Lachaux", "LLaMA", "Mistral AI") in told
    assert ("Moya Chen", "OPT", "had left Meta") in told
    assert len(set(told)) == 9


def test_rows_without_a_name_are_empty() -> None:
    record = real()
    rows = record.data["authorships"]
    drop = (rows["paper_id"] == "llama2") & (rows["person_id"] == "moya-chen")
    fewer = Record(record.package, record.data | {"authorships": rows[~drop]}, record.proofs)
    assert vars(words(reorganization(fewer)).row9) == dict.fromkeys(("name", "wrote", "place"), "")


def test_people_who_sign_several_papers_and_for_several_employers() -> None:
    r = chapter()
    assert (len(r.several), len(r.firms), r.several_then) == (13, 4, 11)
    assert r.several[0] == "naman-goyal"


def test_everybody_is_counted_once() -> None:
    r, n = chapter(), words(chapter())
    assert len(r.everybody) == len(set(r.everybody)) == int(n.people) == 32
    assert (r.left(r.report), r.left(r.authors.newest.day)) == (11, 17)


# Figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
def test_a_square_is_as_large_as_the_number_that_two_papers_share(reading: str) -> None:
    view = drawn("overlaps").views[reading]
    for row in view.table.itertuples():
        text, side = squares(view)[row.first, row.second]
        assert text == str(row.shared)
        assert abs(side**2 / UNIT**2 - row.shared) < 0.1
        people = row.people.replace(" and ", ", ").split(", ") if row.people else []
        assert len(people) == row.shared


def test_a_paper_that_was_not_public_has_no_squares() -> None:
    views = drawn("overlaps").views
    assert len(views["record"].table) == 10
    assert len(views["report"].table) == 6
    assert "Mistral 7B" not in views["report"].table["second"].tolist()
    axes = [v.figure.layout.yaxis.ticktext for v in views.values()]
    assert axes[0] == axes[1]


def test_names_are_left_that_are_on_an_older_paper_and_struck_out_elsewhere() -> None:
    view = drawn("list").shown
    left, struck = traces(view)
    assert (len(left["text"]), len(struck["text"])) == (9, 59)
    assert struck["textfont"]["lineposition"] == "through"
    named = set(left["text"])
    assert named == {real().name(p) for p in chapter().either}
    assert named == set(view.table.loc[view.table["wrote"] != "", "person"])


def test_names_go_down_one_column_after_the_other_in_the_order_of_the_paper() -> None:
    view = drawn("list").shown
    for width in ({}, view.narrow_data):
        looks = [trace | width.get(n, {}) for n, trace in enumerate(traces(view))]
        places = [
            (x, -y, row)
            for look in looks
            for x, y, row in zip(look["x"], look["y"], look["customdata"], strict=True)
        ]
        assert [row for *_, row in sorted(places)] == list(range(68))


def test_of_a_long_list_only_names_that_are_left_are_shown() -> None:
    record = invented(1_000)
    signed = record.data["authorships"].groupby("paper_id").size()
    first, second = signed.nlargest(2).index
    assert signed[first] > MOST
    both = [p for p in record.authors(first) if p in record.authors(second)]
    view = charts.author_list(record, first, [second]).shown
    left, struck = traces(view)
    assert not struck["text"]
    assert (
        view.figure.layout.annotations[0].text
        == f"further names: {signed[first] - len(view.table)}"
    )
    assert len(left["text"]) == len(view.table) == min(len(both), MOST)


def test_a_paper_that_was_not_out_has_an_empty_list_and_one_text_is_one_paper() -> None:
    with pytest.warns(UserWarning):
        early = charts.author_list(real().as_of("2023-06-01"), "Llama 2", ["opt", "llama1"])
    assert early.shown.table.empty
    one = charts.author_list(real(), "Llama 2", "OPT").shown
    assert (one.table["wrote"] != "").sum() == len(chapter().signers("opt"))
    with pytest.warns(UserWarning, match="no authors of PaLM"):
        charts.author_list(real(), "Llama 2", ["PaLM"])


def test_the_list_is_the_same_whatever_is_read() -> None:
    assert list(drawn("list").views) == ["record"]


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_the_data_stays_text(name: str, tmp_path: Path) -> None:
    for view in draw(name, marked_up(tmp_path)).views.values():
        assert "<img" not in " ".join(texts_of(view))
        assert any("<img" in str(value) for value in view.table.to_numpy().ravel())


def test_any_exodus_can_be_drawn(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    views = charts.shared_authors(record, ["tides", "dunes"]).views
    assert views["record"].table["people"].tolist() == ["Ada Vale"]
    assert views["report"].table.empty
    shown = charts.author_list(record, "tides", ["dunes"]).shown
    assert shown.table.query("wrote != ''")["person"].tolist() == ["Ada Vale"]

"""Whose place in the chapter on the authors rests on one source, on the record as it is."""

from __future__ import annotations

from afterllama import charts
from afterllama.chapters.authors import authors, words
from records import real


def test_who_rests_on_a_single_source_is_open_without_it_and_only_then() -> None:
    a = authors(real())
    assert a.single == (
        *("thibaut-lavril", "gautier-izacard", "eric-hambro", "faisal-azhar"),
        *("aurelien-rodriguez", "armand-joulin", "edouard-grave"),
    )
    hired = a.record.without(lambda p: p.source_id == "usine-llama-authors")
    signed = a.record.without(lambda p: p.source_id == "llama3-paper")
    assert hired.tally(a.paper, a.report).unknown == ("thibaut-lavril",)
    assert signed.tally(a.paper, a.report).unknown == ("aurelien-rodriguez",)


def test_a_list_that_came_out_after_the_report_is_dated_in_whole_months() -> None:
    a = authors(real())
    assert [p.known.isoformat()[:7] for p in a.signing_later] == ["2024-07"] * 5
    assert words(a).signing_after == "10"


def test_the_paper_that_shows_the_next_employer_is_a_byline_elsewhere() -> None:
    a = authors(real())
    assert a.next_paper is not None
    assert (a.next_paper.source_id, a.next_paper.employer_id) == ("pass-paper", "apple")


def test_the_row_of_several_people_does_not_say_that_they_have_no_document() -> None:
    a = authors(real())
    table = charts.departures(a.record, a.other, a.report, "").shown.table
    shared = table[table["row"] == "not placed that day"]
    assert {"Susan Zhang", "Luke Zettlemoyer"} <= set(shared["person"])

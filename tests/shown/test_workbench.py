"""The workbench: what it answers is what the record says, and its controls ask it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from afterllama import charts, load
from afterllama.chapters import workbench
from afterllama.chapters.authors import authors, choice
from afterllama.chapters.authors.numbers import Authors
from afterllama.record.lookup import UnknownError
from afterllama.shown.controls import PLOTLY, Controls
from afterllama.shown.workbench import EVIDENCE, PEOPLE, SOURCE, Question, Workbench
from afterllama.words import prose
from bs4 import Tag
from hostile_data import hostile
from reading_text import parsed
from records import ROOT, day, real


@cache
def of_chapter() -> Authors:
    return authors(real())


@cache
def bench() -> Workbench:
    return workbench.bench(of_chapter())


def test_at_first_it_asks_what_chapter_1_asks() -> None:
    first, a = bench().first, of_chapter()
    answer = bench().answer(first)
    (found,) = answer.counts.values()
    assert found.tally == a.today == real().tally(a.paper, a.report)
    assert (
        prose.proportion(found.tally.least, found.tally.total, found.tally.most) in answer.told[0]
    )
    assert answer.people["person"].tolist() == real().roster(a.paper, a.report)["person"].tolist()


def test_evidence_set_aside_counts_as_in_the_figure_of_chapter_1() -> None:
    outcomes = choice(of_chapter()).outcomes
    for aside in (("article",), ("commits", "count"), ("article", "coverage", "inferred")):
        for found in outcomes[aside]:
            answer = bench().answer(replace(bench().first, on=found.day, aside=aside))
            assert answer.counts[of_chapter().paper] == found


def test_a_reading_date_has_what_was_public_by_then() -> None:
    question = replace(bench().first, known=day("2023-06-01"), on=day("2023-06-01"))
    answer = bench().answer(question)
    paper = of_chapter().paper
    assert answer.counts[paper].tally == real().tally(paper, question.on, known=question.known)
    latest = max(answer.evidence["first"])
    assert latest <= question.known.isoformat()


def test_a_source_that_does_not_count_is_in_no_table() -> None:
    first = bench().first
    people = bench().people(first.papers)
    count = of_chapter().newest.source_id
    (chosen,) = [one for one in bench().sources(people) if one.name == f"{SOURCE}{count}"]
    answer = bench().answer(replace(first, aside=(chosen.name,)))
    left = real().without(lambda proof: proof.source_id == count)
    paper = of_chapter().paper
    assert answer.counts[paper].tally == left.tally(paper, first.on)
    assert chosen.label in bench().answer(first).evidence["source"].tolist()
    assert chosen.label not in answer.evidence["source"].tolist()


def test_some_people_are_counted_alone() -> None:
    paper = of_chapter().paper
    some = tuple(real().authors(paper)[:3])
    answer = bench().answer(replace(bench().first, people=some))
    assert answer.counts[paper].tally.total == 3
    assert set(answer.people["person"]) == {real().name(person) for person in some}
    assert answer.graph is not None
    assert set(answer.graph.people) == set(some)


def test_papers_are_those_of_one_employer_of_which_all_authors_are_listed() -> None:
    papers = bench().papers
    assert len(papers) > 2
    assert {real().employer_of(paper) for paper in papers} == {bench().origin}
    assert all(real().unlisted(paper) == 0 for paper in papers)
    answer = bench().answer(replace(bench().first, papers=papers))
    assert len(answer.told) == len(papers)


def test_figures_are_those_of_the_chapters() -> None:
    first = bench().first
    answer = bench().answer(first)
    mark = prose.short(first.on)
    assert answer.storyline is not None
    assert (
        answer.storyline.figure
        == charts.storyline(real(), first.papers, first.on, mark).shown.figure
    )
    assert bench().chart(mark).shown.figure == answer.storyline.figure


@pytest.mark.parametrize(
    "changed",
    [
        {"known": date(2018, 1, 1)},
        {"aside": ("recorded", "reported", "inferred")},
        {"known": date(2018, 1, 1), "aside": ("article",)},
    ],
)
def test_without_evidence_nothing_is_drawn(changed: dict[str, Any]) -> None:
    answer = bench().answer(replace(bench().first, **changed))
    assert (answer.storyline, answer.graph, len(answer.evidence)) == (None, None, 0)
    assert list(answer.people) == list(PEOPLE)
    assert list(answer.evidence) == list(EVIDENCE)


@pytest.mark.parametrize("day_", bench().days[::9])
def test_every_day_has_an_answer(day_: date) -> None:
    papers = bench().papers[:2]
    answer = bench().answer(Question(known=day_, on=day_, papers=papers, aside=("commits",)))
    assert all(one.tally.total for one in answer.counts.values())


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(UnknownError, match="no set of evidence 'rumour'"):
        bench().answer(replace(bench().first, aside=("rumour",)))
    with pytest.raises(UnknownError, match="no person 'nobody'"):
        bench().answer(replace(bench().first, people=("nobody",)))


# The controls


def drawn(output: Any) -> dict[str, Any]:
    """What an output holds of a figure."""
    ((held,),) = ([one["data"] for one in output.outputs],)
    return dict(held)


def test_controls_ask_and_show_the_answer() -> None:
    controls = Controls(bench())
    assert controls.question == bench().first
    answer = bench().answer(controls.question)
    assert answer.told[0] in controls.told.value
    assert answer.storyline is not None
    figure = drawn(controls.storyline)[PLOTLY]
    assert len(figure["data"]) == len(answer.storyline.figure.data)
    controls.kinds["article"].value = False
    controls.known.value = bench().days[-4]
    assert controls.question == replace(bench().first, aside=("article",), known=bench().days[-4])
    assert bench().answer(controls.question).told[0] in controls.told.value


def test_people_and_sources_follow_the_papers() -> None:
    controls = Controls(bench())
    before = controls.people.options
    controls.people.value = (before[0][1],)
    other = next(paper for paper in bench().papers if paper not in bench().first.papers)
    controls.papers.value = (other,)
    assert [person for _, person in controls.people.options] == [*bench().people([other])]
    assert controls.question == replace(bench().first, papers=(other,))
    controls.sources.value = (controls.sources.options[0][1],)
    assert controls.question.aside == controls.sources.value
    controls.reset.click()
    assert controls.question == bench().first
    assert controls.people.options == before


def test_no_paper_chosen_asks_about_the_first() -> None:
    controls = Controls(bench())
    controls.papers.value = ()
    assert controls.question.papers == bench().first.papers


def test_an_empty_answer_says_so() -> None:
    controls = Controls(bench())
    for name in ("recorded", "reported", "inferred"):
        controls.kinds[name].value = False
    assert set(drawn(controls.graph)) == {"text/plain"}
    controls.known.value = bench().days[0]
    controls.papers.value = (of_chapter().paper,)
    assert "No author list" in controls.told.value


def test_text_of_hostile_data_stays_text(tmp_path: Path) -> None:
    record = load(hostile(tmp_path))
    controls = Controls(workbench.bench(authors(record)))
    for shown in (controls.told, controls.careers, controls.evidence):
        assert "<script" not in shown.value
        assert "<img" not in shown.value
    assert any("&lt;" in shown.value for shown in (controls.told, controls.evidence))


def test_a_source_on_others_can_be_set_aside_for_one_person() -> None:
    controls = Controls(workbench.bench(authors(real())))
    controls.people.value = (controls.people.options[-1][1],)
    for name in [name for _, name in controls.sources.options]:
        controls.sources.value = (name,)
        assert "of 1" in controls.told.value


untyped: Any = Question


def test_a_question_takes_names_and_days_in_any_form() -> None:
    asked = untyped("2026-11-26", "2023-09-05", "llama1", aside="commits")
    assert asked == Question(date(2026, 11, 26), date(2023, 9, 5), ("llama1",), (), ("commits",))


# The page


def test_a_page_shows_a_figure_and_no_controls(book: Path) -> None:
    text = (book / "workbench.html").read_text(encoding="utf-8")
    assert text.count('<figure class="al-figure"') == 1
    assert "jupyter-widgets" not in text
    assert "vnd.jupyter.widget" not in text


def test_every_chapter_leads_to_the_workbench(book: Path) -> None:
    link = 'article a[href="workbench.html"]'

    def links(name: str) -> list[Tag]:
        page = parsed(book / f"{name}.html")
        return list(page.select(link))

    for path in sorted((ROOT / "book").glob("0*.ipynb")):
        (found,) = links(path.stem)
        assert "this data without code" in found.get_text(), path.stem
    assert not links("workbench")


def test_the_notebook_stores_no_state_of_controls() -> None:
    notebook = json.loads((ROOT / "book" / "workbench.ipynb").read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]

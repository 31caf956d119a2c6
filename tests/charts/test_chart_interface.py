"""What an analyst meets of a chart: its help, how it prints and draws itself, what it takes."""

from __future__ import annotations

import importlib
import inspect
import pydoc
import re
from dataclasses import replace
from doctest import DocTestParser
from typing import Any

import plotly.graph_objects as go
import pytest
from afterllama import card, charts, judge, network, show
from afterllama.chapters.authors import authors
from afterllama.charts import notebook_figure
from afterllama.charts.base import Chart, View
from afterllama.charts.signatures import byline
from afterllama.record.lookup import UnknownError
from afterllama.shown import figures
from afterllama.shown.source_rows import Sources
from afterllama.words import prose
from afterllama.words.days import FOREVER, Span
from records import day, real

#: As an analyst calls them, who has no types.
untyped: Any = charts
untyped_show: Any = show
untyped_card: Any = card
FUNCTIONS = [name for name in charts.__all__ if inspect.isfunction(getattr(charts, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_shows_what_a_chart_takes(name: str) -> None:
    function = getattr(charts, name)
    signature = inspect.signature(function)
    first, *others = signature.parameters
    assert first in ("record", "ledger")
    assert "known" not in others
    assert signature.return_annotation in (Chart, "Chart")
    told = pydoc.render_doc(function, renderer=pydoc.plaintext)  # type: ignore[attr-defined]
    assert all(f"{parameter}" in told for parameter in signature.parameters)
    assert "known" not in told.split("->")[0]


def test_the_arguments_that_help_shows_are_those_that_work() -> None:
    record = real()
    given: dict[str, Any] = {"paper_id": "llama1", "marked": day("2023-09-05"), "mark": "report"}
    signature = inspect.signature(charts.departures)
    assert list(signature.bind(record, **given).arguments) == ["record", *given]
    assert charts.departures(record, **given).shown.table.equals(
        charts.departures(record, *given.values()).shown.table
    )


@pytest.mark.parametrize("wrong", [{}, {"papers": "opt"}])
def test_arguments_that_are_missing_or_wrong_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(TypeError, match=r"missing a required argument: 'paper_id'"):
        untyped.colleagues(real(), **wrong)


def test_a_chart_takes_names_and_days_as_the_record_does() -> None:
    record = real()
    plain = charts.departures(record, "llama1", day("2023-09-05"), "report")
    named = untyped.departures(record, "LLaMA", "report", "report")
    assert named.shown.table.equals(plain.shown.table)
    assert named.figure == plain.figure
    one = charts.joint_papers(record, "LLaMA", "OPT").shown.table
    assert one.equals(charts.joint_papers(record, "llama1", "opt").shown.table)
    listed = charts.signatures(record, ["Armand Joulin"], [byline(record, "AIM")])
    assert listed.shown.table["person"].tolist() == ["Armand Joulin"]
    with pytest.raises(UnknownError, match="no paper 'lama'; did you mean 'llama1'"):
        untyped.colleagues(record, "lama", "2023-10-01", "report", "report")
    with pytest.raises(ValueError, match="and not 'soon'"):
        untyped.colleagues(record, "llama1", "soon", "report", "report")


def a_chart() -> Chart:
    return charts.colleagues(real(), "llama1", day("2025-05-26"), day("2023-09-05"), "report")


def test_a_chart_prints_short() -> None:
    chart = a_chart()
    told = repr(chart)
    assert told.startswith(f"Chart of {len(chart.shown.table)} rows (")
    assert "2023-09-05" in told
    assert len(told) < 200
    assert len(repr(chart.shown)) < 200
    assert len(repr(judge(real()))) < 200


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_chart_its_views_and_their_steps_print_short(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Chart] = []
    monkeypatch.setattr(Chart, "__post_init__", lambda chart: made.append(chart))
    given = {**vars(charts), **vars(importlib.import_module(f"afterllama.charts.{name}"))}
    names = {**given, "record": real(), "ledger": judge(real())}
    for example in DocTestParser().get_examples(getattr(charts, name).__doc__):
        exec(example.source, names)
    views = [view for chart in made for view in chart.views.values()]
    steps = [view.steps for view in views if view.steps]
    assert made and bool(steps) == (name in ("migration", "papers_compared"))
    assert all(len(repr(held)) < 250 for held in (*made, *views, *steps))
    assert all(held.labels[-1] in repr(held) for held in steps)


def test_a_chart_draws_itself_as_plotly_would(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[go.Figure] = []
    monkeypatch.setattr(notebook_figure, "display", drawn.append)
    monkeypatch.setattr(notebook_figure.pio.renderers, "default", "")
    chart = a_chart()
    chart._ipython_display_()
    (figure,) = drawn
    assert figure == chart.with_buttons()
    (menu,) = figure.layout.updatemenus
    assert [button.label for button in menu.buttons] == [
        "Evidence public by 5 Sep 2023",
        f"Evidence public by {prose.short(real().package.record_date)}",
    ]


def test_a_notebook_draws_as_high_as_a_page_and_adds_what_the_page_has_around() -> None:
    chart = a_chart()
    figure = chart.figure
    # The legend is added below; the axis has the room that it takes on a page.
    assert figure.layout.height - chart.shown.height == notebook_figure.LEGEND
    assert figure.layout.margin.b >= notebook_figure.LEGEND + notebook_figure.LABELS
    named = [trace.name for trace in figure.data if trace.showlegend]
    assert len(named) == len(set(named)) > 1
    assert figure.layout.font.family == chart.shown.figure.layout.font.family


def test_a_button_shows_the_view_of_its_reading_date_and_nothing_of_the_other() -> None:
    chart = charts.departures(real(), "llama1", day("2023-09-05"), "report")
    titles = dict.fromkeys(chart.views, "") | {"report": "Then <b>"}
    figure = chart.with_buttons(titles)
    now, then = chart.shown, chart.views["report"]
    assert [one.x for one in figure.data[: len(now.figure.data)]] == [
        one.x for one in now.figure.data
    ]
    (menu,) = figure.layout.updatemenus
    assert menu.active == 1
    traces, layout = menu.buttons[0].args
    seen = [one for one, held in zip(figure.data, traces["visible"], strict=True) if held]
    assert [one.x for one in seen] == [one.x for one in then.figure.data]
    assert len(layout["annotations"]) == len(then.figure.layout.annotations)
    assert layout["title"]["text"] == "<b>Then &lt;b&gt;</b>"
    _, back = menu.buttons[1].args
    assert len(back["annotations"]) == len(now.figure.layout.annotations)


def test_each_reading_date_has_a_slider_of_its_own_months() -> None:
    record = real()
    people = record.authors("llama1")
    chart = charts.migration(record, people, "Meta", day("2023-01-01"), day("2023-09-05"))
    figure = chart.with_buttons()
    for button, view in zip(
        figure.layout.updatemenus[0].buttons, chart.views.values(), strict=True
    ):
        (slider,) = button.args[1]["sliders"]
        assert view.steps
        assert [step["label"] for step in slider["steps"]] == view.steps.labels
        frames = {frame.name: frame for frame in figure.frames}
        for step in slider["steps"]:
            assert len(frames[step["args"][0][0]].traces) == len(view.figure.data)


def test_the_figure_of_a_chart_can_be_changed_and_leaves_the_chart_as_it_is() -> None:
    chart = a_chart()
    chart.figure.update_layout(title="Mine").data[0].update(name="x")
    assert chart.figure.layout.title.text is None
    assert chart.figure.data[0].name != "x"


def test_the_figure_of_a_view_can_be_changed_and_leaves_the_chart_as_it_is() -> None:
    chart = a_chart()
    before = chart.shown.figure
    chart.shown.figure.update_layout(title="Mine").data[0].update(name="x")
    assert chart.shown.figure == before
    assert chart.figure.layout.title.text is None


def test_a_chart_is_shown_without_a_copy_of_its_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = a_chart()
    copies: list[object] = []
    monkeypatch.setattr(vars(View)["figure"], "_copied", copies.append)
    assert figures._view(chart.shown)["figure"]["data"]
    assert chart.with_buttons().data
    assert not copies


def test_a_chart_of_steps_has_plotlys_slider() -> None:
    record = real()
    people = record.authors("llama1")
    begin, start = day("2023-01-01"), day("2023-09-05")
    chart = charts.migration(record, people, "Meta", begin, start)
    assert chart.shown.steps
    assert len(chart.figure.layout.sliders[0].steps) == len(chart.shown.steps.days)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda r: charts.training_costs(r, "llama_t51", ["llama-7b"]), "did you mean 'llama_t15'"),
        (
            lambda r: charts.training_costs(r, "llama_t15", ["llama-7"]),
            "no model 'llama-7'; did you mean",
        ),
        (
            lambda r: charts.training_length(r, "llama-65", ["opt-175b"], "opt-66b"),
            "no model 'llama-65'",
        ),
        (lambda r: charts.benchmark_scores(r, {"MMLU": ["MLU"]}, "score"), "no benchmark 'MLU'"),
        (lambda r: charts.commits(r, "metaseq", "main", {}), "there is facebookresearch/metaseq"),
        (
            lambda r: charts.event_dates(r, ["chatgpt"], "article", "", Span(FOREVER, FOREVER), ""),
            "no event 'chatgpt'",
        ),
        (
            lambda r: untyped.training_runs(r, [{"name": "opt", "released": "opt"}], "report", ""),
            "no event 'opt'",
        ),
        (
            lambda r: charts.carbon(r, {"a": ["opt"]}, ("opt-175b", "llama_t15", 0.2)),
            "no model 'opt'",
        ),
    ],
)
def test_a_model_an_event_and_a_measure_that_are_not_there_are_told(ask: Any, told: str) -> None:
    with pytest.raises(UnknownError, match=re.escape(told)):
        ask(real())


NOTHING: list[tuple[Any, str]] = [
    (lambda c, r: c.departures(r, "palm", "report", ""), "the record lists no authors of PaLM"),
    (
        lambda c, r: c.departure_counts(r, "palm", "2025-01-01", "report", ""),
        "lists no authors of PaLM",
    ),
    (lambda c, r: c.colleagues(r, "palm", "2025-01-01", "report", ""), "lists no authors of PaLM"),
    (
        lambda c, r: c.colleagues(r, "gemma2", "2025-01-01", "report", ""),
        "no second author of Gemma 2",
    ),
    (lambda c, r: c.rollcall(r, "palm", [("report", "")]), "lists no authors of PaLM"),
    (lambda c, r: c.storyline(r, ["palm"], "report", ""), "lists no authors of PaLM"),
    (lambda c, r: c.storyline(r, [], "report", ""), "a paper is wanted"),
    (lambda c, r: c.storyline(r, ["llama1", "aim"], "report", ""), "these are of Apple, Meta"),
    (lambda c, r: c.joint_papers(r, "llama1", "LLaMA"), "both are LLaMA"),
    (
        lambda c, r: c.departure_counts(r, "llama1", "2020-01-01", "report", ""),
        "LLaMA was out on 2023-02-24",
    ),
    (
        lambda c, r: c.departures(r.only(), "llama1", "report", ""),
        "the record has no dated evidence on the authors of LLaMA",
    ),
    (
        lambda c, r: c.storyline(r.only(), ["llama1"], "report", ""),
        "the record has no stays of authors of LLaMA",
    ),
    (
        lambda c, r: c.commits(r.only(source=[]), "facebookresearch/metaseq", "main", {}),
        "the record has no commits to facebookresearch/metaseq on the branch 'main'",
    ),
    (
        lambda c, r: c.benchmark_scores(r, {"exams": ["MMLU"]}, "percent"),
        "the record has no model with these scores whose compute is known",
    ),
    (lambda c, r: c.training_runs(r, [], "report", ""), "the record has no rows to draw"),
    (
        lambda c, r: c.training_runs(r, [{"name": "opt"}], "report", ""),
        "a row has a name, an event of a",
    ),
    (lambda c, r: c.training_runs(r, [{"nam": "opt"}], "report", ""), "no key of a row 'nam'"),
    (
        lambda c, r: c.migration(r, ["Susan Zhang"], "Meta", "2023-05-01", "2023-01-01"),
        "no day from 2023-05-01 on to choose",
    ),
    (
        lambda c, r: c.migration(r, ["Susan Zhang"], "Meta", "2030-01-01", "2030-02-01"),
        "no day from 2030-01-01 on to choose",
    ),
    (
        lambda c, r: c.migration(r, ["Susan Zhang"], "Apple", "2023-01-01", "2023-05-01"),
        "the record shows none of these people at Apple",
    ),
]


@pytest.mark.parametrize(("ask", "told"), NOTHING, ids=[told for _, told in NOTHING])
def test_a_chart_without_anything_to_draw_says_what_the_record_lacks(ask: Any, told: str) -> None:
    with pytest.raises((ValueError, UnknownError), match=re.escape(told)):
        ask(untyped, real())


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda c: c.rollcall(real(), "llama1", ["report"]), "days and their labels is wanted"),
        (
            lambda c: c.colleagues("record", "llama1", "report", "report", ""),
            "colleagues takes a record",
        ),
        (
            lambda c: c.training_costs(None, "llama_t15", []),
            "training_costs takes a record, as load() returns it",
        ),
        (lambda c: judge(None), "judge takes a record"),  # type: ignore[arg-type]
        (lambda c: network.moves("record", []), "moves takes a record"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_record_and_no_day_is_told(ask: Any, told: str) -> None:
    with pytest.raises(TypeError, match=re.escape(told)):
        ask(untyped)


def _said(groups: Any, people: Any = "Armand Joulin") -> Any:
    return lambda r: untyped.sources_on_people(r, people, "meta", groups)


def _counted(rules: Any, paper: str = "llama1") -> Any:
    return lambda r: untyped.published_counts(r, paper, "report", rules)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda r: untyped.departures(r, "llama1", "report", None), "a label is a text, and not"),
        (lambda r: untyped.rollcall(r, "llama1", [("report", None)]), "a label is a text"),
        (lambda r: untyped.rollcall(r, "llama1", None), "days and their labels is wanted"),
        (
            lambda r: untyped.event_dates(r, r.data["events"]["event_id"], "article", "", "x", ""),
            "the days marked are a span",
        ),
        (
            _counted({"mine": lambda r: 6}),
            "a rule returns a count, as record.tally does, and not 6",
        ),
        (_counted({"mine": 6}), "a rule is a function, and not 6"),
        (_counted([]), "rules are functions of a record by their labels"),
        (_said([("press", "press")]), "a test is a function, and not 'press'"),
        (_said([lambda p: True]), "a list of labels and tests of evidence is wanted, and not"),
    ],
)
def test_labels_tests_and_rules_of_another_type_are_told(ask: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        ask(real())


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (_said([]), "and none is given"),
        (_said([("all", lambda p: True)], people=[]), "no dated evidence of these groups"),
        (lambda r: untyped.rollcall(r, "llama1", []), "and none is given"),
        (lambda r: untyped.signatures(r, [], ["llama1"]), "the record has no people to draw"),
        (_counted({}, "codellama"), "the record has no counts of the authors of Code Llama"),
    ],
)
def test_an_empty_choice_is_told(ask: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ask(real())


def test_a_test_that_no_evidence_passes_is_told() -> None:
    nothing = ("presss", lambda p: p.basis == "presss")
    with pytest.warns(UserWarning, match="no evidence passes the test of 'presss'") as warned:
        _said([nothing, ("all", lambda p: True)])(real())
    assert [warning.filename for warning in warned] == [__file__]
    with (
        pytest.warns(UserWarning, match="'presss'"),
        pytest.raises(ValueError, match="the record has no dated evidence of these groups"),
    ):
        _said([nothing])(real())


@pytest.mark.parametrize(
    "ask",
    [
        lambda r, day: untyped.storyline(r, ["OPT", "LLaMA"], day, ""),
        lambda r, day: untyped.colleagues(r, "LLaMA", day, "report", ""),
        lambda r, day: untyped.departure_counts(r, "LLaMA", day, "report", ""),
        lambda r, day: untyped.migration(r, "Armand Joulin", "Meta", "2023-02-24", "report", day),
        lambda r, day: untyped.rollcall(r, "LLaMA", [(day, "")]),
    ],
)
def test_a_chart_of_a_day_after_the_record_says_that_it_ends_before(ask: Any) -> None:
    with pytest.warns(UserWarning, match="the record ends on .*, before 2090-01-01"):
        ask(real(), "2090-01-01")


def test_the_table_of_signatures_has_dates_as_exact_as_they_are_known() -> None:
    record = real()
    with pytest.warns(UserWarning, match="further authors of XLM-R"):
        chart = charts.signatures(record, record.people, ["XLM-R", "LLaMA"])
    days = chart.shown.table.groupby("list")["day"].unique().map(list).to_dict()
    assert days == {"XLM-R (part)": ["2019-11"], "LLaMA": ["2023-02-24"]}


def test_signatures_draws_a_list_once_however_often_it_is_named() -> None:
    people = real().authors("llama1")
    once, twice = (
        charts.signatures(real(), people, lists) for lists in (["llama1"], ["LLaMA", "llama1"])
    )
    assert twice.shown.table.equals(once.shown.table)


def test_signatures_takes_papers_and_lists_by_any_spelling() -> None:
    record, people = real(), ["Susan Zhang", "Timothee Lacroix"]
    rolls = [byline(record, paper) for paper in ("llama1", "opt")]
    drawn = untyped.signatures(record, people, ["LLaMA", "opt"]).shown.table
    assert drawn.equals(charts.signatures(record, people, rolls).shown.table)
    own = untyped.Roll("mine", ("Susan Zhang",), "report", "Meta", "The article")
    assert untyped.signatures(record, people, [own]).shown.table["list"].tolist() == ["mine"]
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"people": ("Susan Chang",)}, "no person 'Susan Chang'; did you mean 'susan-zhang'"),
        ({"source_id": "artikle"}, "no source 'artikle'"),
    ]
    for wrong, told in wrongs:
        with pytest.raises(UnknownError, match=re.escape(told)):
            untyped.signatures(record, people, [replace(own, **wrong)])


def test_show_says_that_it_takes_the_chart() -> None:
    with pytest.raises(TypeError, match="show takes a chart of `charts`, not its figure"):
        untyped_show(a_chart().figure, id="fig-x", title="T", caption="C", alt="A")


def test_models_are_found_by_name() -> None:
    record = real()
    assert record.find("model", "LLaMA 65B") == record.find("model", "llama-65b")


def test_a_chart_of_an_earlier_record_names_its_own_day_once() -> None:
    earlier = real().as_of("2023-06-01")
    chart = untyped.departures(earlier, "LLaMA", "report", "x")
    assert repr(chart).endswith("as of 2023-06-01") and len(chart.views) == 1


@pytest.mark.parametrize(
    "ask",
    [lambda r: charts.verdicts(r), lambda r: Sources(r), lambda r: untyped_card("some-claim")],
)
def test_what_is_no_ledger_and_no_claim_is_told(ask: Any) -> None:
    with pytest.raises(TypeError, match=r"takes (a ledger|claims)"):
        ask(real())


def test_a_chapter_on_a_record_before_its_paper_says_so() -> None:
    with pytest.raises(ValueError, match="LLaMA was not out by 2023-02-01"):
        authors(real().as_of("2023-02-01"))


def test_one_text_is_one_thing_in_every_list() -> None:
    record = real()
    chart = untyped.training_length(record, "LLaMA 65B", "OPT-175B", "PaLM 540B")
    assert len(chart.shown.table) == 3
    untyped.migration(record, "Armand Joulin", "Meta", "2023-02-24", "2023-09-05", also="report")


def test_a_list_of_which_the_record_has_a_part_is_marked_and_one_it_lacks_is_left_out() -> None:
    people = real().authors("mixtral")
    with pytest.warns(UserWarning) as warned:
        chart = charts.signatures(real(), people, ["mixtral", "palm", "mistral7b"])
    told = {str(one.message) for one in warned}
    assert told == {
        "the record lists no authors of PaLM: it is left out",
        "the record does not list 22 further authors of Mixtral",
    }
    assert {one.filename for one in warned} == {__file__}
    assert set(chart.shown.table["list"]) == {"Mixtral (part)", "Mistral 7B"}
    assert chart.shown.figure.layout.xaxis.ticktext == ("Mixtral (part)", "Mistral 7B")

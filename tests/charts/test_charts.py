"""Every chart: its marks agree with its table, its texts are texts, and any exodus can be drawn."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from afterllama import charts
from afterllama.chapters.authors import authors
from afterllama.charts import Chart, Citation, View
from afterllama.charts.base import Steps
from afterllama.charts.theme import COLOURS
from afterllama.loading.folder import load
from afterllama.record.cited_sources import cite
from afterllama.record.record import Record
from afterllama.tables.schema import Reading
from chart_views import MARKUP, rows_marked, texts, traces
from records import change, copied, day, exodus, proof, real

NAMES = ("departures", "counts", "course", "mentions", "pairs")
READINGS = ("report", "record")


def draw(name: str, record: Record, paper: str, groups: Any) -> Chart:
    """One chart of a paper's authors."""
    report, last = record.day("report"), record.package.record_date
    makers: dict[str, Callable[[], Chart]] = {
        "departures": lambda: charts.departures(record, paper, report, "report"),
        "counts": lambda: charts.published_counts(
            record, paper, report, {"The record": lambda known: known.tally(paper, report)}
        ),
        "course": lambda: charts.departure_counts(record, paper, last, report, "report"),
        "mentions": lambda: charts.sources_on_people(
            record, record.authors(paper), record.employer_of(paper), groups
        ),
        "pairs": lambda: charts.colleagues(record, paper, last, report, "report"),
    }
    return makers[name]()


def of_the_book(name: str, record: Record) -> Chart:
    """One chart of the LLaMA paper's authors."""
    chapter = authors(record)
    return draw(name, record, "llama1", chapter.groups)


def of_another(name: str, folder: Path) -> Chart:
    """One chart of a small exodus of invented people."""
    groups = [("The press", lambda p: p.basis == "press"), ("Code", lambda p: p.basis == "commit")]
    return draw(name, load(exodus(folder)), "tides", groups)


@cache
def drawn(name: str) -> Chart:
    """One chart of this repository's record."""
    return of_the_book(name, real())


def view(name: str, reading: str) -> View:
    """That chart as of one reading date."""
    return drawn(name).views[reading]


def check_agreement(shown: View) -> None:
    """Hold every mark against its row of the table, and every row has a mark."""
    assert rows_marked(shown) == list(range(len(shown.table)))


def check_people(shown: View) -> None:
    """Hold the person of every mark against the name in its row of the table."""
    for trace in traces(shown):
        people = trace.get("meta", {}).get("people")
        if not isinstance(people, list):
            continue
        assert len(people) == len(trace["x"])
        assert {person for person in people if person} <= set(shown.people)
        for person, row in zip(people, trace.get("customdata", []), strict=False):
            assert shown.people[person] == shown.table["person"].iloc[row]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", NAMES)
def test_every_mark_agrees_with_its_row_of_the_table(name: str, reading: str) -> None:
    check_agreement(view(name, reading))
    check_people(view(name, reading))


@pytest.mark.parametrize("name", ["departures", "mentions"])
def test_a_chart_of_people_tells_whose_each_mark_is(name: str) -> None:
    shown = view(name, "record")
    marked = {
        person
        for trace in traces(shown)
        for person in trace.get("meta", {}).get("people", [])
        if person
    }
    assert marked == set(shown.people) == set(real().authors("llama1"))


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_has_labels_for_its_columns_and_its_sources(name: str, reading: str) -> None:
    shown = view(name, reading)
    assert list(shown.labels) == list(shown.table.columns)
    assert all(label[0].isupper() for label in shown.labels.values())
    assert shown.sources == tuple(sorted(set(shown.sources), key=shown.sources.index))
    assert {s.id for s in shown.sources} <= set(real().data["sources"]["source_id"])
    assert all(s.url.startswith("http") for s in shown.sources)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_table_holds_texts_without_markup_and_whole_numbers(name: str, reading: str) -> None:
    for row in view(name, reading).table.to_numpy(dtype=object).tolist():
        for cell in row:
            assert type(cell) in (str, int)
            assert not re.search(r"<\w+>|&\w+;", str(cell))


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_data_of_a_figure_are_plain_lists_that_json_can_hold(name: str, reading: str) -> None:
    text = view(name, reading).figure.to_json()
    assert "bdata" not in text
    json.loads(text, parse_constant=pytest.fail)  # no NaN


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_drawn_twice_is_the_same(name: str) -> None:
    again = of_the_book(name, load())
    for reading, shown in drawn(name).views.items():
        assert again.views[reading].figure.to_json() == shown.figure.to_json()
        assert again.views[reading].table.equals(shown.table)
        assert again.views[reading].sources == shown.sources


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_can_be_drawn_of_another_exodus(name: str, tmp_path: Path) -> None:
    chart = of_another(name, tmp_path)
    for shown in chart.views.values():
        check_agreement(shown)
        check_people(shown)
        assert "Meta" not in shown.figure.to_json()
    assert chart.shown.sources


# What changes with the reading date, and what does not ------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_read_on_the_reports_day_shows_only_what_was_public_on_it(name: str) -> None:
    then, now = view(name, "report"), view(name, "record")
    assert len(then.table) < len(now.table)
    sources = real().rows("sources")
    later = {s.id for s in now.sources} - {s.id for s in then.sources}
    assert later
    dates = sources.loc[[s.id for s in then.sources], "date"]
    assert max(dates[dates != ""]) <= "2023-09-05"


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_has_the_same_axes_on_both_reading_dates(name: str) -> None:
    then, now = (json.loads(view(name, r).figure.to_json())["layout"] for r in READINGS)
    assert then["xaxis"] == now["xaxis"]
    if name != "departures":  # whose rows are grouped by what is known
        assert then["yaxis"] == now["yaxis"]
    assert view(name, "report").height == view(name, "record").height


@pytest.mark.parametrize("name", ["departures", "course", "pairs"])
def test_time_after_the_reading_date_is_shaded(name: str) -> None:
    def shaded(reading: str) -> list[str]:
        shapes = view(name, reading).figure.layout.shapes
        return [shape.x0 for shape in shapes if shape.type == "rect"]

    unsought = ["2025-05-26"] * (name == "departures")
    assert (shaded("report"), shaded("record")) == (["2023-09-05"], unsought)


def test_later_employers_stand_in_the_order_of_the_stays() -> None:
    """A paper that came out after a move labels no employer as the newer one."""
    notes = view("departures", "record").figure.layout.annotations
    grave = [note.text for note in notes if note.name == "edouard-grave"]
    assert grave == ["Apple", "Kyutai"]


def storyline() -> Chart:
    """The storyline of this repository's record."""
    record = real()
    return charts.storyline(record, ["opt", "llama1"], record.day("report"), "the report")


@pytest.mark.parametrize("name", ["departures", "storyline"])
def test_strips_end_in_a_band_of_days_for_which_nothing_was_looked_for(name: str) -> None:
    """It begins with the last published count, and reaches past all that is drawn."""
    chart = drawn(name) if name in NAMES else storyline()
    layout = chart.views["record"].figure.layout
    band = max((s for s in layout.shapes if s.type == "rect"), key=lambda s: s.x1)
    assert band.x0 == str(real().sought) == "2025-05-26"
    assert band.x1 >= layout.xaxis.range[1]
    words = [note.text.replace("<br>", " ") for note in layout.annotations]
    assert "not looked for after 26 May 2025" in words
    before = chart.views["report"].figure.layout
    assert not any("not looked for" in note.text for note in before.annotations)


def test_views_that_would_make_a_page_jump_are_refused() -> None:
    one, other = view("pairs", "report"), view("pairs", "record")
    with pytest.raises(ValueError, match="differ in their columns or heights"):
        Chart({"report": one, "record": replace(other, height=9)}, drawn("pairs").readings)


# Text that stays text ---------------------------------------------------------------------------


def categories(layout: dict[str, Any]) -> Iterator[str]:
    """Names of rows and columns that plotly would write as they are."""
    for name in ("xaxis", "yaxis"):
        axis = layout.get(name, {})
        if "ticktext" not in axis:
            yield from axis.get("categoryarray", [])


@pytest.fixture(scope="module")
def marked_up(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The record with markup in a person's, an organization's and a source's name."""
    folder = copied(tmp_path_factory.mktemp("markup"))
    change(folder, "people", "armand-joulin", name=MARKUP)
    change(folder, "organizations", "apple", name=f"{MARKUP} Ltd")
    change(folder, "sources", "article", label=f"A {MARKUP}")
    change(folder, "counts", "article-p09", statement=f"Half {MARKUP}.")
    change(folder, "evidence", "armand-joulin-meta-1", statement=f"Left {MARKUP}.")
    return load(folder)


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_the_data_is_drawn_as_text(name: str, marked_up: Record) -> None:
    for reading, view in of_the_book(name, marked_up).views.items():
        figure = json.loads(view.figure.to_json())
        figure["layout"].pop("template")
        for note in [*figure["layout"].get("annotations", []), *view.narrow.get("annotations", [])]:
            note.pop("name", None)  # an identifier, which is not drawn
        shown = [*texts(figure), *categories(figure["layout"]), *texts(view.narrow)]
        assert not [text for text in shown if "<img" in text], reading
        if name != "pairs":  # which shows numbers alone
            assert any("&lt;img" in text for text in shown), reading
        check_agreement(view)


# What single charts show ------------------------------------------------------------------------


def test_departures_show_all_evidence_on_the_authors_from_the_papers_day_on() -> None:
    table = view("departures", "record").table
    record = real()
    expected = sum(
        p.span.dated and p.span.last >= day("2023-02-24")
        for person in record.authors("llama1")
        for p in record.evidence(person)
    )
    assert len(table) == expected
    hambro = table.query("person == 'Eric Hambro'")
    assert hambro["date"].tolist().count("2023-11-16") == 1
    assert set(table.query("confidence == 'low'")["decides"]) == {"no"}
    # Evidence whose confidence would do, but that announces instead of placing.
    announced, held = (
        proof("mistral-ai", "2023-06-01", assertion=how) for how in ("announced", "at")
    )
    assert (record.decides(announced), record.decides(held)) == (False, True)


@pytest.mark.parametrize("name", ["departures", "mentions"])
def test_what_the_article_alone_says_begins_with_its_name(name: str) -> None:
    shown = view(name, "record")
    told = shown.table["statement"].str.contains("By the article: ")
    source = shown.table["source"].str.contains(cite(real(), ["article"])[0].text, regex=False)
    assert (told == source).all() and told.any()
    hovers = [text for trace in traces(shown) for text in trace.get("hovertext") or ()]
    assert any("By the article: Left in May 2023." in text.replace("<br>", " ") for text in hovers)


def test_counts_show_the_published_ones_by_date_and_then_the_records_own() -> None:
    table = view("counts", "record").table
    assert table["kind"].tolist() == ["reported"] * 6 + ["inferred"]
    assert table.query("kind == 'reported'")["date"].is_monotonic_increasing
    assert table[["date", "least", "most"]].iloc[-1].tolist() == ["2023-09-05", 6, 6]


def test_the_course_begins_with_nobody_gone_and_ends_at_the_record_date() -> None:
    computed = view("course", "record").table.query("kind == 'inferred'")
    assert computed[["date", "least", "most"]].iloc[0].tolist() == ["2023-02-24", 0, 0]
    assert computed["date"].iloc[-1] == "2026-11-26"
    assert computed.set_index("date").loc["2023-09-05", ["least", "most"]].tolist() == [6, 6]


def test_every_published_count_is_named_where_it_stands() -> None:
    record = real()
    chart = charts.departure_counts(
        record, "llama1", day("2025-05-26"), record.day("report"), "report"
    )
    notes = {
        name: [a.text for a in v.figure.layout.annotations[1:]] for name, v in chart.views.items()
    }
    assert notes["record"] == [
        "Business Insider, May 2025: 11",
        "Wall Street Journal, June 2023: 6",
        "The article, September 2023: 7 (P09) and 8 to 14 (P01, P13)",
        "TMTPost, September 2023: 7",
    ]
    assert notes["report"] == notes["record"][1:3]


def test_pairs_begin_with_all_of_them() -> None:
    table = view("pairs", "record").table.set_index("day")
    assert table.loc["2023-02-24"].tolist() == [91, 91, 91]
    assert table.loc["2023-09-05"].tolist() == [34, 35, 91]


def test_mentions_tell_who_says_what_and_leave_silence_blank() -> None:
    table = view("mentions", "record").table
    says = {(r.person, r.group): r.says for r in table.itertuples()}
    groups = list(dict.fromkeys(table["group"]))
    article = next(g for g in groups if "article" in g)
    assert says["Armand Joulin", article] == "had left"
    assert says["Edouard Grave", article] == "still there"
    assert says["Marie-Anne Lachaux", article] == "both"
    assert ("Eric Hambro", article) not in says


# The call that shows a figure -------------------------------------------------------------------

WORDS: dict[str, Any] = {
    "id": "fig-few",
    "title": "Few",
    "caption": "How to read.",
    "alt": "Two dots.",
}


def few(**other: Any) -> Chart:
    """A small chart on one reading date, with signs that mean something in HTML."""
    given: dict[str, Any] = {
        "figure": go.Figure(go.Scatter(x=[1, 2], y=["a<b", "c&d"])),
        "table": pd.DataFrame({"n": [1, 2], "what": ["a<b", "c&d"]}),
        "labels": {"n": "Number", "what": "What"},
        "sources": (Citation("gazette", "The gazette", "https://example.org/?a=1&b=2"),),
        "height": 300,
        "narrow_height": 400,
    }
    reading = Reading(date(2021, 2, 3), "that day")
    return Chart({"record": View(**given | other)}, {"record": reading})


#: What is given to a notebook's display, and how.
Shown = list[tuple[Any, dict[str, Any]]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What is given to the notebook's display."""
    found: Shown = []
    for name in ("shown.figures", "charts.notebook_figure"):
        module = importlib.import_module(f"afterllama.{name}")
        monkeypatch.setattr(module, "display", lambda what, **how: found.append((what, how)))
    monkeypatch.setattr(module.pio.renderers, "default", "")
    monkeypatch.delenv("AFTERLLAMA_BOOK", raising=False)
    return found


@pytest.fixture
def in_book(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The same in a build of the book."""
    monkeypatch.setenv("AFTERLLAMA_BOOK", "1")
    return shown


@pytest.mark.parametrize(
    ("other", "words", "lacks"),
    [
        ({}, {"id": ""}, "lacks id"),
        ({}, {"title": " "}, "lacks title"),
        ({}, {"caption": ""}, "lacks caption"),
        ({}, {"alt": ""}, "lacks alt"),
        ({"sources": ()}, {}, "lacks sources"),
        ({"table": pd.DataFrame({"n": [], "what": []})}, {}, "lacks table"),
        ({"sources": ()}, {"title": "", "alt": ""}, "lacks title, alt, sources"),
        ({}, {"id": "few"}, "an id must be fig-"),
        ({}, {"id": "fig-Few"}, "an id must be fig-"),
        ({}, {"id": "fig-few dots"}, "an id must be fig-"),
    ],
)
def test_a_figure_that_lacks_something_is_refused(
    shown: list[Any], other: dict[str, Any], words: dict[str, str], lacks: str
) -> None:
    with pytest.raises(ValueError, match=lacks):
        show(few(**other), **WORDS | words)
    assert shown == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"id": 5}, "id=, and not 5"),
        ({"title": None}, "title=, and not None"),
        ({"caption": {"record": ["a"]}}, r"caption=, and not \['a'\]"),
        ({"alt": 1.5}, "alt=, and not 1.5"),
    ],
)
def test_a_figure_with_something_else_than_texts_is_refused(
    shown: list[Any], words: dict[str, Any], told: str
) -> None:
    with pytest.raises(TypeError, match=f"show takes a text as {told}"):
        show(few(), **WORDS | words)
    assert shown == []


def show(chart: Chart, **words: Any) -> None:
    """Show a figure by the package's call."""
    importlib.import_module("afterllama.shown.figures").show(chart, **words)


def test_labels_that_are_not_the_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="labels must name the columns"):
        few(labels={"what": "What", "n": "Number"})


def test_in_the_book_a_figure_is_one_script_with_all_that_is_under_it(in_book: Shown) -> None:
    show(few(narrow={"yaxis.visible": False}), **WORDS)
    ((bundle, how),) = in_book
    assert how == {"raw": True}
    assert bundle["text/plain"] == "Few"
    begin, end = '<script type="application/vnd.afterllama.figure+json">', "</script>"
    body = bundle["text/html"].removeprefix(begin).removesuffix(end)
    assert bundle["text/html"] == f"{begin}{body}{end}"
    assert not set(body) & set("<>&\u2028\u2029")
    payload = json.loads(body)
    assert payload["id"] == "fig-few"
    assert payload["sources"] == [
        {"id": "gazette", "text": "The gazette", "url": "https://example.org/?a=1&b=2"}
    ]
    assert payload["columns"] == [
        {"name": "n", "label": "Number", "kind": "number"},
        {"name": "what", "label": "What", "kind": "text"},
    ]
    assert payload["height"] == {"wide": 300, "narrow": 400}
    (shown_view,) = payload["views"]
    assert {
        key: shown_view[key] for key in ("day", "date", "reading", "title", "caption", "alt")
    } == {
        "day": "2021-02-03",
        "date": "3 Feb 2021",
        "reading": "that day",
        "title": "Few",
        "caption": "How to read.",
        "alt": "Two dots.",
    }
    assert shown_view["rows"] == [[1, "a<b"], [2, "c&d"]]
    assert shown_view["narrow"] == {"layout": {"yaxis.visible": False}, "data": {}}
    assert shown_view["steps"] is None
    assert shown_view["figure"]["data"][0]["y"] == ["a<b", "c&d"]


def payload(chart: Chart, shown: list[Any], **words: Any) -> dict[str, Any]:
    """What the call gives to the page."""
    show(chart, **WORDS | words)
    found: dict[str, Any] = json.loads(re.sub(r"</?script[^>]*>", "", shown[-1][0]["text/html"]))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_figures_payload_repeats_its_table(name: str, in_book: Shown) -> None:
    views = payload(drawn(name), in_book)["views"]
    assert [v["day"] for v in views] == ["2023-09-05", "2026-11-26"]
    for held, given in zip(drawn(name).views.values(), views, strict=True):
        assert given["rows"] == held.table.to_numpy().tolist()


@pytest.mark.parametrize("name", NAMES)
def test_a_figures_payload_has_no_colour_but_the_pages(name: str, in_book: Shown) -> None:
    for given in payload(drawn(name), in_book)["views"]:
        text = json.dumps([given["figure"], given["narrow"]])
        assert set(re.findall(r"#[0-9a-f]{6}\b", text)) == set()
        names = set(re.findall(r"var\(--al-(\w+)\)", text))
        assert names and names <= set(COLOURS)


def test_words_may_differ_by_reading_date(in_book: Shown) -> None:
    given = payload(drawn("pairs"), in_book, title={"report": "Then", "record": "Now"})
    assert [v["title"] for v in given["views"]] == ["Then", "Now"]
    assert [v["alt"] for v in given["views"]] == ["Two dots."] * 2


@pytest.mark.parametrize("title", [{"record": "Now"}, {"record": "Now", "then": "Then"}])
def test_words_for_no_reading_date_are_refused(shown: list[Any], title: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="fig-few: lacks words for the reading date 'report'"):
        show(drawn("pairs"), **WORDS | {"title": title})
    assert shown == []


def moving(**other: Any) -> Chart:
    """A small chart that can be read on three days."""
    looks = tuple(({"marker.size": size, "visible": True},) for size in (5, 5, 9))
    days = tuple(date(2021, month, 1) for month in (1, 2, 3))
    return few(steps=Steps(days, 1, looks), **other)


def test_a_figure_with_steps_tells_the_page_what_changes(in_book: Shown) -> None:
    (given,) = payload(moving(), in_book)["views"]
    assert given["steps"] == {
        "labels": ["January 2021", "February 2021", "March 2021"],
        "start": 1,
        "changes": [{"0": {"marker.size": 5, "visible": True}}, {}, {"0": {"marker.size": 9}}],
    }


def test_outside_the_book_a_figure_with_steps_has_plotlys_slider(shown: Shown) -> None:
    show(moving(), **WORDS)
    figure = shown[1][0]
    (slider,) = figure.layout.sliders
    assert [step.args[0] for step in slider.steps] == [(frame.name,) for frame in figure.frames]
    assert slider.active == 1
    assert [frame.data[0].marker.size for frame in figure.frames] == [5, 5, 9]


def test_outside_the_book_the_plotly_figure_is_shown_between_its_words(shown: Shown) -> None:
    chart = few()
    show(chart, **WORDS)
    title, figure, caption, folded = (what for what, _ in shown)
    assert "<strong>Few</strong>" in title.data
    assert figure.data[0].x == chart.shown.figure.data[0].x
    assert figure.layout.title.text is None
    assert ">How to read.<" in caption.data
    assert "<td>a&lt;b</td>" in folded.data
    assert 'download="fig-few.csv"' in folded.data
    assert '<a href="https://example.org/?a=1&amp;b=2">The gazette</a>' in folded.data


def test_a_relay_is_cited_as_the_original_as_relayed() -> None:
    relayed = [s for s in view("counts", "record").sources if "as relayed by" in s.text]
    data = real().data["sources"].set_index("source_id")
    assert relayed
    for source in relayed:
        row = data.loc[source.id]
        assert f"({row['relays']}, as relayed by {row['publisher']})" in source.text


def test_an_organization_has_the_same_colour_in_every_figure() -> None:
    record, base = real(), importlib.import_module("afterllama.charts.base")
    shades = {place: base.shade(record, place) for place in set(record.employers.values())}
    coloured = record.data["organizations"].query("parent_id == ''").dropna(subset=["slot"])
    own = [shades[place] for place in coloured["organization_id"]]
    assert len(set(own)) == len(own)
    apple = next(
        a for a in view("departures", "record").figure.layout.annotations if "Google" in a.text
    )
    assert apple.font.color == shades["google"]


def test_the_words_of_a_marked_day_are_drawn_as_text() -> None:
    report = real().day("report")
    chart = charts.departure_counts(real(), "llama1", report, report, "<i>report</i>")
    assert chart.shown.figure.layout.annotations[0].text == "&lt;i&gt;report&lt;/i&gt;"


def test_a_marked_day_stands_where_it_is() -> None:
    shapes = view("course", "record").figure.layout.shapes
    assert [s.x0 for s in shapes if s.type == "line"] == [date(2023, 9, 5).isoformat()]

"""Every chart: its marks agree with its table, its texts are texts, and any exodus can be drawn."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from afterllama import charts
from afterllama.chapters.authors import authors
from afterllama.charts import Chart, Citation
from afterllama.loading import load
from afterllama.record import Record
from records import change, copied, day, exodus, real

NAMES = ("departures", "counts", "course", "mentions", "migration", "pairs")
MARKUP = "<img src=x onerror=alert(1)>"
#: Properties whose text plotly reads as markup.
READ_AS_MARKUP = {"text", "hovertext", "ticktext", "name", "title", "label"}


def draw(name: str, record: Record, paper: str, groups: Any) -> Chart:
    """One chart of a paper's authors."""
    report, last = record.day("report"), record.package.record_date
    makers: dict[str, Callable[[], Chart]] = {
        "departures": lambda: charts.departures(record, paper, report, "report"),
        "counts": lambda: charts.counts(
            record, paper, [("The record", report, record.tally(paper, report))]
        ),
        "course": lambda: charts.course(record, paper, last, report, "report"),
        "mentions": lambda: charts.mentions(
            record, record.authors(paper), record.employer_of(paper), groups
        ),
        "migration": lambda: charts.migration(
            record, paper, [record.paper_day(paper), report], report
        ),
        "pairs": lambda: charts.pairs(record, paper, last, report, "report"),
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


def traces(chart: Chart) -> Iterator[dict[str, Any]]:
    """The traces of a chart as the page has them, those of its frames among them."""
    figure = json.loads(chart.figure.to_json())
    yield from figure["data"]
    for frame in figure.get("frames", []):
        yield from frame["data"]


def check_agreement(chart: Chart) -> None:
    """Hold every mark against the row of the table that it is made from."""
    seen: set[int] = set()
    for trace in traces(chart):
        if "columns" not in trace.get("meta", {}):
            continue
        rows = trace["customdata"]
        seen |= set(rows)
        for key, column in trace["meta"]["columns"].items():
            values = [unescape(v) for v in trace[key]] if key == "text" else trace[key]
            assert values == chart.table[column].iloc[rows].tolist()
        for key in ("x", "y", "hovertext"):
            assert len(trace[key]) == len(rows)
    subjects = "person" if "since" in chart.labels else chart.table.columns[0]
    assert set(chart.table[subjects].iloc[sorted(seen)]) == set(chart.table[subjects])


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_agrees_with_its_row_of_the_table(name: str) -> None:
    check_agreement(drawn(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_has_labels_for_its_columns_and_its_sources(name: str) -> None:
    chart = drawn(name)
    assert list(chart.labels) == list(chart.table.columns)
    assert all(label[0].isupper() for label in chart.labels.values())
    assert chart.sources == tuple(sorted(set(chart.sources), key=chart.sources.index))
    assert {s.id for s in chart.sources} <= set(real().data["sources"]["source_id"])
    assert all(s.url.startswith("http") for s in chart.sources)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_holds_texts_without_markup_and_whole_numbers(name: str) -> None:
    for row in drawn(name).table.to_numpy(dtype=object).tolist():
        for cell in row:
            assert type(cell) in (str, int)
            assert not re.search(r"<\w+>|&\w+;", str(cell))


@pytest.mark.parametrize("name", NAMES)
def test_the_data_of_a_figure_are_plain_lists_that_json_can_hold(name: str) -> None:
    text = drawn(name).figure.to_json()
    assert "bdata" not in text
    json.loads(text, parse_constant=pytest.fail)  # no NaN


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_drawn_twice_is_the_same(name: str) -> None:
    again = of_the_book(name, load())
    assert again.figure.to_json() == drawn(name).figure.to_json()
    assert again.table.equals(drawn(name).table)
    assert again.sources == drawn(name).sources


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_can_be_drawn_of_another_exodus(name: str, tmp_path: Path) -> None:
    chart = of_another(name, tmp_path)
    check_agreement(chart)
    assert chart.sources
    assert "Meta" not in chart.figure.to_json()


def texts(value: Any, key: str = "") -> Iterator[str]:
    """All texts of a figure that plotly reads as markup."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, name if name != "text" or not key.endswith("meta") else "")
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, str) and key in READ_AS_MARKUP:
        yield value


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
    chart = of_the_book(name, marked_up)
    figure = json.loads(chart.figure.to_json())
    figure["layout"].pop("template")
    shown = [*texts(figure), *categories(figure["layout"])]
    assert not [text for text in shown if "<img" in text]
    if name != "pairs":  # which shows numbers alone
        assert any("&lt;img" in text for text in shown)
    check_agreement(chart)


# What single charts show ------------------------------------------------------------------------


def test_departures_show_all_evidence_on_the_authors_from_the_papers_day_on() -> None:
    table = drawn("departures").table
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
    assert "no" in set(table.query("confidence == 'medium'")["decides"])


def test_counts_show_the_published_ones_by_date_and_then_the_records_own() -> None:
    table = drawn("counts").table
    assert table["kind"].tolist() == ["published"] * 6 + ["computed"]
    assert table.query("kind == 'published'")["date"].is_monotonic_increasing
    assert table[["date", "least", "most"]].iloc[-1].tolist() == ["2023-09-05", 6, 6]


def test_the_course_begins_with_nobody_gone_and_ends_at_the_record_date() -> None:
    computed = drawn("course").table.query("kind == 'computed'")
    assert computed[["date", "least", "most"]].iloc[0].tolist() == ["2023-02-24", 0, 0]
    assert computed["date"].iloc[-1] == "2026-11-23"
    assert computed.set_index("date").loc["2023-09-05", ["least", "most"]].tolist() == [6, 6]


def test_pairs_begin_with_all_of_them() -> None:
    table = drawn("pairs").table.set_index("day")
    assert table.loc["2023-02-24"].tolist() == [91, 91, 91]
    assert table.loc["2023-09-05"].tolist() == [34, 34, 91]


def test_mentions_tell_who_says_what_and_leave_silence_blank() -> None:
    table = drawn("mentions").table
    says = {(r.person, r.group): r.says for r in table.itertuples()}
    groups = list(dict.fromkeys(table["group"]))
    article = next(g for g in groups if "article" in g)
    assert says["Armand Joulin", article] == "gone"
    assert says["Edouard Grave", article] == "still there"
    assert says["Marie-Anne Lachaux", article] == "both at once"
    assert ("Eric Hambro", article) not in says


def test_the_migration_has_a_frame_and_a_step_for_every_day() -> None:
    figure = drawn("migration").figure
    slider = figure.layout.sliders[0]
    assert [f.name for f in figure.frames] == ["2023-02-24", "2023-09-05"]
    assert [step.args[0][0] for step in slider.steps] == [f.name for f in figure.frames]
    assert all(len(f.data) == len(figure.data) for f in figure.frames)
    assert figure.frames[slider.active].data == figure.data


def test_the_migration_draws_those_in_doubt_hollow_and_without_a_colour_of_an_employer() -> None:
    # Izacard had left by the report's day, and nothing sure tells where to.
    people = next(t for t in drawn("migration").figure.data if t.meta)
    symbols = dict(zip(people.text, people.marker.symbol, strict=True))
    assert [name for name, symbol in symbols.items() if symbol == "circle-open"] == [
        "Gautier Izacard"
    ]


# The call that shows a figure -------------------------------------------------------------------

WORDS = {"id": "fig-few", "title": "Few", "caption": "How to read.", "alt": "Two dots."}


def few(**other: Any) -> Chart:
    """A small chart, with signs that mean something in HTML."""
    given: dict[str, Any] = {
        "figure": go.Figure(go.Scatter(x=[1, 2], y=["a<b", "c&d"])),
        "table": pd.DataFrame({"n": [1, 2], "what": ["a<b", "c&d"]}),
        "labels": {"n": "Number", "what": "What"},
        "sources": (Citation("gazette", "The gazette", "https://example.org/?a=1&b=2"),),
        "height": 300,
        "narrow_height": 400,
    }
    return Chart(**given | other)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """What is given to the notebook's display."""
    found: list[tuple[Any, dict[str, Any]]] = []
    module = importlib.import_module("afterllama.show")
    monkeypatch.setattr(module, "display", lambda what, **how: found.append((what, how)))
    monkeypatch.delenv("AFTERLLAMA_BOOK", raising=False)
    return found


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
        ({}, {"id": "few"}, "an id is fig-"),
        ({}, {"id": "fig-Few"}, "an id is fig-"),
        ({}, {"id": "fig-few dots"}, "an id is fig-"),
    ],
)
def test_a_figure_that_lacks_something_is_refused(
    shown: list[Any], other: dict[str, Any], words: dict[str, str], lacks: str
) -> None:
    with pytest.raises(ValueError, match=lacks):
        show(few(**other), **WORDS | words)
    assert shown == []


def show(chart: Chart, **words: str) -> None:
    """Show a figure by the package's call."""
    importlib.import_module("afterllama.show").show(chart, **words)


def test_labels_that_are_not_the_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="labels name the columns"):
        few(labels={"what": "What", "n": "Number"})


def test_in_the_book_a_figure_is_one_script_with_all_that_is_under_it(
    shown: list[tuple[Any, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERLLAMA_BOOK", "1")
    show(few(narrow={"yaxis.visible": False}), **WORDS)
    ((bundle, how),) = shown
    assert how == {"raw": True}
    assert bundle["text/plain"] == "Few"
    begin, end = '<script type="application/vnd.afterllama.figure+json">', "</script>"
    body = bundle["text/html"].removeprefix(begin).removesuffix(end)
    assert bundle["text/html"] == f"{begin}{body}{end}"
    assert not set(body) & set("<>&\u2028\u2029")
    payload = json.loads(body)
    assert (payload["id"], payload["alt"]) == ("fig-few", "Two dots.")
    assert (payload["title"], payload["caption"]) == ("Few", "How to read.")
    assert payload["sources"] == [
        {"id": "gazette", "text": "The gazette", "url": "https://example.org/?a=1&b=2"}
    ]
    assert payload["table"] == {
        "columns": [
            {"name": "n", "label": "Number", "kind": "number"},
            {"name": "what", "label": "What", "kind": "text"},
        ],
        "rows": [[1, "a<b"], [2, "c&d"]],
    }
    assert payload["height"] == {"wide": 300, "narrow": 400}
    assert payload["narrow"] == {"yaxis.visible": False}
    assert payload["figure"]["data"][0]["y"] == ["a<b", "c&d"]


@pytest.mark.parametrize("name", NAMES)
def test_a_figures_payload_repeats_its_table(
    name: str, shown: list[tuple[Any, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERLLAMA_BOOK", "1")
    chart = drawn(name)
    show(chart, **WORDS)
    payload = json.loads(re.sub(r"</?script[^>]*>", "", shown[0][0]["text/html"]))
    table = pd.DataFrame(payload["table"]["rows"], columns=list(chart.labels))
    assert table.to_numpy().tolist() == chart.table.to_numpy().tolist()
    assert payload["figure"]["data"] == json.loads(chart.figure.to_json())["data"]


def test_outside_the_book_the_plotly_figure_is_shown_between_its_words(
    shown: list[tuple[Any, dict[str, Any]]],
) -> None:
    chart = few()
    show(chart, **WORDS)
    title, figure, caption, table, sources = (what for what, _ in shown)
    assert title.data == "**Few**"
    assert figure.to_dict()["data"] == chart.figure.to_dict()["data"]
    assert caption.data == "How to read."
    assert "<td>a&lt;b</td>" in table.data
    assert 'download="fig-few.csv"' in table.data
    assert "[The gazette](https://example.org/?a=1&b=2)" in sources.data


def test_a_relay_is_cited_as_the_original_as_relayed() -> None:
    relayed = [s for s in drawn("counts").sources if "as relayed by" in s.text]
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
    apple = next(a for a in drawn("departures").figure.layout.annotations if "Google" in a.text)
    assert apple.font.color == shades["google"]


def test_the_words_of_a_marked_day_are_drawn_as_text() -> None:
    report = real().day("report")
    chart = charts.course(real(), "llama1", report, report, "<i>report</i>")
    assert [a.text for a in chart.figure.layout.annotations] == ["&lt;i&gt;report&lt;/i&gt;"]


def test_a_marked_day_stands_where_it_is() -> None:
    shapes = drawn("course").figure.layout.shapes
    assert [s.x0 for s in shapes] == [date(2023, 9, 5).isoformat()]

"""Rows about people that nothing needs are listed, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from afterllama import charts
from afterllama.charts.base import Chart
from afterllama.charts.theme import known_by
from afterllama.idle import idle, main, unused
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.shown.directory_facts import standing
from records import add, change, copied, day, exodus, real

REPORT, LATER = day("2023-09-05"), day("2025-05-26")


def named(data: Path) -> list[str]:
    """The rows that nothing needs, by their ids."""
    return [proof.evidence_id for proof in idle(load(data))]


def test_the_book_holds_no_idle_row() -> None:
    assert [proof.evidence_id for proof in idle(real())] == []


def test_a_statement_whose_source_no_claim_names_is_listed(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unused(real()) == []
    change(data, "claims", "p06-compute-cause", source_ids="fudzilla|wsj-2023-06|opt-author-page")
    monkeypatch.setenv("AFTERLLAMA_DATA", str(data))
    assert main() == 1
    told = "statements.csv: mensch-talk: no claim names its source\n1 idle rows\n"
    assert capsys.readouterr().out == told


def test_an_event_names_nobody_of_whom_nothing_else_needs_it() -> None:
    """Who leads nothing is named by an event that a claim asks of, or whose source is needed."""
    record = real()
    roles, claims = record.rows("people")["role"], record.data["claims"]
    lists = record.package.chapters["shakeup"]["marks"].values()
    asked = {part for text in claims["arguments"] for part in re.split(r"[=;| ]+", text)}
    shown = {(p.person_id, p.source_id) for p in record.proofs}
    idle_events = [
        (event.event_id, who)
        for event in record.data["events"].itertuples()
        for who in filter(None, event.person_ids.split("|"))
        if roles[who] != "leader" and event.event_id not in asked | set(lists)
        if (who, event.source_id) not in shown
    ]
    assert idle_events == []


def test_a_title_is_told_by_a_source_that_was_read() -> None:
    record = real()
    read = record.rows("sources")["how_read"]
    titles = re.compile(
        r"chief|officer|director|president|\bhead\b|\blead|scientist|engineer|\byears?\b", re.I
    )
    told = [
        (row.source_id, text)
        for table, column in (("evidence", "statement"), ("events", "title"), ("events", "note"))
        for row in record.data[table].itertuples()
        for text in [getattr(row, column)]
        if read[row.source_id] == "not-read" and titles.search(text)
    ]
    assert told == []


#: Rows that nothing needs: what is like them, and what differs.
SPARE: dict[str, tuple[str, dict[str, str]]] = {
    "an earlier word of the story on the same place": (
        "guillaume-lample-mistral-ai-4",
        {"date": "2023-08-01"},
    ),
    "a weaker row that says the same": (
        "moya-chen-meta-1",
        {"basis": "press", "kind": "reported", "confidence": "medium", "source_id": "wsj-2023-06"},
    ),
    "a second proof before the last": (
        "gautier-izacard-meta-2",
        {"date": "2023-03-20", "known_from": "2023-03-20"},
    ),
    "an announcement": ("timothee-lacroix-mistral-ai-3", {"assertion": "announced"}),
    "a second post": ("xian-li-meta-2", {"organization_id": "cmu", "post": "side"}),
    "a word too weak to decide": (
        "hugo-touvron-meta-1",
        {
            "assertion": "left",
            "date": "2025-06-01",
            "known_from": "2025-06-01",
            "confidence": "low",
        },
    ),
}


def test_rows_are_named_that_say_nothing_new(data: Path) -> None:
    for number, (like, other) in enumerate(SPARE.values()):
        add(data, "evidence", like, evidence_id=f"spare-{number}", **other)
    paper = {"paper_id": "again", "short_title": "Again"}
    add(data, "papers", "gemma2", **paper)
    add(data, "versions", "gemma2/first", paper_id="again")
    add(data, "authorships", "gemma2/armand-joulin", paper_id="again")
    found = set(named(data))
    assert found >= {f"spare-{number}" for number in range(len(SPARE))}
    assert len(found) == len(SPARE) + 1
    assert found & {"again:armand-joulin", "gemma2:armand-joulin"}


def test_a_row_is_needed_once_the_stronger_one_is_gone(data: Path) -> None:
    other = SPARE["a weaker row that says the same"][1]
    change(data, "evidence", "moya-chen-meta-1", **other)
    assert named(data) == []


def test_of_two_documents_on_somebody_not_seen_to_leave_the_last_stays(tmp_path: Path) -> None:
    data = exodus(tmp_path)
    change(data, "counts", "gazette-tides", date="2021-03-01", date_precision="day")
    before = named(data)
    like = "ben-oake-north-1"
    later = {"date": "2021-02-05", "known_from": "2021-02-05"}
    add(data, "evidence", like, evidence_id="again", **later)
    assert set(named(data)) - set(before) == {like}


def test_after_the_last_published_count_only_a_verdict_needs_a_row(data: Path) -> None:
    later = {"date": "2025-06-02", "known_from": "2025-06-02"}
    add(data, "evidence", "xian-li-meta-2", evidence_id="late", **later)
    assert named(data) == ["late"]


def test_no_row_about_a_leader_is_listed(tmp_path: Path) -> None:
    data = exodus(tmp_path)
    for person in ("ada-vale", "ben-oake", "cy-moor"):
        change(data, "people", person, role="leader")
    assert named(data) == []


#: What a chart of the book is drawn of.
DRAWN: dict[str, Callable[[Record], Chart]] = {
    "storyline": lambda r: charts.storyline(r, ["opt", "llama1"], REPORT, "the report"),
    "course": lambda r: charts.departure_counts(r, "llama1", LATER, REPORT, "the report"),
    "migration": lambda r: charts.migration(
        r, r.authors("llama1"), "meta", r.paper_day("llama1"), REPORT, [LATER]
    ),
}


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The record with a departure that the book only infers, too weak to decide."""
    data = copied(tmp_path_factory.mktemp("weak"))
    add(
        data,
        "evidence",
        "baptiste-roziere-mistral-ai-2",
        evidence_id="weak",
        person_id="hugo-touvron",
        organization_id="meta",
        assertion="left",
        date="2025-06-01",
        known_from="2025-06-01",
        confidence="low",
    )
    return load(data)


def drawn(chart: Chart) -> list[Any]:
    """The figures of a chart, by reading."""
    return [view.figure.to_plotly_json() for view in chart.views.values()]


@pytest.mark.parametrize("name", DRAWN)
def test_what_does_not_decide_changes_no_chart(name: str, weak: Record) -> None:
    assert str(drawn(DRAWN[name](weak))) == str(drawn(DRAWN[name](real())))


def test_what_does_not_decide_is_no_cross_and_no_entry_of_a_legend(weak: Record) -> None:
    def crosses(record: Record) -> list[tuple[str, bool, int]]:
        figure = charts.departures(record, "llama1", REPORT, "the report").shown.figure
        return [(t.name, t.showlegend, len(t.x)) for t in figure.data if "had left" in str(t.name)]

    assert crosses(weak) == crosses(real())
    assert not any(shown for name, shown, _ in crosses(weak) if known_by("inferred") in name)


def test_what_does_not_decide_is_no_lead(weak: Record) -> None:
    assert standing(weak, "hugo-touvron") == standing(real(), "hugo-touvron")

"""The data as one database: the same record, the same bytes, and the queries of the page."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chapter_runs
import pandas as pd
import pytest
from afterllama import judge
from afterllama.network.graphs import moves
from afterllama.record.record import Record
from afterllama.shown import corrections
from afterllama.shown.downloads import exports
from afterllama.shown.downloads.sqlite_export import database
from records import BOOK, DATA, ROOT, real

RECORD = real()
LEDGER = judge(RECORD)
(FILE,) = [file for file in exports.files(LEDGER, DATA) if file.name.endswith(".sqlite")]
PROSE = chapter_runs.read(BOOK / "data.ipynb").prose
QUERIES = re.findall(r"```\{code-block\} sql\n(.*?)```", PROSE, re.S)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The database as a reader opens it: a file."""
    path: Path = tmp_path_factory.mktemp("sqlite") / FILE.name
    path.write_bytes(FILE.content)
    opened = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    yield opened
    opened.close()


def rows(base: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """What a query answers."""
    return base.execute(query).fetchall()


def test_the_file_is_sound_and_every_reference_leads_somewhere(base: sqlite3.Connection) -> None:
    assert rows(base, "PRAGMA integrity_check") == [("ok",)]
    assert rows(base, "PRAGMA foreign_key_check") == []
    references = [
        row
        for (name,) in rows(base, "SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in rows(base, f"PRAGMA foreign_key_list({name})")
    ]
    assert len(references) > 50


def test_every_table_holds_what_the_record_holds(base: sqlite3.Connection) -> None:
    for table in RECORD.package.tables.values():
        columns = [column.name for column in table.columns]
        named = ", ".join(f'"{name}"' for name in columns)
        found = rows(base, f"SELECT {named} FROM {table.name}")
        frame = RECORD.data[table.name][columns].astype(object)
        wanted = frame.where(frame.notna() & (frame != ""), None)
        assert found == [tuple(row) for row in wanted.to_numpy().tolist()], table.name


def test_numbers_are_numbers_and_blanks_are_null(base: sqlite3.Connection) -> None:
    kinds = rows(base, "SELECT DISTINCT typeof(score), typeof(shots) FROM benchmarks")
    assert {one for one, _ in kinds} == {"real"}
    assert {one for _, one in kinds} <= {"integer", "null"}
    assert rows(base, "SELECT COUNT(*) FROM people WHERE note = ''") == [(0,)]
    assert rows(base, "SELECT DISTINCT typeof(equal) FROM authorships") == [("integer",)]


def test_each_value_of_a_list_has_a_row(base: sqlite3.Connection) -> None:
    events = RECORD.data["events"]
    wanted = [
        (row.event_id, place, person)
        for row in events.itertuples()
        for place, person in enumerate(filter(None, row.person_ids.split("|")), 1)
    ]
    found = rows(base, "SELECT event_id, place, value FROM events_person_ids")
    assert sorted(found) == sorted(wanted) and len(wanted) > 10
    lists = [
        f"{table.name}_{column.name}"
        for table in RECORD.package.tables.values()
        for column in table.columns
        if column.separator
    ]
    named = {name for (name,) in rows(base, "SELECT name FROM sqlite_master")}
    assert set(lists) <= named


def test_ledger_graph_and_log_are_those_of_the_other_files(base: sqlite3.Connection) -> None:
    wanted = [(claim.id, claim.verdict) for claim in LEDGER]
    assert rows(base, "SELECT claim, verdict FROM ledger") == wanted
    graph = exports.migration_graph(RECORD)
    assert rows(base, "SELECT COUNT(*) FROM nodes") == [(len(graph),)]
    assert rows(base, "SELECT COUNT(*) FROM edges") == [(graph.number_of_edges(),)]
    log = corrections.read(ROOT, RECORD)
    assert rows(base, "SELECT COUNT(*) FROM corrections") == [(len(log),)]


def test_the_file_says_what_it_is_and_what_each_column_means(base: sqlite3.Connection) -> None:
    about = dict(rows(base, "SELECT name, value FROM about"))
    assert about["version"] == RECORD.package.document["version"]
    assert about["record_date"] == RECORD.package.record_date.isoformat()
    assert "creativecommons.org" in about["licence"]
    told = set(rows(base, 'SELECT "table", "column" FROM columns'))
    held = {
        (name, column[1])
        for (name,) in rows(base, "SELECT name FROM sqlite_master WHERE type = 'table'")
        for column in rows(base, f"PRAGMA table_info({name})")
    }
    own = {"about", "columns"}
    assert {(t, c) for t, c in held - told if "_" not in t and t not in own} == set()
    assert told <= held


def test_the_same_record_gives_the_same_bytes_by_any_version_of_sqlite() -> None:
    beside = {"nodes": (exports.NODES, [{"id": "a", "label": "A"}])}
    made = database(RECORD, beside)
    assert made == database(RECORD, beside)
    assert made[:16] == b"SQLite format 3\x00"
    # How often it was written, and by which version: said once for all.
    assert made[24:28] == made[92:96] == (1).to_bytes(4, "big")
    assert int.from_bytes(made[96:100], "big") == 3_040_000
    assert made != database(RECORD, {"nodes": (exports.NODES, [{"id": "b", "label": "A"}])})


# The queries of the page -------------------------------------------------------------------------


def by_count(found: Counter[str]) -> list[tuple[str, int]]:
    """Texts with their counts, the largest first, then by the text."""
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def test_the_page_has_three_queries() -> None:
    assert len(QUERIES) == 3


def test_the_first_query_counts_the_evidence_of_each_source(base: sqlite3.Connection) -> None:
    labels = RECORD.rows("sources")["label"]
    counted = Counter(labels[source] for source in RECORD.data["evidence"]["source_id"])
    assert rows(base, QUERIES[0]) == by_count(counted)[:5]


def test_the_second_query_finds_where_authors_went(base: sqlite3.Connection) -> None:
    assert rows(base, QUERIES[1]) == by_count(left_to(RECORD))


def left_to(record: Record) -> Counter[str]:
    """How many authors of the LLaMA paper went from Meta to each employer."""
    people = sorted(exports.followed(record))
    found = {
        (end, move["person_id"])
        for start, end, move in moves(record, people).edges(data=True)
        if start == "meta" and move["person_id"] in record.authors("llama1")
    }
    return Counter(record.name(end) for end, _ in found)


def test_the_third_query_counts_verdicts_of_claims_that_name_a_source(
    base: sqlite3.Connection,
) -> None:
    named = [c for c in LEDGER if "llama-paper" in c.row["source_ids"].split("|")]
    assert rows(base, QUERIES[2]) == by_count(Counter(claim.verdict for claim in named))


def test_pandas_reads_a_table_of_it(base: sqlite3.Connection) -> None:
    frame = pd.read_sql("SELECT * FROM training", base)
    assert frame["gpu_hours"].sum() == RECORD.data["training"]["gpu_hours"].sum()

"""Faults in the data: each is found and reported in one line with its remedy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from afterllama.loading.conflicts import conflicts, unlisted
from afterllama.loading.folder import load
from afterllama.record.data_frames import Frames
from afterllama.record.evidence import proofs
from afterllama.record.record import Record
from afterllama.tables.csv_files import Fault, Sheet
from afterllama.tables.reading import read, sound
from afterllama.tables.schema import DataError, describe
from hypothesis import given, settings
from hypothesis import strategies as st
from records import BOOK, DATA, add, change, copied, drop, exodus, faults, lines_of, real, write

FAULT = re.compile(r"[a-z_]+\.csv, row [1-9]\d*, column [a-z_+ ]+: (?P<value>'.*'|\".*\"): \w.+")
HUGO = "llama1/hugo-touvron"
SIGNED = ("authorships", HUGO)
JOULIN = ("evidence", "armand-joulin-apple-1")
BYLINE = {
    "basis": "byline",
    "source_id": "backtranslation-paper",
    "known_from": "2023-08-11",
    "known_precision": "day",
}


def reshape(folder: Path, name: str, work: Callable[[bytes], bytes]) -> None:
    """Change a file as bytes."""
    path = folder / name
    path.write_bytes(work(path.read_bytes()))


def test_the_data_of_the_book_and_a_second_exodus_have_no_fault(tmp_path: Path) -> None:
    assert faults(DATA) == []
    assert faults(exodus(tmp_path)) == []


# One cell wrong: table, row, changed cells, column and value in the report, remedy.
CELLS = {
    "whole number": (*SIGNED, {"position": "1.5"}, "a whole number"),
    "whole number with a sign of grouping": (*SIGNED, {"position": "1_000"}, "a whole number"),
    "number": ("models", "opt-175b", {"params_billion": "175B"}, "a number"),
    "number that is none": ("models", "opt-175b", {"params_billion": "inf"}, "a number"),
    "truth": (*SIGNED, {"equal": "yes"}, "true or false"),
    "day": ("sources", "article", {"accessed": "23.11.2026"}, "a day such as"),
    "day without hyphens": ("sources", "article", {"accessed": "20261123"}, "a day such as"),
    "enum": ("people", "hugo-touvron", {"role": "boss"}, "one of author, leader, other"),
    "pattern": ("sources", "article", {"url": "ftp://x"}, "must match"),
    "least": (*SIGNED, {"position": "0"}, "1 or more"),
    "most": ("benchmarks", "gpt-3-175b/BoolQ", {"score": "101"}, "100 or less"),
    "required": ("people", "hugo-touvron", {"name": ""}, "is required"),
    "unique": ("people", "myle-ott", {"name": "Hugo Touvron"}, "must be unique"),
    "space": ("people", "hugo-touvron", {"name": "Hugo Touvron "}, "begin or end with a space"),
    "line break": ("people", "hugo-touvron", {"note": "a\nb"}, "hold a line break"),
    "unknown person": (*SIGNED, {"person_id": "nobody"}, "people.csv, column person_id"),
    "unknown parent": (
        *("organizations", "fair", {"parent_id": "nowhere"}),
        "organizations.csv, column organization_id",
    ),
    "unknown source": ("papers", "opt", {"source_id": "hearsay"}, "sources.csv, column source_id"),
    "unknown in a list": (
        *("events", "2013-12-09-yann-lecun-named-head-of", {"organization_ids": "meta|nowhere"}),
        "organizations.csv, column organization_id",
    ),
    "impossible day": (*JOULIN, {"date": "2023-02-30"}, "there is no date 2023-02-30"),
    "day in another order": (*JOULIN, {"date": "1.4.2023"}, "as 2023 or 2023-02 or 2023"),
    "precision": (*JOULIN, {"date": "2023-09"}, "precision day has 10"),
    "date without precision": (*JOULIN, {"date_precision": ""}, "must both be given"),
    "precision without date": (*JOULIN, {"date": ""}, "must both be given"),
    "after the record date": (*JOULIN, {"date": "2026-11-27"}, "after the record date"),
    "certain from an excerpt": (
        *("evidence", "yann-lecun-meta-1", {"confidence": "high"}, "must be medium or less"),
    ),
    "certain from a mirror": (
        *("events", "2023-08-07-financial-times-reports-that-the", {"confidence": "medium"}),
        "must be low or less: ft-protein was read only in a mirror",
    ),
    "kind against basis": (*JOULIN, {"kind": "recorded"}, "must be reported for the basis article"),
    "recorded though not read": (
        *("events", "2022-11-09-meta-announces-11-000-layoffs", {"kind": "recorded"}),
        "must be reported: meta-layoffs-2022 was not read",
    ),
    "title of the story alone": (
        *("events", "2023-05-armand-joulin-leaves-meta", {"title": "Armand Joulin leaves Meta"}),
        'must begin with "By the article: ": only article tells it',
    ),
    "known too early": (
        *("evidence", "armand-joulin-apple-1", {"known_from": "2023-09-04"}),
        "must not be before the date of the evidence, 2023-09-05",
    ),
    "left before joining": (
        *("evidence", "ahmad-al-dahle-apple-1", {"organization_id": "meta", "date": "2019"}),
        "must not be before the start there, 2020-01-01",
    ),
    "version before the paper": (
        *("versions", "codellama/2024-01", {"date": "2023-07"}),
        "must not be before the paper's first day, 2023-08-24",
    ),
    "byline before its version": (
        *("evidence", "xian-li-meta-2", {**BYLINE, "date": "2023-08-10"}),
        "the version that first lists the author, 2023-08-11",
    ),
    "place beyond the list": (
        *("authorships", HUGO, {"position": "15"}, "14 or less, the number of authors of llama1"),
    ),
    "place taken": ("authorships", "llama1/thibaut-lavril", {"position": "1"}, "within llama1"),
    "identifier of another paper": (
        *("papers", "codellama", {"arxiv_id": "2308.12951"}),
        "must be 2308.12950, as in the address of codellama-paper",
    ),
    "founding without a source": (
        *("organizations", "reka", {"founded_source_id": ""}),
        "a founding and founded_source_id must both be given or both be blank",
    ),
    "count upside down": ("counts", "wsj-opt", {"least": "9"}, "must be 9 or more"),
    "count beyond the list": ("counts", "wsj-opt", {"most": "20"}, "19 or less"),
}
#: The column that the report names, where it is not the last one changed.
NAMED = {
    "precision without date": "date",
    "date without precision": "date",
    "count upside down": "most",
}


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_is_the_one_fault_named(data: Path, name: str) -> None:
    table, key, cells, remedy = CELLS[name]
    column = NAMED.get(name, list(cells)[-1])
    row = change(data, table, key, **cells)
    value = lines_of(data, table)[row - 1][lines_of(data, table)[0].index(column)]
    value = value.removeprefix("meta|")  # of a list the wrong item alone
    (line,) = faults(data)
    assert line.startswith(f"{table}.csv, row {row}, column {column}: {value!r}: ")
    assert remedy in line.removeprefix(f"{table}.csv, row {row}, column {column}: ")
    assert FAULT.fullmatch(line)


# A whole file wrong: what is done to it, what the one line names, what it says.
FILES = {
    "stray column": (
        lambda raw: raw.replace(b",note\n", b",note,mood\n", 1),
        *("row 1, column all: 'mood'", "is not a column of this table: the header must be person"),
    ),
    "missing column": (
        lambda raw: raw.replace(b",note\n", b"\n", 1),
        *("row 1, column note: ''", "the column is missing: the header must be person_id,"),
    ),
    "a column twice": (
        lambda raw: raw.replace(b",note\n", b",note,note\n", 1),
        *("row 1, column note: 'note'", "the column occurs twice: the header must be person_id,"),
    ),
    "columns swapped": (
        lambda raw: raw.replace(b"role,source_id", b"source_id,role"),
        *("row 1, column role: 'source_id'", "must be role: the header must be person_id,"),
    ),
    "another header": (
        lambda raw: b"x,y\n" + raw,
        *("row 1, column all: 'x,y'", "the header must be person_id,"),
    ),
    "a cell too many": (
        lambda raw: raw + b"x,X Y,,author,article,,\n",
        *("row 156, column all: 'x,X Y,,author,article,,'", "have 6 cells, not 7"),
    ),
    "a cell too few": (
        lambda raw: raw + b"x,X Y,,author,article\n",
        *("row 156, column all: 'x,X Y,,author,article'", "have 6 cells, not 5"),
    ),
    "an empty line": (
        lambda raw: raw + b"\n",
        *("row 156, column all: ''", "have 6 cells, not 0"),
    ),
    "byte order mark": (
        lambda raw: b"\xef\xbb\xbf" + raw,
        *("row 1, column all: 'byte order mark'", "without a byte order mark"),
    ),
    "carriage returns": (
        lambda raw: raw.replace(b"\n", b"\r\n"),
        *("row 1, column all: 'carriage return'", "line feed only"),
    ),
    "one carriage return": (
        lambda raw: raw[:-1] + b"\r\n",
        *("row 155, column all: 'carriage return'", "line feed only"),
    ),
    "another encoding": (
        lambda raw: raw.decode().encode("latin-1"),
        *("row 9, column name: 'Alexandre D\ufffdfossez'", "be UTF-8; 12 cells are not"),
    ),
    "UTF-16": (
        lambda raw: raw.decode().encode("utf-16"),
        *("row 1, column all: '\ufffd\ufffdp\\x00e", "the header must be person_id,"),
    ),
    "an open quote": (
        lambda raw: raw + b'x,"X Y,,author,article\n',
        *("row 156, column name: '\"X Y,,author,article'", "a quotation mark must end with one"),
    ),
    "a quote in a quote": (
        lambda raw: raw + b'x,X "Y",,author,article,"an "odd" one"\n',
        *('row 156, column note: \'"an "odd" one"\'', "double those within"),
    ),
    "nothing at all": (
        lambda raw: b"",
        *("row 1, column all: ''", "the file is empty; it must begin with the header person_id,"),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_file_is_named_with_what_it_must_be(data: Path, name: str) -> None:
    work, place, remedy = FILES[name]
    reshape(data, "people.csv", work)
    (line,) = faults(data)
    assert FAULT.fullmatch(line)
    assert line.startswith(f"people.csv, {place}")
    assert remedy in line


def test_a_file_that_no_table_describes_is_named(data: Path) -> None:
    (data / "people (1).csv").write_text("person_id\n", encoding="utf-8")
    assert faults(data) == [
        "people (1).csv, row 1, column all: '': is not a table of datapackage.json: describe it "
        "there, or remove the file"
    ]


def test_a_file_that_cannot_be_read_is_named(data: Path) -> None:
    (data / "people.csv").unlink()
    (data / "people.csv").mkdir()
    (line,) = faults(data)
    assert line.startswith("people.csv, row 1, column all: '': the file cannot be read: ")


def test_a_missing_file_is_the_one_fault_named(data: Path) -> None:
    (data / "sources.csv").unlink()
    (line,) = faults(data)
    assert line.startswith("sources.csv, row 1, column all: '': the file is missing")


def test_files_that_are_missing_are_told_in_one_line(data: Path) -> None:
    for name in ("papers.csv", "people.csv"):
        (data / name).unlink()
    with pytest.raises(DataError, match=r"^the folder '.*' lacks people.csv, papers.csv$"):
        load(data)


@pytest.mark.parametrize("document", [[], {"resources": [{"name": "a", "path": "a.csv"}]}])
def test_a_description_of_other_data_is_told(data: Path, document: object) -> None:
    (data / "datapackage.json").write_text(json.dumps(document))
    with pytest.raises(DataError, match=r"^'.*datapackage.json' describes other data: [^\n]*$"):
        load(data)


def test_what_names_no_folder_is_told() -> None:
    where: Any = 5
    with pytest.raises(TypeError, match="a folder is named by a text or a path, and not by 5"):
        load(where)


def test_a_key_that_occurs_twice_is_named_with_its_first_row(data: Path) -> None:
    row = add(data, "authorships", HUGO, position="")
    assert faults(data) == [
        f"authorships.csv, row {row}, column paper_id + person_id: 'llama1, hugo-touvron': "
        "must be unique; row 2 has it too"
    ]


def test_a_key_of_two_columns_must_occur_as_a_pair(data: Path) -> None:
    row = change(data, "authorships", HUGO, version="v4")
    assert faults(data) == [
        f"authorships.csv, row {row}, column paper_id + version: 'llama1, v4': "
        "must occur in versions.csv, column paper_id + version"
    ]


def test_every_organization_on_a_circle_of_parents_is_named(data: Path) -> None:
    change(data, "organizations", "meta", parent_id="fair")
    assert [line.split(": ")[1] for line in faults(data)] == ["'fair'", "'meta'", "'meta-ai'"]


def test_an_announcement_may_be_known_before_it_happens(data: Path) -> None:
    ahead = {"assertion": "announced", "date": "2023-12-01"}
    change(data, "evidence", "antoine-bordes-helsing-3", **ahead)
    assert faults(data) == []


def test_evidence_may_be_of_the_record_date_itself(data: Path) -> None:
    day = {"date": "2026-11-26", "known_from": "2026-11-26"}
    change(data, "evidence", "tianlu-wang-meta-1", **day)
    assert faults(data) == []


def test_a_start_and_an_end_within_one_year_are_in_order(data: Path) -> None:
    # Started in June, left at some day of the same year.
    start = {"evidence_id": "start", "organization_id": "apple", "date": "2020-06"}
    add(data, "evidence", "ahmad-al-dahle-meta-1", **start, date_precision="month")
    assert faults(data) == []


@pytest.mark.parametrize(
    "changes",
    [
        [
            ("people", "hugo-touvron", {"role": "boss"}),
            ("papers", "opt", {"source_id": "hearsay"}),
            ("counts", "wsj-opt", {"least": "many"}),
        ],
        [
            ("evidence", "armand-joulin-apple-1", {"kind": "recorded"}),
            ("organizations", "meta", {"parent_id": "meta"}),
            ("counts", "wsj-opt", {"most": "20"}),
        ],
        [
            ("people", "hugo-touvron", {"role": "boss"}),
            ("evidence", "armand-joulin-apple-1", {"kind": "recorded"}),
            ("evidence", "xian-li-meta-2", {"date": "2023-09"}),
        ],
    ],
    ids=["schema", "rules", "both"],
)
def test_several_faults_come_in_one_report(
    data: Path, changes: list[tuple[str, str, dict[str, str]]]
) -> None:
    places = [f"{table}.csv, row {change(data, table, key, **x)}," for table, key, x in changes]
    lines = faults(data)
    assert all(FAULT.fullmatch(line) for line in lines)
    assert sorted(" ".join(line.split(" ")[:3]) for line in lines) == sorted(places)


def test_a_conflict_that_is_not_listed_is_refused(data: Path) -> None:
    # Proofs at the first company stand before and after the day.
    change(data, "evidence", "baptiste-roziere-mistral-ai-2", date="2023-07-15")
    (line,) = faults(data)
    assert FAULT.fullmatch(line)
    assert "conflict (order-open: meta, mistral-ai) with " in line
    assert "baptiste-roziere-mistral-ai-2" in line
    assert "list it with an explanation in conflicts.csv" in line


def test_a_proof_after_leaving_is_a_conflict_too(data: Path) -> None:
    change(data, "evidence", "gautier-izacard-meta-1", person_id="hugo-touvron")
    (line,) = faults(data)
    assert FAULT.fullmatch(line)
    assert "conflict (proof-after-leaving: meta, meta) with " in line


def test_a_listed_conflict_that_the_record_no_longer_holds_is_refused(data: Path) -> None:
    drop(data, "evidence", "thibaut-lavril-genai-1")
    assert faults(data) == [
        "conflicts.csv, row 3, column person_id: 'thibaut-lavril': "
        "the record no longer holds this conflict; remove the row"
    ]


def test_a_listed_conflict_may_name_its_two_sides_in_either_order(data: Path) -> None:
    sides = {"organization_id": "mistral-ai", "other_organization_id": "meta"}
    change(data, "conflicts", "thibaut-lavril", **sides)
    assert faults(data) == []


def test_of_people_whose_rows_have_a_fault_no_conflict_is_told(data: Path) -> None:
    tables, _ = read(data, describe(data))
    drop(data, "conflicts", "thibaut-lavril")
    bare, _ = read(data, describe(data))
    assert unlisted(real(), tables) == []
    (fault,) = unlisted(real(), bare)
    row = tables["evidence"].rows[fault.row]
    assert row["person_id"] == "thibaut-lavril"
    # The fault stands at one of the proofs, and names the others.
    assert row["evidence_id"] not in fault.remedy
    assert "llama1:thibaut-lavril, " in fault.remedy
    assert unlisted(real(), bare, {"thibaut-lavril"}) == []
    # Neither the rule nor an employer of that name is meant.
    assert unlisted(real(), bare, {"order-open", "meta", "mistral-ai"}) == [fault]


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the check of a data folder as a reader would."""
    command = [sys.executable, "-m", "afterllama.check"]
    env = {**os.environ, "AFTERLLAMA_DATA": str(folder), "PYTHONPATH": str(BOOK)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_check_passes_the_data_in_a_line_and_the_other_papers_in_another() -> None:
    done = check(DATA)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"(data(/comparison)?: \d+ tables, \d+ rows, no fault\n){2}", done.stdout)


def described(old: bytes, new: bytes) -> Callable[[Path], None]:
    """Replaces something in the description of a folder."""
    return lambda folder: reshape(folder, "datapackage.json", lambda raw: raw.replace(old, new))


#: What is done to a folder, and how many lines the check prints.
BROKEN: dict[str, tuple[Callable[[Path], object], int]] = {
    "no description": (lambda folder: (folder / "datapackage.json").unlink(), 1),
    "no JSON": (lambda folder: reshape(folder, "datapackage.json", lambda raw: raw[:-5]), 1),
    "no date": (described(b'"record_date"', b'"date"'), 1),
    "unknown table": (described(b'"resource": "people"', b'"resource": "persons"'), 7),
    "unknown type": (described(b'"type": "boolean"', b'"type": "bool"'), 3),
    "stale": (lambda folder: reshape(folder, "README.md", lambda raw: raw + b"\n"), 1),
    "a fault": (lambda folder: change(folder, "people", "hugo-touvron", role="boss"), 1),
    "two faults": (
        lambda folder: [
            change(folder, "people", "hugo-touvron", role="boss"),
            change(folder, "papers", "opt", source_id="hearsay"),
        ],
        2,
    ),
}


@pytest.mark.parametrize(("work", "lines"), BROKEN.values(), ids=BROKEN)
def test_the_check_fails_with_lines_and_without_a_traceback(
    data: Path, work: Callable[[Path], object], lines: int
) -> None:
    work(data)
    done = check(data)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == lines


def test_a_blank_is_a_missing_number_and_an_empty_text() -> None:
    papers = real().data["papers"].set_index("paper_id")
    assert papers["n_authors"].isna()["bloom"]
    assert papers.loc["pass", "organization_id"] == ""
    assert papers.loc["opt", "n_authors"] == 19


def test_columns_have_the_types_of_their_description() -> None:
    data = real().data
    kinds = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
    for name, table in real().package.tables.items():
        for column in table.columns:
            assert data[name][column.name].dtype == kinds.get(column.type, "str"), column.name


def kept(lost: Callable[[str, int], bool]) -> dict[str, Sheet]:
    """The rows of the book's data that are sound, once the rows that are chosen have a fault."""
    package = describe(DATA)
    sheets, _ = read(DATA, package)
    rows = ((name, number) for name, sheet in sheets.items() for number in sheet.rows)
    bad = [
        Fault(f"{name}.csv", number, "all", "", "") for name, number in rows if lost(name, number)
    ]
    return sound(sheets, package, bad)


def test_what_refers_to_a_row_with_a_fault_through_others_is_left_out_too() -> None:
    whole = kept(lambda name, number: False)["organizations"].rows
    (meta,) = (number for number, row in whole.items() if row["organization_id"] == "meta")
    found = kept(lambda name, number: (name, number) == ("organizations", meta))
    places = {row["organization_id"] for row in found["organizations"].rows.values()}
    # FAIR is a part of Meta AI, which is a part of Meta.
    assert places.isdisjoint({"meta", "meta-ai", "fair"})
    assert "apple" in places
    assert {row["organization_id"] for row in found["evidence"].rows.values()} <= places


def test_the_one_row_without_a_fault_is_left_out_where_it_refers_to_another() -> None:
    found = kept(lambda name, number: (name, number) != ("people", 2))
    assert [sheet.rows for sheet in found.values() if sheet.rows] == []


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    models = load(exodus(tmp_path)).data["models"]
    assert models.empty
    assert list(models.columns) == lines_of(DATA, "models")[0]


def shuffled(record: Record, seed: int) -> Record:
    """The record with the rows of every table in another order."""
    data = {name: frame.sample(frac=1, random_state=seed) for name, frame in record.data.items()}
    return replace(
        record, data=Frames(data), proofs=tuple(proofs(data, record.package)), _histories={}
    )


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_decides_nothing(seed: int) -> None:
    record, other = real(), shuffled(real(), seed)
    report = record.day("report")
    for person in record.data["people"]["person_id"]:
        assert other.history(person) == record.history(person)
    for paper in ("llama1", "opt", "mistral7b"):
        assert other.tally(paper, report, report) == record.tally(paper, report, report)
        assert other.roster(paper, report).equals(record.roster(paper, report))
    assert {k: set(v) for k, v in conflicts(other).items()} == {
        k: set(v) for k, v in conflicts(record).items()
    }


def test_rows_in_another_order_load_as_well(data: Path) -> None:
    for table in ("evidence", "authorships", "organizations"):
        header, *rows = lines_of(data, table)
        write(data, table, [header, *reversed(rows)])
    assert faults(data) == []


def test_a_folder_above_the_data_is_refused_with_the_folder_that_is_meant(tmp_path: Path) -> None:
    data = copied(tmp_path)
    (told,) = faults(tmp_path)
    assert told == f"the folder '{tmp_path}' has no datapackage.json; did you mean '{data}'?"

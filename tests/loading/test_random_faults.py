"""Faults put into the data at random: one report names all of them, and nothing else."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import data_faults
import pytest
from afterllama.loading import rules
from afterllama.tables.csv_files import Fault
from afterllama.tables.schema import describe
from data_faults import CELLS, LOST, RULES, SHAPES, Corpus
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from records import DATA, exodus, faults, lines_of

#: The same lines again and again: `test_data_faults.py` measures them.
pytestmark = pytest.mark.no_cover
#: Hypothesis takes so many examples of each kind; `make test-all` takes more.
FEW = settings(max_examples=int(os.environ.get("AFTERLLAMA_EXAMPLES", "3")))
MORE = settings(max_examples=8 * FEW.max_examples)
SHOWN = 57


@cache
def corpora() -> list[Corpus]:
    """The book's data, and another exodus."""
    with TemporaryDirectory() as folder:
        return [read(DATA), read(exodus(Path(folder)))]


def read(folder: Path) -> Corpus:
    package = describe(folder)
    return Corpus(package, {name: lines_of(folder, name) for name in package.tables})


def report(corpus: Corpus, **style: Any) -> list[str]:
    """What is said of a corpus, once its files are written."""
    with TemporaryDirectory() as folder:
        document = json.dumps(corpus.package.document)
        Path(folder, "datapackage.json").write_text(document, encoding="utf-8")
        for name in corpus.lines:
            raw = corpus.written(name, **style)
            if raw is not None:
                Path(folder, f"{name}.csv").write_bytes(raw)
        return faults(Path(folder))


def names(line: str, fault: Fault) -> bool:
    """Whether a line of the report names a fault: file, row, column, value and remedy."""
    value = fault.value if len(fault.value) <= 60 else f"{fault.value[:SHOWN]}..."
    place = f"{fault.file}, row {fault.row}, column {fault.column}: {value!r}: "
    return line.startswith(place) and fault.remedy in line.removeprefix(place)


def follows(line: str, fault: Fault, before: Corpus) -> bool:
    """Whether a line tells what follows from a fault: of the same row, or of what refers to it."""
    if line.startswith(f"{fault.file}, row {fault.row}, "):
        return True
    if "circle" in fault.remedy or "part of itself" in fault.remedy:
        return "part of itself" in line
    table = fault.file.removesuffix(".csv")
    if fault.row > len(before.lines[table]):
        return False
    lost = set(before.lines[table][fault.row - 1]) if fault.row > 1 else set()
    return "must occur in " in line and line.split(": ")[1].strip("'").split(", ")[-1] in lost


def holds(work: Callable[[Corpus, Any], Fault], draw: Any) -> None:
    """A fault that is put into one of the corpora is named, and no line speaks of anything else."""
    before = draw(st.sampled_from(corpora()))
    corpus = before.copy()
    put = work(corpus, draw)
    lines = report(corpus)
    assert any(names(line, put) for line in lines), (str(put)[:300], lines[:9])
    assert [line for line in lines if not follows(line, put, before)] == []
    assert all(len(line) < 700 and line.isprintable() for line in lines)


# No false alarm ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1])
@settings(FEW)
@given(st.data())
def test_rows_in_any_order_and_cells_in_quotation_marks_mean_the_same(
    number: int, data: st.DataObject
) -> None:
    corpus = corpora()[number].copy()
    for name, (header, *rows) in corpus.lines.items():
        corpus.lines[name] = [header, *data.draw(st.permutations(rows))]
    quoting = data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]))
    if data.draw(st.booleans()):
        corpus.reshaped = {name: lambda raw: raw.removesuffix(b"\n") for name in corpus.lines}
    assert report(corpus, quoting=quoting) == []


@settings(FEW)
@given(st.data())
def test_names_of_any_alphabet_are_taken(data: st.DataObject) -> None:
    corpus = corpora()[0].copy()
    name = data.draw(
        st.sampled_from(
            ["Đặng Thái Sơn", "Čapek", "李飞飞", "Ильин", "Ωμέγα", "O'Brien-Ł", "β-VAE 7 €"]
        )
    )
    row = data.draw(st.sampled_from(corpus.rows("people")))
    corpus.put("people", row, "", name=name)
    assert report(corpus) == []


# One fault, and several --------------------------------------------------------------------------


def test_every_constraint_type_and_rule_has_a_fault_to_try() -> None:
    columns = [c for table in corpora()[0].package.tables.values() for c in table.columns]
    used = {limit for column in columns for limit in column.constraints}
    assert used | {"type", "primaryKey", "foreignKeys"} <= set(CELLS)
    assert {rule.__name__ for rule in rules.RULES} | {"dates", "unlisted"} == set(RULES)


@pytest.mark.parametrize("kind", [*CELLS, *SHAPES, *LOST])
@settings(FEW)
@given(st.data())
def test_a_fault_is_named_with_its_place_value_and_remedy(kind: str, data: st.DataObject) -> None:
    holds({**CELLS, **SHAPES, **LOST}[kind], data.draw)


@pytest.mark.parametrize("name", RULES)
@settings(FEW)
@given(st.data())
def test_a_row_that_breaks_a_rule_is_named(name: str, data: st.DataObject) -> None:
    for work in RULES[name][0]:
        holds(work, data.draw)


KINDS = list(data_faults.kinds())


@settings(MORE)
@given(st.data())
def test_several_faults_are_named_in_one_report(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))
    corpus = corpora()[0].copy()
    put = [data.draw(st.sampled_from(works))(corpus, data.draw) for _, works, _ in chosen]
    # What a rule takes as its measure must be sound: else it is silent until it is mended.
    for (_, _, needed), own in zip(chosen, put, strict=True):
        others = {fault.file.removesuffix(".csv") for fault in put if fault is not own}
        assume(not others & needed)
    places = [(fault.file, fault.row) for fault in put]
    assume(len(set(places)) == len(places))
    # A file in another encoding is one fault, named at the first of its cells.
    files = [
        fault.file
        for (kind, *_), fault in zip(chosen, put, strict=True)
        if kind == "another encoding"
    ]
    assume(len(set(files)) == len(files))
    lines = report(corpus)
    for fault in put:
        assert any(names(line, fault) for line in lines), (str(fault)[:300], lines[:9])


@settings(FEW)
@given(st.data())
def test_a_lost_file_hides_no_fault_of_another(data: st.DataObject) -> None:
    corpus = corpora()[0].copy()
    lost = data.draw(st.sampled_from(list(LOST.values())))(corpus, data.draw)
    kind = data.draw(st.sampled_from([*(CELLS.keys() - {"foreignKeys", "primaryKey"}), *SHAPES]))
    other = {**CELLS, **SHAPES}[kind](corpus, data.draw)
    assume(other.file != lost.file)
    lines = report(corpus)
    assert all(any(names(line, fault) for line in lines) for fault in (lost, other)), lines[:9]


# Nothing breaks ----------------------------------------------------------------------------------


@settings(MORE)
@given(st.data())
def test_arbitrary_bytes_give_a_report(data: st.DataObject) -> None:
    corpus = corpora()[0].copy()
    table = data.draw(st.sampled_from(list(corpus.lines)))
    noise = data.draw(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
    size = len(corpus.written(table) or b"")
    place = data.draw(st.sampled_from([0, size, data.draw(st.integers(0, size))]))
    cut = data.draw(st.sampled_from([0, 1, len(noise), size]))
    corpus.reshaped[table] = lambda raw: raw[:place] + noise + raw[place + cut :]
    assert all(line.isprintable() for line in report(corpus))


@pytest.mark.slow
def test_a_hundred_thousand_rows_with_faults_are_named() -> None:
    corpus = corpora()[1].copy()
    row = corpus.lines["sources"][1]
    corpus.lines["sources"] += [[f"source-{n}", *row[1:]] for n in range(100_000)]
    fault = corpus.put("sources", 100_002, "must match", url="ftp://x")
    assert [names(line, fault) for line in report(corpus)] == [True]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


def parts(value: Any) -> list[tuple[Any, Any]]:
    """Every part of a document: what holds it, and its key or place there."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in pairs:
        found.append((value, key))
        if isinstance(part, dict | list):
            found += parts(part)
    return found


@settings(MORE)
@given(st.data())
def test_a_description_changed_anywhere_gives_a_report_or_is_taken(data: st.DataObject) -> None:
    corpus = corpora()[1].copy()
    document = json.loads(json.dumps(corpus.package.document))
    holder, key = data.draw(st.sampled_from(parts(document)))
    if data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(JSON)
    with TemporaryDirectory() as name:
        folder = exodus(Path(name))
        (folder / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
        faults(folder)
        raw = data.draw(st.binary(max_size=50))
        (folder / "datapackage.json").write_bytes(raw)
        assert len(faults(folder)) == 1


def field(document: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    """A column in a description."""
    (resource,) = (item for item in document["resources"] if item["name"] == table)
    (found,) = (item for item in resource["schema"]["fields"] if item["name"] == name)
    return found


MISDESCRIBED: dict[str, tuple[Callable[[dict[str, Any]], Any], list[str]]] = {
    "no table": (
        lambda d: d.update(resources=[r for r in d["resources"] if r["name"] != "commits"]),
        [
            "lacks the table 'commits'",
        ],
    ),
    "type": (
        lambda d: field(d, "people", "name").update(type="text"),
        ["the type of people.name must be one of string, integer, number, boolean, date"],
    ),
    "no type": (
        lambda d: field(d, "people", "name").pop("type"),
        ["the table 'people' lacks 'type'"],
    ),
    "no reading": (
        lambda d: d["reading_dates"].pop(0),
        ["reading_dates lacks 'report'"],
    ),
    "reading": (
        lambda d: d["reading_dates"][0].update(date="2023-02-30"),
        ["reading_dates has a wrong value: "],
    ),
    "later reading": (
        lambda d: d["reading_dates"][0].update(date="2027-01-01"),
        ["the reading date 'report' is after the record date, 2026-11-26"],
    ),
    "degree": (
        lambda d: d["rules"]["deciding_confidence"].append("sure"),
        ["deciding_confidence: 'sure' is not a value of evidence.confidence"],
    ),
    "lag": (
        lambda d: d["rules"].update(byline_lag_days=10**9),
        ["byline_lag_days must be from 0 to 3650, not 1000000000"],
    ),
    "path": (
        lambda d: d["resources"][0].update(path="../sources.csv"),
        ["the path of sources must be sources.csv, not '../sources.csv'"],
    ),
    "pattern": (
        lambda d: field(d, "sources", "url")["constraints"].update(pattern="("),
        ["the pattern of sources.url cannot be read: "],
    ),
    "constraint": (
        lambda d: field(d, "sources", "url")["constraints"].update(maximal=3),
        ["sources.url has an unknown constraint: 'maximal'"],
    ),
    "enum": (
        lambda d: field(d, "people", "role")["constraints"].update(enum="author"),
        ["the enum of people.role must be a list of strings"],
    ),
    "limit": (
        lambda d: field(d, "sources", "accessed")["constraints"].update(minimum=1990),
        ["the minimum of sources.accessed must be a value of its type, not 1990"],
    ),
    "separator": (
        lambda d: field(d, "people", "aliases").update(list={"separator": ""}),
        ["the table 'people' has a wrong value: the separator of aliases must be one character"],
    ),
    "name": (
        lambda d: d["resources"][0].update(name=["sources"]),
        ["the table ['sources'] has a wrong value: "],
    ),
    "resources": (lambda d: d.update(resources=5), ["the package has a wrong value: "]),
    "two columns of a name": (
        lambda d: field(d, "people", "note").update(name="role"),
        ["two columns of people have the same name"],
    ),
    "two tables of a name": (
        lambda d: d["resources"].append(d["resources"][0]),
        ["the package has a wrong value: two tables have the same name"],
    ),
    "reference": (
        lambda d: field(d, "events", "person_ids")["list"]["reference"].update(fields="id"),
        ["a key of events names a missing column: people.id"],
    ),
    "several": (
        lambda d: (
            d.update(resources=[r for r in d["resources"] if r["name"] != "commits"]),
            field(d, "people", "role").update(type="text"),
            d["rules"].update(byline_lag_days=-1),
        ),
        ["lacks the table", "the type of people.role", "byline_lag_days must be"],
    ),
}


@pytest.mark.parametrize("name", MISDESCRIBED)
def test_a_wrong_description_is_named(name: str, tmp_path: Path) -> None:
    work, remedies = MISDESCRIBED[name]
    document = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    work(document)
    (tmp_path / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    lines = faults(tmp_path)
    assert len(lines) == len(remedies)
    for line, remedy in zip(lines, remedies, strict=True):
        assert line.startswith(f"datapackage.json: {remedy}")

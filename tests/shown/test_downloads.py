"""What can be taken along: files that other programs read, equal to the record, byte for byte."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import frictionless
import networkx as nx
import pandas as pd
import pytest
from afterllama import judge
from afterllama.network.graphs import moves
from afterllama.shown.downloads.exports import (
    EDGES,
    LEDGER,
    LIST,
    NODES,
    archive,
    files,
    followed,
    migration_graph,
)
from afterllama.words.days import FOREVER
from playwright.sync_api import Browser
from pybtex.database import parse_bytes
from records import BOOK, DATA, ROOT, real
from visits import visiting

RECORD = real()
LEDGER_OF = judge(RECORD)
FILES = {file.name: file for file in files(LEDGER_OF, DATA)}
GRAPH = migration_graph(RECORD)
FOLLOWED = sorted(followed(RECORD))
PAGE = "data.html"


def content(ending: str) -> bytes:
    """The one file whose name ends so."""
    (found,) = [file for name, file in FILES.items() if name.endswith(ending)]
    return found.content


def rows(ending: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(content(ending).decode("utf-8-sig"))))


# The data package --------------------------------------------------------------------------------


def test_the_package_is_whole_and_valid(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content(".zip"))) as packed:
        packed.extractall(tmp_path)
    for path in sorted(DATA.glob("*.csv")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    beside = {
        "datapackage.json",
        "README.md",
        "LICENSE",
        "CITATION.cff",
        "CHANGELOG.md",
        "corrections.csv",
    }
    assert beside <= {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "CITATION.cff").read_bytes() == (ROOT / "CITATION.cff").read_bytes()
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.stats["tasks"] == len(RECORD.package.tables)


def test_an_archive_depends_on_names_and_bytes_alone() -> None:
    day = date(2020, 2, 1)
    made = archive({"b": b"2", "a": b"1"}, day)
    assert made == archive({"a": b"1", "b": b"2"}, day)
    assert made != archive({"a": b"1", "b": b"3"}, day)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert [i.filename for i in packed.infolist()] == ["a", "b"]
        assert {i.date_time for i in packed.infolist()} == {(2020, 2, 1, 0, 0, 0)}


def test_another_process_makes_the_same_bytes() -> None:
    code = (
        "import hashlib, json; from afterllama import judge, load; "
        "from afterllama.shown.downloads.exports import files; "
        "from afterllama.tables.schema import folder; "
        "print(json.dumps({f.name: hashlib.sha256(f.content).hexdigest() "
        "for f in files(judge(load()), folder())}))"
    )
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(BOOK)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        assert json.loads(done.stdout) == {
            name: hashlib.sha256(file.content).hexdigest() for name, file in FILES.items()
        }


def test_stints_go_out_of_the_authors_counted_and_of_leaders_alone() -> None:
    roles = RECORD.rows("people")["role"]
    authors = {*RECORD.authors("llama1"), *RECORD.authors("opt")}
    named = {node for node, held in GRAPH.nodes(data=True) if held["kind"] == "person"}
    assert authors <= named
    assert all(person in authors or roles[person] == "leader" for person in named)
    others = set(RECORD.people) - named
    assert len(others) > 50 and not others & {e for edge in GRAPH.edges() for e in edge}


# The graph ---------------------------------------------------------------------------------------


def edges(relation: str) -> list[dict[str, str]]:
    """The edges of one relation, as the table has them."""
    return [row for row in rows("-edges.csv") if row["relation"] == relation]


def iso(day: date, unset: date) -> str:
    """A day as the table has it; blank where it is no bound."""
    return "" if day == unset else day.isoformat()


def test_another_program_reads_the_graph_as_it_is() -> None:
    read = nx.read_graphml(io.BytesIO(content(".graphml")), force_multigraph=True)
    assert dict(read.nodes(data=True)) == dict(GRAPH.nodes(data=True))
    assert sorted(read.edges(keys=True), key=str) == sorted(GRAPH.edges(keys=True), key=str)
    assert all(held == GRAPH.edges[edge] for *edge, held in read.edges(keys=True, data=True))
    values = [v for _, held in read.nodes(data=True) for v in held.values()]
    values += [v for *_, held in read.edges(data=True) for v in held.values()]
    assert all(isinstance(value, str) and value for value in values)


def test_stints_are_those_of_the_record() -> None:
    wanted = {
        (
            stint.person_id,
            stint.employer_id,
            iso(stint.started.first, date.min),
            iso(stint.started.last, FOREVER),
            iso(stint.ended.first, date.min),
            iso(stint.ended.last, FOREVER),
            LIST.join(sorted(proof.evidence_id for proof in stint.proofs)),
        )
        for person in FOLLOWED
        for stint in RECORD.history(person)
    }
    bounds = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
    found = {
        (row["source"], row["target"], *(row[b] for b in bounds), row["evidence"])
        for row in edges("stint")
    }
    assert found == wanted
    assert len(edges("stint")) == len(wanted)


def test_moves_and_memberships_and_parts_are_those_of_the_record() -> None:
    moved = moves(RECORD, FOLLOWED).edges(data=True)
    wanted = sorted((a, b, move["person_id"], move["kind"]) for a, b, move in moved)
    found = sorted((r["source"], r["target"], r["person"], r["kind"]) for r in edges("move"))
    assert found == wanted
    inside = {
        (proof.person_id, proof.organization_id, proof.evidence_id)
        for proof in RECORD.proofs
        if proof.organization_id not in ("", proof.employer_id) and proof.person_id in FOLLOWED
    }
    assert {(r["source"], r["target"], r["evidence"]) for r in edges("member")} == inside
    parents = RECORD.data["organizations"].query("parent_id != ''")
    assert {(r["source"], r["target"]) for r in edges("part")} == set(
        zip(parents["organization_id"], parents["parent_id"], strict=True)
    )


def test_every_edge_is_sourced_and_all_but_parts_say_how_they_are_known() -> None:
    known = set(RECORD.data["sources"]["source_id"])
    nodes = {row["id"] for row in rows("-nodes.csv")}
    kinds = {"recorded", "reported", "inferred"}
    for row in rows("-edges.csv"):
        assert {row["source"], row["target"]} <= nodes
        assert set(row["sources"].split(LIST)) <= known
        assert row["kind"] in kinds or row["relation"] == "part"
        assert row["begin_latest"] or row["begin_earliest"] or row["relation"] != "move"


def test_every_day_of_an_edge_says_how_it_is_known() -> None:
    kinds = {"recorded", "reported", "inferred", "computed"}
    for row in rows("-edges.csv"):
        for bound in ("begin_earliest", "begin_latest", "end_earliest", "end_latest"):
            assert bool(row[bound]) == (row[f"{bound}_kind"] in kinds), row["id"]
    found = {(row["source"], row["target"]): row for row in edges("stint")}
    apple, kyutai = (found["edouard-grave", place] for place in ("apple", "kyutai"))
    assert {apple[f"{b}_kind"] for b in ("begin_latest", "end_latest")} == {"computed"}
    assert (kyutai["begin_latest_kind"], kyutai["end_earliest_kind"]) == ("reported", "computed")
    assert found["naman-goyal", "meta"]["end_latest_kind"] == "computed"
    assert found["armand-joulin", "meta"]["end_latest_kind"] == "reported"
    (signed,) = [r for r in edges("member") if r["evidence"] == "llama1:edouard-grave"]
    assert (signed["begin_earliest_kind"], signed["begin_latest_kind"]) == ("computed", "recorded")
    (moved,) = [
        r for r in edges("move") if (r["person"], r["target"]) == ("edouard-grave", "apple")
    ]
    assert (moved["begin_earliest_kind"], moved["begin_latest_kind"]) == ("reported", "computed")


def test_tables_of_the_graph_have_the_columns_that_are_explained() -> None:
    assert set(rows("-nodes.csv")[0]) == set(NODES)
    assert set(rows("-edges.csv")[0]) == set(EDGES)
    assert {row["id"] for row in rows("-nodes.csv")} == set(GRAPH)


# The ledger and the sources ----------------------------------------------------------------------


def test_the_ledger_has_every_claim_with_its_verdict() -> None:
    wanted = [(claim.id, claim.verdict) for claim in LEDGER_OF]
    assert [(r["claim"], r["verdict"]) for r in rows("-ledger.csv")] == wanted
    assert json.loads(content("-ledger.json")) == rows("-ledger.csv")
    assert list(rows("-ledger.csv")[0]) == list(LEDGER)


def test_the_ledger_is_the_one_of_its_page(book: Path) -> None:
    (path,) = book.glob("figures/all-claims-*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == rows("-ledger.csv")


def test_the_sources_are_there_as_bibtex() -> None:
    found = parse_bytes(content("-sources.bib"), "bibtex").entries
    assert set(found) == set(RECORD.data["sources"]["source_id"])


def test_every_file_has_the_record_date_in_its_name() -> None:
    day = RECORD.package.record_date.isoformat()
    assert all(day in name for name in FILES)


def test_every_file_has_its_day_in_its_name(book: Path) -> None:
    found = [*book.glob("figures/*.csv"), *book.glob("downloads/*")]
    wrong = [p.name for p in found if not re.search(r"-\d{4}-\d{2}-\d{2}(-\w+)?$", p.stem)]
    assert found and wrong == []


# The page ----------------------------------------------------------------------------------------


def test_the_files_lie_beside_the_page_with_their_checksums(book: Path) -> None:
    html = (book / PAGE).read_text(encoding="utf-8")
    for name, file in FILES.items():
        assert (book / "downloads" / name).read_bytes() == file.content
        assert f'href="downloads/{name}" download' in html
        assert hashlib.sha256(file.content).hexdigest() in html
    (sums,) = (book / "downloads").glob("*-SHA256SUMS")
    assert f'href="downloads/{sums.name}" download' in html
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", sums.name],
        cwd=book / "downloads",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.count(": OK")) == (0, len(FILES))


def test_the_page_says_what_every_column_means(book: Path) -> None:
    html = (book / PAGE).read_text(encoding="utf-8")
    for table in RECORD.package.tables.values():
        for column in table.columns:
            assert f"<code>{column.name}</code>" in html
    for name in (*NODES, *EDGES, *LEDGER):
        assert f"<code>{name}</code>" in html
    assert "creativecommons.org/licenses/by/4.0" in html
    assert "<code>correction_id</code>" in html


@pytest.mark.parametrize("name", ["index.html", "claims.html", "search.html"])
def test_how_to_cite_the_book_is_one_click_away(chromium: Browser, server: str, name: str) -> None:
    with visiting(chromium, server, 390) as visit:
        page = visit.open(name)
        page.locator(".al-licence").get_by_role("link", name="Cite this book").click()
        page.wait_for_url("**/data.html#cite-this-book")
        cited: Any = page.locator("#cite-this-book pre").text_content()
        assert cited.startswith("@misc{after-llama,")


def test_every_csv_to_download_opens_in_a_spreadsheet_as_it_is_meant(book: Path) -> None:
    found = [*book.glob("figures/*.csv"), *book.glob("downloads/*.csv")]
    assert len(found) > 20
    for path in found:
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), path.name
        assert raw.endswith(b"\n") and b"\r" not in raw, path.name
        # What data frames make of it: the mark belongs to no name of a column.
        assert not pd.read_csv(path).columns[0].startswith("\ufeff")


def test_a_program_that_takes_the_first_two_columns_for_ends_finds_the_graph() -> None:
    edges, nodes = (pd.read_csv(io.BytesIO(content(name))) for name in ("-edges.csv", "-nodes.csv"))
    known = set(nodes[nodes.columns[0]])
    assert set(edges[edges.columns[0]]) | set(edges[edges.columns[1]]) <= known
    assert nodes[nodes.columns[0]].is_unique


def test_the_sources_to_download_change_no_citation_and_name_nobody_others() -> None:
    found = parse_bytes(content("-sources.bib"), "bibtex").entries
    assert not [key for key, one in found.items() if "shorthand" in one.fields]
    persons = [person for one in found.values() for person in one.persons.get("author", [])]
    assert persons and "others" not in {name for one in persons for name in one.last_names}
    cut = [one for one in found.values() if "list of authors goes on" in one.fields.get("note", "")]
    assert cut

"""The changes described on the page "Make it yours", made with its own rows and code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import chapter_runs
import nbformat
import pytest
import yaml
from afterllama import judge, load, network
from afterllama.idle import idle
from afterllama.loading.comparison import compare
from afterllama.record.left_after_months import band
from afterllama.words.days import ends
from book_builds import recipe, spoken
from records import BOOK, DATA, ROOT, copied, faults, real

PAGE = (BOOK / "make_it_yours.md").read_text(encoding="utf-8")
RUN_IT = (BOOK / "run_it.md").read_text(encoding="utf-8")
PAPER = "llama1"
CHAPTER = BOOK / "01_authors_who_left.ipynb"
PEOPLE = BOOK / "people.ipynb"
HEADINGS = ("Add a piece of evidence", "Add an author list")


def section(heading: str) -> str:
    """What stands under a heading of the page."""
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def blocks(text: str, kind: str) -> list[str]:
    """The blocks of a kind that stand in a text."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.M | re.S)


def add_rows(text: str, data: Path) -> list[str]:
    """Add the rows of a section to the tables that it names; return the names of the tables."""
    found = re.findall(r"^Add to `data/([\w./]+)`:\n\n```text\n(.*?)^```$", text, re.M | re.S)
    for name, rows in found:
        assert (data / name).is_file()
        with (data / name).open("a", encoding="utf-8") as table:
            table.write(rows)
    return [name for name, _ in found]


def told(data: Path) -> dict[str, chapter_runs.Run]:
    """What all pages show on a data folder, without their figures; their guards hold."""
    ledger = judge(load(data))
    runs = {path.stem: chapter_runs.run(path, data, ledger, ()) for path in chapter_runs.PAGES}
    assert {name: run.failed for name, run in runs.items() if run.failed} == {}
    return runs


def cell(source: str, folder: Path, data: Path) -> chapter_runs.Run:
    """Run a block of code as a notebook's only cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, folder / "cell.ipynb")
    return chapter_runs.run(folder / "cell.ipynb", data)


def shown(run: chapter_runs.Run, figure: str) -> dict[str, Any]:
    """A figure as a run shows it last, with its sources."""
    payload = run.figures[figure]
    return {**payload["views"][-1], "sources": [one["text"] for one in payload["sources"]]}


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book's data with the piece of evidence and the author list that the page adds."""
    data = copied(tmp_path_factory.mktemp("added"))
    evidence, author_list = (add_rows(section(heading), data) for heading in HEADINGS)
    assert evidence == ["evidence.csv"]
    assert author_list == ["sources.csv", "papers.csv", "versions.csv", "authorships.csv"]
    assert faults(data) == []
    return data


@pytest.mark.slow
def test_a_piece_of_evidence_is_a_stay_on_an_entry(added: Path) -> None:
    (before,), (after,) = (
        [
            entry
            for group in run.directories[0]["groups"]
            for entry in group["entries"]
            if entry["anchor"] == "person-chris-cox"
        ]
        for run in (chapter_runs.told(PEOPLE), told(added)[PEOPLE.stem])
    )
    assert (before["stays"], before["strip"]) == ([], None)
    (stay,) = after["stays"]
    assert len(stay["facts"]) == 1 and after["strip"]
    assert after["lead"] == "Shown at Meta on 27 February 2023 (reported)."


def test_no_row_that_the_page_adds_breaks_the_rule_that_it_names(added: Path) -> None:
    assert "`make idle`" in section(HEADINGS[0])
    record, sought = load(added), real().sought
    assert sought is not None
    assert idle(record) == []
    held = {proof.evidence_id for proof in real().proofs}
    new = [proof for proof in record.proofs if proof.evidence_id not in held]
    assert new
    roles = record.rows("people")["role"]
    for proof in new:
        assert proof.employer_id == record.employer_of(PAPER), "no later employer"
        assert roles[proof.person_id] == "leader" or ends(proof.when)[1] <= sought


def test_an_author_list_is_evidence_and_edges(added: Path) -> None:
    record = load(added)
    authors = record.authors("htps")
    assert set(authors) < set(record.authors(PAPER))
    assert len(authors) == section("Add an author list").count("\nhtps,") - 2
    for person in authors:
        assert len(record.evidence(person)) == len(real().evidence(person)) + 1
    edges = network.coauthors(record, ["htps"], authors).number_of_edges()
    assert edges == len(authors) * (len(authors) - 1) // 2


def test_a_ninth_paper_is_ten_rows_and_a_row_of_the_figure(data: Path) -> None:
    text = section("Compare with another paper")
    tables = add_rows(text, data)
    assert {Path(name).parent.name for name in tables} == {"comparison"}
    assert sum(block.count("\n") for block in blocks(text, "text")) == 10
    record = load(data)
    others = compare(record, data)
    papers = list(others.data["papers"]["paper_id"])
    assert len(papers) == 9
    # One author stays till 2022 at least, one is never heard of again, one leaves in 2021.
    bands = [band(others, "switch", months) for months in (6, 16, 27)]
    assert [(b.least, b.most, b.total) for b in bands] == [(0, 2, 3), (1, 3, 3), (1, 3, 3)]
    chapter = BOOK / "05_what_the_record_adds.ipynb"
    run = chapter_runs.run(chapter, data)
    assert any("only" in sentence for sentence in run.failed)
    before, after = (
        shown(told, "fig-compared")["rows"] for told in (chapter_runs.told(chapter), run)
    )
    assert {row[0] for row in after} - {row[0] for row in before} == {
        "Switch Transformers (Google, 2021)"
    }
    # The book's own record does not know of it.
    assert len(record.proofs) == len(real().proofs)


def test_another_day_is_read_with_what_was_public_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source,) = blocks(section("Read it as of another day"), "python")
    run = cell(source, tmp_path, DATA)
    (day,) = re.findall(r"day = date\((\d+), (\d+), (\d+)\)", source)
    asked = date(*map(int, day))
    left = real().tally(PAPER, asked, asked)
    later = real().tally(PAPER, real().package.record_date)
    assert f": {left.least} to {left.most} of {left.total}" in capsys.readouterr().out
    assert left.least < later.least
    table = shown(run, "fig-another-day")["rows"]
    assert 0 < len(table) < len(shown(chapter_runs.told(CHAPTER), "fig-departures")["rows"])


def run_line(line: str, root: Path, **given: str) -> None:
    """Run a line of a shell block, or what its make target runs, with this Python."""
    make, _, target = line.partition(" ")
    extra, command = recipe(target) if make == "make" else spoken(line)
    env = {**os.environ, **extra, **given}
    ended = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_another_exodus_is_told_by_the_same_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = section("Tell another exodus")
    shell, commands = blocks(text, "sh")
    describe, tell = blocks(text, "python")
    for part in ("book/afterllama", "data", "tests/fixtures/exodus"):
        shutil.copytree(ROOT / part, tmp_path / part)
    subprocess.run(["sh", "-ec", shell], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    exec(compile(describe, "describe", "exec"), {})
    another = tmp_path / "another"
    export, *lines, last = commands.splitlines()
    assert (export, last) == ('export AFTERLLAMA_DATA="$PWD/another"', "make lab")
    assert lines[-1] == "make check"
    for line in lines:
        run_line(line, tmp_path, AFTERLLAMA_DATA=str(another))
    run = cell(tell, tmp_path, another)
    said = capsys.readouterr().out
    record = load(another)
    left = record.tally("tides", record.day("report"))
    assert f": {left.least} to {left.most} of {left.total}" in said
    assert "'p01-quarrel': 'open'" in said
    people = run.figures["fig-another-exodus"]["people"]
    assert {*people.values()} == {record.name(person) for person in record.authors("tides")}
    words = json.dumps(run.figures, ensure_ascii=False)
    assert not [name for name in real().data["people"]["name"] if name in words]


def test_a_chapter_of_this_book_refuses_another_exodus(tmp_path: Path) -> None:
    from records import exodus

    with pytest.raises(LookupError):
        chapter_runs.run(CHAPTER, exodus(tmp_path))


# The page "Run it"


def test_the_configuration_of_a_hub_can_be_read() -> None:
    config, hub = (yaml.safe_load(text) for text in blocks(RUN_IT, "yaml"))
    known = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert set(config["repository"]) <= set(known["repository"])
    opened = hub["singleuser"]["defaultUrl"].removeprefix("/lab/tree/")
    assert (ROOT / opened).is_file()
    assert hub["singleuser"]["image"]["name"] in "".join(blocks(RUN_IT, "sh"))
    (link,) = blocks(RUN_IT, "text")
    assert link.strip().endswith(f"%2F{opened.replace('/', '%2F')}")


def test_binder_installs_what_the_lab_installs() -> None:
    folder = ROOT / ".binder"
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    named = [(folder / line.removeprefix("-r ")).resolve() for line in lines if line[0] != "#"]
    assert named == [ROOT / "requirements.txt", ROOT / "requirements" / "lab.txt"]
    (python,) = re.findall(r"python-3\.(\d+)", (folder / "runtime.txt").read_text())
    told_by_make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"3.{python}" in told_by_make


@pytest.mark.slow
def test_what_binder_installs_is_here() -> None:
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--python"]
    command += [sys.executable, "-r", str(ROOT / ".binder" / "requirements.txt")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    added = re.findall(r"^ \+ (\S+)(?:==| @ )", done.stderr, re.M)
    assert added == ["afterllama"], done.stderr

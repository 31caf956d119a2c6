"""The guide: every call runs and says what the record says; every snippet reads its file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chapter_runs
import pytest
from afterllama import judge
from afterllama.shown.downloads.exports import files
from IPython.core.interactiveshell import InteractiveShell
from records import BOOK, DATA, real

GUIDE = BOOK / "guide.ipynb"
TEXT = chapter_runs.read(GUIDE).prose
CELLS = {cell["id"]: "".join(cell["source"]) for cell in json.loads(GUIDE.read_text())["cells"]}
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", TEXT, re.M | re.S)
RECORD = real()


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Any]]:
    """What each cell of code ends with, by the cell's id, as a notebook shows it."""
    shell = InteractiveShell()
    found = {}
    for cell in json.loads(GUIDE.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]))
            done.raise_error()
            found[cell["id"]] = done.result
    yield found
    InteractiveShell.clear_instance()


def test_every_cell_has_a_result(results: dict[str, Any]) -> None:
    assert [name for name, held in results.items() if held is None or not len(str(held))] == []


def test_the_calls_return_what_the_record_holds(results: dict[str, Any]) -> None:
    day = RECORD.day("2023-09-05")
    assert results["find"] == ("codellama", RECORD.day("report"))
    assert results["roster"]["status"].tolist() == [
        *RECORD.roster("llama1", day)["status"].head(),
    ]
    assert results["tally"] == RECORD.tally("llama1", day)
    early = RECORD.day("2023-12-31")
    assert results["as-of"] == RECORD.tally("llama1", early, known=early)
    assert results["without"].least <= results["tally"].least
    authors = RECORD.authors("llama1")
    assert results["evidence"].to_numpy().sum() == sum(len(RECORD.evidence(p)) for p in authors)
    assert ("Guillaume Lample", "Mistral AI") in results["moves"]
    assert results["coauthors"].is_monotonic_decreasing
    assert "replaceable" in results["separators"]
    assert set(results["ledger"]["claim"]) == {
        claim.id for claim in judge(RECORD) if claim.verdict == "contradicted"
    }


def test_the_ten_calls_of_the_table_are_all_used() -> None:
    code = "\n".join(CELLS[name] for name in CELLS if not CELLS[name].startswith("#"))
    named = re.findall(r"^\| `(?:record\.|network\.)?(\w+)\(", TEXT, re.M)
    assert len(named) == 10
    assert [name for name in named if f"{name}(" not in code] == []


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the page of downloads has."""
    folder = tmp_path_factory.mktemp("published")
    for file in files(judge(RECORD), DATA):
        (folder / file.name).write_bytes(file.content)
    return folder


#: What each snippet has to print, in order.
PRINTED = (
    r"Guillaume Lample +(at|left) +\S+ +\d{4}",
    r"mistral-ai +\d+",
    r"│ contradicted +│ +{contradicted} │",
    r"Guillaume Lample Mistral AI",
)


@pytest.mark.parametrize(("snippet", "expected"), [*zip(SNIPPETS, PRINTED, strict=True)])
def test_a_snippet_reads_the_published_files_without_this_code(
    snippet: str,
    expected: str,
    published: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "afterllama" not in snippet
    monkeypatch.chdir(published)
    exec(compile(snippet, "snippet", "exec"), {})
    number = judge(RECORD).tally()["contradicted"]
    assert re.search(expected.replace("{contradicted}", str(number)), capsys.readouterr().out)

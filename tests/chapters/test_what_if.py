"""What a reader of the notebooks can change: the steps of analysis, the questions, the record."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import afterllama
import chapter_runs
import pandas as pd
import pytest
from afterllama import judge
from chapter_runs import BOOK, PAGES
from records import DATA, real

CHAPTERS = [path for path in PAGES if re.match(r"0\d_", path.stem)]
#: A page of figures, which asks nothing.
MORE = BOOK / "more_figures.ipynb"
QUESTION = re.compile(r"^- (.+\?) `([^`\n]+)`$", re.M)
#: Records that a reader may put in the place of the book's.
RECORDS = {
    "another day": 'record = load().as_of("2023-06-01")',
    "no press": 'record = load().without(kind="reported")',
    "no article": 'record = load().without(source="article")',
    "papers and code alone": 'record = load().only(kind="recorded")',
}


def cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook."""
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def steps(path: Path) -> dict[str, str]:
    """The cells of a chapter that show a step of its analysis, by their ids."""
    return {c["id"]: "".join(c["source"]) for c in cells(path) if c["id"].startswith("step-")}


def questions(path: Path) -> list[tuple[str, str]]:
    """The questions at the end of a chapter, each with the line that answers it."""
    (asked,) = ("".join(c["source"]) for c in cells(path) if c["id"] == "questions")
    return QUESTION.findall(asked)


def changed(code: str, line: str) -> str:
    """Code with a line in the place of the one that begins alike."""
    begins = re.escape(line.partition(" = ")[0])
    return re.sub(rf"^{begins} = .*$", lambda _: line, code, flags=re.M)


@cache
def results(path: Path, line: str = "") -> dict[str, str]:
    """What the steps of a chapter come to, with one changed line if there is one."""
    names: dict[str, Any] = {}
    found = {}
    first, *_ = chapter_runs.read(path).code
    with mock.patch.object(afterllama, "load", real):
        exec(compile(changed(first, line) if line else first, str(path), "exec"), names)
    for step, code in steps(path).items():
        *body, last = ast.parse(changed(code, line) if line else code).body
        exec(compile(ast.Module(body, []), step, "exec"), names)
        assert isinstance(last, ast.Expr)
        value = eval(compile(ast.Expression(last.value), step, "eval"), names)
        assert isinstance(value, pd.DataFrame | pd.Series)
        found[step] = value.to_json(date_format="iso", orient="split")
        assert line or len(value), step
    return found


@pytest.mark.parametrize("path", [*CHAPTERS, MORE], ids=lambda path: path.stem)
def test_a_page_of_figures_shows_the_steps_of_its_analysis_in_the_notebook_alone(
    path: Path,
) -> None:
    held = [c for c in cells(path) if c["id"] in {*steps(path), "questions"}]
    assert all(c["metadata"] == {"tags": ["remove-cell"]} for c in held)
    assert len(results(path)) == len(steps(path)) > 2


@pytest.mark.parametrize("path", [*CHAPTERS, MORE], ids=lambda path: path.stem)
def test_the_page_of_a_chapter_has_neither_steps_nor_questions(path: Path, book: Path) -> None:
    html = (book / f"{path.stem}.html").read_text(encoding="utf-8")
    assert 'class="dataframe"' not in html
    assert "Questions to try" not in html


ASKED = [(path, *asked) for path in CHAPTERS for asked in questions(path)]


def test_every_chapter_asks_three_questions_of_its_own() -> None:
    assert [len(questions(path)) for path in CHAPTERS] == [3] * len(CHAPTERS)
    asked = [question for _, question, _ in ASKED]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(("path", "question", "line"), ASKED, ids=lambda part: str(part)[-40:])
def test_one_changed_line_answers_a_question(path: Path, question: str, line: str) -> None:
    code = [chapter_runs.read(path).code[0], *steps(path).values()]
    begins = line.partition(" = ")[0]
    assert sum(part.count(f"\n{begins} = ") for part in code) == 1
    before, after = results(path), results(path, line)
    assert before.keys() == after.keys()
    assert before != after


def shown(path: Path, line: str) -> list[str]:
    """What a notebook with one changed line shows, as HTML, in order."""
    found = chapter_runs.shown_in_a_notebook(path, DATA, lambda code: changed(code, line))
    return [bundle.get("text/html", "") for bundle in found]


def test_a_changed_record_draws_under_what_if_and_lists_what_no_longer_holds() -> None:
    path = BOOK / "01_authors_who_left.ipynb"
    html = shown(path, RECORDS["no press"])
    figures = len(chapter_runs.shows(chapter_runs.read(path)))
    assert sum("What if: drawn from a changed record" in text for text in html) == figures
    cards = path.read_text(encoding="utf-8").count('"card(')
    assert sum("What if: judged on a changed record" in text for text in html) == cards > 0
    broken = [text for text in html if "What if: this no longer holds" in text]
    assert "Six had left." in "".join(broken)
    assert not any("{eval}" in text for text in broken)


def test_a_notebook_that_is_run_as_it_is_says_no_what_if() -> None:
    path = BOOK / "04_reorganization.ipynb"
    html = [b.get("text/html", "") for b in chapter_runs.shown_in_a_notebook(path, DATA)]
    assert html and not any("What if" in text for text in html)


@pytest.mark.slow
@pytest.mark.parametrize("line", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_notebook_runs_to_its_end_with_a_changed_record(path: Path, line: str) -> None:
    assert shown(path, line) or path not in CHAPTERS


def test_a_claim_on_what_was_left_out_is_open() -> None:
    ledger = judge(real().as_of("2022-06-01"))
    told = {claim.measured for claim in ledger if claim.verdict == "open"}
    assert "not in the record as it is read here" in told

"""Notebooks in French: their prose, their code, and the copies that JupyterLab opens."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from afterllama.words.language import LOCALES
from afterllama_sphinx.languages import notebooks as for_lab
from anybook.editions import notebooks
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import write_po
from chapter_runs import EVERY
from records import ROOT

PAGES = for_lab.pages(ROOT)
FRENCH = LOCALES / "fr" / "LC_MESSAGES"
FIRST = 'import os, sys; os.environ["AFTERLLAMA_LANGUAGE"] = "fr"; sys.path.insert(0, "../book")\n'

MARKDOWN = """# A title

One line
and another, {eval}`n.one` [of it](a.ipynb).

- A point
  that goes on
  - A title
1. Untold

| A | A title |
|---|---|
| One | A |

```{code-block} sql
A title
```
"""


def cells(path: Path | bytes) -> list[dict[str, Any]]:
    """The cells of a notebook."""
    text = path if isinstance(path, bytes) else path.read_text(encoding="utf-8")
    return list(json.loads(text)["cells"])


def source(cell: dict[str, Any]) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def test_prose_is_translated_block_by_block_and_marks_and_code_stay() -> None:
    said = {
        "A title": "Un titre",
        "One line and another, {eval}`n.one` [of it](a.ipynb).": "Une {eval}`n.one`",
        "A point that goes on": "Un point",
        "A": "Une",
    }
    assert notebooks.translated(MARKDOWN, lambda text: said.get(text, text)) == (
        "# Un titre\n\nUne {eval}`n.one`\n\n- Un point\n  - Un titre\n1. Untold\n\n"
        "| Une | Un titre |\n|---|---|\n| One | Une |\n\n```{code-block} sql\nA title\n```\n"
    )


@pytest.fixture(scope="module")
def french() -> dict[str, bytes]:
    """The French copies."""
    return notebooks.copies(ROOT, "fr", PAGES)


def test_every_page_has_a_copy_and_so_has_the_one_that_says_what_to_run_first(
    french: dict[str, bytes],
) -> None:
    assert sorted(french) == sorted(f"fr/{path.name}" for path in {*EVERY, ROOT / for_lab.START})


def test_links_of_a_copy_lead_to_other_copies_and_to_what_lies_beside(
    french: dict[str, bytes],
) -> None:
    for name, content in french.items():
        text = content.decode()
        links = {
            link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) if "/" not in link
        }
        assert {f"fr/{link}" for link in links if link.endswith((".md", ".ipynb"))} <= set(french)
        beside = re.findall(r"\]\(\.\./([^)#]+)", text)
        assert [link for link in beside if not (ROOT / link).exists()] == [], name


@pytest.mark.parametrize("page", [path.stem for path in PAGES if path.suffix == ".ipynb"])
def test_a_copy_is_french_where_there_is_french_and_its_code_is_that_of_the_page(
    page: str, french: dict[str, bytes]
) -> None:
    said = {
        **notebooks.read(FRENCH / "notebooks.po"),
        **notebooks.read(FRENCH / "book" / f"{page}.po"),
    }
    english, copy = cells(ROOT / "book" / f"{page}.ipynb"), cells(french[f"fr/{page}.ipynb"])
    assert len(english) == len(copy)
    code = [(source(a), source(b)) for a, b in zip(english, copy, strict=True) if "outputs" in a]
    assert [FIRST * (not at) + one for at, (one, _) in enumerate(code)] == [b for _, b in code]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in copy)
    prose = [
        ([said.get(text, text) for text in notebooks.texts(source(one))], source(other))
        for one, other in zip(english, copy, strict=True)
        if one["cell_type"] == "markdown"
    ]
    assert prose
    for told, shown in prose:
        assert notebooks.texts(shown) == told


def test_a_text_that_a_translator_has_not_checked_stays_as_it_was(tmp_path: Path) -> None:
    held = Catalog("fr")
    held.add("old", "vieux", flags=["fuzzy"])
    held.add("new", "neuf")
    with (tmp_path / "a.po").open("wb") as file:
        write_po(file, held)
    assert notebooks.read(tmp_path / "a.po") == {"new": "neuf"}
    assert notebooks.read(tmp_path / "none.po") == {}


def test_a_catalogue_is_compiled_to_the_same_bytes_at_any_time(tmp_path: Path) -> None:
    ((name, made),) = notebooks.compiled(ROOT, "fr").items()
    assert ROOT / name == FRENCH / "afterllama.mo"
    assert notebooks.compiled(ROOT, "en") == notebooks.compiled(tmp_path, "fr") == {}
    assert b"POT-Creation-Date: 1970-01-01" in made
    (tmp_path / "a.mo").write_bytes(made)
    with (tmp_path / "a.mo").open("rb") as file:
        assert read_mo(file).get("The ledger")


def test_what_somebody_has_changed_in_a_copy_stays_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    for name in ("start", "claims"):
        text = (ROOT / "book" / f"{name}.ipynb").read_text(encoding="utf-8")
        (tmp_path / "book" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    for_lab.compile_words("fr")
    assert for_lab.write(tmp_path, "fr") == []
    changed, run = (tmp_path / "fr" / f"{name}.ipynb" for name in ("start", "claims"))
    before = run.read_text(encoding="utf-8")
    for path in (changed, run):
        held = json.loads(path.read_text(encoding="utf-8"))
        held["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
        if path == changed:
            held["cells"][1]["source"] = ["1 + 1"]
        path.write_text(json.dumps(held), encoding="utf-8")
    assert for_lab.write(tmp_path, "fr") == ["fr/start.ipynb"]
    assert source(cells(changed)[1]) == "1 + 1"
    assert run.read_text(encoding="utf-8") == before

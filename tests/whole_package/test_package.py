"""The package and its data as a whole: no names, no clock, one description that others can read."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import afterllama
import frictionless
import pytest
from afterllama import dictionary
from afterllama.tables import schema
from book_builds import edit
from records import BOOK, DATA, real

CODE = [
    path
    for part in ("afterllama", "_ext", "_static")
    for path in sorted((BOOK / part).rglob("*"))
    if path.suffix in {".py", ".js", ".css", ".html", ".svg"}
]
MODULES = [path for path in CODE if path.suffix == ".py"]
TABLES = sorted(DATA.glob("*.csv"))
CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime", "monotonic"}
SHORTEST = 5  # letters of a surname that is looked for by itself


def label(path: Path) -> str:
    """The name of a file in a test's name."""
    return path.relative_to(BOOK.parent).as_posix()


def names() -> set[str]:
    """Names of people and organizations, and surnames that are long enough to stand alone."""
    people = [*real().data["people"]["name"]]
    aliases = [a for cell in real().data["people"]["aliases"] for a in cell.split("|") if a]
    surnames = {name.split()[-1] for name in people}
    organizations = {*real().data["organizations"]["name"]}
    return {*people, *aliases, *organizations} | {s for s in surnames if len(s) >= SHORTEST}


def identifiers() -> set[str]:
    """Ids of rows that can be nothing but ids, for their hyphen."""
    found = set()
    for name, table in real().package.tables.items():
        if len(table.key) == 1:
            found |= set(real().data[name][table.key[0]])
    return {text for text in found if "-" in text}


def whole(words: set[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words as a whole word."""
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(words)))})(?![\w-])")


def test_code_is_found_to_be_looked_through() -> None:
    assert {"record.py", "figures.js", "figure.css", "figures.py"} <= {path.name for path in CODE}
    assert whole(names()).search("as Guillaume Lample did")
    assert whole(names()).search("at Meta, where")


@pytest.mark.parametrize("path", CODE, ids=label)
def test_no_person_and_no_organization_is_named_in_the_code(path: Path) -> None:
    assert whole(names()).findall(path.read_text(encoding="utf-8")) == []


# A chapter may say by its id which row it speaks of.
@pytest.mark.parametrize("path", [p for p in CODE if "chapters" not in p.parts], ids=label)
def test_no_row_of_the_data_is_named_in_the_code_that_serves_all_chapters(path: Path) -> None:
    assert whole(identifiers()).findall(path.read_text(encoding="utf-8")) == []


def calls(tree: ast.AST) -> Iterator[str]:
    """Names of what is called: ``today`` of ``date.today()``, ``time`` of ``time()``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


#: It asks how long ago npm did not answer, which changes no page.
WAITING = "shrink_assets.py"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != WAITING], ids=label)
def test_no_module_reads_the_clock(path: Path) -> None:
    assert CLOCK & set(calls(ast.parse(path.read_text(encoding="utf-8")))) == set()


@pytest.mark.parametrize("path", [p for p in CODE if p.suffix == ".js"], ids=label)
def test_no_script_reads_the_clock(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\bDate\b|performance\.now", text) == []


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_every_module_class_and_function_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    ]
    assert [getattr(n, "name", "module") for n in (tree, *public) if not ast.get_docstring(n)] == []


def test_the_package_is_imported_with_nothing_but_its_folder(tmp_path: Path) -> None:
    found = pkgutil.walk_packages(afterllama.__path__, "afterllama.")
    modules = sorted(module.name for module in found)
    assert "afterllama.charts.migration" in modules
    lines = ["import sys", f"sys.path.insert(0, {str(BOOK)!r})"]
    code = "; ".join([*lines, *(f"import {name}" for name in modules)])
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_program_would_find_a_fault(data: Path) -> None:
    edit(data / "people.csv", ",author,llama-paper", ",boss,llama-paper")
    assert not frictionless.Package(str(data / "datapackage.json")).validate().valid


def test_every_table_is_described_and_every_description_has_its_table() -> None:
    assert {t.path for t in real().package.tables.values()} == {path.name for path in TABLES}


def test_the_description_gives_titles_types_texts_and_units() -> None:
    for table in real().package.tables.values():
        assert table.description.endswith(".")
        for column in table.columns:
            assert column.title
            assert column.description.endswith(".")
            if column.type in ("integer", "number"):
                measured = column.name not in {"slot"}
                assert bool(column.unit) == measured, f"{table.name}.{column.name}"


def test_every_table_of_facts_names_the_source_of_each_row() -> None:
    for table in real().package.tables.values():
        # A reply is its own source, and a withdrawn row says nothing.
        if table.name not in {"sources", "replies", "withdrawn"}:
            required = {column.name for column in table.columns if column.required}
            targets = {(r.columns, r.table) for r in table.references}
            assert "source_id" in required, table.name
            assert (("source_id",), "sources") in targets, table.name


def test_every_person_and_every_organization_is_in_some_fact() -> None:
    data, tables = real().data, real().package.tables.values()
    for target in ("people", "organizations"):
        (key,) = real().package.tables[target].key
        used: set[str] = set()
        for table in tables:
            for reference in table.references:
                if reference.table == target and len(reference.columns) == 1:
                    for cell in data[table.name][reference.columns[0]]:
                        used |= set(cell.split("|"))
        assert sorted(set(data[target][key]) - used) == [], target


@pytest.mark.parametrize("path", TABLES, ids=label)
def test_a_table_is_utf8_with_line_feeds_and_a_last_one(path: Path) -> None:
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\u00a0" not in text


def test_the_dictionary_is_what_the_description_gives() -> None:
    assert (DATA / "README.md").read_text(encoding="utf-8") == dictionary.text(real().package)
    assert dictionary.stale(real().package, DATA) is None


def test_a_changed_description_makes_the_dictionary_stale(data: Path) -> None:
    edit(data / "datapackage.json", "One row is a person", "One row is somebody")
    line = dictionary.stale(schema.describe(data), data)
    assert line is not None
    assert "python -m afterllama.dictionary" in line


def test_the_dictionary_has_every_table_column_key_and_unit() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for table in real().package.tables.values():
        section = text.partition(f"(`{table.path}`)")[2].partition("\n### ")[0]
        assert f"`{' + '.join(table.key)}` is the key." in section
        for column in table.columns:
            (row,) = re.findall(rf"^\| `{column.name}` \|.*\|$", section, re.MULTILINE)
            assert column.unit is None or f"| {column.unit} |" in row


def test_without_another_folder_set_the_data_of_the_repository_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AFTERLLAMA_DATA", raising=False)
    assert schema.folder() == DATA
    monkeypatch.setenv("AFTERLLAMA_DATA", str(tmp_path))
    assert schema.folder() == tmp_path

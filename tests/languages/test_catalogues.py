"""Translators get every text of code, templates and data, with its location."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from afterllama_sphinx.languages.catalogues import catalogue, write
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from book_builds import ROOT
from records import DATA, change

PLACES = {
    "book/afterllama/words.py": 'from x import say\n\nsay("In a module", n=1)\n',
    "book/01_page.ipynb": json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": ['say("In prose")']},
                {"cell_type": "code", "source": ["1\n", "count('One cell', '{n} cells', 2, n=2)"]},
            ]
        }
    ),
    "_config.yml": (ROOT / "_config.yml").read_text(encoding="utf-8"),
    "book/_ext/afterllama_sphinx/a.html": "{{ 1 }}\n<p>{{ _('In a template') }}</p>\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A little book with the data of this one."""
    for name, text in PLACES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path


def places(texts: Catalog, text: str) -> list[tuple[str, int | None]]:
    """Where a text stands."""
    found = texts.get(text)
    assert found, text
    return list(found.locations)


def test_texts_are_found_with_file_and_line_or_cell(book: Path) -> None:
    texts = catalogue(book)
    assert places(texts, "In a module") == [("book/afterllama/words.py", 3)]
    assert places(texts, "One cell") == [("book/01_page.ipynb", 2)]
    assert places(texts, "In a template") == [("book/_ext/afterllama_sphinx/a.html", 2)]
    assert texts.get("In prose") is None


def test_keys_are_no_texts_and_texts_in_any_place_are_found_in_every_python(book: Path) -> None:
    code = """say(row["key"])\nf"{say(row['inner'])}"\nsay("One" "text", n=row["value"])\n"""
    (book / "book/afterllama/words.py").write_text(code, encoding="utf-8")
    texts = catalogue(book)
    assert [texts.get(name) for name in ("key", "inner", "value")] == [None, None, None]
    assert places(texts, "Onetext") == [("book/afterllama/words.py", 3)]


def test_texts_with_a_number_have_both_forms(book: Path) -> None:
    message = catalogue(book).get("One cell")
    assert message and message.id == ("One cell", "{n} cells")


def test_of_the_data_the_marked_columns_are_found_and_no_others(book: Path) -> None:
    change(book / "data", "sources", "article", label="A label", publisher="A publisher")
    texts = catalogue(book)
    assert [name for name, _ in places(texts, "A label")] == ["data/sources.csv"]
    assert texts.get("A publisher") is None


def test_the_file_is_the_same_twice_and_names_no_day_and_no_folder(book: Path) -> None:
    written = []
    for name in ("a.pot", "b.pot"):
        write(catalogue(book), book / name)
        written.append((book / name).read_text(encoding="utf-8"))
    assert written[0] == written[1]
    assert str(book) not in written[0]
    head = written[0].split("\n\n")[0]
    assert "Date" not in head and "Generated" not in head


def test_what_is_written_can_be_read_back(book: Path) -> None:
    texts = catalogue(book)
    write(texts, book / "a.pot")
    with (book / "a.pot").open("rb") as file:
        again = read_po(file)
    assert [message.id for message in again] == [message.id for message in texts]


def test_no_text_of_this_book_takes_its_words_for_places_of_percent() -> None:
    marked = ["".join(m.id) for m in catalogue(ROOT) if "python-format" in m.flags]
    assert "Time shown in %(number)s" in marked
    assert [text for text in marked if "%(" not in text] == []

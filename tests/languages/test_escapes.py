"""No word of the package, the notebooks or the data reaches a reader past the catalogues.

All pages are run in an edition in no language (`marked`): what the figures, the tables, the ledger
and the computed numbers of the prose say has to be marked, or a name, a date or a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from afterllama import judge, load
from afterllama.shown.figures import payload
from chapter_runs import PAGES, Run, run
from invented_corpora import invented
from marked_edition import LETTER, edition, escaped, marked, names, outside, spoken
from records import DATA

from bench.figures import FIGURES, Subject

#: What of a figure's traces, layout and phone's layout a reader sees as text.
SHOWN = {"text", "hovertext", "ticktext", "title", "texttemplate", "hovertemplate", "label"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """What every page shows in the edition."""
    with spoken(tmp_path_factory.mktemp("locale"), edition()):
        ledger = judge(load(DATA))
        return {page.stem: run(page, DATA, ledger) for page in PAGES}


KNOWN = names(DATA)


def texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in some JSON with its path, dotted names parted; not what is for scripts."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, held in value.items():
            if key != "meta":
                yield from texts(held, (*path, *str(key).split(".")))
    elif isinstance(value, list):
        for held in value:
            yield from texts(held, path)


def traces(view: dict[str, Any]) -> Iterator[str]:
    """The names in a view's legend."""
    for trace in view["figure"]["data"]:
        if trace.get("showlegend", True) and "name" in trace:
            yield trace["name"]


def told(figure: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """All that a reader of a figure reads, with where it stands."""
    for column in figure["columns"]:
        yield "column", column["label"]
    for source in figure["sources"]:
        yield "source", source["text"]
    for view in figure["views"]:
        for key in ("title", "caption", "alt", "reading", "date"):
            yield key, view[key]
        for _, cell in texts(view["rows"]):
            yield "cell", cell
        for name in traces(view):
            yield "legend", name
        for path, text in texts([view["figure"], view["narrow"], view["steps"] or {}]):
            if path[-1] in SHOWN or path[-2:] == ("title", "text") or path[-1] == "labels":
                yield "/".join(path), text


@pytest.mark.parametrize("page", [page.stem for page in PAGES])
def test_every_word_of_a_figure_is_in_the_catalogue(shown: dict[str, Run], page: str) -> None:
    faults = {
        f"{name}, {where}: {left!r} in {text!r}"
        for name, figure in shown[page].figures.items()
        for where, text in set(told(figure))
        if (left := escaped(text, KNOWN))
    }
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize("page", [page.stem for page in PAGES])
def test_every_word_that_a_page_computes_is_in_the_catalogue(
    shown: dict[str, Run], page: str
) -> None:
    values = shown[page].values
    faults = {name: text for name, text in values.items() if escaped(text, KNOWN)}
    assert not faults


@pytest.mark.parametrize(("page", "least"), [("claims", 1000), ("sources", 500), ("data", 200)])
def test_every_word_of_the_ledger_and_of_the_sources_is_in_the_catalogue(
    shown: dict[str, Run], page: str, least: int
) -> None:
    """Addresses, and values of choices, are ids; so are those of figures."""
    lists = shown[page].ledgers.values()
    seen = [text for one in lists for path, text in texts(one) if path[-1] not in IDS]
    assert len(seen) > least
    faults = {text for text in seen if escaped(text, KNOWN)}
    assert not faults, "\n".join(sorted(faults))


#: What of a ledger's payload no reader sees.
IDS = {
    *("id", "anchor", "value", "check", "page", "url", "name"),
    *("path", "cells", "content", "sha256", "correction_id", "day", "pages", "tables"),
}


#: Words that the benchmark gives to the figures that it draws.
OF_THE_BENCHMARK = {
    *("Some people", "Somebody", "the day", "All", "all", "Press", "Lists", "Code"),
    *("led", "alone"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_every_word_of_a_figure_of_groups_is_in_the_catalogue(name: str, tmp_path: Path) -> None:
    record = invented(1_000)
    corpus = {record.name(k) for k in (*record.people, *record.employers)}
    corpus |= {part for person in record.people for part in record.name(person).split()}
    corpus |= {proof.statement for proof in record.proofs}
    corpus |= {text.rstrip(".") for text in record.data["counts"]["statement"]}
    corpus |= set(record.data["papers"]["short_title"]) | set(record.data["sources"]["label"])
    longest = sorted(corpus | OF_THE_BENCHMARK, key=len, reverse=True)
    words = "|".join([*map(re.escape, longest), "[A-Z]{1,2}"])
    known = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    with spoken(tmp_path, edition()):
        given = {"title": "Some people", "caption": "Somebody", "alt": "Somebody"}
        found = payload(FIGURES[name](Subject.of(record)), id="fig-groups", **given)
    faults = {f"{where}: {text[:80]!r}" for where, text in set(told(found)) if escaped(text, known)}
    assert not faults, "\n".join(sorted(faults))


def test_guards_hold_in_any_language(shown: dict[str, Run]) -> None:
    """They ask the data, and not the words for it."""
    assert {page: found.failed for page, found in shown.items() if found.failed} == {}


def test_the_edition_marks_words_and_not_what_is_filled_in() -> None:
    assert marked("{left} of {n.total} left") == "{left}⟦ of ⟧{n.total}⟦ left⟧"
    assert outside("⟦a ⟧six<br>⟦ of <b>ten</b>⟧ more") == "six more"
    assert outside("⟦cut off …") == "" and outside("off⟧ 5") == "5"


def test_words_missing_in_the_catalogue_are_found() -> None:
    assert escaped("⟦Left by ⟧Susan Zhang, recorded", KNOWN)
    assert not escaped("⟦Left by ⟧Susan Zhang, 2023-05", KNOWN)
    assert len(edition()) > 900 and not LETTER.search("5.10 - 2")

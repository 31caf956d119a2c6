"""The French edition: complete, current, with its own terms and typography."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from afterllama.words.language import DOMAIN, LOCALES
from afterllama_sphinx.languages.catalogues import catalogue
from afterllama_sphinx.languages.prose_catalogues import paragraphs
from afterllama_sphinx.languages.translation import unescaped
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from chapter_runs import PAGES, PLACE, guards, read
from pseudo_language import KEPT
from records import ROOT, real

FRENCH = LOCALES / "fr"
#: A word, with what may stand within one.
WORD = re.compile("[^\\W\\d_][\\w.\N{RIGHT SINGLE QUOTATION MARK}'\N{SUBSCRIPT TWO}-]*")
#: A mark of French with an ordinary space, or none, where the edition has one that does not break.
LOOSE = re.compile(r" [;!?»%]|« | :(?=\s|$)|[a-zà-ÿ][;!?](?=\s|$)|[“”]|\w'[^\W\d]")


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """The English texts of a message and its French ones, form by form."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
    else:
        yield from zip(message.id, tuple(message.string or ()), strict=True)


def bare(text: str) -> str:
    """A text without what a translation keeps."""
    return KEPT.sub(" ", text)


@pytest.fixture(scope="module")
def english() -> dict[str, Catalog]:
    """What there is to translate, by the name of its file."""
    return {DOMAIN: catalogue(ROOT), **paragraphs(ROOT)}


@pytest.fixture(scope="module")
def french() -> dict[str, Catalog]:
    """What is translated, by the name of its file."""
    folder = FRENCH / "LC_MESSAGES"
    found = {}
    for path in sorted(folder.rglob("*.po")):
        with path.open("rb") as file:
            found[path.relative_to(folder).with_suffix("").as_posix()] = read_po(file, locale="fr")
    return found


@pytest.fixture(scope="module")
def pairs(french: dict[str, Catalog]) -> list[tuple[str, str]]:
    """Every English text with its French one."""
    return [pair for held in french.values() for m in held if m.id for pair in texts(m)]


def test_every_text_has_a_french_one_and_no_other_is_kept(
    english: dict[str, Catalog], french: dict[str, Catalog]
) -> None:
    assert english.keys() == french.keys(), "make words EDITION=fr"
    for name, held in english.items():
        wanted = {m.id for m in held if m.id}
        done = {m.id for m in french[name] if m.id and not m.fuzzy and all(m.string or [""])}
        assert wanted - done == set(), f"{name}.po lacks these"
        assert done - wanted == set(), f"{name}.po has these, which the book has no longer"
        assert not french[name].obsolete


def names() -> set[str]:
    """The words of names that the data has."""
    tables = ("people", "organizations", "models", "papers", "sources")
    columns = ("name", "aliases", "title", "short_title", "publisher")
    held = real().data
    found = [t for n in tables for c in columns if c in held[n] for t in held[n][c]]
    return {word.lower() for text in found for word in WORD.findall(str(text))}


def test_a_text_that_is_equal_in_both_is_a_name_or_listed(pairs: list[tuple[str, str]]) -> None:
    listed = (FRENCH / "same.txt").read_text(encoding="utf-8").split()
    known = {*listed, *names()}
    equal = [one for one, other in pairs if one == other]
    words = {t: WORD.findall(bare(t).lower()) for t in equal}
    assert [text for text, found in words.items() if not known.issuperset(found)] == []


def test_values_code_links_and_marks_are_kept(french: dict[str, Catalog]) -> None:
    def kept(text: str) -> Counter[str]:
        return Counter([*KEPT.findall(text), *re.findall(r"\*+", text)])

    forms = [list(texts(m)) for held in french.values() for m in held if m.id]
    last = [pair[-1] for pair in forms]
    assert [(one, fr) for one, fr in last if kept(one) != kept(fr)] == []
    # For one, a text may say the number in words.
    others = [(pair[-1][0], fr) for pair in forms for _, fr in pair[:-1]]
    assert [fr for one, fr in others if kept(fr) - kept(one)] == []


def test_the_edition_has_one_word_for_each_term(pairs: list[tuple[str, str]]) -> None:
    with (FRENCH / "lexicon.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        about = re.compile(rf"\b{row['term']}s?\b", re.I)
        assert any(about.search(one) for one, _ in pairs), f"nothing speaks of {row['term']}"
        if row["never"]:
            never = re.compile(rf"\b(?:{row['never']})\b", re.I)
            assert [fr for _, fr in pairs if never.search(bare(fr))] == [], row["term"]
        if row["always"]:
            always = re.compile(row["always"], re.I)
            spoken = [fr for one, fr in pairs if about.search(bare(one))]
            assert [fr for fr in spoken if not always.search(fr)] == [], row["term"]


def guarded(page: str, french: dict[str, Catalog]) -> Iterator[tuple[str, str]]:
    """The texts that guards of a page may name, in English and in French; figures' with `{}`."""
    yield from (pair for m in french[f"book/{page}"] if m.id for pair in texts(m))
    for message in french[DOMAIN]:
        if message.id:
            yield from ((PLACE.sub("{}", a), PLACE.sub("{}", b)) for a, b in texts(message))


def test_what_a_guard_names_stands_in_the_french_paragraph_too(french: dict[str, Catalog]) -> None:
    """When such words turn false, both editions have to say something else.

    Of a paragraph without a French one the first test tells.
    """
    with (FRENCH / "guards.csv").open(encoding="utf-8", newline="") as file:
        told = {(row["page"], row["english"]): row["french"] for row in csv.DictReader(file)}
    named = {(page.stem, words) for page in PAGES for words in guards(read(page))}
    assert told.keys() - named == set(), "these guard nothing any more"
    pairs = {page: list(guarded(page, french)) for page, _ in named}
    lost = []
    for page, words in sorted(named):
        found = [other for one, other in pairs[page] if words in one and other]
        said = told.get((page, words))
        if found and not (said and any(said in other for other in found)):
            lost.append((page, words, found[0]))
    assert lost == [], "guards.csv has no French for these, or the paragraph lacks it"


def test_marks_have_the_spaces_of_french(pairs: list[tuple[str, str]]) -> None:
    assert [fr for _, fr in pairs if LOOSE.search(bare(fr))] == []


@pytest.mark.parametrize("text", ["1\u202f234", "deux\u202f; trois", "1\u00a0: a"])
def test_a_space_that_does_not_break_is_shown_as_one(text: str) -> None:
    assert unescaped(repr(text)[1:-1]) == text

"""What a chapter may type, and what it must compute or guard."""

from __future__ import annotations

import re
from pathlib import Path

import chapter_runs
import pytest
from afterllama_sphinx.languages.catalogues import catalogue
from records import DATA, ROOT

#: Names that hold a digit or a number word, and the locators of the article and of laws.
NAMES = re.compile(
    r"\bP\d\d\b|\bLlama [23]\b|\bMistral 7B\b|\bGPT-3\b|\bA100\b|\bno one\b|\bone another\b|"
    r"\bAre you one of them\b|\bat third hand\b|\bArticle \d+\b"
)
DIGITS = re.compile(r"\d")
NUMBERS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand|million|dozen|third|quarter|twice|once|double|off by one|one of them)\b",
    re.I,
)
GUARDED = re.compile(
    r"\b(most|mostly|half|majority|more than|fewer than|less than|only|none|nobody|everybody|all|"
    r"every|both|each|first|last|earliest|latest|largest|smallest|never|always|alone|almost)\b",
    re.I,
)
#: Sentences that hold such a word and no finding: methods, definitions, what the book does.
METHOD = (
    "We assume that somebody left between the last document that shows them at Meta and the first",
    "The article's word may count against its claims and never for them",
    "Every number on these pages is computed",
    "What rests on a source that was not read is never recorded",
    "The chapters tell these things in a sentence or not at all",
    "All of it is professional, and public through papers",
    "What each group of sources says of each author, taken alone",
    "most of the main authors",
    "the least and the most",
    "One row for each of the",
    "A row for each model",
    "Every claim, checked",
    "One mark for each claim, in the order of the article",
    "one row for each of its sections",
    "one for each section of the article",
    "Each row is a claim",
    "A bar for each month",
    "A square for each pair of",
    "What the first coverage said",
    "Of all claims, {}.",
)
#: Pages that give rules or lead through something, and state no finding.
RULES = {
    *("method", "run_it", "guide", "workbench", "make_it_yours", "glossary"),
    *("if_you_are_named", "for_the_press", "data"),
}


def sentences(text: str) -> list[str]:
    """The sentences of a chapter's prose, without link targets, code and computed values."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"(\{eval\}`[^`]*`)|`[^`]*`", lambda code: code[1] or "", text)
    text = re.sub(r"^\s*\|[-| ]+\|\s*$", "", text, flags=re.M)
    return [s.strip() for s in re.split(r"(?<=[.?!:;])\s+|\n\s*\n|\n(?=[-|#])", text) if s.strip()]


def typed(page: chapter_runs.Page) -> list[str]:
    figures = chapter_runs.figure_texts(page)
    return [s for text in (page.prose, *figures) for s in sentences(text)]


def blank(sentence: str) -> str:
    return NAMES.sub("", chapter_runs.EVAL.sub("", sentence)).replace("{}", "")


@pytest.fixture(params=chapter_runs.EVERY, ids=lambda p: p.stem)
def page(request: pytest.FixtureRequest) -> chapter_runs.Page:
    return chapter_runs.read(request.param)


def test_no_number_is_typed(page: chapter_runs.Page) -> None:
    covered = chapter_runs.guards(page)
    wrong = [
        s
        for s in typed(page)
        if DIGITS.search(blank(s))
        or (NUMBERS.search(blank(s)) and not any(g in s for g in covered))
    ]
    assert wrong == []


def test_words_that_could_turn_false_are_guarded(
    page: chapter_runs.Page, request: pytest.FixtureRequest
) -> None:
    if request.node.callspec.id in RULES:
        pytest.skip("it gives rules")
    covered = chapter_runs.guards(page)
    wrong = []
    for sentence in typed(page):
        told_by_the_article = re.search(r"\bP\d\d\b", sentence)
        if not GUARDED.search(blank(sentence)) or told_by_the_article:
            continue
        if any(g in sentence for g in covered) or any(m in sentence for m in METHOD):
            continue
        wrong.append(sentence)
    assert wrong == []


def test_every_guard_quotes_the_chapter(page: chapter_runs.Page) -> None:
    figures = chapter_runs.figure_texts(page)
    words = "\n".join([page.prose, *figures])
    assert [g for g in chapter_runs.guards(page) if g not in words] == []


#: Words that judge people, or hint at more than a document shows, and what is said instead.
OF_PEOPLE = re.compile(
    r"\b(gone|prov(?:en|es?|ing)|admit(?:s|ted|ting)?|silent|silence|in conflict|defect\w*|fled)\b",
    re.I,
)


def judging(text: str) -> list[str]:
    """The words of a text that are not said of people."""
    # A fault of the data is read by whoever mends it, and names cells as they are.
    text = re.sub(r"\{[^{}]*\}|`[^`]*`", "", text)
    return [match[0] for match in OF_PEOPLE.finditer(text)]


def test_no_word_judges_people(page: chapter_runs.Page) -> None:
    found = {s: judging(s) for s in typed(page)}
    assert {s: words for s, words in found.items() if words} == {}


def test_no_label_message_or_text_of_the_data_judges_people() -> None:
    """All that a reader sees of code, templates, settings and data: what translators are given."""
    found: dict[str, list[str]] = {}
    for message in catalogue(ROOT):
        texts = message.id if isinstance(message.id, tuple | list) else (message.id,)
        found |= {text: judging(text) for text in texts if text}
    assert {text: words for text, words in found.items() if words} == {}


@pytest.mark.parametrize("name", ["guide", "start"])
def test_no_word_judges_people_in_code_or_in_what_it_prints(name: str) -> None:
    page = chapter_runs.read(path := ROOT / "book" / f"{name}.ipynb")
    found = chapter_runs.shown_in_a_notebook(path, DATA)
    printed = [text for shown in found for text in shown.values() if isinstance(text, str)]
    texts = [page.prose.replace("`", ""), *page.code, *printed]
    assert [match[0] for text in texts for match in OF_PEOPLE.finditer(text)] == []


def test_the_lint_would_find_a_word_that_judges() -> None:
    assert judging("Ada was gone, as the proven record admits; it then falls silent.") == [
        *("gone", "proven", "admits", "silent"),
    ]
    assert judging("`gone` is a value, and {gone} a place.") == []


def test_the_lint_would_find_a_typed_number() -> None:
    page = chapter_runs.Page(
        "Of {eval}`n.total` authors, six had left. Most went to Paris in 2023.", []
    )
    found = [s for s in typed(page) if DIGITS.search(blank(s)) or NUMBERS.search(blank(s))]
    assert len(found) == 2
    assert [s for s in typed(page) if GUARDED.search(blank(s))] == ["Most went to Paris in 2023."]


def test_a_link_has_words_of_its_own(page: chapter_runs.Page) -> None:
    """A notebook shows the address of one that has none."""
    assert re.findall(r"(?<!!)\[\]\([^)]*\)", page.prose) == []


@pytest.mark.parametrize("path", chapter_runs.PAGES, ids=lambda p: p.stem)
def test_a_chapter_is_under_1500_words(path: Path) -> None:
    page, *_ = chapter_runs.read(path).prose.partition("## Questions to try")
    assert len(page.split()) < 1500

"""How the story is told: what a machine can hold of the plain style that CONTRIBUTING asks for."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean

import chapter_runs
import pytest
from reading_text import sentences

STORY = (
    *("index", "01_authors_who_left", "02_compute_battle", "03_february_shakeup"),
    *("04_reorganization", "05_what_the_record_adds", "more_figures"),
)
LONGEST, AVERAGE, NUMBERS_AT_MOST = 35, 20, 2
#: Sentences that break one of the rules on purpose; ten at most.
EXCEPTIONS: tuple[str, ...] = (
    # The name of the last chapter, which the navigation has as well.
    "What the record adds",
    # The months after a paper for which bands are drawn.
    "6, 16 and 27 months",
)

#: Phrases that no page has, whatever it is for: they read as translated, or blur who speaks.
NOWHERE = (
    r"\bby the article\b(?!['\u2019]s)|(?<!Information['\u2019]s )(?<!press )\bthe report\b|"
    r"\bday of the report\b|\bof the day\b|\bit is none\b|\bstands? in\b|\bhangs? on\b|"
    r"\bso that\b|\bwhoever\b"
)
#: Those that the story has not either, some of which belong in the ledger.
NEVER = re.compile(
    rf"{NOWHERE}|\bjust\b|\bby all evidence\b|\bhas room for\b|\bthe record\b|"
    r"\bP\d\d\b|\bgone\b|\bproven\b|\badmits?\b|\bsilent\b|\bexodus\b|\bstarved\b|\bstole\b"
)
#: Code in a text, which is no prose.
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`]*`", re.MULTILINE | re.DOTALL)
#: What holds digits and is no number: days, years, models, chips and figures.
NO_NUMBERS = re.compile(
    r"\b(?:\d{1,2} (?:to \d{1,2} )?)?(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)(?: \d{4})?\b|\b(?:19|20)\d\d\b|\bGPT-\d\b|"
    r"\bOPT-\w+\b|\bLlama \d\b|\bLLaMA[- ]\d+B?\b|\bMistral 7B\b|\bA100\b|\bM2M-100\b|"
    r"\bFigures? \d+\.\d+(?: and \d+\.\d+)?|\bno one\b|\bone another\b"
)
WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty"
)
NUMBER = rf"(?:\b\d[\d,.]*\d\b|\b\d\b|\b(?:{WORDS})\b)"
#: A proportion or a band is one number.
AMOUNT = re.compile(rf"{NUMBER}(?:\s+(?:of(?: \w+){{0,3}}?|to|or)\s+{NUMBER})*", re.I)


def amounts(sentence: str) -> list[str]:
    """The numbers of a sentence: a proportion or a band is one, dates and names are none."""
    return AMOUNT.findall(NO_NUMBERS.sub("", sentence))


def faults(sentence: str) -> list[str]:
    """What the plain style has against a sentence."""
    found = [f"never {match[0]!r}" for match in NEVER.finditer(sentence)]
    if (words := len(sentence.split())) > LONGEST:
        found.append(f"{words} words")
    if len(told := amounts(sentence)) > NUMBERS_AT_MOST:
        found.append(f"{len(told)} numbers: {', '.join(told)}")
    return found


@pytest.fixture(params=STORY)
def told(request: pytest.FixtureRequest, book: Path) -> list[str]:
    """The sentences of a page of the story."""
    return sentences(book / f"{request.param}.html")


def test_every_sentence_is_plain(told: list[str]) -> None:
    found = {s: faults(s) for s in told if not any(e in s for e in EXCEPTIONS)}
    assert {s: wrong for s, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("page", chapter_runs.EVERY, ids=lambda path: path.stem)
def test_no_page_has_a_phrase_of_the_list(page: Path) -> None:
    prose = CODE.sub("", chapter_runs.read(page).prose)
    assert [found[0] for found in re.finditer(NOWHERE, prose, re.IGNORECASE)] == []


def test_sentences_are_short_on_average(told: list[str]) -> None:
    assert mean(len(s.split()) for s in told if s.endswith((".", "?", "!"))) <= AVERAGE


def test_exceptions_are_few_and_needed(book: Path) -> None:
    pages = [s for page in STORY for s in sentences(book / f"{page}.html")]
    assert len(EXCEPTIONS) <= 10
    assert [e for e in EXCEPTIONS if not any(e in s and faults(s) for s in pages)] == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Six had left by the article.", ["never 'by the article'"]),
        ("The Information's report says so.", []),
        ("What the report says.", ["never 'the report'"]),
        ("The article (P43) says so.", ["never 'P43'"]),
        ("On 5 September 2023 it was 4 to 8 of 14, not nine.", []),
        ("LLaMA 65B took 2, OPT-175B 3 and GPT-3 4.", ["3 numbers: 2, 3, 4"]),
        ("word " * 36, ["36 words"]),
    ],
)
def test_the_lint_finds_what_it_is_for(sentence: str, wrong: list[str]) -> None:
    assert faults(sentence) == wrong

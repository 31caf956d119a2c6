"""Choose what counts: every choice of evidence, computed from the record, and its figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from afterllama.chapters.authors import authors, choice, evidence_sets
from afterllama.loading.folder import load
from afterllama.record.counts_without_evidence import (
    Change,
    EvidenceSet,
    choices,
    named,
    outcome,
    outcomes,
    plain,
)
from afterllama.record.lookup import UnknownError
from afterllama.shown.evidence_switches import Choice, payload_of, show_choice
from records import exodus, real

#: Sets that do not count, a day's name, and the least and the most that had left by that day.
KNOWN = [
    ((), "report", (6, 6)),
    (("article",), "report", (5, 7)),
    (("article", "coverage", "commits"), "report", (4, 8)),
    ((), "count", (11, 11)),
    (("count",), "count", (8, 14)),
]


@cache
def whole() -> Choice:
    """The choice of the chapter, from this repository's record."""
    return choice(authors(real()))


@pytest.mark.parametrize(("aside", "day", "band"), KNOWN)
def test_known_choices_have_their_known_answers(
    aside: tuple[str, ...], day: str, band: tuple[int, int]
) -> None:
    tally = whole().outcomes[aside][("report", "count").index(day)].tally
    assert (tally.least, tally.most) == band


def test_those_who_decide_the_range_are_four_people() -> None:
    told = whole().outcomes["article", "coverage", "commits"][0]
    names = {whole().record.name(change.person_id) for change in told.changes}
    assert names == {"Armand Joulin", "Gautier Izacard", "Edouard Grave", "Eric Hambro"}


def test_every_choice_is_there_once() -> None:
    names = [one.name for one in whole().sets]
    assert len(names) == len(set(names)) == 5
    assert set(whole().outcomes) == set(choices(names))
    assert len(whole().outcomes) == 2**5
    assert plain(names) == [(), *((name,) for name in names), tuple(names)]
    assert plain(["a"]) == [(), ("a",)]


def test_a_choice_is_the_record_without_that_evidence() -> None:
    a = authors(real())
    for aside, held in whole().outcomes.items():
        tests = [one.holds for one in evidence_sets(a) if one.name in aside]
        gone = {p.evidence_id for p in a.record.proofs if any(test(p) for test in tests)}
        left = replace(
            a.record, proofs=tuple(p for p in a.record.proofs if p.evidence_id not in gone)
        )
        left = replace(left, _histories={})
        for found in held:
            assert found.tally == left.tally(a.paper, found.day), aside


def test_whoever_changes_is_named_and_nobody_else() -> None:
    a = authors(real())
    for held in whole().outcomes.values():
        for found in held:
            before, after = a.record.tally(a.paper, found.day), found.tally
            moved = {p for p in before.had_left if p not in after.had_left}
            moved |= {p for p in before.there if p not in after.there}
            moved |= {p for p in before.unknown if p not in after.unknown}
            assert {change.person_id for change in found.changes} == moved


def test_less_evidence_never_narrows_what_a_set_alone_left_open() -> None:
    """A proof less can only widen the band, as long as sources do not contradict each other."""
    none = whole().outcomes[()]
    for held in whole().outcomes.values():
        for found, all_on in zip(held, none, strict=True):
            assert found.tally.least <= all_on.tally.least
            assert found.tally.most >= all_on.tally.most


def test_a_set_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownError, match="no set of evidence 'rumours'; there is article, cov"):
        real().without(*named(whole().sets, ["rumours"]))


def test_any_exodus_has_its_choices(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    press = EvidenceSet("press", "The press", lambda proof: proof.basis == "press")
    on = record.package.record_date
    found = outcomes(record, "tides", [on], [press])
    assert set(found) == {(), ("press",)}
    assert found["press",][0] == outcome(record, "tides", on, [press], ["press"])
    assert all(isinstance(c, Change) and c.before != c.after for c in found["press",][0].changes)
    assert found[()][0].tally == record.tally("tides", on)


def words() -> dict[str, str]:
    return {"id": "fig-choice", "title": "T", "caption": "C", "alt": "A"}


def test_the_page_gets_every_outcome_by_its_bits() -> None:
    payload = payload_of(whole(), **words())
    names = [one["name"] for one in payload["sets"]]
    assert set(payload["outcomes"]) == {str(bits) for bits in range(2 ** len(names))}
    for bits, held in payload["outcomes"].items():
        aside = tuple(name for place, name in enumerate(names) if int(bits) >> place & 1)
        for seen, found in zip(held, whole().outcomes[aside], strict=True):
            assert seen["stands"].count("h") == found.tally.least
            assert seen["stands"].count("t") == len(found.tally.there)
            assert len(seen["stands"]) == len(payload["people"]) == found.tally.total
    assert len(payload["whole"]) == 2 * 2**5
    assert len(payload["views"][0]["rows"]) == 2 * 7


def test_a_choice_without_words_is_refused() -> None:
    given: dict[str, Any] = words() | {"caption": " "}
    with pytest.raises(ValueError, match="lacks caption"):
        show_choice(whole(), **given)
    with pytest.raises(ValueError, match="begins with fig-"):
        show_choice(whole(), **words() | {"id": "choice"})


def test_days_are_those_of_the_record() -> None:
    assert whole().days == (date(2023, 9, 5), date(2025, 5, 26))

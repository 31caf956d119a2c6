"""Claim cards: what they say, from the ledger's own data; links to the claims of a part."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from unittest import mock

import chapter_runs
import pytest
from afterllama import Ledger, card, judge, show_claims
from afterllama.claims.measures import CORRECTED, PARTLY, VERDICTS
from afterllama.shown import claim_cards as cards
from afterllama.shown.claim_cards import reason
from records import real


@cache
def ledger() -> Ledger:
    return judge(real())


def shown(call: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What a call hands to the pages."""
    with (
        mock.patch.dict("os.environ", AFTERLLAMA_BOOK="1"),
        mock.patch.object(cards, "display") as display,
    ):
        call(*args, **kwargs)
    found = re.fullmatch(r"<script[^>]*>(.*)</script>", display.call_args[0][0]["text/html"], re.S)
    assert found
    payload: dict[str, Any] = json.loads(found[1])
    return payload


def in_a_notebook(call: Any, *args: Any, **kwargs: Any) -> str:
    """What a call shows in JupyterLab."""
    with (
        mock.patch.dict("os.environ", AFTERLLAMA_BOOK=""),
        mock.patch.object(cards, "display") as display,
    ):
        call(*args, **kwargs)
    return str(display.call_args[0][0].data)


@pytest.mark.parametrize("why", [None, 5, ["a reason"]])
def test_a_card_refuses_a_reason_that_is_no_text(why: Any) -> None:
    with pytest.raises(TypeError, match="card takes a text as why="):
        card(ledger()["p13-more-than-half"], why=why)


def test_a_card_tells_the_claim_the_verdict_and_why() -> None:
    claim = ledger()["p13-more-than-half"]
    (item,) = shown(card, claim)["card"]
    assert item["anchor"] == "claim-p13-more-than-half"
    assert item["statement"] == claim.row["statement"]
    assert item["verdict"] == {
        "value": "contradicted",
        "label": "Contradicted",
        "meaning": "the evidence speaks against it",
    }
    assert "6 of 14" in item["why"]


def test_every_claim_has_a_reason_in_a_sentence_or_two() -> None:
    for claim in ledger():
        why = reason(claim)
        assert why.endswith((".", ".)")) and why[0].isupper(), (claim.id, why)


def test_a_correction_or_a_part_says_which() -> None:
    for claim in ledger():
        if claim.verdict in (CORRECTED, PARTLY) and claim.row["for_against"]:
            assert claim.row["for_against"].startswith(reason(claim)[:40]), claim.id


def test_a_reason_says_whose_word_was_set_aside() -> None:
    assert "without the word of the article" in reason(ledger()["p09-half"])


def test_a_chapter_can_give_its_own_reason() -> None:
    assert shown(card, ledger()["p09-half"], why="Seven is one more.")["card"][0]["why"] == (
        "Seven is one more."
    )
    with pytest.raises(ValueError, match="only for one claim"):
        card(ledger()["p09-half"], ledger()["p13-more-than-half"], why="Both.")
    with pytest.raises(ValueError, match="needs a claim"):
        card()


def test_a_notebook_shows_a_plain_block_and_texts_stay_texts() -> None:
    html = in_a_notebook(card, ledger()["p09-half"], why="<b>no</b>")
    assert "<blockquote>" in html and "<strong>Open</strong> (no public document" in html
    assert "<b>no</b>" not in html and "&lt;b&gt;" in html


def test_cards_and_the_front_page_give_verdicts_the_same_meaning() -> None:
    front = chapter_runs.read(chapter_runs.BOOK / "index.ipynb").prose
    assert [v for v in VERDICTS if f": {cards.MEANINGS[v]}" not in front] == []


def test_a_link_counts_the_claims_of_its_part() -> None:
    held = len(ledger().of(chapter="authors"))
    payload = shown(show_claims, ledger(), "authors")
    assert payload["chapter"] == "authors" and str(held) in payload["text"]
    with pytest.raises(LookupError, match=r"no chapter .epilogue..*authors"):
        show_claims(ledger(), "epilogue")

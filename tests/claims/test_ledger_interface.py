"""What an analyst asks of the ledger, rightly and wrongly."""

from __future__ import annotations

import pytest
from afterllama import judge
from afterllama.record.lookup import UnknownError
from records import real


def test_claims_are_chosen_by_the_verdict_that_the_ledger_gives() -> None:
    ledger = judge(real())
    chosen = ledger.of(verdict="contradicted")
    assert chosen == tuple(claim for claim in ledger if claim.verdict == "contradicted")
    assert any(claim.computed for claim in chosen)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"chapters": "compute"}, "no column of claims 'chapters'; did you mean 'chapter'"),
        ({"chapter": "computing"}, "no chapter 'computing'; did you mean 'compute'"),
        ({"verdict": "false"}, "no verdict 'false'; there is confirmed, "),
    ],
)
def test_what_no_claim_can_have_is_told(columns: dict[str, str], told: str) -> None:
    with pytest.raises(UnknownError, match=f"^{told}"):
        judge(real()).of(**columns)


def test_a_claim_that_is_not_there_is_told_with_those_that_are_near() -> None:
    with pytest.raises(UnknownError, match="no claim 'p09'; did you mean 'p09-"):
        judge(real())["p09"]
    with pytest.raises(UnknownError, match="no claim 'p09_half'; did you mean 'p09-half'"):
        judge(real())["p09_half"]


def test_a_ledger_prints_its_verdicts() -> None:
    ledger = judge(real())
    told = repr(ledger)
    assert told.startswith(f"Ledger of {len(ledger)} claims: ")
    assert f"{ledger.tally()['open']} open" in told
    assert ledger._repr_html_().count("<tr>") >= len(ledger)

"""The numbers of the page on the claims, as texts."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.claims import grammar
from afterllama.claims.measures import CONFIRMED, CONTRADICTED, CORRECTED, OPEN, PARTLY
from afterllama.claims.verdicts import Claim, Ledger
from afterllama.words import prose
from afterllama.words.days import ends
from afterllama.words.language import say

#: Kinds of claims that ask why, or what somebody said.
WHY = ("causal", "motive")
SAID = "quotation"


def reading(claim: Claim, name: str) -> str:
    """The verdict on a claim under another reading, or its main verdict if they agree."""
    found = [r.finding.verdict for r in claim.readings if r.name == name]
    verdict = found[0] if found else claim.verdict
    return say(verdict)


def _month(ledger: Ledger, event_id: str) -> str:
    """The month of an event."""
    return prose.month(ends(ledger.record.whole.rows("events").loc[event_id, "date"])[0])


def words(ledger: Ledger) -> SimpleNamespace:
    """The page's numbers as texts, on the claims that `datapackage.json` names."""
    tally = ledger.tally()
    last = ledger.record.package.record_date
    named = ledger.record.package.chapters["claims"]
    majority, beside = ledger[named["majority"]], ledger[named["beside"]]
    compute, turn = ledger[named["compute"]], ledger[named["turn"]]
    listed = [ledger[claim] for claim in named["listed"]]
    why = sum(len(ledger.of(kind=kind)) for kind in WHY)
    why_open = sum(ledger.tally(kind=kind)[OPEN] for kind in WHY)
    return prose.Texts(
        total=prose.number(len(ledger)),
        computed=prose.number(len(ledger.computed)),
        judged=prose.number(len(ledger) - len(ledger.computed)),
        Checks=prose.opening(len({claim.row["check"] for claim in ledger.computed})),
        Sections=prose.opening(len(ledger.sections())),
        paragraphs=prose.number(len(ledger.record.data["paragraphs"])),
        Silent=prose.opening(len(ledger.silent)),
        tally=ledger.sentence(),
        confirmed=prose.number(tally[CONFIRMED]),
        corrected=prose.number(tally[CORRECTED]),
        partly=prose.number(tally[PARTLY]),
        contradicted=prose.number(tally[CONTRADICTED]),
        open=prose.number(tally[OPEN]),
        report=prose.day(ledger.report),
        record_day=prose.day(last),
        majority_measured=majority.measured,
        majority_now=reading(majority, "now"),
        majority_then=reading(majority, "then"),
        beside_measured=beside.measured,
        compute_measured=compute.measured,
        turn_training=_month(ledger, turn.row["claimed"]),
        turn_group=_month(ledger, grammar.arguments(turn.row["arguments"])["first"]),
        listed_wrong=prose.number(sum(claim.verdict == CONTRADICTED for claim in listed)),
        why=prose.number(why),
        why_open=prose.number(why_open),
        said=prose.number(len(ledger.of(kind=SAID))),
        said_open=prose.number(ledger.tally(kind=SAID)[OPEN]),
        bent=prose.number(sum(bool(claim.row["wording"]) for claim in ledger)),
    )

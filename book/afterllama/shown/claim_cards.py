"""Claim cards: what the article says, the verdict, and the reason, beside the text."""

from __future__ import annotations

import os
import re
from html import escape
from typing import Any

from IPython.display import display

from afterllama.claims.measures import CONFIRMED, CONTRADICTED, CORRECTED, OPEN, PARTLY
from afterllama.claims.verdicts import Claim, Ledger
from afterllama.record.lookup import check_ledger, check_texts
from afterllama.shown.figures import bundle, markup, what_if
from afterllama.shown.ledger_rows import slug
from afterllama.words import prose
from afterllama.words.language import count, noted, say

PAYLOAD = "application/vnd.afterllama.card+json"
PART = "application/vnd.afterllama.part+json"
#: What each verdict means, in a few words.
MEANINGS = {
    CONFIRMED: noted("documents support it"),
    CORRECTED: noted("right in substance, wrong in a detail"),
    PARTLY: noted("a part of it holds"),
    CONTRADICTED: noted("the evidence speaks against it"),
    OPEN: noted("no public document decides it"),
}
#: The end of a sentence; a capital after it tells it from an abbreviation.
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
#: The beginning of a note with two sides, and of its other side.
FOR, AGAINST = "For:", "Against:"
#: A claim of a card, and the reason for its verdict.
Item = tuple[Claim, str]


def card(*claims: Claim, why: str = "") -> None:
    """Show a card of one or more claims, in the margin of the page or as a block.

    Parameters
    ----------
    *claims : Claim
        Claims of the ledger, such as `ledger["some-claim"]`.
    why : str
        A reason for the verdict instead of the ledger's; with one claim only.

    Raises
    ------
    ValueError
        Without a claim, or with one reason for several.
    TypeError
        If something else than claims, or than a text as the reason, is given.
    """
    for claim in claims:
        if not hasattr(claim, "anchor"):
            raise TypeError(f"a card takes claims, such as ledger['some-claim'], and not {claim!r}")
    check_texts("card", why=why)
    if not claims or (why and len(claims) > 1):
        raise ValueError("a card needs a claim, and takes a reason of its own only for one claim")
    items = [(claim, why or reason(claim)) for claim in claims]
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, payload_of(items), _told(items)), raw=True)
    else:
        if any(claim.changed for claim in claims):
            what_if(judged=True)
        display(markup("".join(_block(*item) for item in items)))


def payload_of(items: list[Item]) -> dict[str, Any]:
    """A card in the form that the book's pages use."""
    return {
        "card": [
            {
                "anchor": claim.anchor,
                "statement": claim.row["statement"],
                "verdict": {
                    "value": slug(claim.verdict),
                    "label": prose.start(say(claim.verdict)),
                    "meaning": say(MEANINGS[claim.verdict]),
                },
                "why": why,
            }
            for claim, why in items
        ]
    }


def reason(claim: Claim) -> str:
    """The reason for a verdict, in a sentence, from the ledger's own data.

    For `with a correction` and `partly` it is the beginning of the note. Otherwise it is the
    measured value, the beginning of the note, or what the claim rests on.
    """
    note, confirmed = _first(claim.row["for_against"]), claim.verdict == CONFIRMED
    if note and (confirmed or claim.verdict in (CORRECTED, PARTLY)):
        return note
    if re.search(r"\d", claim.measured):
        if confirmed:
            return say("What we found agrees: {measured}.", measured=claim.measured)
        return _found(claim)
    if note or confirmed:
        return note or say("The evidence we found shows it.")
    if claim.row["rests_on"]:
        return say("It rests on this: {source}.", source=claim.row["rests_on"].rstrip("."))
    return _found(claim)


def show_claims(ledger: Ledger, chapter: str) -> None:
    """Show a link to the claims of one part of the article, in the ledger.

    Parameters
    ----------
    ledger : Ledger
        The claims.
    chapter : str
        The part, as in `claims.csv`.

    Raises
    ------
    ValueError
        If the article has no such part.
    """
    check_ledger(ledger, "show_claims")
    held = len(ledger.of(chapter=chapter))
    if not held:
        known = ", ".join(ledger.sections())
        raise ValueError(f"the article has no part {chapter!r}; its parts: {known}")
    text = count(
        "The {number} claim of this part of the article, with its sources",
        "All {number} claims of this part of the article, with their sources",
        held,
        number=prose.number(held),
    )
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PART, {"chapter": slug(chapter), "text": text}, text), raw=True)
    else:
        display(markup(f'<p><a href="claims.ipynb">{escape(text)}</a></p>'))


def _found(claim: Claim) -> str:
    """The claimed and the measured value, and whose word was set aside."""
    if claim.aside:
        return say(
            "By the claim {claimed}; without the word of {source} we found {measured}.",
            claimed=claim.claimed,
            measured=claim.measured,
            source=claim.aside,
        )
    return say(
        "By the claim {claimed}; we found {measured}.",
        claimed=claim.claimed,
        measured=claim.measured,
    )


def _first(text: str) -> str:
    """The first sentence of a note, or both sides of a note with two."""
    sentences = END.split(text) if text else [""]
    if not sentences[0].startswith(FOR):
        return sentences[0]
    against = next((s for s in sentences[1:] if s.startswith(AGAINST)), "")
    return " ".join(filter(None, [sentences[0], against]))


def _told(items: list[Item]) -> str:
    """A card as plain text."""
    return "\n".join(
        say(
            "The article says: {statement} {verdict} ({meaning}). {why}",
            statement=claim.row["statement"],
            verdict=prose.start(say(claim.verdict)),
            meaning=say(MEANINGS[claim.verdict]),
            why=why,
        )
        for claim, why in items
    )


def _block(claim: Claim, why: str) -> str:
    """A claim as a block of a notebook."""
    says, verdict = escape(say("The article says:")), escape(prose.start(say(claim.verdict)))
    meaning = escape(say(MEANINGS[claim.verdict]))
    return (
        f"<blockquote><p>{says} {escape(claim.row['statement'])}</p>"
        f"<p><strong>{verdict}</strong> ({meaning}). {escape(why)}</p></blockquote>"
    )

"""The call that shows the ledger: a table to search in the book, a data frame in JupyterLab."""

from __future__ import annotations

import os
import re
from typing import Any

from IPython.display import display

from afterllama.claims.measures import VERDICTS
from afterllama.claims.verdicts import COLUMNS, Claim, Ledger
from afterllama.record.lookup import check_ledger
from afterllama.record.replies import answered
from afterllama.shown.figures import bundle, check_list, heading, whole_tables
from afterllama.words import prose
from afterllama.words.language import say

PAYLOAD = "application/vnd.afterllama.ledger+json"
BRIEF = ["claim", "paragraphs", "statement", "verdict", "claimed", "measured"]


def show_ledger(ledger: Ledger, *, id: str, title: str) -> None:
    """Show all claims with their verdicts, and the paragraphs without claims.

    Parameters
    ----------
    ledger : Ledger
        The claims.
    id : str
        Address of the table on its page, such as `ledger`.
    title : str
        Title of the table.

    Raises
    ------
    ValueError
        If the id cannot be an address, or the title is missing.
    TypeError
        If the first argument is no ledger, or one of the others no text.
    """
    check_ledger(ledger, "show_ledger")
    check_list("ledger", id, title)
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, payload_of(ledger, id, title), title), raw=True)
        return
    display(heading(title))
    table = ledger.table()[BRIEF].rename(columns={k: say(text) for k, text in COLUMNS.items()})
    with whole_tables():
        display(table)
        display(ledger.silent[["paragraph", "reason"]])


def payload_of(ledger: Ledger, id: str, title: str) -> dict[str, Any]:
    """The ledger in the form that the book's pages use: rows, filter choices, the CSV's table."""
    table = ledger.table()
    return {
        "id": id,
        "title": title,
        "day": ledger.record.package.record_date.isoformat(),
        "claims": [_row(ledger, claim) for claim in ledger],
        "choices": {
            "chapter": [_choice(name) for name in ledger.sections()],
            "kind": [_choice(name) for name in dict.fromkeys(c.row["kind"] for c in ledger)],
            "verdict": [_choice(name) for name in VERDICTS],
        },
        "silent": [
            {"paragraph": row.paragraph, "reason": row.reason} for row in ledger.silent.itertuples()
        ],
        "table": {"columns": [{"name": name} for name in COLUMNS], "rows": table.values.tolist()},
    }


def _choice(text: str) -> dict[str, str]:
    return {"value": slug(text), "label": prose.start(say(text))}


def slug(text: str) -> str:
    """A text turned into a word of an address or of a style."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())


def _row(ledger: Ledger, claim: Claim) -> dict[str, Any]:
    figures = (place.partition("#") for place in claim.row["figure"].split("|") if place)
    return {
        "anchor": claim.anchor,
        "paragraphs": ", ".join(claim.paragraphs),
        "chapter": _choice(claim.row["chapter"]),
        "kind": _choice(claim.row["kind"]),
        "verdict": {"value": slug(claim.verdict), "label": say(claim.verdict)},
        "statement": claim.row["statement"],
        "check": claim.row["check"],
        "claimed": claim.claimed,
        "measured": claim.measured,
        "aside": claim.aside,
        "readings": [
            {
                "label": prose.start(reading.label),
                "measured": reading.finding.measured,
                "verdict": say(reading.finding.verdict),
            }
            for reading in claim.readings
        ],
        "notes": [
            {"label": say(COLUMNS[name]), "text": claim.row[name]}
            for name in ("rests_on", "for_against", "settles", "wording")
            if claim.row[name]
        ],
        "sources": [vars(citation) for citation in claim.citations],
        "replies": list(map(answered, ledger.record.replies.get(claim.id, ()))),
        "figures": [{"page": page, "id": figure} for page, _, figure in figures],
    }

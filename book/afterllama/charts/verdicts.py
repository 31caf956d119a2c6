"""Verdicts along the story: one mark a claim, in the story's order, one row a section."""

from __future__ import annotations

import pandas as pd

from afterllama.charts.base import Chart, cite, figure, hint, marks_by, names_above
from afterllama.checks import CONFIRMED, CONTRADICTED, CORRECTED, OPEN, PARTLY
from afterllama.claims import Ledger
from afterllama.theme import NEUTRAL, PALETTE

LABELS = {
    "claim": "Claim",
    "paragraphs": "Paragraphs",
    "section": "Section",
    "place": "Place in the section",
    "verdict": "Verdict",
    "statement": "Statement",
}
LOOK = {
    CONFIRMED: ("square", PALETTE[3]),
    CORRECTED: ("diamond", PALETTE[3]),
    PARTLY: ("triangle-up", PALETTE[5]),
    CONTRADICTED: ("x", PALETTE[10]),
    OPEN: ("circle-open", NEUTRAL),
}
ROW = 56


def verdicts(ledger: Ledger) -> Chart:
    """The verdict on every claim, in the order of the story.

    Parameters
    ----------
    ledger : Ledger
        The claims with their verdicts.
    """
    table = _table(ledger)
    names = {name: hint(*_broken(name)) for name in dict.fromkeys(table["section"])}
    most = int(table["place"].max())
    fig = figure(
        xaxis={"range": [0.2, most + 0.8], "visible": False},
        yaxis={
            "categoryorder": "array",
            "categoryarray": list(names)[::-1],
            "tickmode": "array",
            "tickvals": list(names),
            "ticktext": list(names.values()),
            "range": [-0.6, len(names) - 0.4],
            "showgrid": False,
        },
        legend={"y": -0.02, "yanchor": "top"},
    )
    marks_by(fig, table, "verdict", LOOK, {"x": "place", "y": "section"}, _hover, size=11, edge=1.5)
    sources = cite(ledger.record, {claim.row["source_id"] for claim in ledger})
    narrow = names_above(fig, {name: hint(", ".join(_broken(name))) for name in names}, shift=11)
    height = 90 + ROW * len(names)
    return Chart(fig, table, LABELS, sources, height, 150 + 62 * len(names), narrow)


def _table(ledger: Ledger) -> pd.DataFrame:
    rows = []
    paragraphs = ledger.record.data["paragraphs"]
    for section in ledger.sections():
        held = paragraphs.query("section == @section")["paragraph"]
        name = f"{section.capitalize()} ({min(held)} to {max(held)})"
        for place, claim in enumerate(ledger.of(chapter=section), 1):
            rows.append(
                (
                    claim.id,
                    ", ".join(claim.paragraphs),
                    name,
                    place,
                    claim.verdict,
                    claim.row["statement"],
                )
            )
    return pd.DataFrame(rows, columns=list(LABELS))


def _broken(name: str) -> tuple[str, str]:
    """A section's name, and its paragraphs below."""
    head, _, tail = name.partition(" (")
    return head, tail.rstrip(")")


def _hover(row: pd.Series) -> str:
    words = row["statement"].split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 48:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return hint(f"{row['paragraphs']}: {row['verdict']}", *lines, line)

"""Verdicts along the story: one mark a claim, in the story's order, one row a section."""

from __future__ import annotations

import pandas as pd

from afterllama.charts.base import (
    Chart,
    View,
    cite,
    figure,
    hover,
    marks,
    names_above,
    only,
    plain,
    row_axis,
)
from afterllama.checks import CONFIRMED, CONTRADICTED, CORRECTED, OPEN, PARTLY
from afterllama.claims import Ledger
from afterllama.theme import MUTED, colour

LABELS = {
    "claim": "Claim",
    "paragraphs": "Paragraphs",
    "section": "Section",
    "place": "Place in the section",
    "verdict": "Verdict",
    "statement": "Statement",
}
LOOK = {
    CONFIRMED: ("square", colour(3)),
    CORRECTED: ("diamond", colour(3)),
    PARTLY: ("triangle-up", colour(5)),
    CONTRADICTED: ("x", colour(10)),
    OPEN: ("circle-open", MUTED),
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
    names = {name: plain(*_broken(name)) for name in dict.fromkeys(table["section"])}
    most = int(table["place"].max())
    fig = figure(
        xaxis={"range": [0.2, most + 0.8], "visible": False},
        yaxis=row_axis(names),
    )
    for verdict, (symbol, shade) in LOOK.items():
        rows = table.index[table["verdict"] == verdict].tolist()
        fig.add_trace(
            marks(
                table,
                rows,
                {"x": "place", "y": "section"},
                mode="markers",
                name=verdict,
                marker={
                    "symbol": symbol,
                    "color": shade,
                    "line": {"color": shade, "width": 1.5},
                    "size": 11,
                },
                hovertext=[_hover(table.iloc[n]) for n in rows],
                hoverinfo="text",
            )
        )
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(ledger.record, {claim.row["source_id"] for claim in ledger}),
        height=40 + ROW * len(names),
        narrow_height=60 + 62 * len(names),
        narrow=names_above(fig, {n: plain(", ".join(_broken(n))) for n in names}, shift=11),
    )
    return only(ledger.record, view)


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
    return hover(f"{row['paragraphs']}: {row['verdict']}", row["statement"])

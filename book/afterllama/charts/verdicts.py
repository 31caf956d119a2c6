"""Verdicts along the story: one mark per claim, in the story's order, one row per section."""

from __future__ import annotations

import pandas as pd

from afterllama.charts.base import (
    Chart,
    View,
    add_marks,
    cite,
    figure,
    hover,
    names_above,
    only,
    outlined,
    plain,
    row_axis,
)
from afterllama.charts.theme import MUTED, colour
from afterllama.claims.measures import CONFIRMED, CONTRADICTED, CORRECTED, OPEN, PARTLY
from afterllama.claims.verdicts import Ledger
from afterllama.record.lookup import check_ledger
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "claim": noted("Claim"),
    "paragraphs": noted("Paragraphs"),
    "section": noted("Section"),
    "place": noted("Place in the section"),
    "verdict": noted("Verdict"),
    "statement": noted("Statement"),
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

    Examples
    --------
    >>> len(verdicts(ledger).shown.table) == len(ledger)
    True
    """
    check_ledger(ledger, "verdicts")
    table = _table(ledger)
    parts = table.attrs["sections"]
    names = {name: plain(*held) for name, held in parts.items()}
    most = int(table["place"].max())
    fig = figure(
        xaxis={"range": [0.2, most + 0.8], "visible": False},
        yaxis=row_axis(names),
    )
    for verdict, (symbol, shade) in LOOK.items():
        rows = table.index[table["verdict"] == verdict].tolist()
        add_marks(
            fig,
            table,
            rows,
            {"x": "place", "y": "section"},
            mode="markers",
            name=say(verdict),
            marker=outlined(symbol, 11, shade, 1.5),
            told=_hover,
        )
    view = View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(ledger.record, {claim.row["source_id"] for claim in ledger}),
        height=40 + ROW * len(names),
        narrow_height=60 + 62 * len(names),
        narrow=names_above(fig, {n: plain(", ".join(held)) for n, held in parts.items()}, shift=11),
    )
    return only(ledger.record, view)


def _table(ledger: Ledger) -> pd.DataFrame:
    rows = []
    sections: dict[str, tuple[str, str]] = {}
    paragraphs = ledger.record.data["paragraphs"]
    for section in ledger.sections():
        held = paragraphs.query("section == @section")["paragraph"]
        parts = (
            prose.start(say(section)),
            say("{first} to {last}", first=min(held), last=max(held)),
        )
        name = say("{section} ({paragraphs})", section=parts[0], paragraphs=parts[1])
        sections[name] = parts
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
    table = pd.DataFrame(rows, columns=list(LABELS))
    table.attrs["sections"] = sections
    return table


def _hover(row: pd.Series) -> str:
    return hover(prose.labelled(row["paragraphs"], say(row["verdict"])), row["statement"])

"""Who says what about whom: people down, groups of sources across."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from afterllama.charts.base import Chart, cite, figure, hint, marks_by, rows_of
from afterllama.proofs import Proof, placed
from afterllama.record import Record
from afterllama.stints import clashes, departure, stints
from afterllama.theme import NEUTRAL, PALETTE

LABELS = {
    "person": "Person",
    "group": "Who says it",
    "says": "Says",
    "statement": "In what words",
    "source": "Source",
}
LOOK = {
    "gone": ("x", PALETTE[2]),
    "still there": ("square", PALETTE[1]),
    "both at once": ("hourglass", PALETTE[7]),
}
ROW = 30

Group = tuple[str, Callable[[Proof], bool]]


def mentions(record: Record, people: Sequence[str], origin: str, groups: Sequence[Group]) -> Chart:
    """For each person and group of sources: gone from the origin, still there, both, or nothing.

    Parameters
    ----------
    record : Record
        The record.
    people : sequence of str
        Person ids, top to bottom.
    origin : str
        Employer that they may have left.
    groups : sequence of (label, test)
        Label of a group, and whether a proof belongs to it.
    """
    table = _table(record, people, origin, groups)
    fig = figure(
        xaxis={
            "categoryorder": "array",
            "categoryarray": [label for label, _ in groups],
            "tickmode": "array",
            "tickvals": [label for label, _ in groups],
            "ticktext": [hint(*label.split(" ", 1)) for label, _ in groups],
            "range": [-0.6, len(groups) - 0.4],
            "side": "top",
            "tickangle": 0,
        },
        yaxis={
            "categoryorder": "array",
            **rows_of(record, people),
            "range": [-0.6, len(people) - 0.4],
        },
        legend={"y": -0.02, "yanchor": "top"},
    )
    marks_by(fig, table, "says", LOOK, {"x": "group", "y": "person"}, _hover, size=14, edge=2)
    fig.update_xaxes(tickfont={"color": NEUTRAL})
    sources = cite(record, (p.source_id for p in _used(record, people, groups)))
    height = 120 + ROW * len(people)
    return Chart(fig, table, LABELS, sources, height, height + 40, {"xaxis.tickfont.size": 11})


def verdict(proofs: Sequence[Proof], origin: str) -> str | None:
    """What proofs alone say of a person and the origin: None where they say nothing."""
    history = stints(proofs)
    places = [s.employer_id for s in history]
    if not places:
        return None
    if any(clashes([s.proofs for s in history])):
        return "both at once"
    return "gone" if departure(history, origin) or places[-1] != origin else "still there"


def _used(record: Record, people: Sequence[str], groups: Sequence[Group]) -> list[Proof]:
    return [
        p
        for person in people
        for p in record.evidence(person)
        if placed(p) and any(test(p) for _, test in groups)
    ]


def _table(
    record: Record, people: Sequence[str], origin: str, groups: Sequence[Group]
) -> pd.DataFrame:
    rows = []
    for person in people:
        for label, test in groups:
            proofs = [p for p in record.evidence(person) if placed(p) and test(p)]
            says = verdict(proofs, origin)
            if says:
                words = " ".join(dict.fromkeys(p.statement for p in proofs))
                cited = "; ".join(c.text for c in cite(record, (p.source_id for p in proofs)))
                rows.append((record.name(person), label, says, words, cited))
    return pd.DataFrame(rows, columns=list(LABELS))


def _hover(row: pd.Series) -> str:
    return hint(row["person"], f"{row['group']}: {row['says']}", row["statement"], row["source"])

"""Who says what about whom: people down, groups of sources across."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import View, by_reading, cite, figure, hover, marks, plain, rows_of
from afterllama.proofs import Proof, best, placed
from afterllama.record import Record
from afterllama.stints import clashes, departure, stints
from afterllama.theme import LEAVING, SYMBOLS, colour

LABELS = {
    "person": "Person",
    "group": "Who says it",
    "says": "Says",
    "kind": "Kind",
    "statement": "In what words",
    "source": "Source",
}
#: Colour of what is said, and its symbol by the kind of evidence.
LOOK = {
    "gone": (colour(2), LEAVING),
    "still there": (colour(1), SYMBOLS),
    "both at once": (colour(7), dict.fromkeys(SYMBOLS, "hourglass-open")),
}
ROW = 30

Group = tuple[str, Callable[[Proof], bool]]


@by_reading
def mentions(
    record: Record, known: Record, people: Sequence[str], origin: str, groups: Sequence[Group]
) -> View:
    """For each person and group of sources: gone from the origin, still there, both, or nothing.

    Parameters
    ----------
    record, known : Record
        The record, whole and as it could be read.
    people : sequence of str
        Person ids, top to bottom.
    origin : str
        Employer that they may have left.
    groups : sequence of (label, test)
        Label of a group, and whether a proof belongs to it.
    """
    table = _table(known, people, origin, groups)
    labels = [label for label, _ in groups]
    fig = figure(
        xaxis={
            "categoryorder": "array",
            "categoryarray": labels,
            "tickmode": "array",
            "tickvals": labels,
            "ticktext": [plain(*label.split(" ", 1)) for label in labels],
            "range": [-0.6, len(groups) - 0.4],
            "side": "top",
            "tickangle": 0,
        },
        yaxis=rows_of(record, people, showgrid=True),
    )
    ids = {record.name(p): p for p in people}
    for says, (shade, symbols) in LOOK.items():
        for kind, symbol in symbols.items():
            _draw(fig, table, ids, (says, kind), (shade, symbol))
    height = 80 + ROW * len(people)
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, (p.source_id for p in _used(known, people, groups))),
        height=height,
        narrow_height=height + 20,
        narrow={"xaxis.tickfont.size": 11},
        people={p: record.name(p) for p in people},
    )


def _draw(
    fig: go.Figure,
    table: pd.DataFrame,
    ids: Mapping[str, str],
    told: tuple[str, str],
    look: tuple[str, str],
) -> None:
    """Marks of one statement on evidence of one kind."""
    (says, kind), (shade, symbol) = told, look
    rows = table.index[(table["says"] == says) & (table["kind"] == kind)].tolist()
    fig.add_trace(
        marks(
            table,
            rows,
            {"x": "group", "y": "person"},
            mode="markers",
            name=f"{says}, {kind}",
            showlegend=bool(rows),
            marker={
                "symbol": symbol,
                "color": shade,
                "line": {"color": shade, "width": 2},
                "size": 13,
            },
            hovertext=[_hover(table.iloc[n]) for n in rows],
            hoverinfo="text",
            people=[ids[table["person"].iloc[n]] for n in rows],
        )
    )


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
                rows.append((record.name(person), label, says, best(proofs), words, cited))
    return pd.DataFrame(rows, columns=list(LABELS))


def _hover(row: pd.Series) -> str:
    said = f"{row['group']}: {row['says']}, {row['kind']}"
    return hover(row["person"], said, row["statement"], row["source"])

"""Which sources say what about whom: one row per person, one column per group of sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    View,
    add_marks,
    by_reading,
    cite,
    figure,
    hover,
    outlined,
    plain,
    rows_of,
    some,
)
from afterllama.charts.groups import MANY, Crowd, crowd
from afterllama.charts.theme import LEAVING, SYMBOLS, colour, known_by
from afterllama.record.evidence import Proof, best, placed
from afterllama.record.record import Record
from afterllama.record.stay_wording import by_story
from afterllama.record.stints import clashes, departure, stints
from afterllama.words import prose
from afterllama.words.language import noted, say

LABELS = {
    "person": noted("Person"),
    "group": noted("Who says it"),
    "says": noted("Says"),
    "kind": noted("Kind"),
    "statement": noted("In what words"),
    "source": noted("Source"),
}
#: What sources say about somebody who had left.
HAD_LEFT = noted("had left")
#: What a group of sources says about somebody whom it names at both places.
BOTH = noted("both")
#: Colours by statement, and symbols by kind of evidence.
LOOK = {
    HAD_LEFT: (colour(2), LEAVING),
    noted("still there"): (colour(1), SYMBOLS),
    BOTH: (colour(7), dict.fromkeys(SYMBOLS, "hourglass-open")),
}
ROW = 30

Group = tuple[str, Callable[[Proof], bool]]
#: A person (id), a group of sources, what it says, and the proofs that say so.
Said = tuple[str, str, str, list[Proof]]
GROUPS = noted(
    "Each row is a group of people of whom all these sources say the same, with how many they are. "
    "The others, alike to few, stand in the last row, without marks."
)


@by_reading
def sources_on_people(
    record: Record, known: Record, people: Sequence[str], origin: str, groups: Sequence[Group]
) -> View:
    """For each person and group of sources: left the origin, still there, both, or nothing.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    people : sequence of str
        Person ids, top to bottom.
    origin : str
        The employer that they may have left.
    groups : sequence of (label, test)
        Label of a group, and whether a proof belongs to it.

    Examples
    --------
    >>> groups = [("bylines", lambda proof: proof.basis == "byline")]
    >>> chart = sources_on_people(record, record.authors("LLaMA"), "meta", groups)
    >>> len(chart.shown.table)
    14
    """
    said = _said(known, people, origin, groups)
    if not said:
        whole = _said(record, people, origin, groups)
        some(whole, "dated evidence of these groups on these people")
    looks = _looks(record, people, origin, groups) if len(people) > MANY else {}
    drawn = crowd(record, people, lambda p: tuple(looks.get(p, ())))
    table = drawn.table(_table(known, said))
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
        yaxis=rows_of(drawn.names.values(), showgrid=True),
    )
    for says, (shade, symbols) in LOOK.items():
        for kind, symbol in symbols.items():
            _draw(fig, table, drawn, (says, kind), (shade, symbol))
    height = 80 + ROW * len(drawn.members)
    return View(
        figure=fig,
        table=table,
        labels=drawn.labels(LABELS),
        sources=cite(known, (p.source_id for *_, proofs in said for p in proofs)),
        height=height,
        narrow_height=height + 20,
        narrow={"xaxis.tickfont.size": 11},
        people=drawn.people,
        groups=say(GROUPS) if drawn.grouped else "",
    )


def _draw(
    fig: go.Figure,
    table: pd.DataFrame,
    drawn: Crowd,
    told: tuple[str, str],
    look: tuple[str, str],
) -> None:
    """Draw the marks of one statement on evidence of one kind."""
    (says, kind), (shade, symbol) = told, look
    told_so = table.index[(table["says"] == says) & (table["kind"] == kind)]
    rows = drawn.rows(table, told_so, by="group")
    add_marks(
        fig,
        table,
        rows,
        {"x": "group", "y": drawn.column},
        mode="markers",
        name=say("{says}: {kind}", says=say(says), kind=known_by(kind)),
        showlegend=bool(rows),
        marker=outlined(symbol, 13, shade),
        told=lambda row: _hover(row, drawn),
        people=drawn.owners(table, rows),
    )


def verdict(proofs: Sequence[Proof], origin: str) -> str | None:
    """What some proofs alone say about a person and the origin; None if nothing."""
    history = stints(proofs)
    places = [s.employer_id for s in history]
    if not places:
        return None
    if any(clashes([s.proofs for s in history])):
        return BOTH
    return HAD_LEFT if departure(history, origin) or places[-1] != origin else "still there"


def _said(
    record: Record, people: Sequence[str], origin: str, groups: Sequence[Group]
) -> list[Said]:
    """What each group of sources says about each person, if anything."""
    found = []
    for person in people:
        dated = [p for p in record.evidence(person) if placed(p)]
        for label, test in groups:
            proofs = [p for p in dated if test(p)]
            says = verdict(proofs, origin)
            if says:
                found.append((person, label, says, proofs))
    return found


def _looks(
    record: Record, people: Sequence[str], origin: str, groups: Sequence[Group]
) -> dict[str, list[tuple[str, ...]]]:
    """What the figure shows about each person on all reading dates, so that groups never change."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name, reading in record.package.readings.items():
        for person, label, says, proofs in _said(record.as_of(reading.day), people, origin, groups):
            found.setdefault(person, []).append((name, label, says, best(proofs)))
    return found


def _table(record: Record, said: Sequence[Said]) -> pd.DataFrame:
    rows = []
    for person, label, says, proofs in said:
        words = " ".join(dict.fromkeys(by_story(record, p.source_id, p.statement) for p in proofs))
        cited = prose.series(c.text for c in cite(record, (p.source_id for p in proofs)))
        rows.append((record.name(person), label, says, best(proofs), words, cited))
    return pd.DataFrame(rows, columns=list(LABELS))


def _hover(row: pd.Series, drawn: Crowd) -> str:
    """The hover label of a mark: with the source's words for a person, not for a group."""
    said = prose.labelled(row["group"], f"{say(row['says'])}, {say(row['kind'])}")
    own = () if drawn.grouped else (row["statement"], row["source"])
    return hover(row[drawn.column], said, *own)

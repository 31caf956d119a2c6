"""Who was where, by the evidence: one row per author, time to the right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    View,
    add_marks,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    lines,
    names_above,
    outlined,
    plain,
    row_axis,
    shade,
    some,
    time_axis,
    told,
    unread,
    unsought,
    vertical,
    years,
)
from afterllama.charts.employer_streams import employer_streams
from afterllama.charts.groups import MANY
from afterllama.charts.theme import LEAVING, MUTED, SYMBOLS, known_by
from afterllama.record.evidence import Proof, placed
from afterllama.record.record import Record
from afterllama.record.stay_wording import by_story
from afterllama.record.stints import departure
from afterllama.words import prose
from afterllama.words.days import FOREVER, halves
from afterllama.words.language import noted, say

LABELS = {
    "person": noted("Person"),
    "place": noted("Where"),
    "date": noted("Date"),
    "kind": noted("Kind"),
    "statement": noted("What it shows"),
    "confidence": noted("Confidence"),
    "decides": noted("Decides"),
    "source": noted("Source"),
    "drawn": noted("Drawn at"),
    "row": noted("Row"),
}
ROW = 30
# The share of the time axis that the names of employers take, on a wide page and on a phone.
WIDE_ROOM, NARROW_ROOM = 0.54, 0.95
#: The row of all who are not shown anywhere on the marked day and not known to have left.
OPEN = noted("not placed that day")
HEADINGS = {
    "had_left": noted("Had left by {mark}"),
    "there": noted("There on that day"),
    "unknown": noted("Not known"),
}


@by_reading
def departures(record: Record, known: Record, paper_id: str, marked: date, mark: str) -> View:
    """Every author's stints as far as proven, with each piece of evidence as a mark.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    paper_id : str
        Paper whose authors are the rows, grouped by where they were on the marked day, earliest
        departures on top. People with no document of that day or of a departure share one row, as a
        bar that ends would look like a departure.
    marked, mark : day, str
        A day to mark, and its label.

    Examples
    --------
    >>> departures(record, "LLaMA", "report", "the report").shown.table["person"].nunique()
    14
    """
    origin = record.employer_of(paper_id)
    begin = record.paper_day(paper_id)
    dated = _since(record, record.authors(paper_id), begin)
    some(dated, f"dated evidence on the authors of {record.name(paper_id)}")
    if len(record.authors(paper_id)) > MANY:
        return _in_groups(record, known, paper_id, (marked, mark))
    rows = _rows(known, paper_id, marked, mark)
    texts = {_category(record, row): text for row, text in rows.items()}
    places = _places(record, paper_id, marked, mark)
    people = record.authors(paper_id)
    alone = [row for row in rows if row in people]
    end = max(p.span.last for p in dated)
    proofs = _since(known, [*alone, *(p for p in people if p not in alone)], begin)
    table = _table(known, proofs, alone)
    fig = figure(
        yaxis=row_axis(
            texts,
            range=[len(texts) - places - 0.6, len(texts) - 0.4],
        ),
        xaxis=time_axis(_range(begin, end, WIDE_ROOM), halves(begin, end)),
        margin={"t": 34},
    )
    unread(fig, known, end, _range(begin, end, NARROW_ROOM)[1])
    unsought(fig, record, known, _range(begin, end, NARROW_ROOM)[1])
    _draw_stints(fig, known, alone, origin, begin)
    _draw_proofs(fig, known, table, proofs, [p for p in people if p not in alone])
    for person_id in alone:
        _label_employers(fig, known, person_id, origin)
    vertical(fig, marked, mark)
    narrow = names_above(fig, texts)
    narrow |= years(begin, end) | {"xaxis.range": _range(begin, end, NARROW_ROOM)}
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, (p.source_id for p in proofs)),
        height=80 + ROW * places,
        narrow_height=100 + 44 * places,
        narrow=narrow,
        people={p: record.name(p) for p in people},
    )


def _in_groups(record: Record, known: Record, paper_id: str, marked: tuple[date, str]) -> View:
    """The same for more people than rows: how many were last shown where."""
    people, begin = record.authors(paper_id), record.paper_day(paper_id)
    groups = {record.name(paper_id): people}
    view = employer_streams(record, known, groups, record.employer_of(paper_id), begin, marked)
    proofs = _since(known, people, begin)
    used = (p.source_id for p in proofs)
    table = _table(known, proofs, people)
    return view(table=table, labels=LABELS, sources=cite(known, used))


def _since(record: Record, people: Iterable[str], begin: date) -> list[Proof]:
    """The dated evidence on people since a day."""
    found = (p for x in people for p in record.evidence(x))
    return [p for p in found if p.span.dated and p.span.last >= begin]


def _rows(record: Record, paper_id: str, marked: date, mark: str) -> dict[str, str]:
    """Headings and people, from top to bottom, with the text of each."""
    origin = record.employer_of(paper_id)
    people = record.by_departure(record.authors(paper_id), origin)
    tally = record.tally(paper_id, marked)
    rows = {}
    for status, heading in HEADINGS.items():
        held = [p for p in people if p in getattr(tally, status)]
        kept = [p for p in held if status != "unknown" or departure(record.history(p), origin)]
        if held:
            rows[status] = f"<b>{plain(say(heading, mark=mark))}</b>"
            rows |= {p: plain(record.name(p)) for p in kept}
        if len(kept) < len(held):
            rows[OPEN] = plain(_together(len(held) - len(kept)))
    return rows


def _together(people: int) -> str:
    """The name of the row of those whom no document places on the marked day."""
    return say("{People} not placed that day", People=prose.opening(people))


def _places(record: Record, paper_id: str, marked: date, mark: str) -> int:
    """The largest number of rows on any reading date."""
    read = (record.as_of(reading.day) for reading in record.package.readings.values())
    return max(len(_rows(known, paper_id, marked, mark)) for known in read)


def _category(record: Record, row: str) -> str:
    if row == OPEN:
        return say(OPEN)
    return row if row in HEADINGS else record.name(row)


def _range(begin: date, end: date, room: float) -> list[str]:
    """First and last day of the axis, with room for the names of employers at its end."""
    return [iso(begin - (end - begin) / 20), iso(end + (end - begin) * room)]


def _table(record: Record, proofs: list[Proof], alone: Collection[str]) -> pd.DataFrame:
    """The proofs, each with its row: the person's, or the shared one."""
    rows = [
        (
            record.name(p.person_id),
            record.name(p.organization_id),
            p.when,
            p.kind,
            by_story(record, p.source_id, p.statement),
            p.confidence,
            noted("yes") if record.decides(p) else noted("no"),
            told(record, p),
            iso(p.span.last),
            record.name(p.person_id) if p.person_id in alone else say(OPEN),
        )
        for p in proofs
    ]
    return pd.DataFrame(rows, columns=list(LABELS))


def _draw_proofs(
    fig: go.Figure, record: Record, table: pd.DataFrame, proofs: list[Proof], shared: list[str]
) -> None:
    """Draw marks of presence in the employer's colour, marks of departure without colour.

    Undecided evidence of a departure is not drawn as one, and gets no legend entry of its own.
    """
    decides = [record.decides(p) for p in proofs]
    for departs in (False, True):
        for kind, symbol in (LEAVING if departs else SYMBOLS).items():
            rows = [
                n
                for n, p in enumerate(proofs)
                if p.kind == kind and p.departs == departs and (decides[n] or not departs)
            ]
            colours = [MUTED if departs else shade(record, proofs[n].employer_id) for n in rows]
            add_marks(
                fig,
                table,
                rows,
                {"x": "drawn", "y": "row"},
                mode="markers",
                name=say("had left: {kind}", kind=known_by(kind)) if departs else known_by(kind),
                showlegend=any(decides[n] for n in rows),
                marker=outlined(symbol, 11, colours),
                hovertext=[_hover(record, proofs[n], shared) for n in rows],
                hoverinfo="text",
                people=[proofs[n].person_id for n in rows],
            )


def _draw_stints(
    fig: go.Figure, record: Record, people: list[str], origin: str, begin: date
) -> None:
    solid: dict[str, list[tuple[str, str, str, str]]] = {}
    gaps: list[tuple[str, str, str, str]] = []
    for person_id in people:
        name = record.name(person_id)
        for stint in record.history(person_id):
            first, last = max(begin, stint.started.last), stint.ended.first
            if first < last:
                piece = iso(first), iso(last), name, person_id
                solid.setdefault(stint.employer_id, []).append(piece)
            if begin < stint.ended.last < FOREVER:
                gaps.append((iso(max(begin, last)), iso(stint.ended.last), name, person_id))
    for employer_id, pieces in sorted(solid.items()):
        style = {"color": shade(record, employer_id), "width": 4}
        shown = employer_id == origin
        name = plain(say("at {place}", place=record.name(employer_id)))
        fig.add_trace(lines(pieces, line=style, name=name, showlegend=shown))
    style = {"color": MUTED, "width": 2, "dash": "dot"}
    fig.add_trace(lines(gaps, line=style, name=say("left in this time")))


def _label_employers(fig: go.Figure, record: Record, person_id: str, origin: str) -> None:
    """Name every later employer: the last beside its newest mark, others below the first.

    An employer with only undecided evidence gets no name.
    """
    away = [
        p
        for p in record.evidence(person_id)
        if placed(p) and not p.departs and p.employer_id != origin
    ]
    decided = {p.employer_id for p in away if record.decides(p)}
    groups: dict[str, list[Proof]] = {}
    for proof in sorted(away, key=lambda p: (p.span.last, p.evidence_id)):
        if proof.employer_id in decided:
            groups.setdefault(proof.employer_id, []).append(proof)
    order = [stint.employer_id for stint in record.history(person_id)]
    for number, employer_id in enumerate(sorted(groups, key=order.index), 1):
        proofs, last = groups[employer_id], number == len(groups)
        fig.add_annotation(
            name=person_id,
            x=iso(proofs[-1 if last else 0].span.last),
            y=record.name(person_id),
            text=plain(record.name(proofs[-1].organization_id)),
            xanchor="left",
            xshift=10 if last else -4,
            yshift=0 if last else -13,
            showarrow=False,
            font={"color": shade(record, employer_id), **({} if last else {"size": 12})},
        )


def _hover(record: Record, proof: Proof, shared: list[str]) -> str:
    place = record.name(proof.organization_id)
    who = prose.series(map(record.name, shared))
    beside = [say("in this row: {people}", people=who)] if proof.person_id in shared else []
    return hover(
        record.name(proof.person_id),
        f"{place}, {proof.when}",
        by_story(record, proof.source_id, proof.statement),
        say(
            "{kind}, confidence {confidence}",
            kind=known_by(proof.kind),
            confidence=say(proof.confidence),
        ),
        told(record, proof),
        *beside,
    )

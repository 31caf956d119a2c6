"""The storyline: time to the right, a lane for every employer, a line for every person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.base import (
    Room,
    View,
    add_marks,
    by_reading,
    cite,
    figure,
    hover,
    iso,
    outlined,
    plain,
    shade,
    some,
    time_axis,
    unread,
    unsought,
    vertical,
    years,
)
from afterllama.charts.employer_streams import employer_streams
from afterllama.charts.groups import MANY
from afterllama.charts.stay_days import BOUNDS, DAYS, day_cells
from afterllama.charts.storyline_lanes import (
    HEADING,
    Group,
    Lanes,
    Piece,
    course,
    crossings,
    free,
    lanes,
)
from afterllama.charts.theme import GRID, INK, LEAVING, MUTED, SYMBOLS, known_by
from afterllama.record.evidence import Proof, best
from afterllama.record.record import Record
from afterllama.record.stay_wording import dated, how, leaving
from afterllama.record.stints import COMPUTED, Stint, bounds, day_kind, day_written
from afterllama.words import prose
from afterllama.words.days import FOREVER, halves
from afterllama.words.language import noted, say

LABELS = {
    "person": noted("Person"),
    "papers": noted("Papers"),
    "place": noted("Organization"),
    "origin": noted("From"),
    **DAYS,
    "source": noted("Source"),
}
#: How long before the first proof at the next employer a line leaves its lane.
LEAD = timedelta(days=100)
TOP, FOOT = 34, 56
#: A line of a label over the chart, and the room on a phone for one such label over another.
LINE, RAISED = 18, 28
HEADINGS = 18  # characters of a line of a lane's name


@dataclass(frozen=True)
class Size(Room):
    """The layout at a width."""

    row: float


#: The narrowest wide page, and the narrowest phone. On a phone all names stand at the left.
WIDE = Size(width=600, row=18, font=13, glyph=7.0)
NARROW = Size(width=330, row=24, font=11, glyph=5.9)
BOLD = 1.18  # width relative to plain text
EDGE = 12  # pixels at the right of the axis


@dataclass(frozen=True)
class Sight:
    """What is drawn: everybody's stints, each with the one before, and lines."""

    record: Record
    plan: Lanes
    begin: date
    stints: tuple[tuple[Stint | None, Stint], ...]
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, record: Record, plan: Lanes, begin: date) -> Sight:
        """What is drawn, in the order of the slots at the origin."""
        stints: list[tuple[Stint | None, Stint]] = []
        pieces: list[Piece] = []
        for person_id in plan.people:
            history = record.history(person_id)
            stints += zip((None, *history), history, strict=False)
            pieces += course(history, plan.slots, begin, LEAD)
        return cls(record, plan, begin, tuple(stints), tuple(pieces))

    @property
    def end(self) -> date:
        """The last day on which something is drawn."""
        begun = [stint.started.last for _, stint in self.stints]
        return max([*begun, *(piece.last for piece in self.pieces)])

    def y(self, stint: Stint) -> float:
        """The height of a stint."""
        return self.plan.slots[stint.person_id, stint.employer_id]

    def last(self, stint: Stint) -> date:
        """The day on which the line of a stint ends, or leaves the lane."""
        end = self._ends.get((stint.person_id, self.y(stint)), stint.started.last)
        return max(stint.started.last, end)

    @cached_property
    def _ends(self) -> dict[tuple[str, float], date]:
        """The last day of the level pieces, by person and height."""
        found: dict[tuple[str, float], date] = {}
        for piece in self.pieces:
            if piece.y == piece.to:
                key = piece.person_id, piece.y
                found[key] = max(piece.last, found.get(key, piece.last))
        return found


@dataclass(frozen=True)
class Scale:
    """A time axis: days from `begin` on, pixels per day, and the days that fit."""

    begin: date
    pixels: float
    days: float

    @property
    def range(self) -> list[str]:
        """First and last day of the axis."""
        return [self.day(-10 / self.pixels), self.day(self.days)]

    def day(self, days: float) -> str:
        """A day, by its distance from the beginning."""
        return iso(self.begin + timedelta(days=round(days)))


def _scale(whole: Sight, margin: float, ends: Sequence[Stint]) -> Scale:
    """The largest scale at which all names fit at the ends of their lines."""
    room = WIDE.width - margin - EDGE
    most = pixels = room / (whole.end - whole.begin).days
    for _ in range(4):
        scale = Scale(whole.begin, pixels, room / pixels)
        widths = [WIDE.text(whole.record.name(s.person_id)) for s in ends]
        starts = [_start(whole, stint, scale) for stint in ends]
        fits = [(room - wide - 6) / max(1, day) for wide, day in zip(widths, starts, strict=True)]
        pixels = min([most, *fits])
    return Scale(whole.begin, pixels, room / pixels)


def _start(sight: Sight, stint: Stint, scale: Scale) -> float:
    """Where the name at the end of a line begins, in days, clear of all bends."""
    y, margin = sight.y(stint), 5 / scale.pixels
    taken = [
        ((first - scale.begin).days - margin, (last - scale.begin).days + margin)
        for first, last in crossings(sight.pieces, y - 0.45, y + 0.45)
    ]
    start = (sight.last(stint) - scale.begin).days + 10 / scale.pixels
    return free(start, WIDE.text(sight.record.name(stint.person_id)) / scale.pixels, taken)


def _margin(sight: Sight, size: Size, heads: Iterable[Head]) -> float:
    """The width of names and headings at the left."""
    names = [size.text(sight.record.name(p)) for p in sight.plan.people]
    bold = [size.text(line) * BOLD for head in heads for line in _wrapped(head.text)]
    return round(max([*names, *bold])) + 12


@dataclass(frozen=True)
class Head:
    """The name of a lane or group, and the rows that it may take.

    On a phone a lane's name is one line at its top, a group's is at its bottom.
    """

    text: str
    colour: str
    top: float
    bottom: float
    group: bool


@by_reading
def storyline(
    record: Record, known: Record, papers: Sequence[str], marked: date, mark: str
) -> View:
    """Everybody's stints as far as proven, each person a line that changes lanes.

    Parameters
    ----------
    record : Record
        The record: drawn as of each reading date.
    papers : sequence of str
        Papers of one employer whose authors are drawn, those of the first on top.
    marked, mark : day, str
        A day to mark, and its label.

    Examples
    --------
    >>> table = storyline(record, ["OPT", "LLaMA"], "report", "the report").shown.table
    >>> table["person"].nunique(), ", ".join(table.columns[:4])
    (32, 'person, papers, place, origin')
    >>> ", ".join(table.columns[4:])
    'since, since_kind, until, until_kind, left, left_kind, told, source'
    """
    origin = _origin(record, papers)
    people = {person for paper_id in papers for person in record.authors(paper_id)}
    names = prose.names(map(record.name, papers))
    some([p for p in people if record.history(p)], f"stays of authors of {names}")
    plan = lanes(record, papers, origin)
    if len(plan.people) > MANY:
        return _in_groups(record, known, papers, plan, (marked, mark))
    begin = min(map(record.paper_day, papers)) - timedelta(days=record.package.byline_lag)
    whole, sight = Sight.of(record, plan, begin), Sight.of(known, plan, begin)
    table = _table(sight, papers)
    heads = _heads(whole, origin)
    scale = _scale(whole, _margin(whole, WIDE, heads), _ends(whole, origin))
    margin = _margin(whole, NARROW, [])
    fig = figure(
        yaxis={
            "range": [plan.rows, 0],
            "showgrid": False,
            "tickmode": "array",
            "tickvals": [plan.slots[p, origin] for p in plan.people],
            "ticktext": [plain(record.name(p)) for p in plan.people],
            "tickfont": {"size": WIDE.font},
        },
        xaxis=time_axis(scale.range, halves(begin, whole.end)),
        margin={"t": TOP, "l": _margin(whole, WIDE, heads)},
    )
    unread(fig, known, whole.end, scale.range[1])
    unsought(fig, record, known, scale.range[1], above=True)
    _rule(fig, plan)
    _draw_pieces(fig, sight, origin)
    _draw_marks(fig, sight, table)
    vertical(fig, marked, mark)
    words = [note.to_plotly_json() for note in fig.layout.annotations]
    fig.update_layout(annotations=[*words, *_beside(sight, origin, scale)])
    return View(
        figure=fig,
        table=table,
        labels=LABELS,
        sources=cite(known, (p.source_id for _, stint in sight.stints for p in stint.proofs)),
        height=round(TOP + FOOT + WIDE.row * plan.rows),
        narrow_height=round(TOP + RAISED + FOOT + NARROW.row * plan.rows),
        narrow={
            **years(begin, whole.end),
            "xaxis.range": [scale.range[0], iso(whole.end + timedelta(days=60))],
            "yaxis.showticklabels": False,
            "yaxis.automargin": False,
            "margin.l": margin,
            "margin.t": TOP + RAISED,
            "annotations": [*map(_raised, words), *_at_left(sight, origin, margin)],
        },
        narrow_data={
            n: {"marker.size": 6.5} for n, t in enumerate(fig.data) if t.mode == "markers"
        },
        people={p: record.name(p) for p in plan.people},
    )


def _origin(record: Record, papers: Sequence[str]) -> str:
    """The one employer of the papers; ValueError where they have none or several."""
    if all(told := [record.unsigned(paper_id) for paper_id in papers]):
        raise ValueError("; ".join(told) or "a paper is wanted, and none is given")
    origins = {record.employer_of(paper_id) for paper_id in papers}
    if len(origins) > 1:
        names = ", ".join(map(record.name, sorted(origins)))
        raise ValueError(f"papers of one employer are wanted, and these are of {names}")
    return origins.pop()


def _raised(words: dict[str, Any]) -> dict[str, Any]:
    """An annotation on a phone, where the label of the band is over that of the marked day."""
    return {**words, "yshift": LINE} if words.get("xref") == "paper" else words


def _in_groups(
    record: Record, known: Record, papers: Sequence[str], plan: Lanes, marked: tuple[date, str]
) -> View:
    """The same for more people than lines: how many are in each lane."""
    origin = record.employer_of(papers[0])
    begin = min(map(record.paper_day, papers)) - timedelta(days=record.package.byline_lag)
    groups = {
        prose.names(record.name(paper_id) for paper_id in group.papers): group.people
        for group in plan.groups
    }
    view = employer_streams(record, known, groups, origin, begin, marked)
    sight = Sight.of(known, plan, begin)
    used = (p.source_id for _, stint in sight.stints for p in stint.proofs)
    return view(table=_table(sight, papers), labels=LABELS, sources=cite(known, used))


def _table(sight: Sight, papers: Sequence[str]) -> pd.DataFrame:
    record = sight.record
    signed: dict[str, list[str]] = {p: [] for p in sight.plan.people}
    for paper_id in papers:
        for person_id in record.authors(paper_id):
            signed[person_id].append(record.name(paper_id))
    rows = []
    for before, stint in sight.stints:
        sources = cite(record, (p.source_id for p in stint.proofs))
        rows.append(
            (
                record.name(stint.person_id),
                ", ".join(signed[stint.person_id]),
                record.name(stint.employer_id),
                record.name(before.employer_id) if before else "",
                *day_cells(record, stint),
                prose.series(source.text for source in sources),
            )
        )
    return pd.DataFrame(rows, columns=list(LABELS))


def _deciding(stint: Stint, column: str) -> list[Proof]:
    """The proofs that set the day in a column of the table."""
    found = {
        "since": [p for p in stint.proofs if p.span.last == stint.started.last],
        "until": [p for p in stint.proofs if p.span.first == stint.ended.first],
        "left": [p for p in stint.proofs if p.departs and p.span.last == stint.ended.last],
    }[column]
    return found or [p for p in stint.proofs if not p.departs] or list(stint.proofs)


def _rule(fig: go.Figure, plan: Lanes) -> None:
    """A thin rule between every two lanes."""
    for lane in plan.lanes[1:]:
        fig.add_shape(
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=lane.top,
            y1=lane.top,
            layer="below",
            line={"width": 1, "color": GRID},
        )


def _draw_pieces(fig: go.Figure, sight: Sight, origin: str) -> None:
    """Draw the lines: dotted for uncertain dates, below; solid in the employer's colour."""
    solid: dict[str, list[Piece]] = {origin: []}
    for piece in sight.pieces:
        if piece.employer_id:
            solid.setdefault(piece.employer_id, []).append(piece)
    dotted = [piece for piece in sight.pieces if not piece.employer_id]
    style = {"color": MUTED, "width": 1.6, "dash": "dot"}
    fig.add_trace(_line(dotted, line=style, name=say("left, or moved, in this time")))
    for employer_id, pieces in solid.items():
        style = {"color": shade(sight.record, employer_id), "width": 2.6}
        name = plain(say("at {place}", place=sight.record.name(employer_id)))
        fig.add_trace(_line(pieces, line=style, name=name, showlegend=employer_id == origin))


def _line(pieces: Iterable[Piece], **style: Any) -> go.Scatter:
    """A trace of the pieces, separated by gaps."""
    points: list[tuple[str | None, float | None, str | None]] = []
    for piece in pieces:
        points += [(iso(day), round(y, 3), piece.person_id) for day, y in piece.points()]
        points.append((None, None, None))
    x, y, people = (list(part) for part in zip(*points, strict=True)) if points else ([], [], [])
    return go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", meta={"people": people}, **style)


def _draw_marks(fig: go.Figure, sight: Sight, table: pd.DataFrame) -> None:
    """Mark each stint's first and last proof, and departures before the next stint is proven.

    What is from before the time axis has no mark: the line comes in from its edge.
    """
    until = [n for n, (_, s) in enumerate(sight.stints) if s.started.last < s.ended.first]
    after = {before: stint.started.last for before, stint in sight.stints if before}
    left = [
        n
        for n, (_, s) in enumerate(sight.stints)
        if s.ended.last < after.get(s, FOREVER) and any(p.departs for p in s.proofs)
    ]
    parts = (
        ("since", noted("first or last trace: {kind}"), range(len(table)), SYMBOLS),
        ("until", noted("first or last trace: {kind}"), until, SYMBOLS),
        ("left", noted("had left: {kind}"), left, LEAVING),
    )
    named: set[str] = set()
    for column, words, rows, symbols in parts:
        for kind, symbol in symbols.items():
            held = [
                n
                for n in rows
                if best(_deciding(sight.stints[n][1], column)) == kind
                and bounds(sight.stints[n][1])[BOUNDS[column]] >= sight.begin
            ]
            name = say(words, kind=known_by(kind))
            stints = [sight.stints[n] for n in held]
            colours = [
                MUTED if column == "left" else shade(sight.record, stint.employer_id)
                for _, stint in stints
            ]
            add_marks(
                fig,
                table,
                held,
                {"text": column},
                x=[iso(bounds(stint)[BOUNDS[column]]) for _, stint in stints],
                y=[sight.y(stint) for _, stint in stints],
                mode="markers",
                name=name,
                showlegend=bool(held) and name not in named,
                marker=outlined(symbol, 8, colours, 1.8),
                hovertext=[_hover(sight.record, *pair, column, kind) for pair in stints],
                hoverinfo="text",
                people=[stint.person_id for _, stint in stints],
            )
            named |= {name} if held else set()


def _hover(record: Record, before: Stint | None, stint: Stint, column: str, kind: str) -> str:
    sources = cite(record, (p.source_id for p in _deciding(stint, column)))
    return hover(
        record.name(stint.person_id),
        _said(record, before, stint, column),
        known_by(kind),
        *(source.text for source in sources),
    )


def _said(record: Record, before: Stint | None, stint: Stint, column: str) -> str:
    """The hover text of a stint's mark; a day that a rule computes gives way to its document."""
    place = record.name(stint.employer_id)
    if column == "left":
        return prose.labelled(place, *leaving(record, (stint,), 0))
    written = day_written(stint, BOUNDS[column])
    computed = day_kind(stint, BOUNDS[column]) == COMPUTED
    if column == "until":
        day = say("until at least {day}", day=prose.dated(written))
        if computed:
            day = say("last shown {how}", how=how(max(_deciding(stint, column), key=dated)))
        return say("at {place}, {day}", place=place, day=day)
    day = say("there by {day}", day=prose.dated(written))
    if computed:
        day = say("first shown {how}", how=how(min(_deciding(stint, column), key=dated)))
    if before is None:
        return say("at {place}, {day}", place=place, day=day)
    came = record.name(before.employer_id)
    return say("from {place} to {other}, {day}", place=came, other=place, day=day)


def _away(sight: Sight, origin: str) -> list[Stint]:
    """Each person's last stint in each of the side lanes."""
    found = {
        (stint.person_id, stint.employer_id): stint
        for _, stint in sight.stints
        if stint.employer_id != origin
    }
    return list(found.values())


def _ends(sight: Sight, origin: str) -> list[Stint]:
    """The stints in the side lanes with which somebody's line ends."""
    last = {stint.person_id: stint for _, stint in sight.stints}
    return [stint for stint in _away(sight, origin) if stint is last[stint.person_id]]


def _heads(sight: Sight, origin: str) -> list[Head]:
    """The headings of all lanes with people, and of the groups at the origin."""
    record = sight.record
    shown = {stint.employer_id for _, stint in sight.stints} - {origin}
    held = [lane for lane in sight.plan.lanes if lane.employer_id in shown]
    groups = sight.plan.groups
    return [
        *(
            Head(record.name(n.employer_id), shade(record, n.employer_id), n.top, n.bottom, False)
            for n in held
        ),
        *(
            Head(_title(sight, g, origin), shade(record, origin), g.top, g.top + HEADING, True)
            for g in groups
        ),
    ]


def _title(sight: Sight, group: Group, origin: str) -> str:
    """The heading of a group: people with several papers count for each."""
    papers = prose.names(sight.record.name(paper_id) for paper_id in group.papers)
    if len(group.papers) > 1:
        total = len(group.people)
        return say("{papers}, in each count ({total})", papers=papers, total=total)
    total = len(sight.record.authors(group.papers[0]))
    place = sight.record.name(origin)
    return say("{place}: authors of {paper} ({total})", place=place, paper=papers, total=total)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, HEADINGS, break_long_words=False)


def _note(y: float, text: str, size: Size, **other: Any) -> dict[str, Any]:
    """A text at a height, by default left of the time axis."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle"}
    font = {"size": size.font, "color": other.pop("colour", INK)}
    return {**place, "text": text, "showarrow": False, "font": font, **other}


def _beside(sight: Sight, origin: str, scale: Scale) -> list[dict[str, Any]]:
    """Headings in the margin, and people's names at the ends of their lines."""
    right = {"xanchor": "right", "xshift": -5, "align": "right"}
    heads = [
        _note(
            (h.top + h.bottom) / 2,
            f"<b>{plain(*_wrapped(h.text))}</b>",
            WIDE,
            colour=h.colour,
            **right,
        )
        for h in _heads(sight, origin)
    ]
    names = [
        _note(
            sight.y(stint),
            plain(sight.record.name(stint.person_id)),
            WIDE,
            colour=shade(sight.record, stint.employer_id),
            name=stint.person_id,
            x=scale.day(_start(sight, stint, scale)),
            xref="x",
        )
        for stint in _ends(sight, origin)
    ]
    return heads + names


def _at_left(sight: Sight, origin: str, margin: float) -> list[dict[str, Any]]:
    """Headings and names at the left edge, for every line in every lane."""
    record, left = sight.record, {"xshift": 3 - margin, "align": "left"}
    heads = [
        _note(
            h.bottom if h.group else h.top,
            f"<b>{plain(*_wrapped(h.text) if h.group else [h.text])}</b>",
            NARROW,
            colour=h.colour,
            yanchor="bottom" if h.group else "top",
            **left,
        )
        for h in _heads(sight, origin)
    ]
    slots = {(p, origin): INK for p in sight.plan.people}
    for stint in _away(sight, origin):
        slots[stint.person_id, stint.employer_id] = shade(record, stint.employer_id)
    names = [
        _note(
            sight.plan.slots[person_id, place],
            plain(record.name(person_id)),
            NARROW,
            colour=colour,
            name=person_id,
            **left,
        )
        for (person_id, place), colour in slots.items()
    ]
    return heads + names

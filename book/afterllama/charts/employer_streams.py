"""Where many people were last shown: a lane for every employer, its height the people in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from afterllama.charts.base import (
    View,
    figure,
    iso,
    plain,
    shade,
    time_axis,
    unread,
    vertical,
    years,
)
from afterllama.charts.groups import leading, per_day, sampled, whereabouts
from afterllama.charts.theme import GRID, MUTED
from afterllama.record.record import Record
from afterllama.words import prose
from afterllama.words.days import FOREVER, halves, months
from afterllama.words.language import count, noted, say

#: The most days at which people are counted, and the most groups with a lane at the origin.
DAYS, GROUPS = 48, 4
#: Pixels of all lanes at the origin and elsewhere, of a lane's label, above and below all lanes.
ORIGIN, ELSEWHERE, WORDS, TOP, FOOT = 170, 320, 24, 34, 44
#: A lane: an employer and, at the origin, the label of a group. The last two are not employers.
Lane = tuple[str, str]
OTHERS: Lane = ("", "others")
NOWHERE: Lane = ("", "nowhere")
#: Legend labels and symbols of people proven to be in a lane, and of the others.
PROVEN, SHOWN = (
    noted("documented there on the day"),
    noted("last shown there, nothing since"),
)
SYMBOLS = {PROVEN: "square", SHOWN: "square-open"}


@dataclass(frozen=True)
class Levels:
    """How many people are in each lane on some days: proven to be there, and last shown there."""

    days: Sequence[date]
    proven: Mapping[Lane, Sequence[int]]
    shown: Mapping[Lane, Sequence[int]]

    def peak(self, lane: Lane) -> int:
        """The most people who are in a lane on one of the days."""
        return max(self.shown.get(lane, ()), default=0)


@dataclass(frozen=True)
class Ground:
    """The lanes from top to bottom, the same on every reading date.

    `groups` are people (ids) by label, `kept` the other employers with a lane of their own, `small`
    those without, `peaks` the most people ever in each lane.
    """

    origin: str
    groups: Mapping[str, Sequence[str]]
    kept: Sequence[str]
    small: frozenset[str]
    peaks: Mapping[Lane, int]

    def lane(self, place: str | None, group: str) -> Lane:
        """The lane of somebody in a group who was last shown at an employer, or had left one."""
        if place is None:
            return NOWHERE
        if place in self.small:
            return OTHERS
        return (place, group if place == self.origin else "")

    @property
    def lanes(self) -> list[Lane]:
        """Lanes that are ever used."""
        own = [(self.origin, words) for words in self.groups]
        every = [*own, *((place, "") for place in self.kept), OTHERS, NOWHERE]
        return [lane for lane in every if self.peaks[lane]]

    def scale(self, lane: Lane) -> float:
        """Pixels per person: one scale for all lanes, unless some would become too low."""
        home = [n for held, n in self.peaks.items() if held[0] == self.origin]
        away = [n for held, n in self.peaks.items() if held[0] != self.origin]
        at_home, elsewhere = ORIGIN / max(1, sum(home)), ELSEWHERE / max(1, sum(away))
        if elsewhere < 2 * at_home:
            return min(at_home, elsewhere)
        return at_home if lane[0] == self.origin else elsewhere

    @property
    def feet(self) -> dict[Lane, float]:
        """How far below the top each lane ends, in pixels."""
        heights = [WORDS + max(2.0, self.peaks[n] * self.scale(n)) for n in self.lanes]
        return dict(zip(self.lanes, accumulate(heights), strict=True))


def employer_streams(
    record: Record,
    known: Record,
    groups: Mapping[str, Sequence[str]],
    origin: str,
    begin: date,
    marked: tuple[date, str],
) -> partial[View]:
    """Everybody in the lane of the employer with whom they were last shown, day by day.

    The view still takes its table, labels and sources.

    Parameters
    ----------
    record, known : Record
        The whole record, and the record as of the reading date.
    groups : mapping of str to sequence of str
        Labels of groups, and the ids of their people; the largest groups each have a lane at the
        origin.
    origin : str
        The employer that they may have left.
    begin : date
        The first day drawn.
    marked : date, str
        A day to mark, and its label.
    """
    end = _end(record, groups, begin)
    days = sampled(months(begin, end), DAYS)
    ground = _ground(record, _gathered(groups), origin, days)
    levels = _levels(known, ground, [d for d in days if d <= known.package.record_date])
    feet = ground.feet
    fig = figure(
        xaxis=time_axis([iso(begin), iso(end)], halves(begin, end)),
        yaxis={"visible": False, "range": [max(feet.values()) + 6, 0]},
        margin={"t": TOP},
    )
    unread(fig, known, end, end)
    for words, symbol in SYMBOLS.items():
        marker = {"symbol": symbol, "size": 11, "color": MUTED, "line": {"width": 2}}
        fig.add_scatter(x=[None], y=[None], mode="markers", name=say(words), marker=marker)
    for lane, foot in feet.items():
        _draw(fig, record, ground, levels, lane, foot)
    vertical(fig, *marked)
    height = round(TOP + FOOT + max(feet.values()))
    return partial(
        View,
        figure=fig,
        height=height,
        narrow_height=height,
        narrow=years(begin, end),
        groups=_words(ground),
    )


def _end(record: Record, groups: Mapping[str, Sequence[str]], begin: date) -> date:
    """The last day on which anything is known about these people."""
    stints = [s for held in groups.values() for p in held for s in record.history(p)]
    days = [day for s in stints for day in (s.started.last, s.ended.first, s.ended.last)]
    return max((day for day in days if begin < day < FOREVER), default=record.package.record_date)


def _gathered(groups: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The groups, with the smaller ones merged if there are many."""
    if len(groups) <= GROUPS:
        return dict(groups)
    kept = leading({words: len(people) for words, people in groups.items()}, GROUPS - 1)
    small = [p for words, people in groups.items() if words not in kept for p in people]
    left = len(groups) - len(kept)
    others = count("{number} other group", "{number} other groups", left, number=left)
    return {words: groups[words] for words in groups if words in kept} | {others: small}


def _ground(
    record: Record, groups: Mapping[str, Sequence[str]], origin: str, days: Sequence[date]
) -> Ground:
    """The lanes that the whole record needs."""
    been = Counter(
        place
        for people in groups.values()
        for p in people
        for place in {s.employer_id for s in record.history(p)} - {origin}
    )
    kept = leading(been)
    ground = Ground(origin, groups, kept, frozenset(been) - set(kept), {})
    levels = _levels(record, ground, days)
    peaks = defaultdict(int, {lane: levels.peak(lane) for lane in levels.shown})
    return replace(ground, peaks=peaks)


def _levels(record: Record, ground: Ground, days: Sequence[date]) -> Levels:
    """The people in each lane on each day, by a record."""
    shown: dict[Lane, list[tuple[date, date]]] = {}
    proven: dict[Lane, list[tuple[date, date]]] = {}
    for group, people in ground.groups.items():
        for person in people:
            for place, sure, first, last in whereabouts(record.history(person)):
                lane = ground.lane(place, group)
                shown.setdefault(lane, []).append((first, last))
                if sure:
                    proven.setdefault(lane, []).append((first, last))
    return Levels(
        days,
        {lane: per_day(days, held) for lane, held in proven.items()},
        {lane: per_day(days, held) for lane, held in shown.items()},
    )


def _draw(
    fig: go.Figure, record: Record, ground: Ground, levels: Levels, lane: Lane, foot: float
) -> None:
    """Draw a lane: its label, people proven to be there, and the others on top of them."""
    tint = shade(record, lane[0]) if lane[0] else MUTED
    scale, name = ground.scale(lane), _name(record, ground, lane)
    x = [iso(day) for day in levels.days]
    style: dict[str, Any] = {"mode": "lines", "showlegend": False, "hoverinfo": "skip"}
    line = {"shape": "hv", "color": tint, "width": 2}
    if x:
        ends = [x[0], x[-1]]
        fig.add_scatter(x=ends, y=[foot] * 2, **style, line=line | {"width": 0})
    for words, counts in ((PROVEN, levels.proven), (SHOWN, levels.shown)):
        held = counts.get(lane, [0] * len(x))
        trace = go.Scatter(
            x=x,
            y=[round(foot - n * scale, 1) for n in held],
            **style,
            line=line | {"width": 0 if words == PROVEN else 2},
            fill="tonexty",
            fillcolor=tint if words == PROVEN else GRID,
            legendgroup=words,
            customdata=held,
            meta={"lane": name, "level": words},
        )
        if words == SHOWN:
            pairs = zip(levels.days, held, strict=True)
            trace.update(
                hoverinfo=None,
                hovertemplate=f"{plain(name)}<br>%{{text}}<extra></extra>",
                text=[prose.labelled(prose.month(day), prose.figure(n)) for day, n in pairs],
            )
        fig.add_trace(trace)
    fig.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=foot - max(2.0, ground.peaks[lane] * scale) - 2,
        yanchor="bottom",
        text=say(
            "<b>{place}</b>: up to {number}",
            place=plain(name),
            number=prose.figure(levels.peak(lane)),
        ),
        font={"size": 13, "color": tint},
        showarrow=False,
    )


def _name(record: Record, ground: Ground, lane: Lane) -> str:
    if lane == OTHERS:
        left = len(ground.small)
        digits = prose.figure(left)
        return count("{number} other employer", "{number} other employers", left, number=digits)
    if lane == NOWHERE:
        return say("Left, to where is not known")
    name = record.name(lane[0])
    return f"{name}, {lane[1]}" if lane[1] and len(ground.groups) > 1 else name


def _words(ground: Ground) -> str:
    """How to read the figure."""
    people = sum(map(len, ground.groups.values()))
    away = {ground.scale(lane) for lane in ground.lanes if lane[0] != ground.origin}
    home = {ground.scale(lane) for lane in ground.lanes if lane[0] == ground.origin}
    scale = say("All lanes have one scale.")
    if away - home:
        scale = say("The lanes of the other employers share a scale, larger than that above them.")
    return say(
        "Each lane is an employer, and as high as the number of these {people} people who were "
        "last shown there; the coloured part are those documented there on the day. {scale} "
        "Beside each name stands the most at once.",
        people=prose.figure(people),
        scale=scale,
    )

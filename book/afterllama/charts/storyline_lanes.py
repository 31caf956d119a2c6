"""The storyline's geometry: a lane for every employer, a slot in it for every person there.

Heights count rows from the top. Nothing is random.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from afterllama.record.record import Record
from afterllama.record.stints import Stint, departure
from afterllama.words.days import FOREVER

#: Rows above and below the slots of a lane, and for a group's heading.
GAP, HEADING = 0.45, 2.1
#: Steps of a bend.
STEPS = 20
Slots = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Lane:
    """The rows of one employer, from `top` to `bottom`."""

    employer_id: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Group:
    """People at the origin who signed the same papers, under a heading at `top`."""

    papers: tuple[str, ...]
    people: tuple[str, ...]
    top: float


@dataclass(frozen=True)
class Lanes:
    """Where everybody is drawn: the origin's groups in the middle, destinations on both sides.

    `slots` gives the height of a person (id) in the lane of an employer (id).
    """

    lanes: tuple[Lane, ...]
    groups: tuple[Group, ...]
    slots: Slots

    @property
    def rows(self) -> float:
        return self.lanes[-1].bottom

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody, from the top to the bottom of the origin."""
        return tuple(p for group in self.groups for p in group.people)


@dataclass(frozen=True)
class Piece:
    """A piece of a person's line from one day and height to another.

    `employer_id` is None if the date is uncertain or the line changes lanes.
    """

    person_id: str
    employer_id: str | None
    first: date
    last: date
    y: float
    to: float

    def points(self) -> list[tuple[date, float]]:
        """Days and heights along the piece: its two ends, or those of a smooth bend."""
        if self.y == self.to:
            return [(self.first, self.y), (self.last, self.y)]
        days, rise = self.last - self.first, self.to - self.y
        shares = [n / STEPS for n in range(STEPS + 1)]
        return [(self.first + days * t, self.y + rise * t * t * (3 - 2 * t)) for t in shares]


def lanes(record: Record, papers: Sequence[str], origin: str) -> Lanes:
    """Give every author of some papers a slot at the origin and at each other employer.

    Authors of the first paper are above those of the last, with authors of several in between.
    Other employers are on the side of their people, earlier arrivals farther out. Their people
    leave from the outer edges of the origin in the same order; further in are those who left for an
    unknown place, then those not proven to have left.
    """
    signed = _signed(record, papers)
    groups = _groups(record, signed, origin)
    order = [p for people in groups.values() for p in people]
    above, below = _sides(record, signed, order, origin)
    found: list[Lane] = []
    slots: dict[tuple[str, str], float] = {}
    held = []
    top = _stack(found, slots, above, 0.0)
    begin = top
    for key, people in groups.items():
        held.append(Group(key, tuple(people), top))
        slots |= {(p, origin): top + HEADING + n + 0.5 for n, p in enumerate(people)}
        top += HEADING + len(people)
    found.append(Lane(origin, begin, top + GAP))
    _stack(found, slots, below, top + GAP)
    return Lanes(tuple(found), tuple(held), slots)


def _signed(record: Record, papers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Which of the papers each author signed."""
    signed: dict[str, list[str]] = {}
    for paper_id in dict.fromkeys(papers):
        for person_id in record.authors(paper_id):
            signed.setdefault(person_id, []).append(paper_id)
    return {person_id: tuple(names) for person_id, names in signed.items()}


def _heights(signed: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], float]:
    """The mean position of papers that somebody signed, among all: 0 on top, 1 at the bottom."""
    papers = list(dict.fromkeys(k for keys in signed.values() for k in keys))
    last = max(1, len(papers) - 1)
    return {keys: sum(map(papers.index, keys)) / len(keys) / last for keys in signed.values()}


def _groups(
    record: Record, signed: Mapping[str, tuple[str, ...]], origin: str
) -> dict[tuple[str, ...], list[str]]:
    """People by the papers they signed, from top to bottom."""
    heights = _heights(signed)
    held: dict[tuple[str, ...], list[str]] = {}
    arrivals = {p: _arrival(record, p, origin) for p in signed}
    for person_id in sorted(record.by_departure(signed, origin), key=lambda p: arrivals[p]):
        held.setdefault(signed[person_id], []).append(person_id)
    return {
        key: held[key][::-1] if heights[key] > 0.5 else held[key]
        for key in sorted(held, key=lambda key: (heights[key], key))
    }


def _arrival(record: Record, person_id: str, origin: str) -> date:
    """The first day of proof elsewhere, after a departure from the origin."""
    history = record.history(person_id)
    move = departure(history, origin)
    later = [s.started.last for s in history if move and s.employer_id == move.destination_id]
    return max(later, default=FOREVER)


def _sides(
    record: Record, signed: Mapping[str, tuple[str, ...]], order: Sequence[str], origin: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The people of every other employer, above and below the origin, both from top to bottom."""
    heights = _heights(signed)
    ranks = {person_id: rank for rank, person_id in enumerate(order)}
    came: dict[str, dict[str, date]] = {}
    for person_id in order:
        for stint in record.history(person_id):
            if stint.employer_id != origin:
                first = came.setdefault(stint.employer_id, {})
                first.setdefault(person_id, stint.started.last)
    sides: tuple[dict[str, list[str]], dict[str, list[str]]] = {}, {}
    for place in sorted(came, key=lambda place: (min(came[place].values()), place)):
        first = came[place]
        low = sum(heights[signed[p]] for p in first) / len(first) > 0.5
        turn = -1 if low else 1
        people = sorted(first, key=lambda p: (first[p], turn * ranks[p]))
        sides[low][place] = people[::-1] if low else people
    return sides[0], dict(reversed(sides[1].items()))


def _stack(
    found: list[Lane],
    slots: dict[tuple[str, str], float],
    held: Mapping[str, Sequence[str]],
    top: float,
) -> float:
    """Stack lanes; return the height at which the last ends."""
    for place, people in held.items():
        slots |= {(p, place): top + GAP + n + 0.5 for n, p in enumerate(people)}
        found.append(Lane(place, top, top + len(people) + 2 * GAP))
        top = found[-1].bottom
    return top


def course(history: Sequence[Stint], slots: Slots, begin: date, lead: timedelta) -> Iterator[Piece]:
    """One person's line: proven pieces at employers, and pieces with uncertain dates.

    Parameters
    ----------
    history : sequence of Stint
        The person's stints.
    slots : mapping
        Heights by person and employer.
    begin : date
        Nothing is drawn before.
    lead : timedelta
        How long before the first proof elsewhere a line leaves its lane, but not before the last
        proof there, nor after the day by which the person had left.
    """
    for number, stint in enumerate(history):
        later = history[number + 1] if number + 1 < len(history) else None
        for place, first, last, to in _stretches(stint, later, lead, number == 0):
            y = slots[stint.person_id, stint.employer_id]
            end = slots[stint.person_id, to] if to else y
            if max(first, begin) < last or (to and begin < last):
                yield Piece(stint.person_id, place, max(first, begin), last, y, end)


def _stretches(
    stint: Stint, later: Stint | None, lead: timedelta, earliest: bool
) -> Iterator[tuple[str | None, date, date, str | None]]:
    """The pieces of a stint: employer if proven, first and last day, next employer."""
    here, proven = stint.started.last, stint.ended.first
    yield stint.employer_id, here, proven, None
    since = proven if earliest else max(here, proven)
    if later:
        came = later.started.last
        latest = min(stint.ended.last, came)
        leaves = max(min(latest, came - lead), min(proven, latest))
        yield None, since, leaves, None
        yield None, leaves, came, later.employer_id
    elif stint.ended.last < FOREVER:
        yield None, since, stint.ended.last, None
    else:
        yield None, since, here, None


def free(start: float, width: float, taken: Iterable[tuple[float, float]]) -> float:
    """The first position from `start` on with room for a width outside taken intervals."""
    for first, last in sorted(taken):
        if first < start + width and start < last:
            start = last
    return start


def crossings(pieces: Iterable[Piece], top: float, bottom: float) -> Iterator[tuple[date, date]]:
    """The intervals of days in which bends pass between two heights."""
    for piece in pieces:
        if piece.y == piece.to:
            continue
        for (first, y), (last, to) in pairwise(piece.points()):
            if min(y, to) <= bottom and top <= max(y, to):
                yield first, last

"""Stints and moves: what one person's proofs allow, with the bounds they set.

Each stint has the earliest and latest days on which it may have begun and ended; nothing is guessed
between them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from afterllama.record.evidence import KINDS, Proof, best
from afterllama.words.days import FOREVER, Day, Span, day, ends

#: The kind of a day that no evidence names.
COMPUTED = "computed"


@dataclass(frozen=True)
class Stint:
    """A stay at one employer, within the bounds that the proofs set.

    `started` and `ended` are spans of days; `started.first` is `date.min` and `ended.last` is
    `FOREVER` if the record sets no bound. No stay begins before its employer was founded.
    """

    person_id: str
    employer_id: str
    started: Span
    ended: Span
    proofs: tuple[Proof, ...]

    def certain(self, on: Day) -> bool:
        """Whether the proofs show the person there on the day."""
        return self.started.last <= day(on) <= self.ended.first

    def kind(self, on: Day) -> str:
        """The kind of evidence that shows the person there on a day.

        This takes a proof from before and one from after: the weaker of the best on either side.
        """
        asked = day(on)
        sides = (
            [p for p in self.proofs if p.span.last <= asked],
            [p for p in self.proofs if p.span.first >= asked],
        )
        return max((best(side) for side in sides), key=KINDS.index)

    def possible(self, on: Day) -> bool:
        """Whether the proofs allow the person to be there on the day."""
        return self.certain(on) or self.started.first <= day(on) < self.ended.last

    def __repr__(self) -> str:
        return f"Stint({self.person_id} at {self.employer_id}, {len(self.proofs)} proofs)"


@dataclass(frozen=True)
class Move:
    """A departure from an employer within a span of days, to an employer or None if unknown.

    `history` is what it was read from.
    """

    person_id: str
    origin_id: str
    destination_id: str | None
    when: Span
    proofs: tuple[Proof, ...]
    history: tuple[Stint, ...] = field(repr=False, compare=False)

    @cached_property
    def kind(self) -> str:
        """The kind of evidence that carries the move, to this place and no later than this."""
        return carried_by(self.history, self._shown)

    def _shown(self, history: Sequence[Stint]) -> bool:
        move = departure(history, self.origin_id)
        return (
            move is not None
            and move.when.last <= self.when.last
            and move.destination_id == self.destination_id
        )


def carried_by(history: Sequence[Stint], shown: Callable[[Sequence[Stint]], bool]) -> str:
    """The kind of evidence that carries something: the firmest that shows it without the weaker.

    Without what is of this kind or weaker, it would not be shown.

    Parameters
    ----------
    history : sequence of Stint
        One person's stints, by all deciding proofs.
    shown : function of a history
        Whether the stints that follow from some of the proofs show it.
    """
    held = [p for stint in history for p in stint.proofs]
    for rank, kind in enumerate(KINDS):
        if shown(stints(p for p in held if KINDS.index(p.kind) <= rank)):
            return kind
    return KINDS[-1]


def bounds(stint: Stint) -> dict[str, date]:
    """The four days between which a stint began and ended, by their names in the exports."""
    return {
        "begin_earliest": stint.started.first,
        "begin_latest": stint.started.last,
        "end_earliest": stint.ended.first,
        "end_latest": stint.ended.last,
    }


def day_kind(stint: Stint, bound: str) -> str:
    """How one of the `bounds` of a stint is known; "" if there is no bound.

    It is the firmest kind among the proofs whose own dates name the day, and `COMPUTED` if a rule
    sets it: a byline proves presence before its paper's day, and stays follow one another.
    """
    day = bounds(stint)[bound]
    if day in (date.min, FOREVER):
        return ""
    fits = [p for p in stint.proofs if _sets(p, bound) and _named(p, bound) == day]
    return best(fits) if fits else COMPUTED


def day_written(stint: Stint, bound: str) -> str:
    """The day of a bound as its documents write it: a month or a year where none names a day."""
    day = bounds(stint)[bound]
    named = [p.when for p in stint.proofs if _sets(p, bound) and _named(p, bound) == day]
    return max(named, key=len, default=day.isoformat())


def proof_kind(proof: Proof, bound: str) -> str:
    """The same for the earliest or the latest day of one proof."""
    day = proof.span.first if bound.endswith("earliest") else proof.span.last
    if day in (date.min, FOREVER):
        return ""
    return proof.kind if _named(proof, bound) == day else COMPUTED


def _sets(proof: Proof, bound: str) -> bool:
    """Whether a proof can set a bound of a stint by its date."""
    if bound == "begin_earliest":
        return proof.arrives
    if bound == "end_earliest":
        return proof.assertion != "had-left"
    return bound == "begin_latest" or proof.departs


def _named(proof: Proof, bound: str) -> date | None:
    """The end of a proof's span at the side of a bound, if its own date names it."""
    side = 0 if bound.endswith("earliest") else 1
    named, used = ends(proof.when)[side], (proof.span.first, proof.span.last)[side]
    return named if named == used else None


def stints(proofs: Iterable[Proof]) -> tuple[Stint, ...]:
    """The fewest stints that fit one person's proofs, in order of time.

    The order of the rows decides nothing. If the proofs leave open which of two employers came
    first, no departure follows.
    """
    found: list[Stint] = []
    grouped = stays(proofs)
    latest = _latest(grouped)
    for number, run in enumerate(grouped):
        before = found[-1].ended.first if found else date.min
        if number and not _ordered_by_proofs(grouped[number - 1], run):
            before = found[-1].started.first
        after = FOREVER
        if number + 1 < len(grouped) and _ordered_by_proofs(run, grouped[number + 1]):
            after = _started(grouped[number + 1], before, latest[number + 1]).last
        started = _started(run, before, latest[number])
        ended = _ended(run, after)
        ended = Span(max(ended.first, min(started.first, ended.last)), ended.last)
        found.append(Stint(run[0].person_id, run[0].employer_id, started, ended, tuple(run)))
    return tuple(found)


def runs(proofs: Iterable[Proof]) -> list[list[Proof]]:
    """Group proofs into as few runs at one employer as possible, in order of time.

    Two attempts: by last days, and by first days from the end. A proof joins a run at its employer
    if the runs in between allow it.
    """
    found = [
        (_first(p).toordinal(), p.span.last.toordinal(), p) for p in sorted(proofs, key=_order)
    ]
    ahead = _grouped(found)
    back = _grouped([(-last, -first, p) for first, last, p in found])[::-1]
    fewest = ahead if len(ahead) <= len(back) else back
    return [sorted(run, key=_order) for run in fewest]


def stays(proofs: Iterable[Proof]) -> list[list[Proof]]:
    """The runs, or fewer if ordering the proofs by the middle of their spans gives fewer.

    A byline printed after a move may date from before it, so a later last day is not always a later
    stay. Conflicts are searched for in the runs, so that such a case is listed and explained.
    """
    found = list(proofs)
    strict = runs(found)
    ordered = sorted(found, key=_order)
    eased = _grouped(
        [(_first(p).toordinal(), p.span.last.toordinal(), p) for p in ordered], _middle
    )
    return [sorted(run, key=_order) for run in eased] if len(eased) < len(strict) else strict


Dated = tuple[int, int, Proof]


def _last_day(item: Dated) -> tuple[int, bool]:
    return item[1], not item[2].departs


def _middle(item: Dated) -> tuple[int, bool]:
    return item[0] + item[1], not item[2].departs


def _grouped(
    items: Iterable[Dated], order: Callable[[Dated], tuple[int, bool]] = _last_day
) -> list[list[Proof]]:
    found: list[list[Proof]] = []
    ends: list[int] = []
    for first, last, proof in sorted(items, key=order):
        home = None
        limit = sys.maxsize
        for number in range(len(found) - 1, -1, -1):
            if found[number][0].employer_id == proof.employer_id and first <= limit:
                home = number
                break
            limit = min(limit, ends[number])
        if home is None:
            found.append([proof])
            ends.append(last)
        else:
            found[home].append(proof)
            ends[home] = min(ends[home], last)
    return found


def _first(proof: Proof) -> date:
    """The first day of a proof; who had left had been there on an earlier day."""
    return date.min if proof.assertion == "had-left" else proof.span.first


def _ordered_by_proofs(run: Sequence[Proof], later: Sequence[Proof]) -> bool:
    """Whether some proof of the later run must come after some proof of the earlier."""
    return max(_first(p) for p in later) > min(p.span.last for p in run)


def _order(proof: Proof) -> tuple[date, bool, date, str]:
    return proof.span.last, not proof.departs, proof.span.first, proof.evidence_id


def _latest(grouped: Sequence[Sequence[Proof]]) -> list[date]:
    """The last day on which each run can have begun, given the runs after it."""
    found = [min(p.span.last for p in run) for run in grouped]
    for number in range(len(grouped) - 2, -1, -1):
        if _ordered_by_proofs(grouped[number], grouped[number + 1]):
            found[number] = min(found[number], found[number + 1])
    return found


def _started(run: Sequence[Proof], before: date, last: date) -> Span:
    joined = [p.span for p in run if p.arrives]
    return _ordered(max([before, run[0].founded, *(d.first for d in joined)]), last)


def _ended(run: Sequence[Proof], after: date) -> Span:
    firsts = [p.span.first for p in run if p.assertion != "had-left"]
    lasts = [p.span.last for p in run if p.departs]
    return _ordered(max(firsts, default=date.min), min([*lasts, after]))


def _ordered(first: date, last: date) -> Span:
    """A span with its ends in order: contradicting bounds widen it."""
    return Span(min(first, last), max(first, last))


def departure(history: Sequence[Stint], employer_id: str) -> Move | None:
    """The last move away from an employer, or None if no departure is proven."""
    for number in range(len(history) - 1, -1, -1):
        stint = history[number]
        if stint.employer_id == employer_id:
            if stint.ended.last == FOREVER:
                return None
            later = history[number + 1] if number + 1 < len(history) else None
            shown = [p for p in stint.proofs if p.departs] + list(later.proofs if later else ())
            return Move(
                person_id=stint.person_id,
                origin_id=employer_id,
                destination_id=later.employer_id if later else None,
                when=stint.ended,
                proofs=tuple(shown),
                history=tuple(history),
            )
    return None


def clashes(runs: Sequence[Sequence[Proof]]) -> Iterable[tuple[int, int]]:
    """Pairs of runs, by number, that together show two employers at once.

    First every run of a return with the run after the first stay there, then neighbouring runs with
    proofs of presence on the same day.
    """
    seen: dict[str, int] = {}
    for number, run in enumerate(runs):
        place = run[0].employer_id
        if place in seen:
            yield number, seen[place] + 1
        seen[place] = number
    for number, (run, later) in enumerate(pairwise(runs)):
        firsts = [p.span.first for p in run if p.assertion == "at"]
        lasts = [p.span.last for p in later if p.assertion == "at"]
        if firsts and lasts and max(firsts) >= min(lasts):
            yield number, number + 1

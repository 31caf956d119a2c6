"""What a count becomes when evidence is set aside: every choice, computed from the record.

Sets of evidence have names, so that whoever asks can name what to leave out. A proof may be in
several sets; it goes with the first that is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from afterllama.record.evidence import Proof
from afterllama.record.lookup import choose, several
from afterllama.record.record import Record
from afterllama.record.tally import HAD_LEFT, THERE, UNKNOWN, Tally


@dataclass(frozen=True)
class EvidenceSet:
    """Evidence that can be set aside: its name, what a reader calls it, and which proofs it is.

    A set is a test of proofs, so that `record.without(one)` and `record.only(one)` take it.
    """

    name: str
    label: str
    holds: Callable[[Proof], bool]

    def __call__(self, proof: Proof) -> bool:
        return self.holds(proof)


@dataclass(frozen=True)
class Change:
    """A person of whom the evidence that is left tells something else: `before`, and `after`."""

    person_id: str
    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    """The count for a day, by the evidence that is left.

    `aside` names the sets that are set aside, in their own order. `changes` are those of whom
    less, or something else, is known than with all evidence, in the order of the paper.
    """

    day: date
    aside: tuple[str, ...]
    tally: Tally
    changes: tuple[Change, ...]


def named(sets: Sequence[EvidenceSet], aside: Iterable[str]) -> list[EvidenceSet]:
    """The sets of these names, for `record.without(*named(sets, ["commits"]))`.

    Raises
    ------
    UnknownError
        Where no set has such a name.
    """
    held = {one.name: one for one in sets}
    return [held[choose("set of evidence", name, held)] for name in several("set", aside)]


def outcome(
    record: Record, paper_id: str, day: date, sets: Sequence[EvidenceSet], aside: Sequence[str]
) -> Outcome:
    """How many of a paper's authors had left by a day, with some sets of evidence set aside.

    Parameters
    ----------
    record : Record
        The record, with all evidence.
    paper_id : str
        Paper whose authors are counted.
    day : date
        The day asked about.
    sets : sequence of EvidenceSet
        The sets that can be named.
    aside : sequence of str
        Names of the sets that do not count.

    Raises
    ------
    UnknownError
        Where no set has such a name.
    """
    left = record.without(*named(sets, aside)).tally(paper_id, day)
    return _outcome(record.authors(paper_id), record.tally(paper_id, day), left, day, aside)


def outcomes(
    record: Record, paper_id: str, days: Sequence[date], sets: Sequence[EvidenceSet]
) -> dict[tuple[str, ...], tuple[Outcome, ...]]:
    """The count for each day by every choice of sets, those set aside as keys, in their order."""
    people, whole = record.authors(paper_id), {day: record.tally(paper_id, day) for day in days}
    found = {}
    for aside in choices([one.name for one in sets]):
        left = record.without(*named(sets, aside))
        found[aside] = tuple(
            _outcome(people, whole[day], left.tally(paper_id, day), day, aside) for day in days
        )
    return found


def choices(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of names: none of them, each alone, and so on up to all."""
    for number in range(len(names) + 1):
        yield from combinations(names, number)


def plain(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The choices that a short table shows: none set aside, each alone, and all."""
    return [(), *((name,) for name in names), *([tuple(names)] if len(names) > 1 else [])]


def standings(tally: Tally) -> dict[str, str]:
    """How each person stands, by id."""
    return {
        **dict.fromkeys(tally.had_left, HAD_LEFT),
        **dict.fromkeys(tally.there, THERE),
        **dict.fromkeys(tally.unknown, UNKNOWN),
    }


def _outcome(
    people: Sequence[str], whole: Tally, left: Tally, day: date, aside: Sequence[str]
) -> Outcome:
    before, after = standings(whole), standings(left)
    changes = tuple(
        Change(person, before[person], after[person])
        for person in people
        if before[person] != after[person]
    )
    return Outcome(day, tuple(aside), left, changes)

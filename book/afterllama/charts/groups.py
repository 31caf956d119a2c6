"""Groups instead of people, for figures with too many people to draw one by one.

All figures of people share these steps: `crowd` makes one node of people who look alike in a
figure, `leading` picks the largest groups, `whereabouts` says where everybody was last shown, and
`per_day` counts intervals. All are close to linear in the number of people.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import pandas as pd

from afterllama.record.record import Record
from afterllama.record.stints import Stint
from afterllama.words import prose
from afterllama.words.days import FOREVER
from afterllama.words.language import count, noted

#: The most people that a figure draws one by one.
MANY = 60
#: The most groups or organizations in a figure of more people.
MOST = 12


@dataclass(frozen=True)
class Crowd:
    """The nodes that a figure draws for people: everybody, or groups of people who look alike.

    `members` has the people (ids) of every node, from top to bottom, and `names` their unique
    labels. `mixed` are the nodes of people in groups that are too small to draw.
    """

    members: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    called: Mapping[str, str]
    grouped: bool
    mixed: frozenset[str] = frozenset()

    @property
    def column(self) -> str:
        """The table's column with the names of the nodes."""
        return "crowd" if self.grouped else "person"

    @property
    def people(self) -> dict[str, str]:
        """The nodes that are people, with their names; only these can be marked."""
        return {} if self.grouped else dict(self.names)

    def folds(self) -> dict[str, str]:
        """The node of every person."""
        return {person: node for node, held in self.members.items() for person in held}

    def table(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table of people, with everybody's group in front if the figure draws groups."""
        if not self.grouped:
            return table
        whole = table.copy()
        whole.insert(0, "crowd", [self.called.get(name, "") for name in table["person"]])
        return whole

    def labels(self, labels: dict[str, str]) -> dict[str, str]:
        """The labels of that table."""
        return {"crowd": noted("Group of people"), **labels} if self.grouped else labels

    def rows(self, table: pd.DataFrame, rows: Iterable[int], by: str = "crowd") -> list[int]:
        """Choose the rows of that table to draw: all, or the first of each group.

        With `by`, the first of each group for each value of that column.
        """
        if not self.grouped:
            return list(rows)
        passed = {"", *(self.names[node] for node in self.mixed)}
        pairs = zip(table["crowd"], table[by], strict=True)
        keys = dict(enumerate(pairs))
        firsts = {keys[n]: n for n in sorted(rows, reverse=True)}
        return sorted(n for (name, _), n in firsts.items() if name not in passed)

    def owners(self, table: pd.DataFrame, rows: Iterable[int]) -> list[str]:
        """The person (id) of each row, blank for rows that count people.

        None if the figure draws groups.
        """
        ids = {name: node for node, name in self.people.items()}
        return [ids.get(table["person"].iloc[n], "") for n in rows] if ids else []


def crowd(
    record: Record,
    people: Sequence[str],
    look: Callable[[str], Hashable],
    apart: Callable[[str], Hashable] = lambda person_id: None,
) -> Crowd:
    """One node per person, or above `MANY` people one node for all who look alike.

    Parameters
    ----------
    record : Record
        The record.
    people : sequence of str
        Person ids, each once.
    look : callable
        What the figure shows about a person (id).
    apart : callable
        A property that no group may mix, not even a mixed one.
    """
    names = {p: record.name(p) for p in people}
    if len(people) <= MANY:
        return Crowd({p: (p,) for p in people}, names, {}, grouped=False)
    alike: dict[Hashable, list[str]] = {}
    for person_id in people:
        alike.setdefault((apart(person_id), look(person_id)), []).append(person_id)
    groups = sorted(alike.values(), key=len, reverse=True)
    kept = groups if len(groups) <= MOST else groups[: MOST - 1]
    small: dict[Hashable, list[str]] = {}
    for held in groups[len(kept) :]:
        small.setdefault(apart(held[0]), []).extend(held)
    every = [*kept, *small.values()]
    members = {f"group:{n}": tuple(held) for n, held in enumerate(every)}
    mixed = frozenset(list(members)[len(kept) :])
    titles = {
        node: prose.labelled(_letters(n), _counted(len(held), node in mixed))
        for n, (node, held) in enumerate(members.items())
    }
    called = {names[p]: titles[node] for node, held in members.items() for p in held}
    return Crowd(members, titles, called, True, mixed)


def _counted(number: int, mixed: bool) -> str:
    """A number of people in words."""
    digits = prose.figure(number)
    if mixed:
        return count("{number} other", "{number} others", number, number=digits)
    return count("{number} person", "{number} people", number, number=digits)


def _letters(number: int) -> str:
    """A letter for a number: A to Z, then AA, and so on."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def sampled(days: Sequence[date], most: int) -> list[date]:
    """A number of evenly spaced days, always with the last."""
    step = -(-len(days) // most)
    return list(days[::-1][::step])[::-1]


def leading(counts: Mapping[str, int], most: int = MOST) -> list[str]:
    """The keys of the largest counts, largest first; ties in the order of the keys."""
    return sorted(counts, key=lambda key: (-counts[key], key))[:most]


def whereabouts(
    history: Sequence[Stint],
) -> Iterator[tuple[str | None, bool, date, date]]:
    """Where somebody was last shown: employer, whether proven on those days, first and last day.

    The intervals do not overlap. The employer is None if the person had left the last one and is
    not shown elsewhere yet.
    """
    began = [stint.started.last for stint in history]
    for number, (stint, here) in enumerate(zip(history, began, strict=True)):
        later = min(began[number + 1 :], default=FOREVER)
        proven = min(stint.ended.first, _before(later))
        silent = _after(proven) if proven >= here else here
        gone = min(max(stint.ended.last, silent), later)
        stretches = (
            (stint.employer_id, True, here, proven),
            (stint.employer_id, False, silent, _before(gone)),
            (None, False, gone, _before(later)),
        )
        yield from (
            stretch for stretch in stretches if stretch[2] <= stretch[3] and stretch[2] < FOREVER
        )


def _after(day: date) -> date:
    return day if day == FOREVER else day + timedelta(days=1)


def _before(day: date) -> date:
    return day if day in (FOREVER, date.min) else day - timedelta(days=1)


def per_day(days: Sequence[date], stretches: Iterable[tuple[date, date]]) -> list[int]:
    """How many of some intervals contain each of some sorted days."""
    steps = [0] * (len(days) + 1)
    for first, last in stretches:
        begin, end = bisect_left(days, first), bisect_right(days, last)
        if begin < end:
            steps[begin] += 1
            steps[end] -= 1
    return list(accumulate(steps[:-1]))

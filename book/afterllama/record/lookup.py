"""What people, papers, models and the like are called, and what is asked for in vain.

One resolver stands at every entry: an id, a name or another spelling gives the id, and anything
else an error that says what is near.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import wraps
from types import FrameType
from typing import Any, ParamSpec, TypeVar

import pandas as pd

T = TypeVar("T")
P = ParamSpec("P")
#: What can be asked for by name: its table, and the columns in which it is named.
NAMED = {
    "person": ("people", ("name", "aliases")),
    "paper": ("papers", ("short_title", "title", "arxiv_id")),
    "organization": ("organizations", ("name",)),
    "source": ("sources", ("label", "title", "url")),
    "model": ("models", ("name",)),
    "event": ("events", ("title",)),
}
#: Columns that name something else too, and only help to find what is meant.
HINTS = {"source": ("publisher", "relays")}
#: How many near names an error has, how near they must be, and how many others it may list.
SUGGESTED, NEAR, LISTED = 3, 0.6, 20
WORD = re.compile(r"[^\W_]+")


class UnknownError(KeyError):
    """Something was asked for that is not there; the message names what is near it."""

    __str__ = Exception.__str__


@dataclass(frozen=True)
class Register:
    """The ids of one kind of thing that each spelling, in small letters, may mean.

    `hints` has words that only say what may be meant, such as the publisher of a source.
    """

    kind: str
    spellings: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, given: object) -> str:
        """The id of what is given by id, name or another spelling.

        Raises
        ------
        UnknownError
            Where nothing is called so, or several are.
        TypeError
            Where it is no text.
        """
        given = text_of(self.kind, given)
        found = self.spellings.get(folded(given), ())
        if len(found) > 1:
            raise UnknownError(f"{self.kind} {given!r} may be any of {', '.join(found)}")
        if not found:
            near = self.near(given)
            # All that have the word in a name are told, unless it is in very many.
            worded = len(self._worded(folded(given)))
            shown = worded if SUGGESTED < worded <= LISTED else SUGGESTED
            told = unknown(self.kind, given, near[:shown], shown=shown)
            listed = f"record.data['{NAMED[self.kind][0]}'] lists all"
            raise UnknownError(f"{told} {listed}" if told.endswith("?") else f"{told}; {listed}")
        return found[0]

    def __contains__(self, given: object) -> bool:
        return isinstance(given, str) and folded(given) in self.spellings

    def near(self, given: str) -> list[str]:
        """Ids whose names have the words, those spelled alike, then those with a part in common."""
        text = folded(given)
        parts = [s for s in self.spellings if text and (text in s or (len(s) > 2 and s in text))]
        alike = get_close_matches(text, self.spellings, SUGGESTED, NEAR)
        found = (key for s in (*alike, *parts) for key in self.spellings[s])
        return list(dict.fromkeys((*self._worded(text), *found)))

    def _worded(self, text: str) -> list[str]:
        """Ids that have some words, one after the other, in a name or a hint; exact hints first."""
        words = _words(text)
        named = ((s, ids) for held in (self.hints, self.spellings) for s, ids in held.items())
        found = (key for s, ids in named if words.strip() and words in _words(s) for key in ids)
        return list(dict.fromkeys((*self.hints.get(text, ()), *found)))


def registers(data: Mapping[str, pd.DataFrame]) -> dict[str, Register]:
    """The registers of all that can be named, by kind."""
    found = {}
    for kind, (table, columns) in NAMED.items():
        if table not in data:
            continue
        key = f"{kind}_id"
        named = _spellings(data[table], key, (key, *columns))
        found[kind] = Register(kind, named, _spellings(data[table], key, HINTS.get(kind, ())))
    return found


def _spellings(rows: pd.DataFrame, key: str, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ids in a column `key` by the texts of some columns, in small letters."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for column in columns:
        for identifier, cell in zip(rows[key], rows[column], strict=True):
            for text in filter(None, cell.split("|") if column == "aliases" else [cell]):
                found[folded(text)][identifier] = None
    return {text: tuple(ids) for text, ids in found.items()}


def several(kind: str, given: object) -> list[Any]:
    """One text as a list of one, and any list as it is; TypeError for what is neither."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, pd.DataFrame):
        raise TypeError(f"a list is wanted, each {kind} by a text: take a column of the data frame")
    if not isinstance(given, Iterable):
        raise TypeError(f"a list is wanted, each {kind} by a text, and not {given!r}")
    return list(given)


def text_of(kind: str, given: object) -> str:
    """A text that names one thing; TypeError where it is none."""
    if not isinstance(given, str):
        raise TypeError(f"one {kind} is named by a text, and not by {given!r}")
    return given


def folded(text: str) -> str:
    """A text in small letters, without accents and spaces at its ends."""
    parts = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _words(text: str) -> str:
    """The words of a folded text, each between two spaces."""
    return f" {' '.join(WORD.findall(text))} "


def unknown(
    kind: str,
    given: object,
    near: Collection[str],
    among: Collection[str] = (),
    shown: int = SUGGESTED,
) -> str:
    """The sentence that something is not there, with what may be meant, or all that there is."""
    told = f"no {kind} {given!r}"
    if near:
        return f"{told}; did you mean {' or '.join(map(repr, list(near)[:shown]))}?"
    return f"{told}; there is {', '.join(among)}" if 0 < len(among) <= LISTED else told


def choose(kind: str, given: object, among: Collection[str]) -> str:
    """What is given, where it is one of a few words, in capital or small letters.

    Raises
    ------
    UnknownError
        Where it is none; the message names them.
    """
    if isinstance(given, str):
        if given in among:
            return given
        alike = [word for word in among if folded(word) == folded(given)]
        if len(alike) == 1:
            return alike[0]
    near = get_close_matches(folded(str(given)), among, SUGGESTED, NEAR)
    raise UnknownError(unknown(kind, given, near, among))


def missing(given: object) -> bool:
    """Whether this is a missing value of a table: a blank, None, NaN or the like."""
    return given is None or given is pd.NA or given == "" or given != given


#: Where warnings do not point to: this package, and what calls its functions for it.
INSIDE = frozenset({__name__.partition(".")[0], "functools"})


def warn(told: str) -> None:
    """Warn at the line that asked the package, however deep in it this is."""
    frame, level = sys._getframe(1), 2
    while frame.f_back and _inside(frame):
        frame, level = frame.f_back, level + 1
    warnings.warn(told, stacklevel=level)


def asked_by_package() -> bool:
    """Whether the function that asks this was called by this package.

    Its own code asks of any record and any paper, and tells what is lacking where it shows it.
    """
    return _inside(sys._getframe(2))


def _inside(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in INSIDE


def recorded(function: Callable[P, T]) -> Callable[P, T]:
    """Tell a caller who gives something else than a record, where one comes first."""

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        check_record(args[0] if args else kwargs.get("record"), function.__name__)
        return function(*args, **kwargs)

    return asked


def check_record(given: object, name: str) -> None:
    """Raise TypeError where something is no record; told by what makes one, not by its class."""
    check(given, name, "proofs", "a record, as load() returns it")


def check_texts(name: str, **given: object) -> None:
    """Raise TypeError where an argument that is a text has something else."""
    for argument, text in given.items():
        if not isinstance(text, str):
            raise TypeError(f"{name} takes a text as {argument}=, and not {text!r}")


def check_ledger(given: object, name: str) -> None:
    """The same for a ledger."""
    check(given, name, "claims", "a ledger, as judge(record) returns it")


def check(given: object, name: str, part: str, wanted: str) -> None:
    """Raise TypeError where something lacks a part that what a function takes has."""
    if not hasattr(given, part):
        raise TypeError(f"{name} takes {wanted}, and not {given!r}")

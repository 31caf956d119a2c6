"""What people, papers, models and the like are called, and what is asked for in vain.

One resolver stands at every entry: an id, a name or another spelling gives the id, and anything
else an error that says what is near.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

#: What can be asked for by name: its table, and the columns in which it is named.
NAMED = {
    "person": ("people", ("name", "aliases")),
    "paper": ("papers", ("short_title", "title", "arxiv_id")),
    "organization": ("organizations", ("name",)),
    "source": ("sources", ("label", "title", "url")),
    "model": ("models", ("name",)),
    "event": ("events", ("title",)),
}
#: How many near names an error has, and how near they must be.
SUGGESTED, NEAR = 3, 0.6


class UnknownError(LookupError):
    """Something was asked for that is not there; the message names what is near it."""


@dataclass(frozen=True)
class Register:
    """The ids of one kind of thing that each spelling, in small letters, may mean."""

    kind: str
    spellings: Mapping[str, tuple[str, ...]]

    def find(self, given: object) -> str:
        """The id of what is given by id, name or another spelling.

        Raises
        ------
        UnknownError
            Where nothing is called so, or several are.
        TypeError
            Where it is no text.
        """
        if not isinstance(given, str):
            raise TypeError(f"one {self.kind} is named by a text, and not by {given!r}")
        found = self.spellings.get(folded(given), ())
        if len(found) > 1:
            raise UnknownError(f"{self.kind} {given!r} may be any of {', '.join(found)}")
        if not found:
            raise UnknownError(unknown(self.kind, given, self.near(given)))
        return found[0]

    def __contains__(self, given: str) -> bool:
        return folded(given) in self.spellings

    def near(self, given: str) -> list[str]:
        """Ids spelled alike, then those of which the text is a part, or that are a part of it."""
        text = folded(given)
        parts = [s for s in self.spellings if text and (text in s or (len(s) > 2 and s in text))]
        alike = get_close_matches(text, self.spellings, SUGGESTED, NEAR)
        return list(dict.fromkeys(key for s in (*alike, *parts) for key in self.spellings[s]))


def registers(data: Mapping[str, pd.DataFrame]) -> dict[str, Register]:
    """The registers of all that can be named, by kind."""
    found = {}
    for kind, (table, columns) in NAMED.items():
        if table not in data:
            continue
        rows = data[table]
        spellings: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for column in (f"{kind}_id", *columns):
            for key, cell in zip(rows[f"{kind}_id"], rows[column], strict=True):
                for text in filter(None, cell.split("|") if column == "aliases" else [cell]):
                    spellings[folded(text)][key] = None
        found[kind] = Register(kind, {text: tuple(keys) for text, keys in spellings.items()})
    return found


def folded(text: str) -> str:
    """A text in small letters, without accents and spaces at its ends."""
    parts = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def unknown(kind: str, given: object, near: Collection[str], among: Collection[str] = ()) -> str:
    """The sentence that something is not there, with what may be meant, or all that there is."""
    told = f"no {kind} {given!r}"
    if near:
        return f"{told}; did you mean {' or '.join(map(repr, list(near)[:SUGGESTED]))}?"
    return f"{told}; there is {', '.join(among)}" if among else told


def choose(kind: str, given: object, among: Collection[str]) -> str:
    """What is given, where it is one of a few words.

    Raises
    ------
    UnknownError
        Where it is none; the message names them.
    """
    if isinstance(given, str) and given in among:
        return given
    near = get_close_matches(folded(str(given)), among, SUGGESTED, NEAR)
    raise UnknownError(unknown(kind, given, near, among))


def chosen(kind: str, given: str | Iterable[str] | None, among: Collection[str]) -> frozenset[str]:
    """One of a few words, or several of them; none where nothing is given."""
    if given is None:
        return frozenset()
    several = [given] if isinstance(given, str) else given
    return frozenset(choose(kind, one, among) for one in several)

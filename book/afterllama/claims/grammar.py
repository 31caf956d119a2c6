"""Parses how a claim names its check: arguments, operators, claimed values, by check.

Arguments are written `key=value; key=value`, with `|` between several values. This module parses
them; `afterllama.claims.measures` measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from afterllama.words.days import Span, ends

NUMERIC = ("=", "<", "<=", ">", ">=")
PAIR = re.compile(r"([a-z]+)=([^=;]+)")
COUNT = re.compile(r"(\d+)(?:/([1-9]\d*))?")
#: People are listed one by one, or as a list of a paper.
LISTS = {"authors": "authorships", "thanked": "acknowledgements"}
#: The fields in which two models can be compared, and the table that has each.
FIELDS = {
    "params_billion": "models",
    "train_tokens_billion": "models",
    "accelerator_count": "training",
    "gpu_hours": "training",
    "energy_mwh": "training",
    "co2_tonnes": "training",
}


@dataclass(frozen=True)
class Takes:
    """What a check takes: the kinds of its arguments, its operators, the kind of the claimed value.

    The kinds are the keys of `KINDS`; arguments named in `optional` may be missing.
    """

    arguments: Mapping[str, str]
    operators: tuple[str, ...]
    claimed: str
    optional: frozenset[str] = field(default_factory=frozenset)


CHECKS: dict[str, Takes] = {
    "departed": Takes(
        {"people": "people", "from": "organization", "since": "date"},
        NUMERIC,
        "count",
        frozenset({"since"}),
    ),
    "placed": Takes({"people": "people"}, ("at", "joined", "left"), "organization"),
    "departure": Takes({"person": "person", "from": "organization"}, ("in",), "period"),
    "dated": Takes({"events": "events"}, ("in",), "dates"),
    "order": Takes({"first": "events"}, ("before",), "events"),
    "gap": Takes({"from": "event", "to": "event"}, NUMERIC, "number"),
    "happened": Takes(
        {"events": "events", "since": "date"}, NUMERIC, "count", frozenset({"since"})
    ),
    "involved": Takes({"events": "events"}, ("=",), "people"),
    "authors": Takes({"paper": "paper"}, NUMERIC, "number"),
    "shared": Takes({"papers": "papers"}, NUMERIC, "number"),
    "signed": Takes({"people": "people"}, ("in",), "paper"),
    "thanked": Takes({"paper": "paper"}, NUMERIC, "number"),
    "compare": Takes({"model": "model", "field": "field"}, ("=", "<", ">"), "models"),
    "licence": Takes({"models": "models"}, ("=",), "licence"),
    "part_of": Takes({"organization": "organization"}, ("=", "in"), "organization"),
}


def arguments(text: str) -> dict[str, str]:
    """The arguments of a claim by name.

    Raises
    ------
    ValueError
        If the text is malformed or gives an argument twice.
    """
    found: dict[str, str] = {}
    for part in text.split("; ") if text else []:
        match = PAIR.fullmatch(part)
        if not match:
            raise ValueError("arguments must be written key=value; key=value")
        if match[1] in found:
            raise ValueError(f"argument {match[1]} is given twice")
        found[match[1]] = match[2]
    return found


def bounds(text: str, whole: int) -> tuple[float, int, int]:
    """A claimed count, which may be a share of a whole, such as `1/2`.

    Returns
    -------
    exact : float
        The claimed count, which need not be whole: half of an odd number.
    least, most : int
        The whole numbers next to it; `=` accepts either.
    """
    match = COUNT.fullmatch(text)
    if not match:
        raise ValueError("a count must be a whole number or a share such as 1/2")
    if not match[2]:
        return float(match[1]), int(match[1]), int(match[1])
    part, parts = int(match[1]) * whole, int(match[2])
    return part / parts, part // parts, -(-part // parts)


def number(text: str) -> int:
    """A claimed number of something that is not part of a whole, so not a share."""
    match = COUNT.fullmatch(text)
    if not match or match[2]:
        raise ValueError("must be a whole number, not a share")
    return int(text)


def spans(text: str) -> list[Span]:
    """Claimed dates: `2023`, `2023-02` or `2023-02-24`, with `|` between several."""
    return [Span(*ends(part)) for part in text.split("|")]


def day(text: str) -> date:
    """A day in an argument."""
    first, last = ends(text)
    if first != last:
        raise ValueError("a day must be written 2023-02-24")
    return first


class Anything(frozenset[str]):
    """A list that could not be read, so that it may contain anything."""

    def __contains__(self, item: object) -> bool:
        return True


ANYTHING = Anything()
Listed = frozenset[str]
Known = Mapping[str, Listed]


def _listed(table: str) -> Callable[[str, Known], str | None]:
    def judge(text: str, known: Known) -> str | None:
        wrong = [part for part in text.split("|") if part not in known[table]]
        return f"{wrong[0]} must occur in {table}.csv" if wrong else None

    return judge


def _one(judge: Callable[[str, Known], str | None]) -> Callable[[str, Known], str | None]:
    def alone(text: str, known: Known) -> str | None:
        return "must be one alone" if "|" in text else judge(text, known)

    return alone


def _people(text: str, known: Known) -> str | None:
    for part in text.split("|"):
        selector, _, paper = part.rpartition(":")
        if selector and selector not in LISTS:
            return f"{selector} must be one of {', '.join(LISTS)}"
        table = "papers" if selector else "people"
        if paper not in known[table]:
            return f"{paper} must occur in {table}.csv"
    return None


def _read(reader: Callable[[str], object]) -> Callable[[str, Known], str | None]:
    def judge(text: str, known: Known) -> str | None:
        try:
            reader(text)
        except ValueError as error:
            return str(error)
        return None

    return judge


def _field(text: str, known: Known) -> str | None:
    return None if text in FIELDS else f"field must be one of {', '.join(FIELDS)}"


def _licence(text: str, known: Known) -> str | None:
    if text in known["licences"]:
        return None
    return f"must be one of {', '.join(sorted(filter(None, known['licences'])))}"


#: For every kind of value, a function that returns the remedy of a wrong one.
KINDS: dict[str, Callable[[str, Known], str | None]] = {
    "people": _people,
    "person": _one(_listed("people")),
    "organization": _one(_listed("organizations")),
    "papers": _listed("papers"),
    "paper": _one(_listed("papers")),
    "events": _listed("events"),
    "event": _one(_listed("events")),
    "models": _listed("models"),
    "model": _one(_listed("models")),
    "field": _field,
    "licence": _licence,
    "count": _read(lambda text: bounds(text, 0)),
    "number": _read(number),
    "dates": _read(spans),
    "period": _one(_read(spans)),
    "date": _read(day),
}


def faults(check: str, text: str, operator: str, claimed: str, known: Known) -> dict[str, str]:
    """The remedies for the cells of a claim with a check, by column.

    Parameters
    ----------
    check, text, operator, claimed : str
        The cells of the claim.
    known : mapping of str to set of str
        The ids of each table, and the kinds of licence under `licences`.
    """
    if check not in CHECKS:
        return {"check": f"must be one of {', '.join(CHECKS)}"}
    takes = CHECKS[check]
    found = {}
    if operator not in takes.operators:
        found["operator"] = f"must be {' or '.join(takes.operators)} for the check {check}"
    remedy = KINDS[takes.claimed](claimed, known)
    if remedy:
        found["claimed"] = remedy
    try:
        given = arguments(text)
    except ValueError as error:
        return found | {"arguments": str(error)}
    missing = takes.arguments.keys() - takes.optional - given.keys()
    unknown = given.keys() - takes.arguments.keys()
    if missing or unknown:
        found["arguments"] = f"the check {check} takes {', '.join(takes.arguments)}"
        return found
    if check == "dated" and claimed.count("|") != given["events"].count("|"):
        found["claimed"] = "must have as many dates as there are events"
    remedies = [KINDS[takes.arguments[name]](value, known) for name, value in given.items()]
    if any(remedies):
        found["arguments"] = next(filter(None, remedies))
    return found

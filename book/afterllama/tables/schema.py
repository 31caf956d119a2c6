"""The one description of the data: `datapackage.json`, a Frictionless Data Package."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

NAME = "datapackage.json"
TYPES = ("string", "integer", "number", "boolean", "date")
CONSTRAINTS = {"required", "unique", "enum", "pattern", "minimum", "maximum", "maxLength"}
#: The tables and the reading dates that the package asks for by name.
TABLES = {
    *("sources", "organizations", "people", "papers", "versions", "authorships", "evidence"),
    *("conflicts", "counts", "acknowledgements", "models", "training", "benchmarks", "events"),
    *("commits", "statements", "paragraphs", "claims", "replies", "withdrawn"),
}
READINGS = {"report", "record"}
#: Days: ten years.
LONGEST_LAG = 3_650


class DataError(Exception):
    """The data cannot be used; the message has one line for every fault."""


@dataclass(frozen=True)
class Reference:
    """Columns whose values must occur in the columns of another table (or of the same)."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: its type, unit and constraints, as Table Schema names them.

    `translate` marks words of the book for readers: another edition shows them in its language.
    Of a column with an `enum` these are the words that the values are called by; the values stay.
    """

    name: str
    title: str
    description: str
    type: str
    unit: str | None = None
    separator: str | None = None
    translate: bool = False
    constraints: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> bool:
        """Whether the cells are words of the book, and no ids."""
        return self.translate and "enum" not in self.constraints

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class Table:
    """A table: its file, columns in order, key and references."""

    name: str
    title: str
    description: str
    path: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Reading:
    """A reading date: the day, and what it is in words."""

    day: date
    title: str


@dataclass(frozen=True)
class Package:
    """All tables, with the dates on which the record may be read and the rules of reading.

    `readings` maps a name to a reading date, the one that is shown first at the end;
    `byline_lag` is in days; `deciding` holds the degrees of confidence that decide where somebody
    worked; `salt` goes into the hashes of withdrawn rows; by the day `review_by` the rows about
    people are looked at anew; `chapters` tells what each chapter is about.
    """

    tables: dict[str, Table]
    record_date: date
    readings: dict[str, Reading]
    byline_lag: int
    deciding: frozenset[str]
    salt: str
    review_by: date
    chapters: dict[str, dict[str, Any]]
    document: dict[str, Any]


def folder() -> Path:
    """The folder of the data: `AFTERLLAMA_DATA` where set, else `data/` of the repository."""
    chosen = os.environ.get("AFTERLLAMA_DATA")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "data"


def describe(where: Path) -> Package:
    """Read `datapackage.json` of a folder.

    Raises
    ------
    DataError
        Where the file is missing, is no JSON, or lacks what the book needs of it.
    """
    path = where / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{NAME}: not found in the data folder; it describes the tables") from None
    except OSError as error:
        raise DataError(f"{NAME}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{NAME}: is not valid JSON in UTF-8 ({error})") from None
    with _within("the package"):
        package = _package(document)
        faults = [*_disagreements(package), *_misread(package)]
    if faults:
        raise DataError("\n".join(f"{NAME}: {fault}" for fault in faults))
    return package


@contextmanager
def _within(place: str) -> Iterator[None]:
    """Say of what part of the description it is that something is missing or no such thing."""
    try:
        yield
    except KeyError as error:
        raise DataError(f"{NAME}: {place} lacks {error}") from None
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DataError(f"{NAME}: {place} misstates something: {error}") from None


def _package(document: dict[str, Any]) -> Package:
    with _within("reading_dates"):
        readings = {
            d["name"]: Reading(date.fromisoformat(d["date"]), d["title"])
            for d in document["reading_dates"]
        }
    with _within("the dictionary"):
        for item in [document, *document["guides"], *document["licenses"]]:
            _text(item, "title")
        texts = [document, *document["reading_dates"]]
        lines = [line for guide in document["guides"] for line in guide["lines"]]
        ", ".join([*lines, *(_text(item, "description") for item in texts)])
        ", ".join(item["path"] for item in document["licenses"])
    rules = document["rules"]
    with _within("rules"):
        lag, deciding = int(rules["byline_lag_days"]), frozenset(rules["deciding_confidence"])
        salt = _text(rules, "withdrawal_salt")
    tables = [_table(item) for item in document["resources"]]
    if len({table.name for table in tables}) < len(tables):
        raise ValueError("two tables have one name")
    with _within("record_date"):
        record_date = date.fromisoformat(document["record_date"])
    with _within("review_by"):
        review_by = date.fromisoformat(document["review_by"])
    return Package(
        tables={table.name: table for table in tables},
        record_date=record_date,
        readings=readings,
        byline_lag=lag,
        deciding=deciding,
        salt=salt,
        review_by=review_by,
        chapters=dict(document["chapters"]),
        document=document,
    )


def _misread(package: Package) -> Iterator[str]:
    """What is wrong with the days and the rules of reading."""
    for name in READINGS - package.readings.keys():
        yield f"reading_dates lacks {name!r}"
    for name, reading in package.readings.items():
        if reading.day > package.record_date:
            yield f"the reading date {name!r} lies after the record date, {package.record_date}"
    if not 0 <= package.byline_lag <= LONGEST_LAG:
        yield f"byline_lag_days must be from 0 to {LONGEST_LAG}, and is {package.byline_lag}"
    if "evidence" in package.tables:
        columns = package.tables["evidence"].columns
        degrees = next(
            (c.constraints.get("enum", ()) for c in columns if c.name == "confidence"), ()
        )
        for degree in sorted(package.deciding - set(degrees), key=str):
            yield f"deciding_confidence: {degree!r} is no degree that evidence.confidence may have"


def _disagreements(package: Package) -> Iterator[str]:
    """What is wrong with the tables: not there, of an unknown type, or naming what is not there."""
    tables = package.tables
    for name in sorted(TABLES - tables.keys()):
        yield f"lacks the table {name!r}"
    names = {table.name: {column.name for column in table.columns} for table in tables.values()}
    for table in tables.values():
        if table.path != f"{table.name}.csv":
            yield f"the path of {table.name} must be {table.name}.csv, and is {table.path!r}"
        if len(names[table.name]) < len(table.columns):
            yield f"two columns of {table.name} have one name"
        for column in table.columns:
            yield from _misdescribed(f"{table.name}.{column.name}", column)
        named = [(table.name, table.key)]
        for reference in table.references:
            named += [(table.name, reference.columns), (reference.table, reference.targets)]
            if len(reference.columns) != len(reference.targets):
                yield f"a key of {table.name} has not as many columns as it refers to"
        for target, columns in named:
            if not columns or not set(columns) <= names.get(target, set()):
                yield f"a key of {table.name} names no column: {target}.{' + '.join(columns)}"


def _misdescribed(name: str, column: Column) -> Iterator[str]:
    """What is wrong with a column's type and constraints."""
    limits = column.constraints
    if column.type not in TYPES:
        yield f"the type of {name} must be one of {', '.join(TYPES)}, and is {column.type!r}"
    for limit in limits.keys() - CONSTRAINTS:
        yield f"{name} has a constraint that is not known: {limit!r}"
    if "enum" in limits:
        values = limits["enum"]
        if not (isinstance(values, list) and values and all(isinstance(v, str) for v in values)):
            yield f"the enum of {name} must list texts"
    try:
        re.compile(limits.get("pattern", ""))
    except (re.error, TypeError) as error:
        yield f"the pattern of {name} cannot be read: {error}"
    for limit in ("minimum", "maximum"):
        value = limits.get(limit, 0 if column.type != "date" else "2000-01-01")
        if not _limits(column.type, value):
            yield f"the {limit} of {name} must be a value of its type, and is {value!r}"
    longest = limits.get("maxLength", 1)
    if type(longest) is not int or longest < 1:
        yield f"the maxLength of {name} must be a whole number from 1, and is {longest!r}"


def _limits(kind: str, value: object) -> bool:
    """Whether a value can be a limit of a type."""
    if kind == "date":
        return isinstance(value, str) and bool(re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", value))
    return type(value) is int or (kind == "number" and type(value) is float and isfinite(value))


def _table(resource: dict[str, Any]) -> Table:
    name = resource["name"]
    with _within(f"the table {name!r}"):
        return _described(resource)


def _described(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    references = [
        Reference(
            _names(key["fields"]),
            key["reference"]["resource"] or resource["name"],
            _names(key["reference"]["fields"]),
        )
        for key in schema.get("foreignKeys", [])
    ]
    for item in schema["fields"]:
        if "reference" in item.get("list", {}):
            target = item["list"]["reference"]
            references.append(Reference((item["name"],), target["resource"], (target["fields"],)))
    return Table(
        name=_text(resource, "name"),
        title=_text(resource, "title"),
        description=_text(resource, "description"),
        path=_text(resource, "path"),
        columns=tuple(_column(item) for item in schema["fields"]),
        key=_names(schema["primaryKey"]),
        references=tuple(references),
    )


def _column(item: dict[str, Any]) -> Column:
    separator = item.get("list", {}).get("separator")
    if not (separator is None or (isinstance(separator, str) and len(separator) == 1)):
        raise ValueError(f"the separator of {item['name']} must be one character")
    return Column(
        name=_text(item, "name"),
        title=_text(item, "title"),
        description=_text(item, "description"),
        type=_text(item, "type"),
        unit=item.get("unit"),
        separator=separator,
        translate=bool(item.get("translate", False)),
        constraints=item.get("constraints", {}),
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item[name]
    if not (isinstance(value, str) and value):
        raise TypeError(f"{name} must be a text, and is {value!r}")
    return value


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)

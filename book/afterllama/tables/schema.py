"""The description of the data: `datapackage.json`, a Frictionless Data Package."""

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
#: The tables and reading dates that the code uses by name.
TABLES = {
    *("sources", "organizations", "people", "papers", "versions", "authorships", "evidence"),
    *("conflicts", "counts", "acknowledgements", "models", "training", "benchmarks", "events"),
    *("commits", "statements", "paragraphs", "claims", "replies", "withdrawn"),
}
READINGS = {"report", "record"}
#: Days: ten years.
LONGEST_LAG = 3_650


class DataError(Exception):
    """The data cannot be used; the message has one line per fault."""


@dataclass(frozen=True)
class Reference:
    """Columns whose values must occur in the columns of another table (or of the same)."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: its type, unit and constraints, as Table Schema names them.

    `translate` marks words that other editions translate. In a column with an `enum` the labels of
    the values are translated, not the values.
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
        """Whether the cells are words, not ids."""
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
    """A reading date: the day, and its title."""

    day: date
    title: str


@dataclass(frozen=True)
class Package:
    """All tables, with the reading dates and the rules.

    `readings` maps names to reading dates; the last is the default. `byline_lag` is in days.
    `deciding` lists the degrees of confidence that decide where somebody worked. `salt` goes into
    the hashes of withdrawn rows. `review_by` is the day by which the rows about people must be
    reviewed. `chapters` has the subject of each chapter.
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

    def __repr__(self) -> str:
        return f"Package({len(self.tables)} tables, record date {self.record_date})"


def _chosen() -> str:
    return os.environ.get("AFTERLLAMA_DATA", "")


def folder() -> Path:
    """The data folder: `AFTERLLAMA_DATA` if set, else the repository's `data/`."""
    chosen = _chosen()
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "data"


def describe(where: Path) -> Package:
    """Read `datapackage.json` of a folder.

    Raises
    ------
    DataError
        If the file is missing, is not JSON, or lacks something the book needs.
    """
    path = where / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(_absent(where)) from None
    except OSError as error:
        raise DataError(f"{NAME}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{NAME}: is not valid JSON in UTF-8 ({error})") from None
    if _foreign(document):
        raise DataError(f"{str(path)!r} describes other data: it has no table of this record")
    with _within("the package"):
        package = _package(document)
        faults = [*_disagreements(package), *_misread(package)]
    if faults:
        raise DataError("\n".join(f"{NAME}: {fault}" for fault in faults))
    return package


def _foreign(document: object) -> bool:
    """Whether a description has tables, and none of them is one of those that the code uses."""
    if not isinstance(document, dict):
        return True
    items = document.get("resources")
    tables = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return bool(tables) and TABLES.isdisjoint(str(table.get("name")) for table in tables)


def _absent(where: Path) -> str:
    """Why a folder has no description."""
    named = f"{str(where)!r}{', which AFTERLLAMA_DATA names' if str(where) == _chosen() else ''}"
    if (inside := where / "data" / NAME).exists():
        return f"the folder {named} has no {NAME}; did you mean {str(inside.parent)!r}?"
    if where.is_dir():
        return f"the folder {named} has no {NAME}, which describes the tables"
    return f"{named} is a file, and no folder" if where.exists() else f"there is no folder {named}"


@contextmanager
def _within(place: str) -> Iterator[None]:
    """Name the part of the description in which something is missing or wrong."""
    try:
        yield
    except KeyError as error:
        raise DataError(f"{NAME}: {place} lacks {error}") from None
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DataError(f"{NAME}: {place} has a wrong value: {error}") from None


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
        raise ValueError("two tables have the same name")
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
    """What is wrong with the dates and the rules."""
    for name in READINGS - package.readings.keys():
        yield f"reading_dates lacks {name!r}"
    for name, reading in package.readings.items():
        if reading.day > package.record_date:
            yield f"the reading date {name!r} is after the record date, {package.record_date}"
    if not 0 <= package.byline_lag <= LONGEST_LAG:
        yield f"byline_lag_days must be from 0 to {LONGEST_LAG}, not {package.byline_lag}"
    if "evidence" in package.tables:
        columns = package.tables["evidence"].columns
        degrees = next(
            (c.constraints.get("enum", ()) for c in columns if c.name == "confidence"), ()
        )
        for degree in sorted(package.deciding - set(degrees), key=str):
            yield f"deciding_confidence: {degree!r} is not a value of evidence.confidence"


def _disagreements(package: Package) -> Iterator[str]:
    """What is wrong with the tables: missing, of an unknown type, or naming something missing."""
    tables = package.tables
    for name in sorted(TABLES - tables.keys()):
        yield f"lacks the table {name!r}"
    names = {table.name: {column.name for column in table.columns} for table in tables.values()}
    for table in tables.values():
        if table.path != f"{table.name}.csv":
            yield f"the path of {table.name} must be {table.name}.csv, not {table.path!r}"
        if len(names[table.name]) < len(table.columns):
            yield f"two columns of {table.name} have the same name"
        for column in table.columns:
            yield from _misdescribed(f"{table.name}.{column.name}", column)
        named = [(table.name, table.key)]
        for reference in table.references:
            named += [(table.name, reference.columns), (reference.table, reference.targets)]
            if len(reference.columns) != len(reference.targets):
                yield f"a key of {table.name} and the key that it refers to differ in length"
        for target, columns in named:
            if not columns or not set(columns) <= names.get(target, set()):
                missing = f"{target}.{' + '.join(columns)}"
                yield f"a key of {table.name} names a missing column: {missing}"


def _misdescribed(name: str, column: Column) -> Iterator[str]:
    """What is wrong with a column's type and constraints."""
    limits = column.constraints
    if column.type not in TYPES:
        yield f"the type of {name} must be one of {', '.join(TYPES)}, not {column.type!r}"
    for limit in limits.keys() - CONSTRAINTS:
        yield f"{name} has an unknown constraint: {limit!r}"
    if "enum" in limits:
        values = limits["enum"]
        if not (isinstance(values, list) and values and all(isinstance(v, str) for v in values)):
            yield f"the enum of {name} must be a list of strings"
    try:
        re.compile(limits.get("pattern", ""))
    except (re.error, TypeError) as error:
        yield f"the pattern of {name} cannot be read: {error}"
    for limit in ("minimum", "maximum"):
        value = limits.get(limit, 0 if column.type != "date" else "2000-01-01")
        if not _limits(column.type, value):
            yield f"the {limit} of {name} must be a value of its type, not {value!r}"
    longest = limits.get("maxLength", 1)
    if type(longest) is not int or longest < 1:
        yield f"the maxLength of {name} must be 1 or a larger whole number, not {longest!r}"


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
        raise TypeError(f"{name} must be a string, not {value!r}")
    return value


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)

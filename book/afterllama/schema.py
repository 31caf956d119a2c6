"""The one description of the data: `datapackage.json`, a Frictionless Data Package."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

NAME = "datapackage.json"
TYPES = ("string", "integer", "number", "boolean", "date")


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
    worked; `chapters` tells what each chapter is about.
    """

    tables: dict[str, Table]
    record_date: date
    readings: dict[str, Reading]
    byline_lag: int
    deciding: frozenset[str]
    chapters: dict[str, dict[str, Any]]
    document: dict[str, Any]


def folder() -> Path:
    """The folder of the data: `AFTERLLAMA_DATA` where set, else `data/` of the repository."""
    chosen = os.environ.get("AFTERLLAMA_DATA")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "data"


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
        return _package(document)
    except FileNotFoundError:
        raise DataError(f"{NAME}: not found in the data folder; it describes the tables") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{NAME}: is not valid JSON in UTF-8 ({error})") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{NAME}: lacks or misstates {error}") from None


def _package(document: dict[str, Any]) -> Package:
    readings = {
        d["name"]: Reading(date.fromisoformat(d["date"]), d["title"])
        for d in document["reading_dates"]
    }
    tables = {item["name"]: _table(item) for item in document["resources"]}
    _agree(tables)
    return Package(
        tables=tables,
        record_date=date.fromisoformat(document["record_date"]),
        readings=readings,
        byline_lag=int(document["rules"]["byline_lag_days"]),
        deciding=frozenset(document["rules"]["deciding_confidence"]),
        chapters=document["chapters"],
        document=document,
    )


def _agree(tables: dict[str, Table]) -> None:
    """Raise ValueError where a type is unknown, or a key or reference names what is not there."""
    names = {table.name: {column.name for column in table.columns} for table in tables.values()}
    for table in tables.values():
        for column in table.columns:
            if column.type not in TYPES:
                raise ValueError(f"the type of {table.name}.{column.name}: {column.type!r}")
        named = [(table.name, table.key)]
        for reference in table.references:
            named += [(table.name, reference.columns), (reference.table, reference.targets)]
        for target, columns in named:
            if not set(columns) <= names.get(target, set()):
                raise ValueError(f"a key of {table.name}: no {target}.{' + '.join(columns)}")


def _table(resource: dict[str, Any]) -> Table:
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
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        path=resource["path"],
        columns=tuple(_column(item) for item in schema["fields"]),
        key=_names(schema["primaryKey"]),
        references=tuple(references),
    )


def _column(item: dict[str, Any]) -> Column:
    return Column(
        name=item["name"],
        title=item["title"],
        description=item["description"],
        type=item["type"],
        unit=item.get("unit"),
        separator=item.get("list", {}).get("separator"),
        translate=bool(item.get("translate", False)),
        constraints=item.get("constraints", {}),
    )


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)

"""The tables, read and held against their description; every fault is named at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from afterllama.days import span
from afterllama.language import say
from afterllama.schema import Column, DataError, Package, Reference, Table

Row = dict[str, str]
TRUTH = {"true": True, "false": False}
INTEGER = re.compile(r"-?[0-9]+")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _matched(pattern: re.Pattern[str], convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader that takes only texts of a form."""

    def reader(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise ValueError
        return convert(text)

    return reader


READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, "text"),
    "integer": (_matched(INTEGER, int), "a whole number"),
    "number": (_matched(NUMBER, float), "a number with a decimal point"),
    "boolean": (TRUTH.__getitem__, "true or false"),
    "date": (lambda text: span(text, "day"), "a day such as 2023-02-24"),
}


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the data, and what would be right. Row 1 is the header line."""

    file: str
    row: int
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        where = f"{self.file}, row {self.row}, column {self.column}: {value!r}"
        return f"{where}: {self.remedy}"


def read(where: Path, package: Package) -> tuple[dict[str, list[Row]], list[Fault]]:
    """Read all tables as text and list every fault against the description.

    Parameters
    ----------
    where : Path
        Folder that holds the files.
    package : Package
        Their description.

    Returns
    -------
    tables : dict of str to list of dict
        For each table its rows, each a dict of column name to text; blank is ``""``.
    faults : list of Fault
        In the order of the tables, then of the rows.
    """
    tables: dict[str, list[Row]] = {}
    faults: list[Fault] = []
    unread = set()
    for table in package.tables.values():
        rows, found = _rows(where / table.path, table)
        tables[table.name] = rows
        if found:
            unread.add(table.name)
        faults += found or [*_cells(table, rows), *_unique(table, rows)]
    for table in package.tables.values():
        for reference in table.references:
            if reference.table not in unread:
                faults += _references(table, reference, tables)
    return tables, faults


def frames(tables: dict[str, list[Row]], package: Package) -> dict[str, pd.DataFrame]:
    """The tables as typed data frames, one row a fact; blank is "" in text, elsewhere missing.

    Columns that the description marks are in the edition's language: here, and nowhere else.
    """
    result = {}
    for name, rows in tables.items():
        table = package.tables[name]
        columns = {column.name: _typed(column, rows) for column in table.columns}
        result[name] = pd.DataFrame(columns)
    return result


def stop(faults: Iterable[Fault | str]) -> None:
    """Raise `DataError` with one line for every fault, if there is any."""
    lines = [str(fault) for fault in faults]
    if lines:
        raise DataError("\n".join(lines))


def _rows(path: Path, table: Table) -> tuple[list[Row], list[Fault]]:
    names = [column.name for column in table.columns]
    header = ",".join(names)

    def fault(value: str, remedy: str, row: int = 1, column: str = "all") -> list[Fault]:
        return [Fault(path.name, row, column, value, remedy)]

    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return [], fault("", f"the file is missing; it begins with the header {header}")
    except UnicodeDecodeError as error:
        return [], fault(f"byte {error.start}", "the file must be UTF-8")
    if text.startswith("\ufeff"):
        return [], fault("byte order mark", "save as UTF-8 without a byte order mark")
    if "\r" in text:
        return [], fault("carriage return", "end lines with a line feed alone")
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        return [], fault(str(error), "the file must be comma-separated values")
    if not lines or lines[0] != names:
        return [], fault(",".join(lines[0]) if lines else "", f"the header must be {header}")
    faults = [
        item
        for number, line in enumerate(lines[1:], 2)
        if len(line) != len(names)
        for item in fault(f"{len(line)} cells", f"a row has {len(names)} cells", number)
    ]
    return ([], faults) if faults else ([dict(zip(names, x, strict=True)) for x in lines[1:]], [])


def _cells(table: Table, rows: list[Row]) -> Iterator[Fault]:
    for column in table.columns:
        judge = _judge(column)
        for number, row in enumerate(rows, 2):
            remedy = judge(row[column.name])
            if remedy:
                yield Fault(table.path, number, column.name, row[column.name], remedy)


def _judge(column: Column) -> Callable[[str], str | None]:
    """A function that tells what would be right for a cell, or None where it is right."""
    rules = column.constraints
    convert, wanted = READERS[column.type]
    allowed = rules.get("enum")
    pattern = re.compile(rules["pattern"]) if "pattern" in rules else None
    least, most = rules.get("minimum"), rules.get("maximum")

    def judge(text: str) -> str | None:
        if text == "":
            return "is required" if column.required else None
        if text != text.strip() or "\n" in text:
            return "must not begin or end with a space or hold a line break"
        try:
            value = convert(text)
        except (ValueError, KeyError):
            return f"must be {wanted}"
        if allowed and text not in allowed:
            return f"must be one of {', '.join(allowed)}"
        if pattern and not pattern.search(text):
            return f"must match {pattern.pattern}"
        if least is not None and not value >= least:
            return f"must be {least} or more"
        if most is not None and not value <= most:
            return f"must be {most} or less"
        return None

    return judge


def _unique(table: Table, rows: list[Row]) -> Iterator[Fault]:
    keys = [table.key] + [(c.name,) for c in table.columns if c.constraints.get("unique")]
    for key in keys:
        seen: dict[tuple[str, ...], int] = {}
        for number, row in enumerate(rows, 2):
            value = tuple(row[name] for name in key)
            first = seen.setdefault(value, number)
            if first != number:
                text = ", ".join(value)
                remedy = f"must be unique; row {first} has it too"
                yield Fault(table.path, number, " + ".join(key), text, remedy)


def _references(
    table: Table, reference: Reference, tables: dict[str, list[Row]]
) -> Iterator[Fault]:
    targets = {tuple(row[name] for name in reference.targets) for row in tables[reference.table]}
    separators = {column.name: column.separator for column in table.columns}
    separator = separators[reference.columns[0]]
    for number, row in enumerate(tables[table.name], 2):
        value = tuple(row[name] for name in reference.columns)
        if not all(value):
            continue
        parts = [(part,) for part in value[0].split(separator)] if separator else [value]
        for part in parts:
            if part not in targets:
                where = f"{reference.table}.csv, column {' + '.join(reference.targets)}"
                yield Fault(
                    table.path,
                    number,
                    " + ".join(reference.columns),
                    ", ".join(part),
                    f"must occur in {where}",
                )


def _typed(column: Column, rows: list[Row]) -> pd.Series:
    texts = [row[column.name] for row in rows]
    if column.type in ("integer", "number"):
        kind = "Int64" if column.type == "integer" else "Float64"
        return pd.Series([float(text) if text else None for text in texts], dtype=kind)
    if column.type == "boolean":
        return pd.Series([TRUTH.get(text) for text in texts], dtype="boolean")
    return pd.Series([say(text) for text in texts] if column.words else texts, dtype="str")

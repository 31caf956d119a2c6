"""Reads the tables and checks them against their description, reporting every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from afterllama.tables import constraints, csv_files
from afterllama.tables.csv_files import Fault, Row, Sheet
from afterllama.tables.schema import NAME, Column, DataError, Package, Reference, Table
from afterllama.words.language import say

Tables = dict[str, Sheet]
#: More faults than this of one kind in a column share a line.
MOST_ALIKE = 5


def read(where: Path, package: Package, given: Tables | None = None) -> tuple[Tables, list[Fault]]:
    """Read all tables as text and list their faults.

    Parameters
    ----------
    where : Path
        Folder that holds the files.
    package : Package
        Their description.
    given : dict of str to Sheet, optional
        Tables to use that the folder does not have.

    Returns
    -------
    tables : dict of str to Sheet
        Each table's rows by number, each a dict of column name to text; blank is ``""``.
    faults : list of Fault
        In the order of the tables; unknown files come last.
    """
    tables: Tables = {**(given or {})}
    faults: list[Fault] = []
    held = [table for table in package.tables.values() if table.name not in tables]
    for table in held:
        tables[table.name], found = csv_files.read(where / table.path, table)
        rows = tables[table.name].rows
        faults += [*found, *_cells(table, rows), *_unique(table, rows)]
    for table in held:
        for reference in table.references:
            if tables[reference.table].whole:
                faults += _references(table, reference, tables)
    described = {table.path for table in held}
    for path in sorted(where.glob("*.csv")):
        if path.name not in described:
            remedy = f"is not a table of {NAME}: describe it there, or remove the file"
            if path.stem in tables:
                remedy = "is not a table of this folder: remove the file"
            faults.append(Fault(path.name, 1, "all", "", remedy))
    return tables, faults


def frames(tables: Tables, package: Package) -> dict[str, pd.DataFrame]:
    """The tables as typed data frames, one row per fact; blank is "" in text, elsewhere missing.

    Only here are columns that the description marks translated into the edition's language.
    """
    result = {}
    for name, sheet in tables.items():
        table = package.tables[name]
        rows = list(sheet.rows.values())
        columns = {column.name: _typed(column, rows) for column in table.columns}
        result[name] = pd.DataFrame(columns)
    return result


def stop(faults: Iterable[Fault | str]) -> None:
    """Raise `DataError` with one line per fault, if there is any.

    If many cells of a column have the same fault, as after a spreadsheet, one line reports them
    all.
    """
    told: dict[object, list[Fault | str]] = {}
    for fault in faults:
        alike = isinstance(fault, Fault) and (fault.file, fault.column, fault.remedy)
        told.setdefault(alike or fault, []).append(fault)
    lines = [line for group in told.values() for line in _lines(group)]
    if lines:
        raise DataError("\n".join(lines))


def _lines(alike: list[Fault | str]) -> list[str]:
    """The lines for faults of one kind in one column."""
    last = alike[-1]
    if len(alike) <= MOST_ALIKE or not isinstance(last, Fault):
        return [str(fault) for fault in alike]
    more = f"{len(alike) - 1} more cells of this column, up to row {last.row}"
    return [f"{alike[0]}; the same in {more}"]


def sound(tables: Tables, package: Package, faults: Iterable[Fault]) -> Tables:
    """The rows without a fault that refer to no row with one."""
    faulty = {(fault.file, fault.row) for fault in faults}
    rows = {
        name: {n: row for n, row in sheet.rows.items() if (f"{name}.csv", n) not in faulty}
        for name, sheet in tables.items()
    }
    count = -1
    while count != (count := sum(map(len, rows.values()))):
        for name, table in package.tables.items():
            for reference in table.references:
                targets = _targets(reference, rows[reference.table])
                referred = _referring(table, reference)
                rows[name] = {
                    number: row
                    for number, row in rows[name].items()
                    if targets.issuperset(referred(row))
                }
    return {name: Sheet(kept) for name, kept in rows.items()}


def _cells(table: Table, rows: dict[int, Row]) -> Iterator[Fault]:
    for column in table.columns:
        judge = constraints.judge(column)
        for number, row in rows.items():
            remedy = judge(row[column.name])
            if remedy:
                yield Fault(table.path, number, column.name, row[column.name], remedy)


def _unique(table: Table, rows: dict[int, Row]) -> Iterator[Fault]:
    keys = [table.key] + [(c.name,) for c in table.columns if c.constraints.get("unique")]
    for key in keys:
        seen: dict[tuple[str, ...], int] = {}
        for number, row in rows.items():
            value = tuple(row[name] for name in key)
            first = seen.setdefault(value, number)
            if first != number:
                text = ", ".join(value)
                remedy = f"must be unique; row {first} has it too"
                yield Fault(table.path, number, " + ".join(key), text, remedy)


def _references(table: Table, reference: Reference, tables: Tables) -> Iterator[Fault]:
    other = tables[reference.table]
    targets = _targets(reference, other.rows)
    referred = _referring(table, reference)
    remedy = f"must occur in {reference.table}.csv, column {' + '.join(reference.targets)}"
    for number, row in tables[table.name].rows.items():
        for part in referred(row):
            if part not in targets and not other.loose.issuperset(part):
                column = " + ".join(reference.columns)
                yield Fault(table.path, number, column, ", ".join(part), remedy)


def _targets(reference: Reference, rows: dict[int, Row]) -> set[tuple[str, ...]]:
    return {tuple(row[name] for name in reference.targets) for row in rows.values()}


def _referring(table: Table, reference: Reference) -> Callable[[Row], list[tuple[str, ...]]]:
    """A function that returns the keys a row refers to: none if blank, several for a list."""
    names = reference.columns
    separator = next(column.separator for column in table.columns if column.name == names[0])

    def referred(row: Row) -> list[tuple[str, ...]]:
        value = tuple(row[name] for name in names)
        if not all(value):
            return []
        return [(part,) for part in value[0].split(separator) if part] if separator else [value]

    return referred


def _typed(column: Column, rows: list[Row]) -> pd.Series:
    texts = [row[column.name] for row in rows]
    if column.type in ("integer", "number"):
        kind = "Int64" if column.type == "integer" else "Float64"
        return pd.Series([float(text) if text else None for text in texts], dtype=kind)
    if column.type == "boolean":
        return pd.Series([constraints.TRUTH.get(text) for text in texts], dtype="boolean")
    return pd.Series([say(text) for text in texts] if column.words else texts, dtype="str")

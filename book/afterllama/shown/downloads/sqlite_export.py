"""The data as one SQLite file, made with the standard library alone.

It has the tables of the data package with their types, keys and references, the ledger, the graph,
and the columns' descriptions. A blank cell is NULL. A cell that lists several values is kept as it
is, and each value also has a row in a table of its own: `events.person_ids` is in
`events_person_ids`. The same record gives the same bytes, whatever the version of SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from afterllama.record.record import Record
from afterllama.tables.schema import Column, Table

#: SQLite's type for each type of the schema; days are ISO 8601 texts.
TYPES = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "number": "REAL"}
BOOLEAN = "INTEGER"
#: Where a file says how often and by which version of SQLite it was written (bytes from, to), and
#: what it says here: once, by 3.40.0. Section 1.3 of https://www.sqlite.org/fileformat.html.
WRITTEN = {(24, 28): 1, (92, 96): 1, (96, 100): 3_040_000}

#: Columns of a table, with what each means, and its rows.
Plain = tuple[Mapping[str, str], Iterable[Mapping[str, Any]]]


def database(record: Record, beside: Mapping[str, Plain]) -> bytes:
    """The record as the bytes of an SQLite file.

    Parameters
    ----------
    record : Record
        The record; its package describes the tables.
    beside : mapping
        Further tables of texts by name: what each column means, and the rows.
    """
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute("PRAGMA page_size = 4096")
    made.execute("BEGIN")
    tables = list(record.package.tables.values())
    for table in tables:
        create(made, table.name, described(table))
        fill(made, table.name, cells(table, record.data[table.name]))
    for table in tables:
        for column in filter(lambda column: column.separator, table.columns):
            listed(made, table, column, record.data[table.name])
    for name, (columns, rows) in beside.items():
        create(made, name, [f"{quoted(column)} TEXT" for column in columns])
        fill(made, name, [[row.get(column) or None for column in columns] for row in rows])
    _describe(made, record, beside)
    made.execute("COMMIT")
    made.execute("VACUUM")
    held = bytearray(made.serialize())
    made.close()
    for (start, end), value in WRITTEN.items():
        held[start:end] = value.to_bytes(end - start, "big")
    return bytes(held)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"{}"'.format(name.replace('"', '""'))


def joined(names: Iterable[str]) -> str:
    """Names of columns as SQL lists them."""
    return ", ".join(map(quoted, names))


def create(made: sqlite3.Connection, name: str, parts: Sequence[str]) -> None:
    """Create a table of these columns and constraints."""
    made.execute("CREATE TABLE {} (\n  {}\n)".format(quoted(name), ",\n  ".join(parts)))


def fill(made: sqlite3.Connection, name: str, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        made.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)


def described(table: Table) -> list[str]:
    """The columns, the key and the references of a table in SQL."""
    parts = [
        f"{quoted(column.name)} {TYPES.get(column.type, BOOLEAN)}"
        f"{' NOT NULL' if column.required else ''}"
        for column in table.columns
    ]
    parts.append(f"PRIMARY KEY ({joined(table.key)})")
    lists = {column.name for column in table.columns if column.separator}
    for reference in table.references:
        if not lists & set(reference.columns):
            parts.append(
                f"FOREIGN KEY ({joined(reference.columns)}) "
                f"REFERENCES {quoted(reference.table)} ({joined(reference.targets)})"
            )
    return parts


def cells(table: Table, frame: pd.DataFrame) -> list[list[Any]]:
    """The rows of a table as SQLite holds them."""
    columns = [column.name for column in table.columns]
    return [[plain(cell) for cell in row] for row in frame[columns].astype(object).to_numpy()]


def plain(cell: Any) -> Any:
    """A cell as a value of Python; None if it is blank."""
    if isinstance(cell, str):
        return cell or None
    return None if pd.isna(cell) else cell


def listed(made: sqlite3.Connection, table: Table, column: Column, frame: pd.DataFrame) -> None:
    """Create the table of the values that a column lists, numbered from 1 in their order."""
    types = {held.name: TYPES.get(held.type, BOOLEAN) for held in table.columns}
    parts = [f"{quoted(name)} {types[name]} NOT NULL" for name in table.key]
    parts += ['"place" INTEGER NOT NULL', '"value" TEXT NOT NULL']
    parts.append(f"PRIMARY KEY ({joined((*table.key, 'place'))})")
    parts.append(
        f"FOREIGN KEY ({joined(table.key)}) REFERENCES {quoted(table.name)} ({joined(table.key)})"
    )
    for reference in table.references:
        if reference.columns == (column.name,):
            parts.append(
                f'FOREIGN KEY ("value") '
                f"REFERENCES {quoted(reference.table)} ({joined(reference.targets)})"
            )
    name = f"{table.name}_{column.name}"
    create(made, name, parts)
    fill(made, name, list(_values(table, column, frame)))


def _values(table: Table, column: Column, frame: pd.DataFrame) -> Iterator[list[Any]]:
    for row in frame.to_dict("records"):
        texts = [text for text in row[column.name].split(column.separator) if text]
        for place, text in enumerate(texts, 1):
            yield [*(row[name] for name in table.key), place, text]


def _describe(made: sqlite3.Connection, record: Record, beside: Mapping[str, Plain]) -> None:
    """Add what the file is, and what each column means."""
    document = record.package.document
    told = {name: document[name] for name in ("name", "title", "description", "version")}
    told["record_date"] = record.package.record_date.isoformat()
    told["licence"] = document["licenses"][0]["path"]
    create(made, "about", ['"name" TEXT NOT NULL PRIMARY KEY', '"value" TEXT NOT NULL'])
    fill(made, "about", list(told.items()))
    create(made, "columns", [f'"{name}" TEXT NOT NULL' for name in ("table", "column", "means")])
    tables = record.package.tables.values()
    own = [(table.name, one.name, one.description) for table in tables for one in table.columns]
    more = [(name, *told) for name, (columns, _) in beside.items() for told in columns.items()]
    fill(made, "columns", [*own, *more])

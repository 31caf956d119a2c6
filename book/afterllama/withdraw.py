"""`python -m afterllama.withdraw evidence some-row`: keep a row from coming back.

It adds the row's hash to `withdrawn.csv`. A third word bars more: `place` bars everything about the
person at that employer, `person` every row that names the person. `make check` then lists the rows
to remove. Write a key of two columns with a slash.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from afterllama.loading import withdrawals
from afterllama.tables import reading
from afterllama.tables.schema import DataError, Package, describe, folder

USAGE = "python -m afterllama.withdraw TABLE KEY [row|place|person]"
LISTED = "withdrawn"


def hashes(held: reading.Tables, package: Package, table: str, key: str, scope: str) -> list[str]:
    """The hashes that identify a row in a scope, each once.

    Raises
    ------
    DataError
        If there is no such table or row, or the row is about nobody.
    """
    if table not in package.tables:
        raise DataError(f"{table}: is not a table; the tables are {', '.join(package.tables)}")
    keys = package.tables[table].key
    rows = held[table].rows.items()
    numbers = [n for n, row in rows if "/".join(row[name] for name in keys) == key]
    if not numbers:
        raise DataError(f"{table}.csv: no row has the key {key!r} ({'/'.join(keys)})")
    found = [
        mark.hash
        for mark in withdrawals.marks(held, package)
        if (mark.table, mark.row, mark.scope) == (table, numbers[0], scope) and not mark.is_text
    ]
    if not found:
        raise DataError(f"{table}.csv, row {numbers[0]}: is about no person, or names no employer")
    return list(dict.fromkeys(found))


def withdraw(where: Path, table: str, key: str, scope: str = "row") -> int:
    """Add the hashes of a row to `withdrawn.csv`, dated to the record date; give their number.

    Raises
    ------
    DataError
        As `hashes` does, and for an unknown scope.
    """
    if scope not in withdrawals.SCOPES:
        raise DataError(f"{scope}: must be one of {', '.join(withdrawals.SCOPES)}")
    package = describe(where)
    held, _ = reading.read(where, package)
    listed = {row["hash"] for row in held[LISTED].rows.values()}
    new = [one for one in hashes(held, package, table, key, scope) if one not in listed]
    with (where / f"{LISTED}.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"{one},{package.record_date}\n" for one in new)
    return len(new)


def main(words: Sequence[str]) -> int:
    """Withdraw a row and say what to do next; return 0 if it worked, else 1."""
    if not 2 <= len(words) <= 3:
        print(USAGE, file=sys.stderr)
        return 1
    try:
        number = withdraw(folder(), *words)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{number} new in {LISTED}.csv. Run make check: it lists the rows to remove.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

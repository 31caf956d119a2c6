"""Reads a folder of data into a record, or names everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from afterllama import rules, tables
from afterllama.conflicts import unlisted
from afterllama.proofs import proofs
from afterllama.record import Record
from afterllama.schema import describe, folder


def load(where: Path | None = None) -> Record:
    """Read, check and join the data of a folder (default: `schema.folder()`).

    Raises
    ------
    DataError
        With one line for every fault.
    """
    where = where or folder()
    package = describe(where)
    rows, faults = tables.read(where, package)
    faults += rules.check(rows, package, faults)
    tables.stop(faults)
    data = tables.frames(rows, package)
    record = Record(package, data, tuple(proofs(data, package)))
    tables.stop(unlisted(record))
    return record

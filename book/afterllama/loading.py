"""Reads a folder of data into a record, or names everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from afterllama import rules, tables
from afterllama.conflicts import unlisted
from afterllama.proofs import proofs
from afterllama.record import Record
from afterllama.schema import NAME, DataError, Package, describe, folder
from afterllama.sheets import Fault

#: The tables whose rows may put a person into a conflict, or explain it.
PERSONAL = ("evidence", "authorships", "conflicts")


def load(where: Path | None = None) -> Record:
    """Read, check and join the data of a folder (default: `schema.folder()`).

    Raises
    ------
    DataError
        With one line for every fault.
    """
    where = where or folder()
    package = describe(where)
    sheets, faults = tables.read(where, package)
    try:
        return _joined(sheets, package, faults)
    except (KeyError, AttributeError) as error:
        # Neither the description nor the files have a column that the package reads.
        raise DataError(f"{NAME}: lacks {error}, which the package reads") from error


def _joined(sheets: tables.Tables, package: Package, faults: list[Fault]) -> Record:
    """The record of the tables, if neither they nor the rules nor the record have a fault."""
    faults += rules.check(sheets, package, faults)
    if not all(sheet.whole for sheet in sheets.values()):
        tables.stop(faults)  # whether people are in conflict may rest on the rows that are missing
    sound = tables.sound(sheets, package, faults) if faults else sheets
    data = tables.frames(sound, package)
    record = Record(package, data, tuple(proofs(data, package)))
    faults += unlisted(record, sound, _unsure(sheets, sound))
    tables.stop(faults)
    return record


def _unsure(sheets: tables.Tables, sound: tables.Tables) -> set[str]:
    """The people some of whose rows have a fault: whether they are in conflict is not known yet."""
    people = {row["person_id"] for row in sheets["people"].rows.values()}
    found: set[str] = set()
    for name in PERSONAL:
        sheet = sheets[name]
        faulty = sheet.rows.keys() - sound[name].rows.keys()
        named = {sheet.rows[number]["person_id"] for number in faulty}
        # A row that names nobody may be anybody's.
        if not named <= people or (sheet.loose and not sheet.loose & people):
            return people
        found |= named | sheet.loose
    return found

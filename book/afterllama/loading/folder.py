"""Reads a folder of data into a record, or reports everything wrong with it."""

from __future__ import annotations

from pathlib import Path

from afterllama.loading import rules
from afterllama.loading.conflicts import unlisted
from afterllama.record.data_frames import Frames
from afterllama.record.evidence import proofs
from afterllama.record.record import Record
from afterllama.tables import reading
from afterllama.tables.csv_files import Fault
from afterllama.tables.schema import NAME, DataError, Package, describe, folder

#: The tables whose rows may cause or explain a conflict.
PERSONAL = ("evidence", "authorships", "conflicts")


def load(where: Path | str | None = None) -> Record:
    """Read, check and join the data of a folder (default: `schema.folder()`).

    The default is `data/` of the repository, or the folder that `AFTERLLAMA_DATA` names.

    Raises
    ------
    DataError
        With one line per fault.
    TypeError
        Where no folder is named.

    Examples
    --------
    >>> load("nowhere")
    Traceback (most recent call last):
    ...
    afterllama.tables.schema.DataError: there is no folder 'nowhere'
    """
    if where == "":
        raise DataError("a folder of data is wanted, and its name is blank")
    if not isinstance(where, str | Path | None):
        raise TypeError(f"a folder is named by a text or a path, and not by {where!r}")
    where = folder() if where is None else Path(where)
    package = describe(where)
    absent = [t.path for t in package.tables.values() if not (where / t.path).exists()]
    if len(absent) > 1:
        raise DataError(f"the folder {str(where)!r} lacks {', '.join(absent)}")
    sheets, faults = reading.read(where, package)
    try:
        return _joined(sheets, package, faults)
    except (KeyError, AttributeError) as error:
        # A column that the code reads is in neither the description nor the files.
        raise DataError(f"{NAME}: lacks {error}, which the code needs") from error


def _joined(sheets: reading.Tables, package: Package, faults: list[Fault]) -> Record:
    """The record of the tables, if tables, rules and record have no fault."""
    faults += rules.check(sheets, package, faults)
    if not all(sheet.whole for sheet in sheets.values()):
        reading.stop(faults)  # a conflict may depend on the missing rows
    sound = reading.sound(sheets, package, faults) if faults else sheets
    data = reading.frames(sound, package)
    record = Record(package, Frames(data), tuple(proofs(data, package)))
    faults += unlisted(record, sound, _unsure(sheets, sound))
    reading.stop(faults)
    return record


def _unsure(sheets: reading.Tables, sound: reading.Tables) -> set[str]:
    """The people with a faulty row: it is not known yet whether they are in conflict."""
    people = {row["person_id"] for row in sheets["people"].rows.values()}
    found: set[str] = set()
    for name in PERSONAL:
        sheet = sheets[name]
        faulty = sheet.rows.keys() - sound[name].rows.keys()
        named = {sheet.rows[number]["person_id"] for number in faulty}
        # A row without a name may be about anybody.
        if not named <= people or (sheet.loose and not sheet.loose & people):
            return people
        found |= named | sheet.loose
    return found

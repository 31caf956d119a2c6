"""Reads the folder of other papers, which the book's own counts never see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from afterllama.loading import rules
from afterllama.loading.conflicts import unlisted
from afterllama.record.evidence import proofs
from afterllama.record.record import Record
from afterllama.tables import reading
from afterllama.tables.files import Fault, Sheet
from afterllama.tables.schema import folder

#: The folder within that of the book's own data, and the tables that it has.
COMPARISON = "comparison"
TABLES = (
    *("sources", "organizations", "people", "papers", "versions", "authorships", "evidence"),
    "conflicts",
)


def compare(record: Record, where: Path | None = None) -> Record:
    """Read, check and join the papers beside a record (default: those of `schema.folder()`).

    They stand in a folder of their own, in the same tables under the same description. Of people
    whom the record has, their author lists are read there and all else is the record's alone.

    Parameters
    ----------
    record : Record
        The book's own record.
    where : Path, optional
        The folder that it was read from.

    Raises
    ------
    DataError
        With one line for every fault; the files are named with their folder.
    """
    inside = (where or folder()) / COMPARISON
    package = record.package
    sheets, faults = reading.read(inside, package, _given(record))
    faults += rules.check(sheets, package, faults)
    faults += [*_again(record, sheets), *_otherwise(record, sheets)]
    _stop(faults)
    data = reading.frames(sheets, package)
    other = Record(package, data, tuple(proofs(data, package)))
    _stop(unlisted(other, sheets))
    return _joined(record, other)


def _given(record: Record) -> reading.Tables:
    """The tables that the folder does not have: empty, but for what was withdrawn."""
    rows = record.data["withdrawn"].astype(str).to_dict("records")
    withdrawn = Sheet({n: {str(k): v for k, v in row.items()} for n, row in enumerate(rows, 2)})
    absent = record.package.tables.keys() - set(TABLES)
    return {name: withdrawn if name == "withdrawn" else Sheet({}) for name in absent}


def _again(record: Record, sheets: reading.Tables) -> Iterator[Fault]:
    """Evidence and conflicts about people whom the record has: they are told of in one place."""
    own = set(record.data["people"]["person_id"])
    for name in ("evidence", "conflicts"):
        for number, row in sheets[name].rows.items():
            if row["person_id"] in own:
                remedy = f"is in the book's own record: the row belongs in {name}.csv beside it"
                yield Fault(f"{name}.csv", number, "person_id", row["person_id"], remedy)


def _otherwise(record: Record, sheets: reading.Tables) -> Iterator[Fault]:
    """Organizations that the record has as parts of others: what a departure is would differ.

    What else a row says of what the record has too, the record says better: its rows are taken.
    """
    own = record.rows("organizations")["parent_id"]
    for number, row in sheets["organizations"].rows.items():
        place, parent = row["organization_id"], row["parent_id"]
        if place in own and parent != own[place]:
            remedy = f"must be {own[place] or 'blank'}, as in the book's own organizations.csv"
            yield Fault("organizations.csv", number, "parent_id", parent, remedy)


def _stop(faults: Iterable[Fault]) -> None:
    reading.stop(replace(fault, file=f"{COMPARISON}/{fault.file}") for fault in faults)


def _joined(record: Record, other: Record) -> Record:
    """The other papers with what the record says of people whom it has."""
    own = set(record.data["people"]["person_id"])
    shared = [p for p in other.people if p in own]
    known = {p.proof_id: p for p in other.proofs}
    known |= {p.proof_id: p for person in shared for p in record.evidence(person)}
    both = {
        name: _above(record.data[name], other.data[name], other.package.tables[name].key[0])
        for name in ("sources", "organizations", "people")
    }
    return Record(other.package, other.data | both, tuple(known.values()))


def _above(own: pd.DataFrame, other: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of two tables, those of the first where both have one."""
    return pd.concat([own, other[~other[key].isin(own[key])]], ignore_index=True)

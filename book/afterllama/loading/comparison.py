"""Reads the folder of other papers, which never enter the book's own counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from afterllama.loading import rules
from afterllama.loading.conflicts import unlisted
from afterllama.record.data_frames import Frames
from afterllama.record.evidence import proofs
from afterllama.record.record import Record
from afterllama.tables import reading
from afterllama.tables.csv_files import Fault, Sheet
from afterllama.tables.schema import folder

#: The folder within the data folder, and its tables.
COMPARISON = "comparison"
TABLES = (
    *("sources", "organizations", "people", "papers", "versions", "authorships", "evidence"),
    "conflicts",
)


def compare(record: Record, where: Path | str | None = None) -> Record:
    """Read and check the other papers, and join them with a record (default: in `schema.folder()`).

    They have the same tables under the same description. For people who are in the record too, only
    author lists are read from here; everything else comes from the record.

    Parameters
    ----------
    record : Record
        The book's own record.
    where : Path or str, optional
        The folder of the record.

    Raises
    ------
    DataError
        With one line per fault; files are named with their folder.
    """
    inside = (Path(where) if where else folder()) / COMPARISON
    package, whole = record.whole.package, record.whole
    sheets, faults = reading.read(inside, package, _given(whole))
    faults += rules.check(sheets, package, faults)
    faults += [*_again(whole, sheets), *_otherwise(whole, sheets)]
    _stop(faults)
    data = reading.frames(sheets, package)
    other = Record(package, Frames(data), tuple(proofs(data, package)))
    _stop(unlisted(other, sheets))
    return _joined(record, other)


def _given(record: Record) -> reading.Tables:
    """The tables that the folder lacks: empty except for withdrawals."""
    rows = record.data["withdrawn"].astype(str).to_dict("records")
    withdrawn = Sheet({n: {str(k): v for k, v in row.items()} for n, row in enumerate(rows, 2)})
    absent = record.package.tables.keys() - set(TABLES)
    return {name: withdrawn if name == "withdrawn" else Sheet({}) for name in absent}


def _again(record: Record, sheets: reading.Tables) -> Iterator[Fault]:
    """Faults of evidence and conflicts about people of the record: these belong there."""
    own = set(record.data["people"]["person_id"])
    for name in ("evidence", "conflicts"):
        for number, row in sheets[name].rows.items():
            if row["person_id"] in own:
                remedy = f"is in the book's own record: move the row to {name}.csv there"
                yield Fault(f"{name}.csv", number, "person_id", row["person_id"], remedy)


def _otherwise(record: Record, sheets: reading.Tables) -> Iterator[Fault]:
    """Faults of organizations with another parent than in the record, which would change
    departures.

    In everything else the record's row is used.
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
    """The other papers, with the record's rows on its own people."""
    own = set(record.data["people"]["person_id"])
    shared = [p for p in other.people if p in own]
    known = {p.evidence_id: p for p in other.proofs}
    known |= {p.evidence_id: p for person in shared for p in record.evidence(person)}
    both = {
        name: _above(record.data[name], other.data[name], other.package.tables[name].key[0])
        for name in ("sources", "organizations", "people")
    }
    return Record(other.package, other.data | both, tuple(known.values()))


def _above(own: pd.DataFrame, other: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of two tables; if both have one, that of the first."""
    return pd.concat([own, other[~other[key].isin(own[key])]], ignore_index=True)

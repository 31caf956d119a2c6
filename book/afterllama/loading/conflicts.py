"""Conflicts in the record; each must be listed and explained in `conflicts.csv`."""

from __future__ import annotations

from collections.abc import Collection

from afterllama.record.evidence import Proof, byline_id, placed
from afterllama.record.record import Record
from afterllama.record.stints import clashes, runs
from afterllama.tables.csv_files import Fault
from afterllama.tables.reading import Tables

Key = tuple[str, str, str, str]


def conflicts(record: Record) -> dict[Key, tuple[Proof, ...]]:
    """The record's conflicts, with the proofs on both sides.

    All proofs count, even the least certain. The key is person, rule and the two employers in
    alphabetical order.
    """
    found: dict[Key, tuple[Proof, ...]] = {}
    for person_id in sorted(record.people):
        heard = [p for p in record.evidence(person_id) if placed(p)]
        grouped = runs(heard)
        for here, there in clashes(grouped):
            pair = sorted((grouped[here][0].employer_id, grouped[there][0].employer_id))
            found[person_id, "order-open", pair[0], pair[1]] = tuple(
                p for p in heard if p.employer_id in pair
            )
        for run in grouped:
            lasts = [p.span.last for p in run if p.departs]
            late = [p for p in run if not p.departs and lasts and p.span.first > min(lasts)]
            if late:
                place = run[0].employer_id
                found[person_id, "proof-after-leaving", place, place] = tuple(run)
    return found


def unlisted(record: Record, tables: Tables, unsure: Collection[str] = frozenset()) -> list[Fault]:
    """A fault for every conflict missing in `conflicts.csv`, and for every outdated row there.

    `tables` are the tables behind the record, with row numbers. `unsure` people are skipped.
    """
    listed = {
        (
            row["person_id"],
            row["rule"],
            *sorted((row["organization_id"], row["other_organization_id"])),
        ): number
        for number, row in tables["conflicts"].rows.items()
    }
    held = conflicts(record)
    rows = {
        row["evidence_id"]: ("evidence.csv", number)
        for number, row in tables["evidence"].rows.items()
    } | {
        byline_id(row["paper_id"], row["person_id"]): ("authorships.csv", number)
        for number, row in tables["authorships"].rows.items()
    }
    sure = sorted(key for key in held.keys() ^ listed.keys() if key[0] not in unsure)
    faults = [_unlisted(rows, key, held[key]) for key in sure if key in held]
    for key in (key for key in sure if key in listed):
        remedy = "the record no longer holds this conflict; remove the row"
        faults.append(Fault("conflicts.csv", listed[key], "person_id", key[0], remedy))
    return faults


def _unlisted(rows: dict[str, tuple[str, int]], key: Key, proofs: tuple[Proof, ...]) -> Fault:
    """The fault of a conflict, at its last row, preferably one of evidence."""
    proof = max(proofs, key=lambda p: rows[p.evidence_id])
    _, rule, first, other = key
    others = ", ".join(p.evidence_id for p in proofs if p is not proof)
    remedy = (
        f"conflict ({rule}: {first}, {other}) with {others}: correct the rows, or list it with an "
        "explanation in conflicts.csv"
    )
    file, row = rows[proof.evidence_id]
    return Fault(file, row, "organization_id", proof.organization_id, remedy)

"""Conflicts that the record holds; each must be listed and explained in `conflicts.csv`."""

from __future__ import annotations

from afterllama.proofs import Proof, placed
from afterllama.record import Record
from afterllama.stints import clashes, runs
from afterllama.tables import Fault

Key = tuple[str, str, str, str]


def conflicts(record: Record) -> dict[Key, tuple[Proof, ...]]:
    """Conflicts that the record holds, with the proofs on both sides.

    All proofs are heard, the least sure among them. The key is person, rule and the two
    employers in alphabetical order.
    """
    found: dict[Key, tuple[Proof, ...]] = {}
    for person_id in sorted(record.people):
        heard = [p for p in record.evidence(person_id) if placed(p)]
        grouped = runs(heard)
        for here, there in clashes(grouped):
            pair = sorted((grouped[here][0].employer_id, grouped[there][0].employer_id))
            found[person_id, "two-employers", pair[0], pair[1]] = tuple(
                p for p in heard if p.employer_id in pair
            )
        for run in grouped:
            lasts = [p.span.last for p in run if p.departs]
            late = [p for p in run if not p.departs and lasts and p.span.first > min(lasts)]
            if late:
                place = run[0].employer_id
                found[person_id, "proof-after-leaving", place, place] = tuple(run)
    return found


def unlisted(record: Record) -> list[Fault]:
    """A fault for every conflict not listed in `conflicts.csv`, and for every one gone stale."""
    listed = {
        (c.person_id, c.rule, *sorted((c.organization_id, c.other_organization_id))): number
        for number, c in enumerate(record.data["conflicts"].itertuples(), 2)
    }
    held = conflicts(record)
    evidence = record.data["evidence"]["evidence_id"]
    rows = {name: number for number, name in enumerate(evidence, 2)}
    faults = [_unlisted(rows, key, held[key]) for key in sorted(held.keys() - listed.keys())]
    for key in sorted(listed.keys() - held.keys()):
        remedy = "the record no longer holds this conflict; remove the row"
        faults.append(Fault("conflicts.csv", listed[key], "person_id", key[0], remedy))
    return faults


def _unlisted(rows: dict[str, int], key: Key, proofs: tuple[Proof, ...]) -> Fault:
    """The fault of a conflict, at the last of the rows of evidence that hold it."""
    row, proof = max(((rows.get(p.proof_id, 0), p) for p in proofs), key=lambda pair: pair[0])
    _, rule, first, other = key
    others = ", ".join(p.proof_id for p in proofs if p is not proof)
    remedy = (
        f"conflict ({rule}: {first}, {other}) with {others}: mend the rows, or list it with its "
        "explanation in conflicts.csv"
    )
    return Fault("evidence.csv", row, "organization_id", proof.organization_id, remedy)

"""What a status rests on: the evidence without which it would be another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from afterllama.record.evidence import Proof
from afterllama.record.stints import Stint, carried_by, stints

#: A status, by a history.
Stands = Callable[[Sequence[Stint]], str]


class Carriers(NamedTuple):
    """What carries a status; blank where no evidence does.

    Without all of `evidence_ids` the status changes, and with any one of them back it stands:
    several are rows of which each is enough. Without one of `single_evidence_ids` or of
    `single_source_ids` it changes even if all else stays; none means that no row, or no source,
    carries it alone. `kind` is that of the evidence that carries it, as in `carried_by`.
    """

    kind: str | None = None
    evidence_ids: tuple[str, ...] = ()
    single_evidence_ids: tuple[str, ...] = ()
    single_source_ids: tuple[str, ...] = ()


def carriers(history: Sequence[Stint], employer_id: str, stands: Stands) -> Carriers:
    """What carries somebody's status towards an employer.

    Where presence and a departure both carry it, `evidence_ids` are those of the departure.

    Parameters
    ----------
    history : sequence of Stint
        Where the person was, by all evidence.
    employer_id : str
        The employer.
    stands : function of a history
        The status that follows from it.
    """
    status, proofs = stands(history), [p for stint in history for p in stint.proofs]

    def falls(gone: Iterable[Proof]) -> bool:
        lost = {p.evidence_id for p in gone}
        return stands(stints(p for p in proofs if p.evidence_id not in lost)) != status

    if not falls(proofs):
        return Carriers()
    sources = {p.source_id: [q for q in proofs if q.source_id == p.source_id] for p in proofs}
    return Carriers(
        carried_by(history, lambda held: stands(held) == status),
        tuple(p.evidence_id for p in _least(proofs, employer_id, falls)),
        tuple(p.evidence_id for p in proofs if falls([p])),
        tuple(source_id for source_id, told in sources.items() if falls(told)),
    )


def _least(
    proofs: Sequence[Proof], employer_id: str, falls: Callable[[Iterable[Proof]], bool]
) -> list[Proof]:
    """Proofs without which a status falls, and of which none can be spared.

    Proofs are put back one by one, presence at the employer first, the earliest of it first.
    """

    def late(proof: Proof) -> tuple[bool, int, str]:
        away = proof.departs or proof.employer_id != employer_id
        return away, proof.span.last.toordinal(), proof.evidence_id

    gone = list(proofs)
    for proof in sorted(proofs, key=late):
        rest = [p for p in gone if p is not proof]
        if falls(rest):
            gone = rest
    return gone

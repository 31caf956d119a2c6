"""Rows about people that nothing needs: `python -m afterllama.idle` names them.

A row of evidence about a person who leads nothing is needed if a verdict, a count on a reading date
or on the day of a published count, or the first employer after the one of the paper changes without
it: by all evidence, or with the story's own word set aside. The latter keeps a second proof where
the story is the only one.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterator, Sequence
from datetime import date

from afterllama.claims import judge
from afterllama.days import ends
from afterllama.loading import load
from afterllama.proofs import Proof
from afterllama.record import Record
from afterllama.schema import DataError
from afterllama.stints import departure

LEADER = "leader"


def idle(record: Record) -> list[Proof]:
    """The evidence on people who lead nothing that nothing needs, row by row.

    Rows go one by one and stay away, the least sure and the newest first: of two that say the same
    one is named.
    """
    roles = record.rows("people")["role"]
    story = set(record.data["claims"]["source_id"])
    papers = _papers(record)
    rows = set(record.data["evidence"]["evidence_id"])
    held = [p for p in record.proofs if p.proof_id in rows and roles[p.person_id] != LEADER]
    measures = (lambda one: _counted(one, papers), _verdicts)
    now = [[f(one) for one in (record, _without(record, story))] for f in measures]
    left, found = record, []
    for proof in sorted(held, key=_first_to_go):
        rest = _but(left, proof.proof_id)
        both = (rest, _without(rest, story))
        # What is quick is asked first, and settles most rows; what a row does not change stays.
        pairs = zip(measures, now, strict=True)
        if all(f(one) == was for f, old in pairs for one, was in zip(both, old, strict=True)):
            left = rest
            found.append(proof)
    return found


def _but(record: Record, proof_id: str) -> Record:
    """The record without one proof."""
    return record.without(lambda proof: proof.proof_id == proof_id)


def _first_to_go(proof: Proof) -> tuple[bool, int, str]:
    """What is told by the story stays longest, and of the rest what was known first."""
    return proof.basis == "article", -proof.known.toordinal(), proof.proof_id


def _without(record: Record, sources: set[str]) -> Record:
    """The record without the word of some sources."""
    return record.without(lambda proof: proof.source_id in sources)


def _papers(record: Record) -> Sequence[str]:
    """The papers whose authors claims or published counts count."""
    counted = set(record.data["counts"]["paper_id"])
    return sorted(p for p in counted if record.authors(p))


def _verdicts(record: Record) -> Hashable:
    """The verdicts of all claims."""
    return tuple((claim.id, claim.verdict) for claim in judge(record))


def _counted(record: Record, papers: Sequence[str]) -> Hashable:
    """Who is counted how on the days that matter, and the first employers."""
    counts = tuple(
        (paper, day, known, record.tally(paper, day, known))
        for paper in papers
        for day, known in _days(record)
    )
    return counts, tuple(_first(record, paper) for paper in papers)


def _days(record: Record) -> Iterator[tuple[date, date | None]]:
    """The days of which the book tells who was where, and by whose knowledge."""
    report = record.day("report")
    yield report, None
    yield report, report
    yield record.package.record_date, None
    for text in record.data["counts"]["date"]:
        yield ends(text)[1], None


def _first(record: Record, paper: str) -> tuple[tuple[str, str | None], ...]:
    """The first employer of each author of a paper after the paper's own."""
    home = record.employer_of(paper)
    moves = ((p, departure(record.history(p), home)) for p in record.authors(paper))
    return tuple((p, move.destination_id if move else None) for p, move in moves)


def main() -> int:
    """Name the rows that nothing needs; return 0 where there is none, else 1."""
    try:
        found = idle(load())
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    for proof in found:
        print(
            f"evidence.csv: {proof.proof_id}: no verdict, reading date or first employer needs it"
        )
    print(f"{len(found)} idle rows" if found else "Every row about a person is needed.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

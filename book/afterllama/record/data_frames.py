"""The record as tidy data frames: a row a fact, days as timestamps, names beside ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Generic, TypeVar

import pandas as pd

from afterllama.record.evidence import Proof
from afterllama.record.lookup import choose
from afterllama.words.days import FOREVER

T = TypeVar("T")
#: The columns of a roster: see `Record.roster`.
ROSTER = (
    *("person_id", "person", "status", "employer_id", "employer"),
    *("destination_id", "destination", "left_not_before", "left_not_after", "kind"),
    *("evidence_ids", "single_evidence_ids", "single_source_ids"),
)
#: The columns of all evidence: see `Record.evidence_frame`.
EVIDENCE = (
    *("evidence_id", "person_id", "person", "organization_id", "organization"),
    *("employer_id", "employer", "paper_id", "assertion", "post", "first", "last", "known"),
    *("kind", "basis", "confidence", "decides", "source_id", "source", "statement"),
)


class Frames(Mapping[str, pd.DataFrame]):
    """Data frames by name, each handed out as a copy that shares its memory until it is changed.

    What follows from the tables is computed once. A table that could be changed in place would be
    followed by half of it.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return shared(self._frames[choose("table", name, self._frames)])

    def __setitem__(self, name: str, frame: object) -> None:
        raise TypeError(_refused(name, "replaced"))

    def __delitem__(self, name: str) -> None:
        raise TypeError(_refused(name, "taken out"))

    def __or__(self, others: Mapping[str, pd.DataFrame]) -> Frames:
        """These frames, with others in the place of those of the same names."""
        return Frames({**self._frames, **others})

    def has_same(self, name: str, others: Frames) -> bool:
        """Whether a table here is that of other frames, and no part or copy of it."""
        return self._frames[name] is others._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __eq__(self, other: object) -> bool:
        return self is other  # data frames cannot be compared as a whole

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"Frames({', '.join(f'{name}: {len(self[name])} rows' for name in self)})"


def _refused(name: str, done: str) -> str:
    """Why a table of a record stays as it is, and what to do instead."""
    return (
        f"the table {name!r} of a record cannot be {done}, as nothing would follow from it: "
        "change the files of a folder and load it, or ask for record.without(...)"
    )


class Kept(Generic[T]):
    """A field of a data class that keeps what can be changed, and hands out a copy of it."""

    def __init__(self, copied: Callable[[T], T]) -> None:
        self._copied = copied

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> T:
        if instance is None:
            raise AttributeError(self._name)  # so that the data class sees no default
        return self._copied(vars(instance)[self._name])

    def __set__(self, instance: object, given: T) -> None:
        vars(instance)[self._name] = given


def shared(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of a data frame that shares its memory until it is changed."""
    return frame.copy(deep=False)


def timestamps(days: Iterable[date | None]) -> pd.Series:
    """Days as timestamps, missing where there is none or nothing bounds them."""
    bounded = [None if day in (None, date.min, FOREVER) else day for day in days]
    return pd.Series(bounded, dtype="datetime64[s]")


def evidence_table(
    proofs: Iterable[Proof],
    names: Mapping[str, str],
    sources: Mapping[str, str],
    decides: Callable[[Proof], bool],
) -> pd.DataFrame:
    """Proofs as a table of the columns `EVIDENCE`, sorted by person and day.

    Parameters
    ----------
    proofs : iterable of Proof
        One a row.
    names, sources : mapping of str to str
        What people, organizations and sources are called, by their ids.
    decides : function of a Proof
        Whether a proof counts for where somebody worked.
    """
    rows = [
        (
            p.evidence_id,
            *(p.person_id, names.get(p.person_id, p.person_id)),
            *(p.organization_id, names.get(p.organization_id, p.organization_id)),
            *(p.employer_id, names.get(p.employer_id, p.employer_id)),
            p.evidence_id.rpartition(":")[0],
            *(p.assertion, p.post, p.span.first, p.span.last, p.known),
            *(p.kind, p.basis, p.confidence, decides(p)),
            *(p.source_id, sources.get(p.source_id, p.source_id), p.statement),
        )
        for p in proofs
    ]
    table = pd.DataFrame(rows, columns=list(EVIDENCE))
    for name in ("first", "last", "known"):
        table[name] = timestamps(table[name])
    return table.sort_values(["person", "first", "evidence_id"], ignore_index=True)

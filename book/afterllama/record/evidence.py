"""Evidence as proofs: somewhere in a span of days a person was at an employer, or left it.

A byline proves presence at some time in the `byline_lag` days before the paper was public.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from afterllama.tables.schema import Package
from afterllama.words.days import Span, ends, span
from afterllama.words.language import say

ARRIVALS = frozenset({"joined", "hired"})
DEPARTURES = frozenset({"left", "had-left"})
DECISIVE = frozenset({"at"}) | ARRIVALS | DEPARTURES
KINDS = ("recorded", "reported", "inferred")


@dataclass(frozen=True)
class Proof:
    """One piece of evidence as a span of days at an employer.

    `employer_id` is the topmost parent of `organization_id`; `known` is the first day on which the
    evidence may have been public; `when` is the date as exact as it is known; `span` is `UNDATED`
    if there is none. `founded` is the first day on which the employer may have existed, `date.min`
    if unknown. `told` is the date on which it was said, as written, or "" if only a bound is known.
    """

    evidence_id: str
    person_id: str
    organization_id: str
    employer_id: str
    assertion: str
    post: str
    when: str
    span: Span
    known: date
    kind: str
    basis: str
    confidence: str
    source_id: str
    paragraphs: str
    statement: str
    founded: date = date.min
    told: str = ""

    def __repr__(self) -> str:
        return f"Proof({self.evidence_id})"

    @property
    def arrives(self) -> bool:
        return self.assertion in ARRIVALS

    @property
    def departs(self) -> bool:
        return self.assertion in DEPARTURES

    def early(self, day: date) -> bool:
        """Whether this counts as public on a day on which its month or its year was not over."""
        return self.told != "" and self.known <= day < ends(self.told)[1]


#: The days of a proof, and all else that a test may read of it.
DAYS = ("known", "founded", "span.first", "span.last")
READ = (*(f.name for f in fields(Proof) if f.name not in {*DAYS, "span"}), "arrives", "departs")


def passes(test: Callable[[Proof], bool], proof: Proof) -> bool:
    """Whether a proof passes a test.

    Raises
    ------
    AttributeError, TypeError
        Where the test asks for what a proof does not have, or takes its days for texts; the message
        says what there is.
    """
    try:
        return bool(test(proof))
    except AttributeError as error:
        if error.obj is not proof:
            raise
        told = f"a piece of evidence has no {error.name!r}; a test may read {', '.join(READ)}"
        raise AttributeError(f"{told} and the days {', '.join(DAYS)}") from None
    except TypeError as error:
        told = "a test takes one piece of evidence; compare its days with dates, as in"
        raise TypeError(f"{error}: {told} p.known > date(2023, 9, 5)") from error


def placed(proof: Proof) -> bool:
    """Whether a proof is dated and about a main post at a known employer."""
    return (
        proof.assertion in DECISIVE
        and proof.post == "main"
        and proof.span.dated
        and proof.employer_id != ""
    )


def lagged(days: Span, basis: str, lag: int) -> Span:
    """The days of a proof if a byline proves presence so many days longer before its paper."""
    return days.earlier(lag) if basis == "byline" and days.dated else days


def best(proofs: Iterable[Proof]) -> str:
    """The firmest kind among proofs: recorded before reported before inferred."""
    return min((p.kind for p in proofs), key=KINDS.index)


def upward(place: str, parents: Mapping[str, str]) -> list[str]:
    """An organization and all that it is a part of, up to the topmost; none if it is not known.

    `parents` maps each organization to the one it is part of, or to "". A circle, which `make
    check` refuses, does not loop.
    """
    found: list[str] = []
    while place and place in parents and place not in found:
        found.append(place)
        place = parents[place]
    return found


def employers(parents: Mapping[str, str]) -> dict[str, str]:
    """Map every organization to its topmost parent: see `upward`."""
    return {place: upward(place, parents)[-1] for place in parents if place}


def parents_of(organizations: pd.DataFrame) -> dict[str, str]:
    """The parent of every organization, "" if it has none."""
    return dict(zip(organizations["organization_id"], organizations["parent_id"], strict=True))


def foundings(organizations: pd.DataFrame) -> dict[str, date]:
    """The first day on which every organization may have existed; `date.min` if unknown."""
    columns = (organizations[name] for name in ("organization_id", "founded", "founded_precision"))
    return {place: span(when, degree).first for place, when, degree in zip(*columns, strict=True)}


def proofs(data: Mapping[str, pd.DataFrame], package: Package) -> Iterable[Proof]:
    """All evidence as proofs: the rows of `evidence`, and one for each byline."""
    roots = employers(parents_of(data["organizations"]))
    founded = foundings(data["organizations"])
    for row in data["evidence"].itertuples():
        days = span(row.date, row.date_precision)
        yield Proof(
            evidence_id=row.evidence_id,
            person_id=row.person_id,
            organization_id=row.organization_id,
            employer_id=(employer := roots.get(row.organization_id, "")),
            assertion=row.assertion,
            post=row.post,
            when=row.date,
            span=lagged(days, row.basis, package.byline_lag),
            known=span(row.known_from, row.known_precision).first,
            kind=row.kind,
            basis=row.basis,
            confidence=row.confidence,
            source_id=row.source_id,
            paragraphs=row.paragraphs,
            statement=row.statement,
            founded=founded.get(employer, date.min),
            told="" if row.known_precision == "since" else row.known_from,
        )
    yield from _bylines(data, package, roots, founded)


def byline_id(paper_id: str, person_id: str) -> str:
    """The id of the proof that a person's byline is."""
    return f"{paper_id}:{person_id}"


def _bylines(
    data: Mapping[str, pd.DataFrame],
    package: Package,
    roots: dict[str, str],
    founded: dict[str, date],
) -> Iterable[Proof]:
    papers = data["papers"].set_index("paper_id")["short_title"]
    versions = {(v.paper_id, v.version): v for v in data["versions"].itertuples()}
    for row in data["authorships"].itertuples():
        if not row.organization_id:
            continue
        version = versions[row.paper_id, row.version]
        days = span(version.date, version.date_precision)
        yield Proof(
            evidence_id=byline_id(row.paper_id, row.person_id),
            person_id=row.person_id,
            organization_id=row.organization_id,
            employer_id=roots[row.organization_id],
            assertion="at",
            post="main",
            when=version.date,
            span=lagged(days, "byline", package.byline_lag),
            known=days.first,
            kind="recorded",
            basis="byline",
            confidence=row.confidence,
            source_id=row.source_id,
            paragraphs="",
            statement=say("Author of {paper}.", paper=papers[row.paper_id]),
            founded=founded[roots[row.organization_id]],
            told=version.date,
        )

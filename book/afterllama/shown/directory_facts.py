"""The directory: what the record has on each person and organization, in words.

Stays are the record's stints with their bounds and evidence. Unknown bounds are shown as unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from afterllama.claims.grammar import arguments
from afterllama.claims.verdicts import Claim, Ledger
from afterllama.record.cited_sources import Citation, cite
from afterllama.record.evidence import Proof, best, parents_of, upward
from afterllama.record.record import Record
from afterllama.record.replies import Reply
from afterllama.record.stay_wording import (
    INFERRED,
    LEADER,
    STORY,
    at_place,
    by_story,
    dated,
    departed,
    how,
    leads,
    leaving,
    says,
    there,
)
from afterllama.record.stints import Stint
from afterllama.words import prose
from afterllama.words.days import FOREVER, ends
from afterllama.words.language import count, noted, say

#: The most papers that a card names.
NAMED = 3
#: Words for the kinds of organizations.
SORTS = {
    "company": noted("Company"),
    "lab": noted("Lab"),
    "team": noted("Team"),
    "university": noted("University"),
    "collective": noted("Collective"),
}
#: Why evidence decides nothing; the first true reason is given.
ASIDE = {
    "side": noted("a second post, held beside another"),
    "role": noted("the end of a role, which says nothing of employment"),
    "announced": noted("an announcement of what was to come"),
    "undated": noted("not dated"),
    "unsure": noted("not sure enough"),
}


@dataclass(frozen=True)
class Fact:
    """Something dated, with its source: `when` in words, or "" if unknown.

    `kind` is recorded, reported or inferred; `aside` says why it decides nothing, or is "".
    `replies` are those of a person named in it.
    """

    when: str
    text: str
    kind: str
    citations: tuple[Citation, ...]
    aside: str = ""
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class Said:
    """A sentence on a stay; `unknown` if it says what the record does not know."""

    text: str
    unknown: bool = False


@dataclass(frozen=True)
class Stay:
    """A stint in words: presence and arrival, departure, and the evidence."""

    stint: Stint
    there: tuple[Said, ...]
    leaving: tuple[Said, ...]
    evidence: tuple[Fact, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Paper:
    """A paper signed by a person or published by an organization."""

    name: str
    title: str
    when: str
    citation: Citation


@dataclass(frozen=True)
class Person:
    """Everything that the record has on a person."""

    id: str
    name: str
    aliases: tuple[str, ...]
    role: str
    note: str
    source: Citation
    papers: tuple[Paper, ...]
    stays: tuple[Stay, ...]
    aside: tuple[Fact, ...]
    conflicts: tuple[Fact, ...]
    thanks: tuple[Fact, ...]
    events: tuple[Fact, ...]
    statements: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    signed: str
    standing: str
    replies: tuple[Reply, ...]

    @property
    def anchor(self) -> str:
        """The person's address on the page of people."""
        return f"person-{self.id}"


@dataclass(frozen=True)
class Place:
    """Everything that the record has on an organization and the people listed there.

    `stays` are those of people at an employer. `named` has, by person id, the facts that name the
    organization itself if it is part of another. `seconds` has, by person id, second posts there.
    """

    id: str
    name: str
    sort: str
    parents: tuple[str, ...]
    parts: tuple[str, ...]
    note: str
    source: Citation
    papers: tuple[Paper, ...]
    stays: tuple[Stay, ...]
    named: dict[str, tuple[Fact, ...]]
    seconds: dict[str, tuple[Fact, ...]]
    summary: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The organization's address on the page of organizations."""
        return f"organization-{self.id}"


def people(record: Record, ledger: Ledger, papers: Sequence[str]) -> dict[str, list[Person]]:
    """All listed people by group: the authors of each paper, leaders, others.

    Others are named by a claim of the ledger. Each person is in the first group that fits, in the
    order of the paper, or of names.
    """
    groups: dict[str, list[str]] = {p: record.authors(p) for p in record.find_all("paper", papers)}
    table = record.data["people"]
    groups[LEADER] = list(table[table["role"] == LEADER]["person_id"])
    naming = _naming(record, ledger)
    groups["other"] = [p for p in table["person_id"] if p in naming]
    seen: set[str] = set()
    found: dict[str, list[Person]] = {}
    for group, members in groups.items():
        found[group] = [_person(record, p, naming.get(p, ())) for p in members if p not in seen]
        seen.update(members)
    return found


def places(record: Record, listed: Iterable[str]) -> list[Place]:
    """All organizations, employers before their parts, with the stays of listed people."""
    listed = list(listed)
    stays = [stay for person_id in listed for stay in stays_of(record, person_id)]
    proofs = [p for s in stays for p in s.stint.proofs if not p.departs]
    proofs += [p for person_id in listed for p in record.evidence(person_id) if _second(record, p)]
    ids = list(record.data["organizations"]["organization_id"])
    held = Counter(stay.stint.employer_id for stay in stays)
    order = sorted(
        ids, key=lambda i: (-held[record.employers[i]], record.employers[i], ids.index(i))
    )
    return [_place(record, i, stays, proofs) for i in order]


def _person(record: Record, person_id: str, claims: Sequence[Claim]) -> Person:
    row = record.rows("people").loc[person_id]
    signed = papers_of(record, person_id)
    return Person(
        id=person_id,
        name=row["name"],
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        role=row["role"],
        note=row["note"],
        source=cite(record, [row["source_id"]])[0],
        papers=signed,
        stays=stays_of(record, person_id),
        aside=tuple(
            _fact(record, p, _aside(p))
            for p in _in_order(record.evidence(person_id))
            if not record.decides(p)
        ),
        conflicts=tuple(
            Fact("", r.explanation, "", cite(record, [r.source_id]))
            for r in record.data["conflicts"].itertuples()
            if r.person_id == person_id
        ),
        thanks=tuple(
            Fact(record.name(r.paper_id), r.statement, "", cite(record, [r.source_id]))
            for r in record.data["acknowledgements"].itertuples()
            if r.person_id == person_id
        ),
        events=_events(record, person_id),
        statements=_statements(record, person_id) if row["role"] == LEADER else (),
        claims=tuple(claims),
        signed=_signed([paper.name for paper in signed], row["role"]),
        standing=standing(record, person_id),
        replies=record.replies.get(person_id, ()),
    )


def _events(record: Record, person_id: str) -> tuple[Fact, ...]:
    """The dated events that a source beside the story tells of a person, oldest first."""
    stories = set(record.data["claims"]["source_id"])
    return tuple(
        Fact(
            prose.dated(r.date),
            r.title,
            r.kind,
            cite(record, [r.source_id]),
            replies=record.replies.get(r.event_id, ()),
        )
        for r in record.data["events"].sort_values("date").itertuples()
        if person_id in r.person_ids.split("|") and r.source_id not in stories
    )


def _statements(record: Record, person_id: str) -> tuple[Fact, ...]:
    """A person's published statements on leaving or on the machines, oldest first."""
    held = record.data["statements"].query("person_id == @person_id")
    return tuple(
        Fact(prose.dated(r.date), r.statement, "", cite(record, [r.source_id]))
        for r in held.sort_values(["date", "statement_id"]).itertuples()
    )


def _place(record: Record, place: str, stays: Sequence[Stay], proofs: Sequence[Proof]) -> Place:
    table = record.rows("organizations")
    row = table.loc[place]
    parents = upward(place, parents_of(record.data["organizations"]))[1:]
    named: dict[str, list[Proof]] = {}
    seconds: dict[str, list[Proof]] = {}
    for proof in proofs:
        if proof.post == "side" and place in (proof.organization_id, proof.employer_id):
            seconds.setdefault(proof.person_id, []).append(proof)
        elif proof.post != "side" and parents and proof.organization_id == place:
            named.setdefault(proof.person_id, []).append(proof)
    here = tuple(stay for stay in stays if stay.stint.employer_id == place)
    here = tuple(sorted(here, key=lambda s: (s.stint.started.last, s.stint.person_id)))
    return Place(
        id=place,
        name=row["name"],
        sort=say(SORTS[row["kind"]]),
        parents=tuple(parents),
        parts=tuple(table.index[table["parent_id"] == place]),
        note=row["note"],
        source=cite(record, [row["source_id"]])[0],
        papers=_signed_at(record, place),
        stays=here,
        named=_by_person(record, named),
        seconds=_by_person(record, seconds),
        summary=_summary({s.stint.person_id for s in here} | set(named), set(seconds)),
    )


def _by_person(record: Record, found: dict[str, list[Proof]]) -> dict[str, tuple[Fact, ...]]:
    return {who: tuple(_fact(record, p) for p in _in_order(held)) for who, held in found.items()}


def _second(record: Record, proof: Proof) -> bool:
    """Whether a proof would place somebody if the post were not a second one."""
    beside = proof.post == "side" and not proof.departs
    return beside and record.decides(replace(proof, post="main"))


def _signed_at(record: Record, place: str) -> tuple[Paper, ...]:
    """The papers that somebody signed at an organization or a part of it.

    A paper without authors in the record counts by its own byline.
    """
    parents = parents_of(record.data["organizations"])
    within = {part for part in parents if place in upward(part, parents)}
    papers, authors = record.data["papers"], record.data["authorships"]
    signed = papers["paper_id"].isin(
        set(authors[authors["organization_id"].isin(within)]["paper_id"])
    )
    bare = ~papers["paper_id"].isin(set(authors["paper_id"]))
    return _papers(record, papers[signed | (bare & papers["organization_id"].isin(within))])


def papers_of(record: Record, person_id: str) -> tuple[Paper, ...]:
    """The papers that a person signed, oldest first."""
    table = record.data["authorships"]
    signed = set(table[table["person_id"] == person_id]["paper_id"])
    papers = record.data["papers"]
    return _papers(record, papers[papers["paper_id"].isin(signed)])


def _papers(record: Record, table: object) -> tuple[Paper, ...]:
    return tuple(
        Paper(r.short_title, r.title, prose.dated(r.date), cite(record, [r.source_id])[0])
        for r in table.sort_values(["date", "paper_id"]).itertuples()  # type: ignore[attr-defined]
    )


def stays_of(record: Record, person_id: str) -> tuple[Stay, ...]:
    """A person's stints in words, oldest first."""
    history = record.history(person_id)
    return tuple(_stay(record, history, number) for number in range(len(history)))


def _stay(record: Record, history: Sequence[Stint], number: int) -> Stay:
    stint = history[number]
    before = history[number - 1].employer_id if number else None
    after = history[number + 1].employer_id if number + 1 < len(history) else None
    gone = [Said(text) for text in leaving(record, history, number)]
    if stint.ended.last == FOREVER and not leads(record, stint):
        gone.append(Said(_later(record, stint), unknown=True))
    elif stint.ended.last < FOREVER and after is None:
        gone.append(Said(say("No document found says where to."), unknown=True))
    return Stay(
        stint=stint,
        there=tuple(map(Said, there(record, history, number))),
        leaving=tuple(gone),
        evidence=tuple(_fact(record, p) for p in _in_order(stint.proofs)),
        before=before,
        after=after,
    )


def _later(record: Record, stint: Stint) -> str:
    """Says that no later document was found, or that none was searched for.

    The book asks who left the employer of a paper that it counts, and where to, and no more. What
    is of the month of the last search needs none after it.
    """
    counted = set(record.data["counts"]["paper_id"])
    homes = {record.employer_of(p) for p in counted if stint.person_id in record.authors(p)}
    if stint.employer_id not in homes:
        return say("Later posts are not this book's question.")
    sought = record.sought
    if sought and max(dated(p)[0] for p in stint.proofs) >= sought.replace(day=1):
        return say("Later documents were not looked for.")
    if sought:
        return say("No later document up to {day} was found.", day=prose.day(sought))
    day = prose.day(record.package.record_date)
    return say("No later document was found ({day}).", day=day)


def standing(record: Record, person_id: str) -> str:
    """Where the record last shows a person, and how that is known, in one sentence."""
    history = record.history(person_id)
    events = _events(record, person_id)
    if not history and record.rows("people").loc[person_id, "role"] == LEADER:
        return _newest(events)
    if not history:
        if events:
            return say(
                "No document found places this person at an employer; there are dated events."
            )
        return say("No document found places this person at an employer.")
    stint = history[-1]
    place = record.name(stint.employer_id)
    away = sorted((p for p in stint.proofs if p.departs), key=dated)
    if away:
        return departed(
            away[0],
            noted("Left {place} {how} ({kind}); no document found says where to."),
            noted("Had left {place} by {when} ({kind}); no document found says where to."),
            noted(
                "Leaving {place} announced for {when} ({kind}); no document found says where to."
            ),
            place,
        )
    sure = [p for p in stint.proofs if p.kind != INFERRED]
    held = [p for p in sure if p.basis != STORY] or sure or stint.proofs
    last = max(held, key=lambda p: (ends(p.when)[0], p.evidence_id))
    kind = best(p for p in stint.proofs if how(p) == how(last))
    if says(last) != "at" or len(stint.proofs) == 1 or leads(record, stint):
        return say("{told}.", told=at_place(record, last, kind))
    text = noted("Last shown at {place} {how} ({kind}).")
    return say(text, place=place, how=how(last), kind=say(kind))


def _newest(events: Sequence[Fact]) -> str:
    """The newest of a leader's events in one sentence; documents of leaders are not looked for."""
    if not events:
        return ""
    event = events[-1]
    return say("{when}: {text} ({kind}).", when=event.when, text=event.text, kind=say(event.kind))


def _signed(names: Sequence[str], role: str) -> str:
    """The papers that somebody signed, in one sentence short enough for a card."""
    if not names:
        return say("Leader of a company or a lab.") if role == LEADER else ""
    more = len(names) - NAMED
    if more <= 1:
        return say("Signed {papers}.", papers=prose.names(names))
    listed = ", ".join(names[:NAMED])
    return count(
        "Signed {papers} and {n} more.",
        "Signed {papers} and {n} more.",
        more,
        papers=listed,
        n=prose.number(more),
    )


def _summary(people: set[str], seconds: set[str]) -> tuple[str, ...]:
    """How many of the listed people were at an organization, and how many in a second post."""
    found = []
    if people:
        text = count(
            "Of this book's people, {n} was there at one time or another.",
            "Of this book's people, {n} were there at one time or another.",
            len(people),
            n=prose.number(len(people)),
        )
        found.append(text)
    if seconds:
        text = count(
            "Of this book's people, {n} had a second post there.",
            "Of this book's people, {n} had a second post there.",
            len(seconds),
            n=prose.number(len(seconds)),
        )
        found.append(text)
    return tuple(found or [say("Evidence shows nobody of this book there.")])


def _in_order(proofs: Iterable[Proof]) -> list[Proof]:
    """Proofs by their written dates, undated ones last."""

    def key(proof: Proof) -> tuple[date, date, str]:
        return (*(ends(proof.when) if proof.when else (FOREVER, FOREVER)), proof.evidence_id)

    return sorted(proofs, key=key)


def _fact(record: Record, proof: Proof, aside: str = "") -> Fact:
    place = record.name(proof.organization_id) if proof.organization_id else ""
    statement = by_story(record, proof.source_id, proof.statement)
    text = say("{place}: {statement}", place=place, statement=statement)
    when = prose.dated(proof.when) if proof.when else ""
    citations = cite(record, [proof.source_id])
    answers = record.replies.get(proof.evidence_id, ())
    return Fact(when, text if place else statement, proof.kind, citations, aside, answers)


def _aside(proof: Proof) -> str:
    """Why a proof decides nothing."""
    if proof.post == "side":
        return say(ASIDE["side"])
    if proof.assertion in ASIDE:
        return say(ASIDE[proof.assertion])
    return say(ASIDE["unsure" if proof.span.dated else "undated"])


def _naming(record: Record, ledger: Ledger) -> dict[str, list[Claim]]:
    """The claims that name each person in their arguments or their statement.

    A surname alone names somebody if nobody else in the record has it.
    """
    table = record.data["people"]
    surnames = Counter(name.split()[-1] for name in table["name"])
    called: dict[str, str] = {}
    for row in table.itertuples():
        surname = row.name.split()[-1]
        texts = [row.name, *filter(None, row.aliases.split("|"))]
        called |= dict.fromkeys(texts + [surname] * (surnames[surname] == 1), row.person_id)
    longest = "|".join(re.escape(text) for text in sorted(called, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{longest})(?!\w)")
    found: dict[str, list[Claim]] = {}
    for claim in ledger:
        given = arguments(claim.row["arguments"])
        asked = {p for name in ("people", "person") for p in given.get(name, "").split("|")}
        named = {called[text] for text in pattern.findall(claim.row["statement"])}
        for person_id in sorted(named | (asked & set(called.values()))):
            found.setdefault(person_id, []).append(claim)
    return found

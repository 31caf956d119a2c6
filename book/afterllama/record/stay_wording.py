"""A stay in words: how documents show somebody at a place, and how somebody left it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from afterllama.record.evidence import Proof, best
from afterllama.record.record import Record
from afterllama.record.stints import Stint
from afterllama.words import prose
from afterllama.words.days import FOREVER, ends
from afterllama.words.language import noted, say

#: The basis of a byline, that of the story itself, and that of an announcement.
BYLINE, STORY, ANNOUNCED = "byline", "article", "announcement"
INFERRED = "inferred"
#: The role of people who are always listed, and whose later posts are searched for too.
LEADER = "leader"
#: How a document shows somebody at a place, by its kind and the precision of its date.
BY_PAPER = noted("by a paper of {when}")
BY_STORY = noted("according to the article")
BY_US = noted("by our own conclusion from a report of {when}")
ON_A_DAY, IN_A_TIME = noted("on {when}"), noted("in {when}")

#: What a source says of somebody and a place, named or not: no more than it says.
AT_PLACE = {
    "joined": noted("Joined {place} {how} ({kind})"),
    "hired": noted("Hired by {place} {how} ({kind})"),
    ANNOUNCED: noted("Announced at {place} {how} ({kind})"),
    INFERRED: noted("Placed at {place} {how} ({kind})"),
    "at": noted("Shown at {place} {how} ({kind})"),
    "left": noted("Left {place} {how} ({kind})"),
    "had-left": noted("Had left {place} {how} ({kind})"),
}
THERE = {
    "joined": noted("Joined {how} ({kind})."),
    "hired": noted("Hired {how} ({kind})."),
    ANNOUNCED: noted("Announced there {how} ({kind})."),
    INFERRED: noted("Placed there {how} ({kind})."),
    "at": noted("Shown there {how} ({kind})."),
}


def by_story(record: Record, source_id: str, text: str) -> str:
    """A row's text on its own: what only the story says is marked as its claim."""
    if source_id not in set(record.data["claims"]["source_id"]):
        return text
    return say("By the article: {text}", text=text)


def leads(record: Record, stint: Stint) -> bool:
    """Whether a stint is a leader's: nothing is said there of what no document tells."""
    return bool(record.row("people", stint.person_id)["role"] == LEADER)


def presence(record: Record, stint: Stint, later: Sequence[Proof]) -> Iterator[str]:
    """The first and the last document that show the person there, by their own dates.

    Of a leader it does not say "last", which would read as a leaving. If a paper came out when the
    person may already have left, the sentence says that it shows earlier work, so that nobody takes
    it for a second post.
    """
    held = sorted((p for p in stint.proofs if says(p) == "at"), key=dated)
    away = [ends(p.when)[0] for p in (*stint.proofs, *later) if p.departs or p in later]
    left = min([stint.ended.last, *away])
    late = [p for p in held if p.basis == BYLINE and dated(p)[0] >= left]
    sure = [p for p in held if p not in late]
    if not sure:
        if late:
            when, kind = prose.dated(late[-1].when), say(best(late))
            told = noted("Named by a paper of {when}, for work done before ({kind}).")
            yield say(told, when=when, kind=kind)
        return
    first = how(next((p for p in sure if p.basis != STORY), sure[0]))
    last = how(sure[-1])
    since, until = (say(best(p for p in sure if how(p) == told)) for told in (first, last))
    if first == last:
        yield say(THERE["at"], how=first, kind=since)
    else:
        text = noted("Shown there {first} ({since}), and last {last} ({until}).")
        if leads(record, stint):
            text = noted("Shown there {first} ({since}), and {last} ({until}).")
        yield say(text, first=first, since=since, last=last, until=until)
    if late:
        when = prose.dated(late[-1].when)
        yield say("Named by a paper of {when}, for work done before.", when=when)


def there(record: Record, history: Sequence[Stint], number: int) -> list[str]:
    """When the person came, and what shows the person there."""
    later = history[number + 1].proofs if number + 1 < len(history) else ()
    stint = history[number]
    ours = sorted((p for p in stint.proofs if says(p) == INFERRED), key=dated)
    return [*arrival(stint), *presence(record, stint, later), *map(_there, ours[-1:])]


def first_shown(record: Record, stint: Stint) -> str:
    """What shows the person there first."""
    return say("{told}.", told=at_place(record, min(stint.proofs, key=dated)))


def at_place(record: Record, proof: Proof, kind: str = "") -> str:
    """What a source says of somebody and an employer, without a full stop."""
    text, place = AT_PLACE[says(proof)], record.name(proof.employer_id)
    return say(text, place=place, how=how(proof), kind=say(kind or proof.kind))


def _there(proof: Proof) -> str:
    """The same on that employer's own line."""
    return say(THERE[says(proof)], how=how(proof), kind=say(proof.kind))


def says(proof: Proof) -> str:
    """What a source says of a stay: an assertion, or an announcement; a conclusion is ours."""
    if proof.kind == INFERRED:
        return INFERRED
    announced = proof.basis == ANNOUNCED and not proof.departs
    return ANNOUNCED if announced else proof.assertion


def how(proof: Proof) -> str:
    """How a document shows somebody at a place: its kind, and its own date or that of its word."""
    if proof.basis == BYLINE:
        return say(BY_PAPER, when=prose.dated(proof.when))
    if proof.basis == STORY:
        return say(BY_STORY)
    if proof.kind == INFERRED:
        return say(BY_US, when=prose.dated(proof.when))
    is_word = proof.basis == ANNOUNCED and proof.told
    return _when(proof.told if is_word else proof.when)


def _when(written: str) -> str:
    """A date as it is written: on a day, or in a month or year."""
    text = ON_A_DAY if len(written) == len("2000-01-01") else IN_A_TIME
    return say(text, when=prose.dated(written))


def arrival(stint: Stint) -> Iterator[str]:
    """What the first document about the arrival says: a start, a hiring or an announcement."""
    coming = [p for p in stint.proofs if p.arrives or says(p) == ANNOUNCED]
    yield from (_there(p) for p in sorted(coming, key=dated)[:1])


def leaving(record: Record, history: Sequence[Stint], number: int) -> Iterator[str]:
    """When the person left, by a document about that; else what shows the next post."""
    stint = history[number]
    away = sorted((p for p in stint.proofs if p.departs), key=dated)
    if away:
        left, gone = noted("Left {how} ({kind})."), noted("Had left by {when} ({kind}).")
        yield departed(away[0], left, gone, noted("Leaving announced for {when} ({kind})."))
    elif number + 1 < len(history) and stint.ended.last < FOREVER:
        told = at_place(record, min(history[number + 1].proofs, key=dated))
        text = noted("{told}; when the person left {place}, no document says.")
        if leads(record, stint):
            text = noted("{told}.")
        yield say(text, told=told, place=record.name(stint.employer_id))


def departed(proof: Proof, left: str, gone: str, ahead: str, place: str = "") -> str:
    """A sentence on a departure, on or by a date or announced for one; texts are marked elsewhere.

    What was known before its day is an announcement.
    """
    text = gone if proof.assertion == "had-left" else left
    if proof.known < proof.span.first:
        text = ahead
    kind, when = say(proof.kind), prose.dated(proof.when)
    told = _when(proof.when)
    if proof.basis == STORY:
        told = say("{how}, according to the article", how=told)
    return say(text, how=told, when=when, kind=kind, place=place)


def dated(proof: Proof) -> tuple[date, str]:
    """The sort key of proofs by their own dates."""
    return ends(proof.when)[1], proof.evidence_id

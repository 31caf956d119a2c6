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

#: The basis of a byline, and that of the story itself.
BYLINE, STORY = "byline", "article"
KINDS = {
    "recorded": noted("recorded"),
    "reported": noted("reported"),
    "inferred": noted("inferred"),
}
#: How a document shows somebody at a place, by its kind and the precision of its date.
BY_PAPER = noted("by a paper of {when}")
BY_STORY = noted("according to the article")
ON_A_DAY, IN_A_TIME = noted("on {when}"), noted("in {when}")


def by_story(record: Record, source_id: str, text: str) -> str:
    """A row's text on its own: what only the story says is marked as its claim."""
    if source_id not in set(record.data["claims"]["source_id"]):
        return text
    return say("By the article: {text}", text=text)


def presence(stint: Stint, later: Sequence[Proof]) -> Iterator[str]:
    """The first and the last document that show the person there, by their own dates.

    If a paper came out when the person may already have left, the sentence says that it shows
    earlier work, so that nobody takes it for a second post.
    """
    held = sorted((p for p in stint.proofs if p.assertion == "at"), key=dated)
    away = [ends(p.when)[0] for p in (*stint.proofs, *later) if p.departs or p in later]
    left = min([stint.ended.last, *away])
    late = [p for p in held if p.basis == BYLINE and dated(p)[0] >= left]
    sure = [p for p in held if p not in late]
    if not sure:
        if late:
            when, kind = prose.dated(late[-1].when), say(KINDS[best(late)])
            told = noted("Named there by a paper of {when}, for work done before ({kind}).")
            yield say(told, when=when, kind=kind)
        return
    first = how(next((p for p in sure if p.basis != STORY), sure[0]))
    last = how(sure[-1])
    since, until = (say(KINDS[best(p for p in sure if how(p) == told)]) for told in (first, last))
    if first == last:
        yield say("Shown there {how} ({kind}).", how=first, kind=since)
    else:
        yield say(
            "Shown there {first} ({since}), and last {last} ({until}).",
            first=first,
            since=since,
            last=last,
            until=until,
        )
    if late:
        when = prose.dated(late[-1].when)
        yield say("Named there too by a paper of {when}, for work done before.", when=when)


def there(history: Sequence[Stint], number: int) -> list[str]:
    """When the person came, and what shows the person there."""
    later = history[number + 1].proofs if number + 1 < len(history) else ()
    return [*arrival(history[number]), *presence(history[number], later)]


def first_shown(record: Record, stint: Stint) -> str:
    """What shows the person there first."""
    first = min(stint.proofs, key=dated)
    return say(
        "Shown at {place} {how} ({kind}).",
        place=record.name(stint.employer_id),
        how=how(first),
        kind=say(KINDS[first.kind]),
    )


def how(proof: Proof) -> str:
    """How a document shows somebody at a place: its kind and its own date."""
    if proof.basis == BYLINE:
        return say(BY_PAPER, when=prose.dated(proof.when))
    if proof.basis == STORY:
        return say(BY_STORY)
    return _when(proof)


def _when(proof: Proof) -> str:
    """The date of a proof, on a day or in a month or year."""
    text = ON_A_DAY if len(proof.when) == len("2000-01-01") else IN_A_TIME
    return say(text, when=prose.dated(proof.when))


def arrival(stint: Stint) -> Iterator[str]:
    """When the person came, if a document about the arrival says so."""
    for proof in sorted((p for p in stint.proofs if p.assertion == "joined"), key=dated):
        yield say("Came {how} ({kind}).", how=how(proof), kind=say(KINDS[proof.kind]))
        return


def leaving(record: Record, history: Sequence[Stint], number: int) -> Iterator[str]:
    """When the person left, by a document about that; else what shows the next post."""
    stint = history[number]
    away = sorted((p for p in stint.proofs if p.departs), key=dated)
    if away:
        left, gone = noted("Left {how} ({kind})."), noted("Had left by {when} ({kind}).")
        yield departed(away[0], left, gone, noted("Leaving announced for {when} ({kind})."))
    elif number + 1 < len(history) and stint.ended.last < FOREVER:
        later = min(history[number + 1].proofs, key=dated)
        yield say(
            "Shown at {next} {how} ({kind}); when the person left {place}, no document says.",
            next=record.name(later.employer_id),
            how=how(later),
            kind=say(KINDS[later.kind]),
            place=record.name(stint.employer_id),
        )


def departed(proof: Proof, left: str, gone: str, ahead: str, place: str = "") -> str:
    """A sentence on a departure, on or by a date or announced for one; texts are marked elsewhere.

    What was known before its day is an announcement.
    """
    text = gone if proof.assertion == "had-left" else left
    if proof.known < proof.span.first:
        text = ahead
    kind, when = say(KINDS[proof.kind]), prose.dated(proof.when)
    told = _when(proof)
    if proof.basis == STORY:
        told = say("{how}, according to the article", how=told)
    return say(text, how=told, when=when, kind=kind, place=place)


def dated(proof: Proof) -> tuple[date, str]:
    """The sort key of proofs by their own dates."""
    return ends(proof.when)[1], proof.evidence_id

"""The checks: each measures one thing in the record and holds it against what is claimed.

None knows a claim. Each takes a `Question` and gives a `Finding`: a verdict, what was claimed and
what was measured in words, and the sources it went by. `afterllama.grammar` says what each takes.

The record often leaves room. A verdict is *confirmed* where all that it leaves room for bears the
claim out, *contradicted* where nothing does, and *open* where some does.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from afterllama import grammar, prose
from afterllama.days import FOREVER, UNDATED, Span, span
from afterllama.proofs import Proof, parents_of
from afterllama.record import Record, standing
from afterllama.stints import Stint, departure

CONFIRMED = "confirmed"
CORRECTED = "confirmed with a correction"
PARTLY = "partly"
CONTRADICTED = "contradicted"
OPEN = "open"
VERDICTS = (CONFIRMED, CORRECTED, PARTLY, CONTRADICTED, OPEN)

#: What a sign says of an amount that is held against another.
AMOUNTS = {
    "=": "as much as",
    "<": "less than",
    "<=": "no more than",
    ">": "more than",
    ">=": "no less than",
}
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: How far a whole number may be off, all of it, for the claim to stand with a correction.
NEAR = 1
#: A licence of this kind gives some of what the next one gives.
LICENCES = ("closed", "research", "open")
#: What such a licence is in a sentence.
TERMS = {"closed": "a closed", "research": "a research", "open": "an open"}
UNITS = {
    "params_billion": "billion parameters",
    "train_tokens_billion": "billion tokens",
    "accelerator_count": "processors",
    "gpu_hours": "GPU-hours",
    "energy_mwh": "MWh",
    "co2_tonnes": "tonnes of CO2",
}


@dataclass(frozen=True)
class Question:
    """What a check is asked: its arguments, the claim, and how the record is read.

    `on` is the day asked about; `known` the day on which evidence had to be public, or None for
    all evidence.
    """

    record: Record
    arguments: dict[str, str]
    operator: str
    claimed: str
    on: date
    known: date | None = None

    def listed(self, name: str) -> list[str]:
        """The parts of an argument that lists several; empty where it is not given."""
        return [part for part in self.arguments.get(name, "").split("|") if part]

    def people(self, text: str) -> list[str]:
        """Person ids, with the lists that papers hold written out, each person once."""
        found: list[str] = []
        for part in text.split("|"):
            selector, _, name = part.rpartition(":")
            if selector == "authors":
                found += self.record.authors(name)
            elif selector:
                rows = self.record.data[grammar.LISTS[selector]].query("paper_id == @name")
                found += rows["person_id"].tolist()
            else:
                found.append(name)
        return list(dict.fromkeys(found))

    def row(self, table: str, identifier: str) -> pd.Series:
        """The row of a table with an id."""
        return self.record.rows(table).loc[identifier]

    def event(self, identifier: str) -> Span:
        """The days on which an event may have happened."""
        row = self.row("events", identifier)
        return span(row["date"], row["date_precision"])

    def sources(self, table: str, identifiers: Iterable[str]) -> tuple[str, ...]:
        """The sources of rows of a table."""
        return tuple(self.row(table, identifier)["source_id"] for identifier in identifiers)


@dataclass(frozen=True)
class Finding:
    """What a check found: the verdict, both sides in words, the ids of the sources.

    The two sides complete the sentence `By the claim ...; by the record ...`.
    """

    verdict: str
    claimed: str
    measured: str
    source_ids: tuple[str, ...] = field(default=())


# From what was measured to a verdict -------------------------------------------------------------


def counted(least: int, most: int, sign: str, claimed: tuple[float, int, int]) -> str:
    """The verdict on a count of which the record gives the least and the most."""
    exact, low, high = claimed
    if sign == "=":
        hits = [low <= n <= high for n in range(least, most + 1)]
    else:
        hits = [COMPARE[sign](n, exact) for n in range(least, most + 1)]
    if all(hits):
        return CONFIRMED
    if any(hits):
        return OPEN
    if sign == "=" and least == most and low - NEAR <= least <= high + NEAR:
        return CORRECTED
    return CONTRADICTED


def together(answers: Sequence[bool | None]) -> str:
    """The verdict on several statements at once, each true, false or not known."""
    if answers and all(answers):
        return CONFIRMED
    if any(answers):
        return PARTLY
    return CONTRADICTED if False in answers else OPEN


def within(measured: Span, claimed: Span) -> bool | None:
    """Whether days lie within others; None where only some of them do."""
    if claimed.first <= measured.first and measured.last <= claimed.last:
        return True
    if measured.last < claimed.first or claimed.last < measured.first:
        return False
    return None


def said(sign: str, claimed: tuple[float, int, int]) -> str:
    """A claimed count in words, as the whole numbers that would bear it out."""
    exact, low, high = claimed
    if sign == "=":
        return prose.digits(low, high)
    if sign in (">", ">="):
        return f"{low + (sign == '>' or low < exact)} or more"
    return f"{high - (sign == '<' or high > exact)} or fewer"


def when(days: Span) -> str:
    """Days in words: a day, or between which days."""
    if days == UNDATED:
        return "not known"
    if days.first == days.last:
        return prose.short(days.first)
    if days.first == date.min:
        return f"by {prose.short(days.last)}"
    if days.last == FOREVER:
        return f"{prose.short(days.first)} or later"
    if days.last - days.first > timedelta(days=26) and days.first.day == 1:
        after = days.last + timedelta(days=1)
        if after.day == 1 and (days.first.year, days.first.month) == _month(days.last):
            return prose.month(days.first)
        if (after.day, after.month, after.year) == (1, 1, days.first.year + 1):
            return str(days.first.year)
    return f"{prose.short(days.first)} to {prose.short(days.last)}"


def dates(days: Span) -> str:
    """The same within a sentence: `on 27 Feb 2023`, `in 2013`, or between which days."""
    text = when(days)
    if days == UNDATED or text.startswith("by "):
        return text
    if days.first == days.last or days.last == FOREVER:
        return f"on {text}"
    first, parted, last = text.partition(" to ")
    return f"between {first} and {last}" if parted else f"in {text}"


def figure(value: float) -> str:
    """A number with as many decimals as it needs, two at most."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _month(value: date) -> tuple[int, int]:
    return value.year, value.month


def _sources(proofs: Iterable[Proof]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(proof.source_id for proof in proofs))


# The checks --------------------------------------------------------------------------------------


def departed(q: Question) -> Finding:
    """How many of some people had left an employer, or had left it since a day."""
    employer = q.record.employers[q.arguments["from"]]
    people = q.people(q.arguments["people"])
    since = grammar.day(q.arguments["since"]) if "since" in q.arguments else date.min
    answers = [_gone(q, person, employer, since) for person in people]
    least = sum(answer is True for answer, _ in answers)
    most = len(people) - sum(answer is False for answer, _ in answers)
    claimed = grammar.bounds(q.claimed, len(people))
    shown = (proof for _, proofs in answers for proof in proofs)
    return Finding(
        counted(least, most, q.operator, claimed),
        f"{said(q.operator, claimed)} of {len(people)} had left {q.record.name(employer)}",
        f"{prose.digits(least, most)} of {len(people)}",
        _sources(shown),
    )


def _gone(
    q: Question, person: str, employer: str, since: date
) -> tuple[bool | None, tuple[Proof, ...]]:
    """Whether somebody left within a time, with the proofs that decide."""
    history = q.record.history(person, q.known)
    state = standing(history, employer, q.on)
    move = departure(history, employer)
    last = tuple(p for s in history if s.employer_id == employer for p in s.proofs[-1:])
    if state == "there":
        return False, last
    if state == "unknown" or move is None:
        return None, last
    if move.when.last < since:
        return False, move.proofs
    return (True if move.when.first >= since else None), move.proofs


def placed(q: Question) -> Finding:
    """Whether people were at an organization on a day, had come to it, or had left it."""
    people = q.people(q.arguments["people"])
    judge = {"at": _at, "joined": _joined, "left": _left}[q.operator]
    answers = [judge(q, person, q.claimed) for person in people]
    verdict = together([answer for answer, _ in answers])
    verb = {"at": "worked at", "joined": "had come to", "left": "had left"}[q.operator]
    stated = f"{prose.names(q.record.name(p) for p in people)} {verb} {q.record.name(q.claimed)}"
    parts = []
    for answer, words in ((True, "shown"), (False, "not so"), (None, "not known")):
        who = [p for p, (a, _) in zip(people, answers, strict=True) if a is answer]
        if len(who) == len(people):
            parts.append(f"this is {words}")
        elif who:
            parts.append(f"this is {words} for {prose.names(q.record.name(p) for p in who)}")
    shown = (proof for _, proofs in answers for proof in proofs)
    return Finding(verdict, stated, "; ".join(parts), _sources(shown))


Answer = tuple[bool | None, tuple[Proof, ...]]


def _split(q: Question, person: str, place: str) -> tuple[list[Stint], list[Stint]]:
    """Somebody's stints at the employer of a place, and those elsewhere."""
    home = q.record.employers[place]
    history = q.record.history(person, q.known)
    here = [s for s in history if s.employer_id == home]
    return here, [s for s in history if s.employer_id != home]


def _inside(q: Question, proof: Proof, place: str) -> bool:
    """Whether a proof is of a place or of a part of it."""
    parents = parents_of(q.record.data["organizations"])
    name = proof.organization_id
    while name and name != place:
        name = parents[name]
    return name == place


def _at(q: Question, person: str, place: str) -> Answer:
    here, elsewhere = _split(q, person, place)
    away = [s for s in elsewhere if s.certain(q.on)]
    stays = [s for s in here if s.certain(q.on)]
    if stays:
        shown = [
            p for s in stays for p in s.proofs if _inside(q, p, place) and p.span.first <= q.on
        ]
        return (True if shown else None), tuple(shown or stays[-1].proofs)
    if away:
        return False, tuple(p for s in away for p in s.proofs)
    if here and all(s.ended.last <= q.on for s in here):
        return False, here[-1].proofs
    return None, tuple(p for s in here for p in s.proofs)


def _joined(q: Question, person: str, place: str) -> Answer:
    here, _ = _split(q, person, place)
    shown = tuple(p for s in here for p in s.proofs if _inside(q, p, place))
    if any(p.span.last <= q.on for p in shown):
        return True, shown
    if here and all(s.started.first > q.on for s in here):
        return False, shown
    return None, shown


def _left(q: Question, person: str, place: str) -> Answer:
    home = q.record.employers[place]
    history = q.record.history(person, q.known)
    gone, proofs = _gone(q, person, home, date.min)
    if gone is None and departure(history, home) is None and not proofs:
        return None, ()
    return gone, proofs


def departure_date(q: Question) -> Finding:
    """Whether somebody left an employer within the days that are claimed."""
    employer = q.record.employers[q.arguments["from"]]
    (claimed,) = grammar.spans(q.claimed)
    history = q.record.history(q.arguments["person"], q.known)
    here = [p for s in history if s.employer_id == employer for p in s.proofs]
    move = departure(history, employer)
    who = f"{q.record.name(q.arguments['person'])} left {q.record.name(employer)}"
    stated = f"{who} {dates(claimed)}"
    if move is None:
        return Finding(OPEN, stated, "no departure is proven", _sources(here))
    verdict = together([within(move.when, claimed)])
    return Finding(verdict, stated, dates(move.when), _sources([*here, *move.proofs]))


def dated(q: Question) -> Finding:
    """Whether events happened on the days that are claimed, one after the other."""
    events = q.listed("events")
    claimed = grammar.spans(q.claimed)
    found = [q.event(event) for event in events]
    verdict = together([within(*pair) for pair in zip(found, claimed, strict=True)])
    words = [prose.names(dict.fromkeys(map(dates, days))) for days in (claimed, found)]
    return Finding(verdict, f"it was {words[0]}", words[1], q.sources("events", events))


def order(q: Question) -> Finding:
    """Whether events happened before others: each of the first before each of the second."""
    first, second = q.listed("first"), q.claimed.split("|")
    pairs = [(q.event(a), q.event(b)) for a in first for b in second]
    answers = [True if a.last < b.first else False if a.first > b.last else None for a, b in pairs]
    early, late = (prose.names(dates(q.event(e)) for e in events) for events in (first, second))
    stated, measured = "the first came before the other", f"it came {early}, the other {late}"
    return Finding(together(answers), stated, measured, q.sources("events", [*first, *second]))


def gap(q: Question) -> Finding:
    """How many days lie between two events."""
    events = [q.arguments["from"], q.arguments["to"]]
    begin, end = map(q.event, events)
    least, most = (end.first - begin.last).days, (end.last - begin.first).days
    claimed = grammar.bounds(q.claimed, 0)
    return Finding(
        counted(least, most, q.operator, claimed),
        f"{said(q.operator, claimed)} days lie between",
        f"{prose.digits(least, most)} days",
        q.sources("events", events),
    )


def happened(q: Question) -> Finding:
    """How many of some events had happened by a day, or between two days."""
    events = q.listed("events")
    since = grammar.day(q.arguments["since"]) if "since" in q.arguments else date.min
    time = Span(since, q.on)
    answers = [within(q.event(event), time) for event in events]
    least, most = answers.count(True), len(answers) - answers.count(False)
    claimed = grammar.bounds(q.claimed, len(events))
    return Finding(
        counted(least, most, q.operator, claimed),
        f"such events number {said(q.operator, claimed)}",
        prose.digits(least, most),
        q.sources("events", events),
    )


def involved(q: Question) -> Finding:
    """Whether the people of some events are those that are claimed, and no others.

    Where all who are claimed are there and others too, the claim stands with a correction.
    """
    events, claimed = q.listed("events"), set(q.people(q.claimed))
    cells = [q.row("events", event)["person_ids"] for event in events]
    found = list(dict.fromkeys(p for cell in cells for p in cell.split("|") if p))
    if claimed == set(found):
        verdict = CONFIRMED
    elif not found:
        verdict = OPEN
    elif claimed < set(found):
        verdict = CORRECTED
    else:
        verdict = PARTLY if claimed & set(found) else CONTRADICTED
    words = [prose.names(map(q.record.name, who)) for who in (q.people(q.claimed), found)]
    return Finding(verdict, f"it was {words[0]}", words[1], q.sources("events", events))


def authors(q: Question) -> Finding:
    """How many authors a paper lists."""
    paper = q.arguments["paper"]
    return _size(q, len(q.record.authors(paper)), "authors sign", q.sources("papers", [paper]))


def shared(q: Question) -> Finding:
    """How many authors some papers have in common."""
    papers = q.listed("papers")
    people = set.intersection(*(set(q.record.authors(paper)) for paper in papers))
    return _size(q, len(people), "authors are shared", q.sources("papers", papers))


def thanked(q: Question) -> Finding:
    """How many people a paper thanks, as far as the record lists them."""
    table = q.record.data["acknowledgements"]
    rows = table[table["paper_id"] == q.arguments["paper"]]
    return _size(q, len(rows), "people are thanked", tuple(dict.fromkeys(rows["source_id"])))


def _size(q: Question, number: int, what: str, sources: tuple[str, ...]) -> Finding:
    claimed = grammar.bounds(q.claimed, number)
    verdict = counted(number, number, q.operator, claimed)
    stated = f"{said(q.operator, claimed)} {what}"
    return Finding(verdict, stated, prose.digits(number, number), sources)


def signed(q: Question) -> Finding:
    """Whether people are on the author list of a paper."""
    people = q.people(q.arguments["people"])
    listed = set(q.record.authors(q.claimed))
    verdict = together([person in listed for person in people])
    found = [q.record.name(person) for person in people if person in listed]
    who = prose.names(q.record.name(person) for person in people)
    claimed = f"{who} signed {q.record.name(q.claimed)}"
    measured = "all of them" if len(found) == len(people) else prose.names(found)
    return Finding(verdict, claimed, measured, q.sources("papers", [q.claimed]))


def compare(q: Question) -> Finding:
    """Whether a model has more or less of something than another, within one measure."""
    name = q.arguments["field"]
    table = q.record.data[grammar.FIELDS[name]].dropna(subset=[name])
    measures = table["measure"] if "measure" in table else pd.Series("", index=table.index)
    pairs, sources = [], []
    for _, rows in table.groupby(measures, sort=True):
        values = rows.set_index("model_id")
        if {q.arguments["model"], q.claimed} <= set(values.index):
            both = values.loc[[q.arguments["model"], q.claimed]]
            pairs.append(tuple(float(value) for value in both[name]))
            sources += both["source_id"].tolist()
    claimed = f"it is {AMOUNTS[q.operator]} {q.row('models', q.claimed)['name']}"
    if not pairs:
        return Finding(OPEN, claimed, "no measure has both", ())
    verdict = together([COMPARE[q.operator](*pair) for pair in pairs])
    words = "; ".join(f"{figure(first)} against {figure(second)}" for first, second in pairs)
    return Finding(verdict, claimed, f"{words} {UNITS[name]}", tuple(dict.fromkeys(sources)))


def licence(q: Question) -> Finding:
    """Whether models were released under the kind of licence that is claimed.

    A kind that gives less, yet something, bears the claim out in part.
    """
    models = q.listed("models")
    kinds = [q.row("models", model)["license_kind"] for model in models]
    wanted = LICENCES.index(q.claimed)
    answers = [kind == q.claimed for kind in kinds]
    verdict = together(answers)
    if verdict == CONTRADICTED and any(0 < LICENCES.index(kind) < wanted for kind in kinds):
        verdict = PARTLY
    held = [k for k in LICENCES if k in kinds]
    measured = prose.names(f"{_all(kinds.count(k), len(kinds))} {TERMS[k]} licence" for k in held)
    claimed = f"{_all(len(kinds), len(kinds))} {TERMS[q.claimed]} licence"
    return Finding(verdict, claimed, measured, q.sources("models", models))


def _all(number: int, size: int) -> str:
    """Some of several models as the subject of a sentence."""
    if number < size:
        return f"{number} of {size} are under"
    return "the release is under" if size == 1 else f"all {size} releases are under"


def part_of(q: Question) -> Finding:
    """Whether an organization is the same as another, or a part of it.

    Where they are claimed to be the same and one is a part of the other, that is so in part.
    """
    place, other = q.arguments["organization"], q.claimed
    parents = parents_of(q.record.data["organizations"])

    def above(name: str) -> list[str]:
        found = [name]
        while parents[found[-1]]:
            found.append(parents[found[-1]])
        return found

    inside, around = other in above(place), place in above(other)
    if q.operator == "=":
        verdict = CONFIRMED if place == other else PARTLY if inside or around else CONTRADICTED
    else:
        verdict = CONFIRMED if inside and place != other else CONTRADICTED
    chain = ", a part of ".join(q.record.name(name) for name in above(place))
    relation = "the same as" if q.operator == "=" else "a part of"
    claimed = f"{q.record.name(place)} is {relation} {q.record.name(other)}"
    return Finding(verdict, claimed, chain, q.sources("organizations", above(place)))


CHECKS: dict[str, Callable[[Question], Finding]] = {
    "departed": departed,
    "placed": placed,
    "departure": departure_date,
    "dated": dated,
    "order": order,
    "gap": gap,
    "happened": happened,
    "involved": involved,
    "authors": authors,
    "shared": shared,
    "signed": signed,
    "thanked": thanked,
    "compare": compare,
    "licence": licence,
    "part_of": part_of,
}

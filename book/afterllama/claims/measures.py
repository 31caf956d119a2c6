"""The checks: each measures one thing in the record and compares it with the claim.

Each takes a `Question` and returns a `Finding`: a verdict, the claimed and the measured value in
words, and the sources. `afterllama.claims.grammar` says which arguments each takes.

The record often leaves several possibilities. A verdict is *confirmed* if all of them support the
claim, *contradicted* if none does, and *open* if some do.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from afterllama.claims import grammar
from afterllama.record.evidence import Proof, parents_of, upward
from afterllama.record.record import Record
from afterllama.record.stints import COMPUTED, Stint, day_kind, departure
from afterllama.record.tally import THERE, UNKNOWN, standing
from afterllama.words import prose
from afterllama.words.days import FOREVER, LENGTHS, UNDATED, Span, ends, span
from afterllama.words.language import noted, say

CONFIRMED = noted("confirmed")
CORRECTED = noted("confirmed with a correction")
PARTLY = noted("partly")
CONTRADICTED = noted("contradicted")
OPEN = noted("open")
VERDICTS = (CONFIRMED, CORRECTED, PARTLY, CONTRADICTED, OPEN)

#: What an operator says of an amount compared with that of a model.
AMOUNTS = {
    "=": noted("it is as much as {model}"),
    "<": noted("it is less than {model}"),
    "<=": noted("it is no more than {model}"),
    ">": noted("it is more than {model}"),
    ">=": noted("it is no less than {model}"),
}
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: How far a whole number may be off for a claim to stand with a correction.
NEAR = 1
#: A licence of this kind grants part of what the next one grants.
LICENCES = ("closed", "research", "open")
#: Words for one release, all of several, and some of them, by the kind of licence.
RELEASES = {
    "closed": (
        noted("the release is under a closed licence"),
        noted("all {size} releases are under a closed licence"),
        noted("{number} of {size} are under a closed licence"),
    ),
    "research": (
        noted("the release is under a research licence"),
        noted("all {size} releases are under a research licence"),
        noted("{number} of {size} are under a research licence"),
    ),
    "open": (
        noted("the release is under an open licence"),
        noted("all {size} releases are under an open licence"),
        noted("{number} of {size} are under an open licence"),
    ),
}
#: Numbers with what they count, by the field in which models are compared.
UNITS = {
    "params_billion": noted("{amounts} billion parameters"),
    "train_tokens_billion": noted("{amounts} billion tokens"),
    "accelerator_count": noted("{amounts} processors"),
    "gpu_hours": noted("{amounts} GPU-hours"),
    "energy_mwh": noted("{amounts} MWh"),
    "co2_tonnes": noted("{amounts} tonnes of CO₂"),
}
#: Words for people and a place, by operator.
STAYS = {
    "at": noted("{people} worked at {place}"),
    "joined": noted("{people} had come to {place}"),
    "left": noted("{people} had left {place}"),
}
#: Words for a statement about people: all of them, and some.
SHOWN: dict[bool | None, tuple[str, str]] = {
    True: (noted("this is shown"), noted("this is shown for {people}")),
    False: (noted("evidence shows otherwise"), noted("evidence shows otherwise for {people}")),
    None: (noted("this is not known"), noted("this is not known for {people}")),
}


class LeftOutError(LookupError):
    """What a claim is about is not in the record as it is read: not public yet, or set aside."""


@dataclass(frozen=True)
class Question:
    """The input of a check: its arguments, the claim, and how to read the record.

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
        """The values of an argument; empty if it is not given."""
        return [part for part in self.arguments.get(name, "").split("|") if part]

    def people(self, text: str) -> list[str]:
        """Person ids, with the lists of papers expanded, each person once."""
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
        """The row of a table with an id; `LeftOutError` if the record was read without it."""
        try:
            return self.record.row(table, identifier)
        except KeyError:
            if self.record.changed:
                raise LeftOutError(identifier) from None
            raise

    def event(self, identifier: str) -> Span:
        """The days on which an event may have happened."""
        row = self.row("events", identifier)
        return span(row["date"], row["date_precision"])

    def sources(self, table: str, identifiers: Iterable[str]) -> tuple[str, ...]:
        """The sources of rows of a table."""
        return tuple(self.row(table, identifier)["source_id"] for identifier in identifiers)


@dataclass(frozen=True)
class Finding:
    """What a check found: the verdict, claimed and measured value in words, ids of the sources.

    The two sides complete the sentence `By the claim ...; by the record ...`.
    """

    verdict: str
    claimed: str
    measured: str
    source_ids: tuple[str, ...] = field(default=())


# From a measurement to a verdict -------------------------------------------------------------


def counted(least: int, most: int, sign: str, claimed: tuple[float, int, int]) -> str:
    """The verdict on a count that the record bounds."""
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
    """The verdict on several statements together, each true, false or None (not known)."""
    if answers and all(answers):
        return CONFIRMED
    if any(answers):
        return PARTLY
    return CONTRADICTED if False in answers else OPEN


def within(measured: Span, claimed: Span) -> bool | None:
    """Whether a span lies within another; None if only partly."""
    if claimed.first <= measured.first and measured.last <= claimed.last:
        return True
    if measured.last < claimed.first or claimed.last < measured.first:
        return False
    return None


def said(sign: str, claimed: tuple[float, int, int]) -> str:
    """A claimed count in words, as the whole numbers that would confirm it."""
    exact, low, high = claimed
    if sign == "=":
        return prose.digits(low, high)
    if sign in (">", ">="):
        return say("{number} or more", number=low + (sign == ">" or low < exact))
    return say("{number} or fewer", number=high - (sign == "<" or high > exact))


def dates(days: Span) -> str:
    """Days within a sentence: `on 27 Feb 2023`, `in 2013`, or between which days."""
    if days == UNDATED:
        return say("not known")
    if days.first == days.last:
        return say("on {day}", day=prose.short(days.first))
    if days.first == date.min:
        return say("by {day}", day=prose.short(days.last))
    if days.last == FOREVER:
        return say("on {day} or later", day=prose.short(days.first))
    for precision in ("month", "year"):
        text = days.first.isoformat()[: LENGTHS[precision]]
        if days == Span(*ends(text)):
            return say("in {time}", time=prose.dated(text))
    first, last = prose.short(days.first), prose.short(days.last)
    return say("between {first} and {last}", first=first, last=last)


def amount(value: float) -> str:
    """A number with up to two decimals."""
    return prose.signed(f"{value:,.2f}".rstrip("0").rstrip("."))


def _sources(proofs: Iterable[Proof]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(proof.source_id for proof in proofs))


# The checks --------------------------------------------------------------------------------------


def departed(q: Question) -> Finding:
    """How many of some people had left an employer, or left it since a day."""
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
        say(
            "{count} of {total} had left {place}",
            count=said(q.operator, claimed),
            total=len(people),
            place=q.record.name(employer),
        ),
        prose.proportion(least, len(people), most),
        _sources(shown),
    )


def _gone(
    q: Question, person: str, employer: str, since: date
) -> tuple[bool | None, tuple[Proof, ...]]:
    """Whether somebody left within a time, with the deciding proofs."""
    history = q.record.history(person, q.known)
    state = standing(history, employer, q.on)
    move = departure(history, employer)
    last = tuple(p for s in history if s.employer_id == employer for p in s.proofs[-1:])
    if state == THERE:
        return False, last
    if state == UNKNOWN or move is None:
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
    who, place = prose.names(map(q.record.name, people)), q.record.name(q.claimed)
    stated = say(STAYS[q.operator], people=who, place=place)
    parts = []
    for answer, (of_all, of_some) in SHOWN.items():
        held = [p for p, (a, _) in zip(people, answers, strict=True) if a is answer]
        if len(held) == len(people):
            parts.append(say(of_all))
        elif held:
            parts.append(say(of_some, people=prose.names(map(q.record.name, held))))
    shown = (proof for _, proofs in answers for proof in proofs)
    return Finding(verdict, stated, prose.series(parts), _sources(shown))


Answer = tuple[bool | None, tuple[Proof, ...]]


def _split(q: Question, person: str, place: str) -> tuple[list[Stint], list[Stint]]:
    """A person's stints at a place's employer, and those elsewhere."""
    home = q.record.employers[place]
    history = q.record.history(person, q.known)
    here = [s for s in history if s.employer_id == home]
    return here, [s for s in history if s.employer_id != home]


def _inside(q: Question, proof: Proof, place: str) -> bool:
    """Whether a proof is about a place or a part of it."""
    return place in upward(proof.organization_id, parents_of(q.record.data["organizations"]))


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
    return _gone(q, person, q.record.employers[place], date.min)


def departure_date(q: Question) -> Finding:
    """Whether somebody left an employer within the claimed days."""
    employer = q.record.employers[q.arguments["from"]]
    (claimed,) = grammar.spans(q.claimed)
    history = q.record.history(q.arguments["person"], q.known)
    here = [p for s in history if s.employer_id == employer for p in s.proofs]
    move = departure(history, employer)
    stated = say(
        "{person} left {place} {date}",
        person=q.record.name(q.arguments["person"]),
        place=q.record.name(employer),
        date=dates(claimed),
    )
    if move is None:
        return Finding(OPEN, stated, say("no departure is documented"), _sources(here))
    verdict = together([within(move.when, claimed)])
    measured = dates(move.when)
    origin = [s for s in history if s.employer_id == employer][-1]
    if day_kind(origin, "end_earliest") == COMPUTED:
        measured = say("{dates}, by our rule on papers", dates=measured)
    return Finding(verdict, stated, measured, _sources([*here, *move.proofs]))


def dated(q: Question) -> Finding:
    """Whether events happened on the claimed days, pair by pair."""
    events = q.listed("events")
    claimed = grammar.spans(q.claimed)
    found = [q.event(event) for event in events]
    verdict = together([within(*pair) for pair in zip(found, claimed, strict=True)])
    words = [prose.names(dict.fromkeys(map(dates, days))) for days in (claimed, found)]
    stated = say("it was {dates}", dates=words[0])
    return Finding(verdict, stated, words[1], q.sources("events", events))


def order(q: Question) -> Finding:
    """Whether events happened before others: each of the first before each of the second."""
    first, second = q.listed("first"), q.claimed.split("|")
    pairs = [(q.event(a), q.event(b)) for a in first for b in second]
    answers = [True if a.last < b.first else False if a.first > b.last else None for a, b in pairs]
    named = {e: say("“{event}”", event=q.row("events", e)["title"]) for e in (*first, *second)}
    early, late = (prose.names(named[e] for e in events) for events in (first, second))
    stated = say("{early} came before {late}", early=early, late=late)
    measured = prose.series(
        say("{event} came {date}", event=name, date=dates(q.event(event)))
        for event, name in named.items()
    )
    return Finding(together(answers), stated, measured, q.sources("events", list(named)))


def gap(q: Question) -> Finding:
    """How many days lie between two events."""
    events = [q.arguments["from"], q.arguments["to"]]
    begin, end = map(q.event, events)
    least, most = (end.first - begin.last).days, (end.last - begin.first).days
    claimed = grammar.bounds(q.claimed, 0)
    return Finding(
        counted(least, most, q.operator, claimed),
        say("{number} days lie between", number=said(q.operator, claimed)),
        say("{number} days", number=prose.digits(least, most)),
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
        say("such events number {number}", number=said(q.operator, claimed)),
        prose.digits(least, most),
        q.sources("events", events),
    )


def involved(q: Question) -> Finding:
    """Whether the people of some events are exactly those claimed.

    If all of them are there and others too, the claim stands with a correction.
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
    stated = say("it was {people}", people=words[0])
    return Finding(verdict, stated, words[1], q.sources("events", events))


def authors(q: Question) -> Finding:
    """How many authors a paper lists."""
    paper = q.arguments["paper"]
    stated = noted("{number} authors sign")
    return _size(q, len(q.record.authors(paper)), stated, q.sources("papers", [paper]))


def shared(q: Question) -> Finding:
    """How many authors some papers have in common."""
    papers = q.listed("papers")
    people = set.intersection(*(set(q.record.authors(paper)) for paper in papers))
    stated = noted("{number} authors are shared")
    return _size(q, len(people), stated, q.sources("papers", papers))


def thanked(q: Question) -> Finding:
    """How many of the people in the record a paper thanks."""
    table = q.record.data["acknowledgements"]
    rows = table[table["paper_id"] == q.arguments["paper"]]
    stated = noted("{number} people are thanked")
    return _size(q, len(rows), stated, tuple(dict.fromkeys(rows["source_id"])))


def _size(q: Question, number: int, words: str, sources: tuple[str, ...]) -> Finding:
    claimed = grammar.bounds(q.claimed, number)
    verdict = counted(number, number, q.operator, claimed)
    stated = say(words, number=said(q.operator, claimed))
    return Finding(verdict, stated, prose.digits(number, number), sources)


def signed(q: Question) -> Finding:
    """Whether people are on the author list of a paper."""
    people = q.people(q.arguments["people"])
    listed = set(q.record.authors(q.claimed))
    verdict = together([person in listed for person in people])
    found = [q.record.name(person) for person in people if person in listed]
    who = prose.names(q.record.name(person) for person in people)
    claimed = say("{people} signed {paper}", people=who, paper=q.record.name(q.claimed))
    measured = say("all of them") if len(found) == len(people) else prose.names(found)
    return Finding(verdict, claimed, measured, q.sources("papers", [q.claimed]))


def compare(q: Question) -> Finding:
    """Whether a model has more or less of something than others, by the same measure.

    Several others are added up. If a value of some of them is missing, the sum is a lower bound.
    """
    name, own, others = q.arguments["field"], q.arguments["model"], q.claimed.split("|")
    names = {model: str(q.row("models", model)["name"]) for model in others}
    table = q.record.data[grammar.FIELDS[name]].dropna(subset=[name])
    measures = table["measure"] if "measure" in table else pd.Series("", index=table.index)
    answers, told, sources = [], [], []
    for _, rows in table.groupby(measures, sort=True):
        values = rows.set_index("model_id")
        held = [model for model in others if model in values.index]
        if own not in values.index or not held:
            continue
        first, least = float(values.loc[own, name]), float(values.loc[held, name].sum())
        answers.append(_stands(q.operator, first, least, whole=held == others))
        words = say("{first} against {second}", first=amount(first), second=amount(least))
        told.append((say(UNITS[name], amounts=words), [names[m] for m in others if m not in held]))
        sources += values.loc[[own, *held], "source_id"].tolist()
    claimed = say(AMOUNTS[q.operator], model=prose.names(names.values()))
    if not told:
        return Finding(OPEN, claimed, say("no measure has both"), ())
    measured = prose.series(_short_of(*pair) for pair in told)
    return Finding(together(answers), claimed, measured, tuple(dict.fromkeys(sources)))


def _stands(operator: str, first: float, least: float, whole: bool) -> bool | None:
    """Whether two amounts compare as claimed; unless `whole`, the other is a lower bound."""
    if whole:
        return COMPARE[operator](first, least)
    if first < least:
        return operator == "<"
    return False if operator == ">" and first == least else None


def _short_of(amounts: str, lacking: Sequence[str]) -> str:
    """The measured value, with the names of models that lack one."""
    if not lacking:
        return amounts
    return say(
        "{amounts}, and not known for {models}", amounts=amounts, models=prose.names(lacking)
    )


def licence(q: Question) -> Finding:
    """Whether models were released under the claimed kind of licence.

    A kind that grants less confirms the claim in part.
    """
    models = q.listed("models")
    kinds = [q.row("models", model)["license_kind"] for model in models]
    wanted = LICENCES.index(q.claimed)
    answers = [kind == q.claimed for kind in kinds]
    verdict = together(answers)
    if verdict == CONTRADICTED and any(0 < LICENCES.index(kind) < wanted for kind in kinds):
        verdict = PARTLY
    held = [k for k in LICENCES if k in kinds]
    measured = prose.names(_released(k, kinds.count(k), len(kinds)) for k in held)
    claimed = _released(q.claimed, len(kinds), len(kinds))
    return Finding(verdict, claimed, measured, q.sources("models", models))


def _released(kind: str, number: int, size: int) -> str:
    """How many of several models were released under a kind of licence."""
    one, every, several = RELEASES[kind]
    if number < size:
        return say(several, number=number, size=size)
    return say(one) if size == 1 else say(every, size=size)


def part_of(q: Question) -> Finding:
    """Whether an organization is the same as another, or part of it.

    If they are claimed to be the same and one is part of the other, the verdict is partly.
    """
    place, other = q.arguments["organization"], q.claimed
    parents = parents_of(q.record.data["organizations"])
    above = upward(place, parents)
    inside, around = other in above, place in upward(other, parents)
    if q.operator == "=":
        verdict = CONFIRMED if place == other else PARTLY if inside or around else CONTRADICTED
    else:
        verdict = CONFIRMED if inside and place != other else CONTRADICTED
    *parts, chain = map(q.record.name, above)
    for part in reversed(parts):
        chain = say("{place}, a part of {whole}", place=part, whole=chain)
    own, its = q.record.name(place), q.record.name(other)
    claimed = say("{place} is a part of {whole}", place=own, whole=its)
    if q.operator == "=":
        claimed = say("{place} is the same as {other}", place=own, other=its)
    return Finding(verdict, claimed, chain, q.sources("organizations", above))


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

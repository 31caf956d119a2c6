"""Calls that show the directory: as sections on the book's pages, as tables in JupyterLab.

Pages get groups of entries; an entry has texts, a small timeline, and facts with their sources.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
from IPython.display import display

from afterllama.charts.stay_timeline import Strip, reach, strip
from afterllama.charts.theme import variables
from afterllama.claims.verdicts import Claim, Ledger
from afterllama.record.lookup import check_ledger, check_record
from afterllama.record.record import Record
from afterllama.record.replies import answered
from afterllama.record.stay_wording import LEADER
from afterllama.shown.directory_facts import (
    Fact,
    Paper,
    Person,
    Place,
    Said,
    Stay,
    people,
    places,
)
from afterllama.shown.figures import bundle, whole_tables
from afterllama.shown.ledger_rows import slug
from afterllama.words import prose
from afterllama.words.language import count, say

PAYLOAD = "application/vnd.afterllama.directory+json"
#: The most rows of a timeline on the page of organizations.
ROWS = 12


def show_people(record: Record, ledger: Ledger, papers: Sequence[str], story: str) -> None:
    """Show all listed people, with papers, stays, evidence and claims.

    Parameters
    ----------
    record, ledger : Record, Ledger
        The record, and the claims on it.
    papers : sequence of str
        Papers (ids) whose authors are listed, besides leaders and people named by a claim.
    story : str
        The figure in which these authors can be marked, as page and id: `index#fig-story`.
    """
    check_record(record, "show_people")
    check_ledger(ledger, "show_people")
    held = people(record, ledger, papers)
    title = say("People")
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, people_payload(record, held, story), title), raw=True)
        return
    columns = {"name": say("Person"), "signed": say("Papers"), "standing": say("Shown")}
    rows = [(p.name, p.signed, p.standing) for group in held.values() for p in group]
    _table(rows, list(columns.values()))


def show_places(record: Record, ledger: Ledger, papers: Sequence[str]) -> None:
    """Show all organizations with the listed people shown there by evidence; see `show_people`."""
    check_record(record, "show_places")
    check_ledger(ledger, "show_places")
    listed = [p.id for group in people(record, ledger, papers).values() for p in group]
    held = places(record, listed)
    title = say("Organizations")
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, places_payload(record, held), title), raw=True)
        return
    columns = [say("Organization"), say("Kind"), say("Part of"), say("People")]
    rows = [
        (p.name, p.sort, ", ".join(map(record.name, p.parents)), " ".join(p.summary)) for p in held
    ]
    _table(rows, columns)


def _table(rows: Sequence[tuple[str, ...]], columns: Sequence[str]) -> None:
    with whole_tables():
        display(pd.DataFrame(rows, columns=list(columns)))


def people_payload(record: Record, held: dict[str, list[Person]], story: str) -> dict[str, Any]:
    """The groups of people in the form that the book's pages use."""
    page, _, figure = story.partition("#")
    authors = [group for group in held if record.is_paper(group)]
    groups = []
    for group, members in held.items():
        if not members:
            continue
        link = {"page": page, "id": figure} if group in authors else None
        stints = [stay.stint for person in members for stay in person.stays]
        within = reach(stints, record.package.record_date)
        entries = []
        for person in members:
            rows = [(record.name(s.stint.employer_id), s.stint) for s in person.stays]
            drawn = strip(record, rows, within) if rows and within else None
            entries.append(_person(record, person, drawn, link))
        title = _title(record, group, first=group == next(iter(held)))
        groups.append({"anchor": f"people-{slug(group)}", "title": title, "entries": entries})
    return {"groups": variables(groups)}


def places_payload(record: Record, held: Sequence[Place]) -> dict[str, Any]:
    """The organizations in that form: those with listed people, and others."""
    shown = [place for place in held if place.stays or place.named or place.seconds]
    others = [place for place in held if place not in shown]
    groups = [
        ("places-shown", say("Where this book's people are shown"), shown),
        ("places-other", say("Other organizations"), others),
    ]
    return {
        "groups": variables(
            [
                {"anchor": anchor, "title": title, "entries": [_place(record, p) for p in members]}
                for anchor, title, members in groups
                if members
            ]
        )
    }


def _title(record: Record, group: str, first: bool) -> str:
    if group == LEADER:
        return say("Leaders")
    if not record.is_paper(group):
        return say("Others whom a claim names")
    if first:
        return say("Authors of {paper}", paper=record.name(group))
    return say("Other authors of {paper}", paper=record.name(group))


def _person(
    record: Record, person: Person, drawn: Strip | None, link: dict[str, str] | None
) -> dict[str, Any]:
    lists = [
        (say("Papers"), [_paper(paper) for paper in person.papers]),
        (say("Sources disagree"), list(map(_fact, person.conflicts))),
        (say("Evidence that decides no count"), list(map(_fact, person.aside))),
        (say("Thanked in"), list(map(_fact, person.thanks))),
        (say("Dated events"), list(map(_fact, person.events))),
        (say("Own published words"), list(map(_fact, person.statements))),
        (say("Claims that name this person"), [_claim(record, claim) for claim in person.claims]),
    ]
    return {
        "sort": "person",
        "anchor": person.anchor,
        "title": person.name,
        "spellings": [person.name, *person.aliases],
        "card": _card(person),
        "lead": person.standing,
        "notes": [person.note] * bool(person.note),
        "replies": list(map(answered, person.replies)),
        "source": vars(person.source),
        "above": [],
        "strip": _strip(drawn, person.name, person.stays),
        "stays": [
            _stay(stay, f"organization-{place}", record.name(place))
            for stay in person.stays
            for place in [stay.stint.employer_id]
        ],
        "lists": _lists(lists),
        "label": say("Listed by:"),
        "mark": {**link, "person": person.id, "label": say("Marked in the storyline")}
        if link
        else None,
    }


def _card(person: Person) -> list[str]:
    """Who somebody is, in two short lines; the event that leads a leader's entry is too long."""
    is_short = person.stays or person.role != LEADER
    return list(filter(None, [person.signed, person.standing if is_short else ""]))


def _place(record: Record, place: Place) -> dict[str, Any]:
    rows = [(record.name(stay.stint.person_id), stay.stint) for stay in place.stays]
    within = reach([stint for _, stint in rows], record.package.record_date)
    few = 0 < len({stint.person_id for _, stint in rows}) <= ROWS
    drawn = strip(record, rows, within) if few and within else None
    stays = [
        _stay(
            stay,
            f"person-{stay.stint.person_id}",
            record.name(stay.stint.person_id),
            [say("Before: {place}.", place=record.name(stay.before))] if stay.before else [],
            [say("After: {place}.", place=record.name(stay.after))] if stay.after else [],
        )
        for stay in place.stays
    ]
    named = [_named(record, who, facts) for who, facts in place.named.items()]
    beside = say("A second post, held beside another.")
    seconds = [_named(record, who, facts, beside) for who, facts in place.seconds.items()]
    parts = [{"anchor": f"organization-{p}", "name": record.name(p)} for p in place.parts]
    above = [{"anchor": f"organization-{p}", "name": record.name(p)} for p in place.parents]
    card = [_sort(record, place), place.summary[0]]
    return {
        "sort": "place",
        "anchor": place.anchor,
        "title": place.name,
        "spellings": [place.name],
        "card": card,
        "lead": " ".join(place.summary),
        "notes": [_sort(record, place), *filter(None, [place.note])],
        "replies": [],
        "source": vars(place.source),
        "above": [{"title": say("Part of:"), "links": above}] * bool(above)
        + [{"title": say("Parts:"), "links": parts}] * bool(parts),
        "strip": _strip(drawn, place.name, place.stays),
        "stays": [*stays, *named, *seconds],
        "lists": _lists([(say("Papers signed there"), [_paper(p) for p in place.papers])]),
        "label": say("Listed by:"),
        "mark": None,
    }


def _named(record: Record, person_id: str, facts: Sequence[Fact], *first: str) -> dict[str, Any]:
    """A person whom evidence names at an organization, with the days of the evidence."""
    days = dict.fromkeys(fact.when for fact in facts)
    return {
        "who": {"anchor": f"person-{person_id}", "name": record.name(person_id)},
        "said": _said([*first, say("Evidence of {days}.", days=prose.names(days))]),
        "label": prose.start(_pieces(facts)),
        "facts": list(map(_fact, facts)),
    }


def _sort(record: Record, place: Place) -> str:
    if not place.parents:
        return say("{kind}.", kind=place.sort)
    return say("{kind}, part of {parent}.", kind=place.sort, parent=record.name(place.parents[0]))


def _lists(lists: Iterable[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    return [{"title": title, "items": items} for title, items in lists if items]


def _stay(
    stay: Stay, anchor: str, name: str, before: Sequence[str] = (), after: Sequence[str] = ()
) -> dict[str, Any]:
    """A stay, with the employers before and after it, as far as the record shows."""
    there, leaving = (list(map(vars, said)) for said in (stay.there, stay.leaving))
    return {
        "who": {"anchor": anchor, "name": name},
        "said": [*there, *_said(before), *leaving, *_said(after)],
        "label": prose.start(_pieces(stay.evidence)),
        "facts": list(map(_fact, stay.evidence)),
    }


def _said(texts: Iterable[str]) -> list[dict[str, Any]]:
    return [vars(Said(text)) for text in texts]


def _pieces(facts: Sequence[Fact]) -> str:
    return count(
        "{n} piece of evidence", "{n} pieces of evidence", len(facts), n=prose.number(len(facts))
    )


def _strip(drawn: Strip | None, name: str, stays: Sequence[Stay]) -> dict[str, Any] | None:
    """A small timeline with its label and description."""
    if drawn is None:
        return None
    rows = zip(drawn.rows, stays, strict=True)
    words = [say("{name}: {text}", name=row.name, text=_shown(stay)) for row, stay in rows]
    plain = json.loads(json.dumps(asdict(drawn)))
    return {**plain, "alt": " ".join([f"{name}.", drawn.alt, *words])}


def _shown(stay: Stay) -> str:
    return " ".join(said.text for said in (*stay.there, *stay.leaving) if not said.unknown)


def _item(text: str, **other: Any) -> dict[str, Any]:
    return {
        "when": "",
        "text": text,
        "kind": None,
        "sources": [],
        "aside": "",
        "claim": None,
        "replies": [],
    } | other


def _fact(fact: Fact) -> dict[str, Any]:
    kind = {"value": fact.kind, "label": say(fact.kind)} if fact.kind else None
    sources = [vars(citation) for citation in fact.citations]
    answers = list(map(answered, fact.replies))
    told = {"when": fact.when, "kind": kind, "sources": sources, "aside": fact.aside}
    return _item(fact.text, **told, replies=answers)


def _paper(paper: Paper) -> dict[str, Any]:
    text = paper.title
    if not text.startswith(paper.name):
        text = say("{name}: {title}", name=paper.name, title=text)
    return _item(text, when=paper.when, sources=[vars(paper.citation)])


def _claim(record: Record, claim: Claim) -> dict[str, Any]:
    label = say("the article's claim: {verdict}", verdict=say(claim.verdict))
    verdict = {"value": slug(claim.verdict), "label": label}
    where = {"anchor": claim.anchor, "paragraphs": ", ".join(claim.paragraphs)}
    answers = list(map(answered, record.replies.get(claim.id, ())))
    return _item(claim.row["statement"], claim={**where, "verdict": verdict}, replies=answers)

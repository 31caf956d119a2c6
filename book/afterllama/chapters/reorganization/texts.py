"""The numbers of the chapter on the reorganization, as texts for its sentences."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.chapters.authors import around
from afterllama.chapters.reorganization.numbers import Reorganization
from afterllama.words import prose
from afterllama.words.language import say


def words(r: Reorganization) -> SimpleNamespace:
    """The chapter's numbers, dates and names as texts for its sentences."""
    parts = (_byline, _joined, _papers, _thanked, _work, _everybody)
    return SimpleNamespace(**{key: text for part in parts for key, text in part(r).items()})


def _byline(r: Reorganization) -> dict[str, str]:
    size = len(r.record.authors(r.overlap))
    return {
        "origin": r.record.name(r.origin),
        "overlap": r.record.name(r.overlap),
        "total": prose.number(len(r.record.authors(r.paper))),
        "other_total": prose.number(len(r.record.authors(r.other))),
        "size": prose.number(size),
        "other_list_mark": say("on the other list as well"),
        "signers": prose.number(len(r.signers(r.paper))),
        "other_signers": prose.number(len(r.signers(r.other))),
        "not_signing": prose.number(len(r.not_signing)),
        "unplaced": prose.number(len([p for p in r.authors.beside.unknown if p in r.not_signing])),
        "named": prose.number(len(r.named[-1])),
        "other_named": prose.number(len(r.named[0])),
        "shared_names": r.who(r.shared),
        "either": prose.number(len(r.either)),
        "either_share": prose.share(len(r.either), len(r.everybody)),
        "size_share": prose.share(len(r.either), size),
        "code_signers": prose.number(len(r.groups[2].part)),
        "from_code": prose.number(len(r.from_code)),
        "gone_names": r.who(r.gone),
        "away": prose.number(len(r.away)),
        "since_names": r.who(r.since),
        "since_month": prose.month(
            max((m.when.last for m in r.moved if m.person_id in r.since), default=r.report)
        ),
        "appeared": prose.day(r.record.paper_day(r.overlap)),
    }


def _joined(r: Reorganization) -> dict[str, str]:
    then, later = r.colleagues(r.record.paper_day(r.overlap)), r.colleagues(r.authors.newest.day)
    return {
        "pairs": prose.number(len(r.pairs)),
        "earlier": prose.some(r.earlier),
        "joined": prose.number(len(r.joined)),
        "colleagues": prose.between(*then),
        "later": prose.some(later[0]),
        "later_most": prose.number(later[1]),
        "later_month": prose.month(r.authors.newest.day),
    }


def _papers(r: Reorganization) -> dict[str, str]:
    top = r.overlaps.loc[r.overlaps["shared"].idxmax()]
    return {
        "papers": prose.number(len(r.papers)),
        "several": prose.number(len(r.several)),
        "firms": prose.number(len(r.firms)),
        "firms_names": r.who(r.firms),
        "several_then": prose.number(r.several_then),
        "top": prose.number(int(top["shared"])),
        "top_first": r.record.name(top["first"]),
        "top_second": r.record.name(top["second"]),
        "with_code": prose.number(r.share(r.overlap, r.papers[3])),
        "with_next": prose.number(r.share(r.overlap, r.papers[4])),
        "apart": prose.names(
            r.record.name(p) for p in r.papers if p != r.other and not r.share(r.other, p)
        ),
    }


def _thanked(r: Reorganization) -> dict[str, str]:
    places = ((r.who(people), r.record.name(place)) for place, people in r.placed.items())
    return {
        "thanked": prose.number(len(r.thanked)),
        "thanked_places": prose.series(
            say("{people} at {place}", people=people, place=place) for people, place in places
        ),
        "thanked_told": r.who(r.told),
        "all_gone_day": prose.day(r.last_gone),
        **around(r.authors),
    }


def _work(r: Reorganization) -> dict[str, str]:
    organization = r.record.rows("papers")["organization_id"]
    return {
        "group": prose.day(r.when("group").last),
        "window": prose.month(r.when("window").first),
        "told": prose.day(r.when("told").last),
        "signed_for": r.record.name(organization[r.overlap]),
        "code_for": r.record.name(organization[r.papers[3]]),
    }


def _everybody(r: Reorganization) -> dict[str, str]:
    day = r.authors.newest.day
    held = r.held(day)
    away = sum(number for place, number in held.items() if place != r.origin)
    then = r.authors.of_the_day.moved
    return {
        "people": prose.number(len(r.everybody)),
        "report": prose.day(r.report),
        "Left_report": prose.opening(r.left(r.report)),
        "left_told": r.who(r.authors.told),
        "left_press": prose.number(len(r.authors.all_only_there)),
        "left_report": prose.number(r.left(r.report)),
        "left_later": prose.number(r.left(day)),
        "left_then": prose.number(len(then)),
        "held_origin": prose.number(held[r.origin]),
        "held_away": prose.number(away),
        "employers": prose.number(len([place for place in held if place != r.origin])),
        "silent": prose.number(len(r.everybody) - sum(held.values())),
    }

"""The numbers of the chapter on the reorganization, as texts for its sentences."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from afterllama.chapters.reorganization.numbers import Reorganization
from afterllama.words import prose
from afterllama.words.language import say

#: Rows of the chapter's table of names.
ROWS = 9


def words(r: Reorganization) -> SimpleNamespace:
    """The chapter's numbers, dates and names as texts for its sentences."""
    parts = (_byline, _table, _left, _papers, _group, _everybody, _cards)
    return prose.Texts(**{key: text for part in parts for key, text in part(r).items()})


def _table(r: Reorganization) -> dict[str, Any]:
    """The rows of the table of names: `n.row1.name`, and so on; empty where names run out."""
    empty = dict.fromkeys(("name", "wrote", "place"), "")
    rows = [_row(r, p) for p in (*r.away, *r.firm, *r.weak)[:ROWS]]
    rows += [empty] * (ROWS - len(rows))
    return {f"row{number}": SimpleNamespace(**row) for number, row in enumerate(rows, 1)}


def _row(r: Reorganization, person_id: str) -> dict[str, str]:
    """A name on the later paper, with the older papers and the place."""
    place = r.at(person_id, r.report)
    left = say("had left {origin}", origin=r.record.name(r.origin))
    unplaced = left if person_id in r.away else say("not known")
    there = r.record.name(place) if place else unplaced
    doubted = place and person_id in r.weak
    return {
        "name": r.record.name(person_id),
        "wrote": prose.names(map(r.record.name, r.wrote(person_id))),
        "place": say("{place}, less certain", place=there) if doubted else there,
    }


def _byline(r: Reorganization) -> dict[str, str]:
    appeared = r.record.paper_day(r.overlap)
    signers, others, size = (len(r.signers(p)) for p in (r.paper, r.other, r.overlap))
    return {
        "origin": r.record.name(r.origin),
        "home": r.record.name(r.authors.homes[0][0]),
        "overlap": r.record.name(r.overlap),
        "appeared": prose.day(appeared),
        "Weeks": prose.opening((r.report - appeared).days // 7),
        "report": prose.day(r.report),
        "size": prose.number(size),
        "struck": prose.number(size - len(r.either)),
        "signers": prose.number(signers),
        "other_signers": prose.number(others),
        "shared_names": r.authors.who(r.shared),
        "either": prose.number(len(r.either)),
        "either_names": r.authors.who(r.either),
        "Either": prose.opening(len(r.either)),
    }


def _left(r: Reorganization) -> dict[str, str]:
    """Who of the listed had left, and when."""
    ends = {m.person_id: m.when.last for m in r.moved}
    later = (p for who in r.weak for p in r.record.evidence(who) if p.basis == "byline")
    lists = [p.known for p in later if p.employer_id == r.origin]
    return {
        "departed_names": r.authors.who(r.departed),
        "hired": prose.month(max((ends[p] for p in r.departed), default=r.report)),
        "away": prose.number(len(r.away)),
        "since_names": r.authors.who(r.since),
        "since_month": prose.month(max((ends[p] for p in r.since), default=r.report)),
        "stayed": prose.number(len(r.either) - len(r.away)),
        "weak": prose.number(len(r.weak)),
        "weak_names": r.authors.who(r.weak),
        "list_month": prose.month(max(lists, default=r.report)),
    }


def _papers(r: Reorganization) -> dict[str, str]:
    top = r.overlaps.loc[r.overlaps["shared"].idxmax()]
    return {
        "papers": prose.number(len(r.papers)),
        "several": prose.number(len(r.several)),
        "Firms": prose.opening(sum(p in r.firms for p in r.either)),
        "firms_listed": r.authors.who(tuple(p for p in r.firms if p in r.either)),
        "firms_others": r.authors.who(tuple(p for p in r.firms if p not in r.either)),
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


def _group(r: Reorganization) -> dict[str, str]:
    when = r.when("group").last
    return {"group": prose.day(when), "group_month": prose.month(when)}


def _everybody(r: Reorganization) -> dict[str, str]:
    day = r.authors.newest.day
    then = r.left(r.report)
    return {
        "people": prose.number(len(r.everybody)),
        "left_of": prose.proportion(then, len(r.everybody)),
        "could_of": prose.proportion(then + len(r.authors.beside.unknown), len(r.everybody)),
        "left_report": prose.number(then),
        "Left_report": prose.opening(then),
        "left_told": r.authors.who(r.authors.told),
        "left_retold": r.authors.who(r.authors.doubted(r.authors.without_coverage)),
        "left_then_of": prose.proportion(len(r.authors.of_the_day.moved), len(r.everybody)),
        "later_month": prose.month(day),
        "unplaced": prose.number(len(r.authors.beside.unknown)),
    }


def _cards(r: Reorganization) -> dict[str, str]:
    """The reasons of the claims on cards, where the ledger's own are too long for one."""
    return {
        "why_twice": say(
            "Elsewhere the article itself lists {twice} at {home}, and so does the press.",
            home=r.record.name(r.authors.homes[0][0]),
            twice=r.authors.who(r.twice),
        ),
    }

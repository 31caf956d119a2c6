"""The numbers of the chapter on the months around February 2023, as texts for its sentences."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from afterllama.chapters.shakeup.numbers import Shakeup
from afterllama.words import prose
from afterllama.words.language import say


def words(s: Shakeup) -> SimpleNamespace:
    """The chapter's numbers, dates and names as texts for its sentences."""
    parts = (_month, _departures, _head, _reasons, _links, _code, _cards)
    return prose.Texts(**{key: text for part in parts for key, text in part(s).items()})


def _month(s: Shakeup) -> dict[str, str]:
    return {
        "story_mark": say("from the article alone"),
        "month": prose.month(s.days.first),
        "Inside": prose.opening(len(s.inside)),
        "public": prose.number(len(s.public)),
        "alone": prose.number(len(s.told_alone)),
        "around": prose.number(len(s.around)),
        "first_event": prose.month(s.listed[0]),
        "last_event": prose.month(s.listed[-1]),
        "report": prose.day(s.record.day("report")),
        "begun": prose.day(s.day("begun")),
        "release": prose.day(s.day("release")),
        "group": prose.day(s.day("group")),
    }


def _departures(s: Shakeup) -> dict[str, str]:
    return {
        "across": prose.number(len(s.across)),
        "dated": prose.number(len(s.dated_by_story)),
    }


def _head(s: Shakeup) -> dict[str, str]:
    return {
        "head": s.record.name(s.heads[0]),
        "head_since": prose.month(s.left.first),
        "head_until": prose.day(s.left.last),
    }


def _reasons(s: Shakeup) -> dict[str, str]:
    *reasons, fight = s.said("paper") or [""]
    return {
        "head_words": " ".join(s.said("own", by=s.heads)),
        "fight": fight,
        "other_reasons": " ".join(reasons),
        "machines": " ".join(s.said("paper", ("machines",))),
    }


def _links(s: Shakeup) -> dict[str, str]:
    """The heads of the lab, and who both papers share."""
    labs = dict.fromkeys(s.record.name(link.end) for link in s.led)
    return {
        "heads": s.authors.who(tuple(s.heads)),
        "lab": prose.names(labs),
        "shared": s.authors.who(tuple(s.authors.shared)),
    }


def _code(s: Shakeup) -> dict[str, str]:
    rows = s.commits
    peak = rows.loc[rows["commits"].idxmax()]
    last = rows.iloc[-1]
    return {
        "peak": prose.number(int(peak["commits"])),
        "peak_month": prose.month(date.fromisoformat(f"{peak['month']}-01")),
        "last": prose.number(int(last["commits"])),
        "last_month": prose.month(date.fromisoformat(f"{last['month']}-01")),
        "year": s.year,
        "in_january": prose.number(s.of_month(f"{s.year}-01")),
        "in_month": prose.number(s.of_month(s.month)),
        "line": s.record.name(s.line),
        "line_day": prose.day(s.record.paper_day(s.line)),
        "roll": prose.day(s.day("roll")),
        "maintainers": prose.number(len(s.maintainers)),
        "Signers": prose.opening(len(s.signers)),
        "signers": prose.number(len(s.signers)),
        "overlap": s.record.name(s.overlap),
        "overlap_month": prose.month(s.record.paper_day(s.overlap)),
    }


def _cards(s: Shakeup) -> dict[str, str]:
    """The reasons of the claims on cards, where the ledger's own are too long for one."""
    return {
        "why_peak": say(
            "We found no document from {month} that mentions tension.",
            month=prose.month(s.days.first),
        ),
        "why_abandoned": say(
            "We found a larger model, but no document says that it is the one the article means, "
            "or that it was dropped."
        ),
        "why_cause": say("Only The Information, as others retell it, gives this reason."),
    }

"""The numbers of the chapter on the authors who left, as texts for its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from afterllama.chapters.authors.numbers import Authors
from afterllama.words import prose
from afterllama.words.language import say


def words(a: Authors) -> SimpleNamespace:
    """The chapter's numbers, dates and names as texts for its sentences."""
    parts = (
        *(_papers, _story, _report_day, _competing, _sources, _beside, _places, _pairs),
        *(_then, _together),
    )
    return SimpleNamespace(**{key: text for part in parts for key, text in part(a).items()})


def _papers(a: Authors) -> dict[str, str]:
    return {
        "paper_day": prose.day(a.record.paper_day(a.paper)),
        "report": prose.day(a.report),
        "report_mark": say("the report"),
        "report_month": prose.month(a.report),
        "record_day": prose.day(a.record.package.record_date),
        "total": prose.number(a.total),
        "half": prose.number(a.total // 2),
        "origin": a.record.name(a.origin),
        "people": prose.number(len(a.everybody)),
        "shared_names": a.who(a.shared),
        "lag": str(a.record.package.byline_lag),
        "lag_low": str(a.lags[0]),
        "lag_high": str(a.lags[1]),
    }


def _story(a: Authors) -> dict[str, str]:
    kept = tuple(p for p in a.named["there"] if p not in a.team)
    counts = a.record.data["counts"].query("paper_id == @a.paper and source_id == @a.story")
    return {
        "story_counts": prose.number(len(counts)),
        "named_gone": prose.number(len(a.named["gone"])),
        "named_gone_names": a.who(a.named["gone"]),
        "team": prose.number(len(a.team)),
        "twice_names": a.who(a.twice),
        "kept_names": a.who(kept),
    }


def _report_day(a: Authors) -> dict[str, str]:
    left = [a.record.left(p, a.origin).last for p in a.added]
    return {
        "then": prose.number(a.then.least),
        "then_names": a.who(a.then.gone),
        "told_then": a.who(a.told_then),
        "told": a.who(a.told),
        "then_most": prose.number(a.then.most),
        "today": prose.number(a.today.least),
        "today_names": a.who(a.today.gone),
        "Today": prose.opening(a.today.least),
        "stayed": prose.number(len(a.today.there)),
        "added_names": a.who(a.added),
        "added_month": prose.month(max(left, default=a.report)),
        "overlap_month": prose.month(a.record.paper_day(a.overlap)),
        "on_its_word": a.who(a.without_story.unknown),
        "without_story": prose.between(a.without_story.least, a.without_story.most),
        "without_report": prose.between(a.without_report.least, a.without_report.most),
        "without_all": prose.between(a.without_all.least, a.without_all.most),
        "without_both": prose.between(a.without_both.least, a.without_both.most),
        "open_names": a.who(a.without_commits.unknown),
        "without_commits": prose.number(a.without_commits.most),
        "today_band": prose.between(a.today.least, a.today.most),
        **around(a),
        "around_first": prose.day(max((p.span.first for p in a.around), default=a.report)),
    }


def around(a: Authors) -> dict[str, str]:
    """When and where evidence shows those whom the story alone places on its day."""
    last = max((p.span.last for p in a.around), default=a.report)
    places = dict.fromkeys(a.record.name(p.employer_id) for p in a.around)
    return {
        "around_day": prose.day(last),
        "around_place": prose.names(places),
    }


def _competing(a: Authors) -> dict[str, str]:
    june, chinese = a.count("press"), a.count("coverage")
    in_june = a.record.tally(a.paper, june.day)
    later = (
        say("{person} in {month}", person=a.record.name(p), month=prose.month(a.last_there(p)))
        for p in a.signers
    )
    return {
        "june": prose.month(june.day),
        "june_count": prose.number(june.least),
        "in_june": prose.between(in_june.least, in_june.most),
        "chinese": prose.number(chinese.least),
        "chinese_month": prose.month(chinese.day),
        "needed": prose.number(a.count("more").least),
        "unmentioned": prose.number(len(a.unmentioned)),
        "unmentioned_names": a.who(a.unmentioned),
        "signers": prose.number(len(a.signers)),
        "signers_later": prose.names(later),
        "signed_day": prose.day(a.record.paper_day(a.signed)),
    }


def _sources(a: Authors) -> dict[str, str]:
    return {
        "recorded": prose.number(len(a.recorded_gone)),
        "disagree": prose.number(len(a.disagreed)),
        "printed": a.who(a.printed),
        "elsewhere": prose.number(a.elsewhere.least),
        "later_known": prose.digits(a.elsewhere.least, a.later.least),
        "only_there": prose.number(len(a.only_there)),
        "only_there_names": a.who(a.only_there),
        "later": prose.number(a.later.least),
        "later_day": prose.day(a.newest.day),
        "later_month": prose.month(a.newest.day),
        "newest": prose.number(a.newest.number),
        "now_most": prose.number(a.now.most),
    }


def _beside(a: Authors) -> dict[str, str]:
    half = a.count("other_half")
    early = [a.record.left(p, a.origin).last for p in a.early]
    return {
        "other_total": prose.number(len(a.record.authors(a.other))),
        "half_least": prose.number(half.least),
        "half_most": prose.number(half.most),
        "other_june": prose.number(a.count("other_press").least),
        "other_named": prose.number(a.beside.least),
        "other_names": a.who(a.beside.gone),
        "early_names": a.who(a.early),
        "early_day": prose.day(max(early, default=a.report)),
        "Other_there": prose.opening(len(a.beside.there)),
        "other_stayed": prose.number(len(a.beside.there)),
        "other_band": prose.between(a.beside.least, a.beside.most),
        "other_unknown": prose.number(len(a.beside.unknown)),
    }


def _places(a: Authors) -> dict[str, str]:
    home, held = a.homes[0]
    return {
        "home": a.record.name(home),
        "home_number": prose.number(held),
        "other_homes": prose.names(a.record.name(place) for place, _ in a.homes[1:]),
        "others": prose.number(sum(number for _, number in a.homes[1:])),
        "destinations": prose.number(len(a.destinations)),
        "seen": prose.names(
            say(
                "{person} at {place} ({month})",
                person=a.record.name(p.person_id),
                place=a.record.name(p.organization_id),
                month=prose.month(p.span.last),
            )
            for p in a.seen
        ),
        "homeless_names": a.who(a.homeless),
        "remain": prose.number(len(a.later.there)),
        "remain_names": a.who(a.later.there),
    }


def _pairs(a: Authors) -> dict[str, str]:
    day = a.newest.day
    least, _, total = a.pairs(day)
    return {
        "pairs": prose.number(total),
        "pairs_report": prose.number(a.pairs(a.report)[0]),
        "pairs_later": prose.number(least),
        "pairs_share": prose.share(least, total),
        "pairs_home": prose.number(a.pairs_at(a.homes[0][0], day)),
        "held_home": prose.number(a.homes[0][1]),
        "held_origin": prose.number(len(a.later.there)),
        "pairs_origin": prose.number(a.pairs_at(a.origin, day)),
    }


def _then(a: Authors) -> dict[str, str]:
    """What figures show as of the report's day."""
    then = a.of_the_day
    pairs = then.pairs(a.report)
    return {
        "then_band": prose.between(a.then.least, a.then.most),
        "recorded_then": prose.digits(*[len(then.recorded_gone)] * 2),
        "other_then": prose.number(then.beside.least),
        "other_then_names": then.who(then.beside.gone),
        "other_then_unknown": prose.number(len(then.beside.unknown)),
        "destinations_then": prose.number(len(then.destinations)),
        "destinations_then_names": prose.names(a.record.name(d) for d in then.destinations),
        "pairs_then": prose.between(pairs[0], pairs[1]),
    }


def _together(a: Authors) -> dict[str, str]:
    """What the authors of both papers did, as far as it is known on the record date."""
    return {
        "all_gone": prose.number(len(a.moved)),
        "All_gone": prose.opening(len(a.moved)),
        "all_only_there": prose.number(len(a.all_only_there)),
        "all_then": prose.number(len(a.of_the_day.moved)),
        "all_places": prose.series(_held(a)),
    }


def _held(a: Authors) -> Iterator[str]:
    """How many of those who left are shown next at each place, single people together."""
    single = [a.record.name(place) for place, held in a.first_homes if held == 1]
    for place, held in a.first_homes:
        if held > 1:
            yield say("{number} at {place}", number=prose.number(held), place=a.record.name(place))
    if single:
        yield say("one each at {places}", places=prose.names(single))
    if lost := len(a.moved) - sum(held for _, held in a.first_homes):
        yield say("{number} at a place that is not known", number=prose.number(lost))

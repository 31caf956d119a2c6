"""The numbers of the chapter on the authors who left, as texts for its sentences."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.chapters.authors.numbers import Authors
from afterllama.words import prose
from afterllama.words.language import say


def words(a: Authors) -> SimpleNamespace:
    """The chapter's numbers, dates and names as texts for its sentences."""
    parts = (
        *(_papers, _story, _report_day, _competing, _sources, _beside, _places, _pairs),
        *(_then, _together, _signers, _doubts, _layers, _reasons),
    )
    return prose.Texts(**{key: text for part in parts for key, text in part(a).items()})


def _papers(a: Authors) -> dict[str, str]:
    return {
        "paper_day": prose.day(a.record.paper_day(a.paper)),
        "report": prose.day(a.report),
        "report_mark": prose.short(a.report),
        "report_month": prose.month(a.report),
        "total": prose.number(a.total),
        "Total": prose.opening(a.total),
        "half": prose.number(a.total // 2),
        "origin": a.record.name(a.origin),
        "people": prose.number(len(a.everybody)),
        "lag": str(a.record.package.byline_lag),
        "lag_low": str(a.lags[0]),
        "lag_high": str(a.lags[1]),
    }


def _story(a: Authors) -> dict[str, str]:
    return {
        "named_left": prose.number(len(a.named["had-left"])),
        "twice_names": a.who(a.twice),
    }


def _report_day(a: Authors) -> dict[str, str]:
    return {
        "then": prose.number(a.then.least),
        "then_names": a.who(a.then.had_left),
        "told": a.who(a.told),
        "today": prose.number(a.today.least),
        "today_names": a.who(a.today.had_left),
        "Today": prose.opening(a.today.least),
        "stayed": prose.number(len(a.today.there)),
        "overlap_month": prose.month(a.record.paper_day(a.overlap)),
        "without_story": prose.between(a.without_story.least, a.without_story.most),
        "today_band": prose.between(a.today.least, a.today.most),
        "without_any": prose.between(a.without_any.least, a.without_any.most),
        "without_both": prose.between(a.without_both.least, a.without_both.most),
        "open_names": a.who(a.without_commits.unknown),
        "without_commits": prose.number(a.without_commits.most),
    }


def _competing(a: Authors) -> dict[str, str]:
    june, chinese = a.count("press"), a.count("coverage")
    return {
        "june": prose.month(june.day),
        "june_count": prose.number(june.least),
        "chinese": prose.number(chinese.least),
        "needed": prose.number(a.count("more").least),
    }


def _sources(a: Authors) -> dict[str, str]:
    return {
        "recorded": prose.number(len(a.recorded_left)),
        "elsewhere": prose.number(a.elsewhere.least),
        "only_there_names": a.who(a.only_there),
        "later": prose.number(a.later.least),
        "later_day": prose.day(a.newest.day),
        "later_month": prose.month(a.newest.day),
        "newest": prose.number(a.newest.number),
    }


def _beside(a: Authors) -> dict[str, str]:
    return {
        "other_total": prose.number(len(a.record.authors(a.other))),
        "Other_named": prose.opening(a.beside.least),
        "other_named": prose.number(a.beside.least),
        "other_names": a.who(a.beside.had_left),
        "other_before": a.who(a.beside_before.had_left),
        "Other_stayed": prose.opening(len(a.beside.there)),
        "other_band": prose.digits(a.beside.least, a.beside.most),
        "other_unknown": prose.number(len(a.beside.unknown)),
    }


def _places(a: Authors) -> dict[str, str]:
    home, held = a.homes[0]
    return {
        "home": a.record.name(home),
        "home_number": prose.number(held),
        "Home_number": prose.opening(held),
        "others": prose.number(sum(number for _, number in a.homes[1:])),
        "Unplaced": prose.opening(a.unplaced),
        "remain": prose.number(len(a.later.there)),
        "Remain": prose.opening(len(a.later.there)),
        "remain_names": a.who(a.later.there),
    }


def _pairs(a: Authors) -> dict[str, str]:
    day = a.newest.day
    least, _, total = a.pairs(day)
    return {
        "pairs": prose.number(total),
        "pairs_report": prose.number(a.pairs(a.report)[0]),
        "pairs_later": prose.number(least),
    }


def _signers(a: Authors) -> dict[str, str]:
    """Whom the chapter's opening names, and who was where on the report's day."""
    first, last = (a.record.authors(a.paper)[place] for place in (0, -1))
    hired = [p.span.last for p in a.hires]
    return {
        "first_name": a.record.name(first),
        "last_name": a.record.name(last),
        "At_home": prose.opening(len(a.at_home)),
        "not_at_home": prose.number(len(a.not_at_home)),
        "still_signing_names": a.who(a.still_signing),
        "misplaced_name": a.who(a.misplaced),
        "misplaced_last": a.last(a.misplaced),
        "hired_month": prose.month(max(hired, default=a.report)),
    }


def _doubts(a: Authors) -> dict[str, str]:
    """Whose place depends on which evidence."""
    return {
        "thin": prose.number(len(a.thin)),
        "firm": prose.number(a.total - len(a.thin)),
        "hired_alone": a.who(tuple(p.person_id for p in a.hires if p.person_id in a.single)),
        "signed_alone": a.who(
            tuple(p.person_id for p in a.signing_later if p.person_id in a.single)
        ),
        "retold_left": a.who(a.doubted(a.without_coverage)),
        "told_there": a.who(a.told_there),
        "told_there_last": a.last(a.told_there),
        "told_last": a.last(a.told),
        "retold_last": a.last(a.doubted(a.without_coverage)),
        "counted_there": a.who(a.doubted(a.without_count)),
        "thin_there_last": a.last(a.thin_there),
        "signing_after": prose.number(a.signing_after),
    }


def _layers(a: Authors) -> dict[str, str]:
    """When the story's count came true, and by which evidence."""
    first = a.since[0] if a.since else None
    return {
        "next_month": prose.month(a.next_paper.known if a.next_paper else a.report),
        "next_name": a.who((first.person_id,) if first else ()),
        "reached_month": prose.month(a.reached.when.last if a.reached else a.report),
        "reached_name": a.who((a.reached.person_id,) if a.reached else ()),
        "founders_names": a.who(a.founders),
    }


def _reasons(a: Authors) -> dict[str, str]:
    """Why the claims on the chapter's cards have their verdicts; empty where it is not so."""
    needed = a.count("more").least
    shown = set(a.today.there) - set(a.told_there)
    more = say(
        "By our count {left} had left, and the claim needs {needed}. Without the article's word "
        "that {names} was still there, it may have been {rest}.",
        left=prose.number(a.today.least),
        names=a.who(a.told_there),
        rest=prose.number(a.total - len(shown)),
        needed=prose.number(needed),
    )
    return {"why_more": more if a.told_there and a.total - len(shown) < needed else ""}


def _then(a: Authors) -> dict[str, str]:
    """What figures show as of the report's day."""
    then = a.of_the_day
    pairs = then.pairs(a.report)
    return {
        "then_band": prose.between(a.then.least, a.then.most),
        "recorded_then": prose.digits(*[len(then.recorded_left)] * 2),
        "other_then": prose.number(then.beside.least),
        "other_then_names": then.who(then.beside.had_left),
        "other_then_unknown": prose.number(len(then.beside.unknown)),
        "destinations_then": prose.number(len(then.destinations)),
        "destinations_then_names": prose.names(a.record.name(d) for d in then.destinations),
        "pairs_then": prose.between(pairs[0], pairs[1]),
    }


def _together(a: Authors) -> dict[str, str]:
    """What the authors of both papers did, as far as it is known on the record date."""
    return {
        "all_only_there": prose.number(len(a.all_only_there)),
        "newest_name": a.record.rows("sources").loc[a.newest.source_id, "publisher"],
        "All_left": prose.opening(len(a.moved)),
        "all_elsewhere": prose.number(a.moved_by_newest[0]),
        "all_then": prose.number(len(a.of_the_day.moved)),
    }

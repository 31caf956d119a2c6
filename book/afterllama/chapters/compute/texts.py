"""The numbers of the chapter on the fight over compute, as texts for its sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable
from types import SimpleNamespace

from afterllama.chapters.compute.numbers import Compute
from afterllama.words import prose
from afterllama.words.language import say


def words(c: Compute) -> SimpleNamespace:
    """The chapter's numbers, dates and names as texts for its sentences."""
    parts = (_runs, _costs, _unreleased, _carbon, _scores, _people)
    return prose.Texts(**{key: text for part in parts for key, text in part(c).items()})


def in_digits(value: float, digits: int = 0) -> str:
    """A measured number in digits; `not known` where there is none."""
    return say("not known") if math.isnan(value) else prose.figure(value, digits)


def times(value: float) -> str:
    """A factor near a whole number, as a word where it is small."""
    return in_digits(value) if math.isnan(value) else prose.number(round(value))


def millions(value: float) -> str:
    """A large measured number as an estimate is given: in millions, with one decimal."""
    if math.isnan(value):
        return in_digits(value)
    return say("{number} million", number=prose.figure(value / 1e6, 1))


def _runs(c: Compute) -> dict[str, str]:
    other, own = c.run(c.second), c.run(c.first)
    later = c.run(c.named["later"])
    return {
        "other_begun": prose.month(other["begun"].first),
        "other_ended": prose.month(other["ended"].first),
        "other_released": prose.month(other["released"].first),
        "own_begun": prose.month(own["begun"].first),
        "own_released": prose.month(own["released"].first),
        "later_begun": prose.month(later["begun"].first),
        "between": prose.number(c.between),
        "rival_mark": say("ChatGPT"),
        "report": prose.day(c.report),
    }


def _costs(c: Compute) -> dict[str, str]:
    return {
        "largest": c.record.whole.rows("models").loc[c.named["largest"], "name"],
        "other": c.record.whole.rows("models").loc[c.named["other"], "name"],
        "hours_own": millions(c.own("largest", "gpu_hours")),
        "hours_other": millions(c.own("other", "gpu_hours")),
        "years": in_digits(c.years),
    }


def _unreleased(c: Compute) -> dict[str, str]:
    known = not math.isnan(c.even)
    return {
        "unreleased": c.record.whole.rows("models").loc[c.named["unreleased"], "name"],
        "unreleased_paper": c.record.name(c.named["unreleased_paper"]),
        "unreleased_size": in_digits(c.parameters("unreleased")),
        "rival_size": in_digits(c.parameters("rival_model")),
        "unreleased_month": prose.month(c.record.paper_day(c.named["unreleased_paper"])),
        "unreleased_times": times(c.parameters("unreleased") / c.parameters("other")),
        "reporting": prose.number(len(c.reporting)),
        "loaded": prose.day(c.loaded),
        "first_record": prose.day(c.first_record),
        "ahead": prose.number(c.ahead),
        "a_token": times(c.a_token),
        "even": in_digits(float(f"{c.even:.2g}") if known else c.even),
        "other_size": in_digits(c.parameters("other")),
    }


def _carbon(c: Compute) -> dict[str, str]:
    energy, grid = c.factors
    own, beside = c.stated
    total = c.beside("co2_tonnes")
    return {
        "beside": c.record.name(c.named["beside_paper"]),
        "stated": in_digits(own),
        "stated_beside": in_digits(beside),
        "least": in_digits(c.estimates[0]),
        "most": in_digits(c.estimates[-1]),
        "carbon_beside": in_digits(total),
        "factor_energy": in_digits(energy, 1),
        "factor_grid": in_digits(grid, 1),
        "stated_whole": in_digits(own * c.trials),
    }


def _scores(c: Compute) -> dict[str, str]:
    tasks = prose.number(len(c.named["common"]))
    return {
        "knowledge_axis": say("MMLU, percent"),
        "common_axis": say("mean of {tasks} tasks, percent", tasks=tasks),
        "small": c.record.whole.rows("models").loc[c.named["small"], "name"],
        "small_score": in_digits(c.score("small", "knowledge"), 1),
        "beside_score": in_digits(c.score("beside", "knowledge"), 1),
        "size_ratio": in_digits(c.parameters("beside") / c.parameters("small")),
        "spent_ratio": times(c.operations("beside") / c.operations("small")),
        "small_common": in_digits(c.score("small", "common"), 1),
        "beside_common": in_digits(c.score("beside", "common"), 1),
        "plain_size": in_digits(c.parameters("plain")),
        "plain_score": in_digits(c.score("plain", "knowledge"), 1),
        "instructed_score": in_digits(c.score("instructed", "knowledge"), 1),
    }


def _people(c: Compute) -> dict[str, str]:
    def who(people: Iterable[str]) -> str:
        return prose.names(map(c.record.name, people))

    signed = [(p, *map(who, c.signers(p))) for p in c.older]
    papers = (
        say("{paper} ({some} with {others})", paper=c.record.name(p), some=some, others=others)
        for p, some, others in signed
    )
    return {
        "own_name": c.record.name(c.first),
        "other_name": c.record.name(c.second),
        "both": who(c.both),
        "older_papers": prose.names(papers),
        "farthest": prose.number(c.farthest(c.joined(c.published))),
        "thanked": who(c.thanked),
        "first_total": prose.number(len(c.record.authors(c.first))),
        "second_total": prose.number(len(c.record.authors(c.second))),
    }

"""The words of the figures of the chapter on the authors who left."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def departures(n: SimpleNamespace) -> FigureWords:
    """When each author of the paper is shown at its employer and elsewhere."""
    return FigureWords(
        id="fig-departures",
        title={
            "record": say("{n.Today} of LLaMA's authors had left {n.origin} by {n.report}", n=n),
            "report": say("Public by then: {n.then} of LLaMA's authors had left {n.origin}", n=n),
        },
        caption=say(
            "A line is solid where documents place a person. It is dotted where the person moved at some time in between. In the pale time we did not look for documents."
        ),
        alt={
            "record": say(
                "One row for each of the {n.total} authors, time to the right. By {n.report} {n.today} had left: {n.today_names}. By {n.later_day} it was {n.later}. {n.remain_names} were still at {n.origin}.",
                n=n,
            ),
            "report": say(
                "One row for each of the {n.total} authors, time to the right. By what was public on {n.report}, {n.then} had left: {n.then_names}. The time after that day is empty.",
                n=n,
            ),
        },
    )


def choice(n: SimpleNamespace) -> FigureWords:
    """How the count changes when a reader sets evidence aside."""
    return FigureWords(
        id="fig-choice",
        title=say("Choose what counts: {n.today} can become {n.without_any}", n=n),
        caption=say(
            "Switch off what you do not trust: the number follows, and so do the names. A dashed name: what is still switched on does not tell where that person was."
        ),
        alt=say(
            "Kinds of evidence to switch off, and the count for {n.report} and for {n.later_day}. With everything on it is {n.today} and {n.later} of {n.total}. On {n.report} it is {n.without_story} without the article's word, and {n.without_all} without other coverage and commits as well. With everything off it is {n.without_any}.",
            n=n,
        ),
    )


def course(n: SimpleNamespace) -> FigureWords:
    """How many had left, by month, beside the published counts."""
    return FigureWords(
        id="fig-course",
        title={
            "record": say("More than half had left by the end of {n.reached_month}", n=n),
            "report": say("Public by then: {n.then_band} of {n.total} could have left", n=n),
        },
        caption=say(
            "The band lies between the least and the most who can have left. Hollow marks are counts that were published. That of the Wall Street Journal includes people who had announced that they would leave."
        ),
        alt={
            "record": say(
                "A stepped band that rises to {n.today} on {n.report}, and to {n.needed} in {n.reached_month}. In {n.later_month} it is {n.later}. Of the published counts that of {n.june} has {n.june_count}, and that of {n.later_month} {n.newest}. The article has {n.half} and {n.needed} or more. A Chinese count has {n.chinese}.",
                n=n,
            ),
            "report": say(
                "A stepped band that ends on {n.report} at {n.then_band}. Counts published by then: {n.june_count} in {n.june}, {n.half} and {n.needed} or more in the article.",
                n=n,
            ),
        },
    )


def counts(n: SimpleNamespace) -> FigureWords:
    """The competing counts, and the bounds that the record sets."""
    return FigureWords(
        id="fig-counts",
        title={
            "record": say("More than half needs {n.needed}, and {n.today} had left", n=n),
            "report": say(
                "More than half needs {n.needed}; what was public allowed {n.then_band}", n=n
            ),
        },
        caption=say(
            "A bar spans what a wording or the evidence allows, for {n.report} where the evidence is ours. The Wall Street Journal's count includes people who had announced that they would leave.",
            n=n,
        ),
        alt={
            "record": say(
                "Counts of LLaMA's authors who had left, of {n.total}. Wall Street Journal, {n.june}: {n.june_count}. The article: {n.half} in one place, {n.needed} or more in another. A Chinese count: {n.chinese}, with a person who is no author. Business Insider, {n.later_month}: {n.newest}. Our count for {n.report}: {n.then_band} by what was public then, {n.today} on everything known today. It is up to {n.without_commits} without commits and {n.without_story} without the article's word. Without either it is {n.without_both}.",
                n=n,
            ),
            "report": say(
                "Counts of LLaMA's authors who had left, of {n.total}. Wall Street Journal, {n.june}: {n.june_count}. The article: {n.half} in one place, {n.needed} or more in another. Our count by what was public then: {n.then_band}.",
                n=n,
            ),
        },
    )


def sources(n: SimpleNamespace) -> FigureWords:
    """What each group of sources says about each author."""
    return FigureWords(
        id="fig-sources",
        title={
            "record": say("Papers and code show {n.recorded} of the {n.later} departures", n=n),
            "report": say("Departures that papers and code showed by then: {n.recorded_then}", n=n),
        },
        caption=say(
            "What each group of sources says of each author, taken alone and after the LLaMA paper itself; an empty cell says nothing. Other coverage of The Information's report counts as press of its day."
        ),
        alt={
            "record": say(
                "A grid: the {n.total} authors down, groups of sources across. The article marks {n.named_gone} as having left, {n.twice_names} also as still there. Papers and code mark {n.recorded} as having left. Later press adds the others who left by {n.later_month}.",
                n=n,
            ),
            "report": say(
                "The same grid with what was public on {n.report}: authors whom papers and code mark as having left: {n.recorded_then}. The column of later press is empty.",
                n=n,
            ),
        },
    )


def opt(n: SimpleNamespace) -> FigureWords:
    """`departures` for the authors of the other paper."""
    return FigureWords(
        id="fig-opt",
        title={
            "record": say(
                "Of OPT's authors {n.other_named} had left and {n.other_stayed} were still there",
                n=n,
            ),
            "report": say(
                "Public by then: {n.other_then} of OPT's authors had left {n.origin}", n=n
            ),
        },
        caption=say(
            "People whom no document places on {n.report} share a row, with their names at the marks.",
            n=n,
        ),
        alt={
            "record": say(
                "One row for each of the {n.other_total} authors. By {n.report} {n.other_named} had left: {n.other_names}. For {n.other_unknown} no document tells where they were on that day. Those of them whom no document shows elsewhere share one row.",
                n=n,
            ),
            "report": say(
                "One row for each of the {n.other_total} authors. By what was public on {n.report}, {n.other_then} had left: {n.other_then_names}. For {n.other_then_unknown} nothing public told.",
                n=n,
            ),
        },
    )


def migration(n: SimpleNamespace) -> FigureWords:
    """Where the authors went, month by month."""
    return FigureWords(
        id="fig-migration",
        title={
            "record": say("In {n.later_month} the largest group was at {n.home}", n=n),
            "report": say(
                "What was public then leads to {n.destinations_then} employers after {n.origin}",
                n=n,
            ),
        },
        caption=say(
            "A line is a move, drawn through the name of the person who made it. Beside an employer are the least and the most people who can be there. For late months fewer people can be placed, because there are fewer documents."
        ),
        alt={
            "record": say(
                "A graph with {n.origin} on the left, the {n.total} authors in the middle and later employers on the right. On {n.report} {n.stayed} people are at {n.origin}. In {n.later_month} {n.home_number} are at {n.home} and {n.others} at other employers. At {n.origin} {n.remain} remain.",
                n=n,
            ),
            "report": say(
                "The same graph with what was public on {n.report}: {n.then} of the {n.total} have left for {n.destinations_then_names} or an employer that is not known.",
                n=n,
            ),
        },
    )


def pairs(n: SimpleNamespace) -> FigureWords:
    """The pairs of authors who still share an employer, by month."""
    return FigureWords(
        id="fig-pairs",
        title={
            "record": say(
                "Of {n.pairs} pairs of colleagues, {n.pairs_later} still had one employer", n=n
            ),
            "report": say(
                "Public by then: {n.pairs_then} of {n.pairs} pairs still had one employer", n=n
            ),
        },
        caption=say(
            "By month, and in {n.later_month} by Business Insider's count. The band lies between pairs that are documented and pairs that the evidence allows.",
            n=n,
        ),
        alt={
            "record": say(
                "A stepped band that falls from {n.pairs} pairs when the paper appeared to {n.pairs_report} on {n.report}. In {n.later_month} it is {n.pairs_later}.",
                n=n,
            ),
            "report": say(
                "A stepped band that falls from {n.pairs} pairs when the paper appeared to {n.pairs_then} on {n.report}. The time after that day is empty.",
                n=n,
            ),
        },
    )

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
            "record": say(
                "{n.Today} of the {n.total} LLaMA authors had left {n.origin} by the day of the report, {n.without_story} without the article's word",
                n=n,
            ),
            "report": say(
                "By what was public on the day, {n.then} of the {n.total} LLaMA authors could be shown to have left",
                n=n,
            ),
        },
        caption=say(
            "Each mark is a piece of evidence, in the colour of the employer it points to; a grey cross says that the person had left. Bars run as far as the evidence places somebody, which can be short of a byline. Evidence of low confidence is drawn and decides nothing. In the pale time no documents were looked for, or the reading date had passed."
        ),
        alt={
            "record": say(
                "One row for each of the {n.total} authors, time to the right. Documented departures before {n.report}: {n.today}, namely {n.today_names}; for {n.told} that day rests on the article alone. By {n.later_day} it was {n.later}; {n.remain_names} were still at {n.origin}.",
                n=n,
            ),
            "report": say(
                "One row for each of the {n.total} authors, time to the right. Departures documented by the evidence of {n.report}: {n.then}, namely {n.then_names}. The time after that day is empty.",
                n=n,
            ),
        },
    )


def choice(n: SimpleNamespace) -> FigureWords:
    """What the count becomes when a reader sets evidence aside."""
    return FigureWords(
        id="fig-choice",
        title=say("Choose what counts: the {n.today} can be {n.without_all}", n=n),
        caption=say(
            "Switch off what you would not count. The numbers follow for both days, and the names show who changes. A dashed name is settled by none of the evidence that is left."
        ),
        alt=say(
            "Five kinds of evidence to switch off, and the count for {n.report} and for {n.later_day}. With all of them it is {n.today} and {n.later} of {n.total}; without the article's word {n.without_story} on the first day; without other coverage and commits as well, {n.without_all}.",
            n=n,
        ),
    )


def course(n: SimpleNamespace) -> FigureWords:
    """How many had left, by month, beside the published counts."""
    return FigureWords(
        id="fig-course",
        title={
            "record": say(
                "{n.Today} of {n.total} on the day of the report; {n.later} by {n.later_month}, {n.only_there} of them by one press report",
                n=n,
            ),
            "report": say(
                "By what was public on the day of the report, {n.then_band} of {n.total} could have left",
                n=n,
            ),
        },
        caption=say(
            "The band lies between those who are shown to have left and those who are not shown to be there. Hollow marks are published counts, joined by a line where the wording leaves room; that of the Wall Street Journal includes people who had announced that they would leave."
        ),
        alt={
            "record": say(
                "A stepped band that rises to {n.today} on {n.report} and to {n.later} in {n.later_month}. Published counts: {n.june_count} in {n.june}, {n.half} and {n.needed} or more in the article, {n.chinese} in a Chinese count, {n.newest} in {n.later_month}.",
                n=n,
            ),
            "report": say(
                "A stepped band that ends on {n.report} at {n.then_band}. Counts published by then: {n.june_count} in {n.june}, {n.half} and {n.needed} or more in the article.",
                n=n,
            ),
        },
    )


def counts(n: SimpleNamespace) -> FigureWords:
    """The counts that compete, and what the record allows."""
    return FigureWords(
        id="fig-counts",
        title={
            "record": say(
                "More than half needs {n.needed} of {n.total}; the record has {n.today}, or {n.without_story} without the article's word",
                n=n,
            ),
            "report": say(
                "More than half needs {n.needed} of {n.total}; what was public on the day allows {n.then_band}",
                n=n,
            ),
        },
        caption=say(
            "Each row is a count. A bar spans the least and the most that a wording or the evidence allows. The rows of the record are for the day of the report. The Wall Street Journal's count includes people who had announced that they would leave."
        ),
        alt={
            "record": say(
                "Counts of departed LLaMA authors, of {n.total}. Wall Street Journal, {n.june}: {n.june_count}. The article: {n.half} in one wording, {n.needed} or more in another. A Chinese count: {n.chinese}, with a person who is no author. Business Insider, {n.later_month}: {n.newest}. The record for {n.report}: {n.then_band} by evidence of the day, {n.today} by all evidence, up to {n.without_commits} with commits set aside, {n.without_story} with the article's word set aside, {n.without_both} with both.",
                n=n,
            ),
            "report": say(
                "Counts of departed LLaMA authors, of {n.total}. Wall Street Journal, {n.june}: {n.june_count}. The article: {n.half} in one wording, {n.needed} or more in another. The record of that day: {n.then_band}.",
                n=n,
            ),
        },
    )


def sources(n: SimpleNamespace) -> FigureWords:
    """What each group of sources says of each author."""
    return FigureWords(
        id="fig-sources",
        title={
            "record": say(
                "Papers and code show {n.recorded} of the {n.later} departures without any press",
                n=n,
            ),
            "report": say(
                "Departures that papers and code showed by the day of the report: {n.recorded_then}",
                n=n,
            ),
        },
        caption=say(
            "What each group of sources says of each author, taken alone and after the LLaMA paper itself; where it is empty, nothing. Coverage of the report counts as press of its day."
        ),
        alt={
            "record": say(
                "A grid: the {n.total} authors down, groups of sources across. The article marks {n.named_gone} as having left, {n.twice_names} also as still there. Papers and code mark {n.recorded} as having left. The press since the report adds the others who left by {n.later_month}.",
                n=n,
            ),
            "report": say(
                "The same grid with what was public on {n.report}: authors whom papers and code mark as having left: {n.recorded_then}. The column of later press is empty.",
                n=n,
            ),
        },
    )


def opt(n: SimpleNamespace) -> FigureWords:
    """The authors of the other paper, as `departures` has those of the first."""
    return FigureWords(
        id="fig-opt",
        title={
            "record": say(
                "Of the {n.other_total} OPT authors {n.other_named} had left by the day of the report and {n.other_stayed} were there; for {n.other_unknown} no document settles it",
                n=n,
            ),
            "report": say(
                "By what was public on the day, {n.other_then} of the {n.other_total} OPT authors could be shown to have left",
                n=n,
            ),
        },
        caption=say(
            "The same chart as for LLaMA's authors. Those of whom no document says where they were on that day, nor that they left, share one row. Their names are at its marks and in the table; a later mark in it is a byline. A mark in the pale time is there because a count needs it."
        ),
        alt={
            "record": say(
                "One row for each of the {n.other_total} authors. Documented departures before {n.report}: {n.other_names}. For {n.other_unknown} the evidence leaves open where they were on that day; those of them who are shown nowhere else share one row.",
                n=n,
            ),
            "report": say(
                "One row for each of the {n.other_total} authors. Departures documented by the evidence of {n.report}: {n.other_then_names}. For {n.other_then_unknown} that evidence does not tell.",
                n=n,
            ),
        },
    )


def migration(n: SimpleNamespace) -> FigureWords:
    """Where the authors went, month by month."""
    return FigureWords(
        id="fig-migration",
        title={
            "record": say(
                "One employer, then {n.destinations} more: where the {n.total} were, month by month",
                n=n,
            ),
            "report": say(
                "What was public on the day leads to {n.destinations_then} employers after {n.origin}",
                n=n,
            ),
        },
        caption=say(
            "Each line is a move and bends through the name of the person who made it. The mark beside a name tells how the place is known; people stand in the order in which they are documented to have left. Beside an employer stand the least and the most people who can be there on the day; circles grow with the least. No stay counts from before the founding of an employer, where that day is on record. Numbers fall in late months because the record has run out, which does not mean that people left."
        ),
        alt={
            "record": say(
                "A graph with {n.origin} on the left, the {n.total} authors in the middle and later employers on the right. On the day of the report {n.stayed} people are at {n.origin}. In {n.later_month} {n.home_number} are documented at {n.home}, {n.others} at other employers and {n.remain} at {n.origin}.",
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
                "Of {n.pairs} pairs of colleagues, {n.pairs_later} shared an employer in {n.later_month}, by one press report",
                n=n,
            ),
            "report": say(
                "By what was public on the day, {n.pairs_then} of {n.pairs} pairs still shared an employer",
                n=n,
            ),
        },
        caption=say(
            "By month. The band lies between pairs that are documented and pairs that the evidence allows, counting employers that the record names for both."
        ),
        alt={
            "record": say(
                "A stepped band that falls from {n.pairs} pairs when the paper appeared to {n.pairs_report} on the day of the report and {n.pairs_later} in {n.later_month}.",
                n=n,
            ),
            "report": say(
                "A stepped band that falls from {n.pairs} pairs when the paper appeared to {n.pairs_then} on the day of the report. The time after that day is empty.",
                n=n,
            ),
        },
    )

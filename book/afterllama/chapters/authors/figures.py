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
                "{n.Today} of the {n.total} had left before The Information's report",
                n=n,
            ),
            "report": say("Public by then: {n.then} of LLaMA's authors had left {n.origin}", n=n),
        },
        caption=say(
            "A row is a person, a colour is an employer, and a mark is a source that tells where the person was. A dotted line means that the person moved some time between the marks at its ends."
        ),
        alt={
            "record": say(
                "One row for each of the {n.total} authors, time to the right, with a dashed line on {n.report}. To the left of that line {n.today} people leave {n.origin}: {n.today_names}. On {n.later_day} the rows of {n.remain_names} still have the colour of {n.origin}.",
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
        title=say("Switch off sources and see whether the count of {n.today} holds", n=n),
        caption=say(
            "A dashed name: the sources left on do not tell where this person was. The count is then a range."
        ),
        alt=say(
            "Switches for kinds of sources, above the {n.total} names on {n.report} and on {n.later_day}. With everything switched on, {n.today} had left by {n.report}. Without the article it is {n.without_story}. With every switch off it is {n.without_any}, by papers and some press reports, which have no switch.",
            n=n,
        ),
    )


def course(n: SimpleNamespace) -> FigureWords:
    """How many had left, by month, beside the published counts."""
    return FigureWords(
        id="fig-course",
        title={
            "record": say("By {n.reached_month} at the latest, more than half had left", n=n),
            "report": say("Public by then: {n.then_band} of {n.total} could have left", n=n),
        },
        caption=say(
            "By our sources, the number who had left lies between the lower line and the upper one. Circles are counts made by others. The Wall Street Journal's count of {n.june} includes people who had said that they would leave.",
            n=n,
        ),
        alt={
            "record": say(
                "By all our sources {n.today} had left by {n.report} and {n.later} by {n.later_month}. The stepped line reaches {n.needed} in {n.reached_month}. Where the sources leave open how many had left, there are two lines: the least and the most. Circles stand at {n.june_count} in {n.june} (the Wall Street Journal) and at {n.newest} in {n.later_month} (Business Insider). The article's claims are marked: half ({n.half}), and more than half ({n.needed} or more).",
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
            "A bar lies between the least and the most that a count allows; ours are for {n.report}. The Wall Street Journal's count includes people who had said that they would leave.",
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
            "What each group of sources says of each author, taken alone; an empty cell says nothing. Other texts on The Information's report count as press of its day."
        ),
        alt={
            "record": say(
                "A grid: the {n.total} authors down, groups of sources across. The article marks {n.named_left} as having left, {n.twice_names} also as still there. Papers and code mark {n.recorded} as having left. Later press adds the others who left by {n.later_month}.",
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
                "{n.Other_named} of OPT's authors had left; {n.other_unknown} we could not place",
                n=n,
            ),
            "report": say(
                "Public by then: {n.other_then} of OPT's authors had left {n.origin}", n=n
            ),
        },
        caption=say(
            "The dashed line is {n.report}. The authors whom no document places on that day share the row at the bottom.",
            n=n,
        ),
        alt={
            "record": say(
                "Rows of the {n.other_total} authors, time to the right. {n.other_names} had left {n.origin} by {n.report}. {n.Other_stayed} others appear at {n.origin} in later documents. The remaining {n.other_unknown} could not be placed.",
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
            "record": say(
                "In {n.later_month} {n.home_number} were at {n.home}, and {n.remain} at {n.origin}",
                n=n,
            ),
            "report": say(
                "What was public then leads to {n.destinations_then} employers after {n.origin}",
                n=n,
            ),
        },
        caption=say(
            "Choose a month: a line leads from {n.origin} through a person's name to the employer of that time. Where we cannot tell how many were at a company, we give a range. The numbers for {n.later_month} follow Business Insider's count.",
            n=n,
        ),
        alt={
            "record": say(
                "A graph with {n.origin} on the left, the {n.total} authors in the middle and later employers on the right. On {n.report} {n.stayed} people are at {n.origin}. In {n.later_month} {n.home_number} are at {n.home} and {n.others} at other employers. At {n.origin} {n.remain} remain. {n.Unplaced} more had left, but no document says where they were that month.",
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
            "The lower edge counts pairs that are documented, and the upper one those that the evidence allows. The last month, {n.later_month}, is Business Insider's count.",
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

"""The words of the figures of the front page."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def rollcall(n: SimpleNamespace) -> FigureWords:
    """Every author of the paper, in its order, on three days."""
    return FigureWords(
        id="fig-rollcall",
        title={
            "record": say(
                "{n.Today} had left by {n.report_month}, at least {n.elsewhere} by {n.later_month}",
                n=n,
            ),
            "report": say("Public by {n.report}: {n.then} of the {n.total} had left", n=n),
        },
        caption=say(
            "The news site Business Insider says that {n.later} had left by {n.later_month}. For {n.elsewhere} of them we found another source, so we say “at least {n.elsewhere}”. A diamond marks an employer that we inferred: no source names it outright.",
            n=n,
        ),
        alt={
            "record": say(
                "A list of the {n.total} authors, with columns for {n.paper_day}, {n.report} and {n.later_day}. In the left column the paper lists them under {n.origin}. In the middle column {n.today} had left. In the right column {n.remain_names} were still at {n.origin}, according to Business Insider.",
                n=n,
            ),
            "report": say(
                "The same list with what was public on {n.report}: {n.then} had left, and the column for {n.later_day} is empty.",
                n=n,
            ),
        },
    )


def story(n: SimpleNamespace) -> FigureWords:
    """Every author of the two papers, from employer to employer."""
    return FigureWords(
        id="fig-story",
        title={
            "record": say(
                "At least {n.all_elsewhere} of {n.people} had left {n.origin} by {n.later_month}",
                n=n,
            ),
            "report": say(
                "From what was public then, {n.all_then} of {n.people} had left {n.origin}", n=n
            ),
        },
        caption={
            "record": say(
                "A line is a person and a lane an employer; where a line ends, we found no later document. {n.All_left} lines leave {n.origin}. For {n.all_only_there} of these there is only {n.newest_name}'s count; the title leaves them out.",
                n=n,
            ),
            "report": say(
                "A line is a person and a lane an employer. Where a line ends, nothing public told more."
            ),
        },
        alt={
            "record": say(
                "The authors of OPT and LLaMA as {n.people} lines that run to the right from a lane for {n.origin}. {n.All_left} leave the lane. {n.Home_number} of them go on to {n.home}. The remaining lines end in {n.origin}'s lane. That does not mean that these people stayed, but that we found nothing later.",
                n=n,
            ),
            "report": say(
                "The same lines with what was public on {n.report}: {n.all_then} leave {n.origin}'s lane, and the time after that day is empty.",
                n=n,
            ),
        },
    )

"""The words of the figures of the chapter on the reorganization."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def shares(n: SimpleNamespace) -> FigureWords:
    """How much of each list stands on the other."""
    return FigureWords(
        id="fig-shares",
        title=say("{n.Either} of the {n.size} authors of {n.overlap} had signed LLaMA or OPT", n=n),
        caption=say(
            "Each bar is a list of people, as long as it has names. The filled part is on the other list as well."
        ),
        alt=say(
            "Bars, in people. Of LLaMA's authors {n.signers_of} sign {n.overlap}, of OPT's {n.other_signers_of}. Of the {n.size} authors of {n.overlap}, {n.either} had signed LLaMA or OPT.",
            n=n,
        ),
    )


def signers(n: SimpleNamespace) -> FigureWords:
    """Who signs several of the papers."""
    return FigureWords(
        id="fig-signers",
        title={
            "record": say(
                "{n.Firms} authors signed for {n.origin} first, and later for {n.home}", n=n
            ),
            "report": say(
                "By what was public then, {n.several_then} authors had signed several papers",
                n=n,
            ),
        },
        caption=say(
            "A mark is a paper that the person signed. Left out are authors of LLaMA or OPT who are on a single paper."
        ),
        alt={
            "record": say(
                "A grid of {n.several} people and {n.papers} papers. {n.shared_names} signs OPT, LLaMA and Llama 2. Papers of {n.origin}, and later one of {n.home}, are signed by {n.firms_names}.",
                n=n,
            ),
            "report": say(
                "The same grid with the papers that were public on {n.report}; the column of Mistral 7B is empty. People who had signed several: {n.several_then}.",
                n=n,
            ),
        },
    )


def overlaps(n: SimpleNamespace) -> FigureWords:
    """How many authors any two papers share."""
    return FigureWords(
        id="fig-overlaps",
        title=say(
            "Llama 2 shares {n.signers} authors with LLaMA and {n.other_signers} with OPT",
            n=n,
        ),
        caption={
            "record": say(
                "The area of a square is the number of shared authors. Beside the names stands how many signed."
            ),
            "report": say(
                "The area of a square is the number of shared authors. A paper that was not public has no squares."
            ),
        },
        alt={
            "record": say(
                "A square for each pair of {n.papers} papers. The largest overlap is {n.top}, of {n.top_first} and {n.top_second}. Llama 2 shares {n.signers} with LLaMA and {n.other_signers} with OPT. It shares {n.with_code} with Code Llama and {n.with_next} with Mistral 7B. OPT shares none with {n.apart}.",
                n=n,
            ),
            "report": say(
                "The same squares with the papers that were public on {n.report}: Llama 2 shares {n.signers} with LLaMA and {n.other_signers} with OPT. It shares {n.with_code} with Code Llama.",
                n=n,
            ),
        },
    )


def everybody(n: SimpleNamespace) -> FigureWords:
    """Where the authors of both papers went, month by month."""
    return FigureWords(
        id="fig-all",
        title={
            "record": say("{n.left_of} authors had left when The Information reported", n=n),
            "report": say("By what was public then, {n.left_then_of} authors had left", n=n),
        },
        caption=say(
            "A line leads from {n.origin} through a person's name to the next employer that we know. A cross marks somebody who had left; a dotted line is a way or a place that is not documented.",
            n=n,
        ),
        alt={
            "record": say(
                "{n.origin} is on the left, {n.people} people are in the middle in the order of leaving, later employers on the right. {n.Left_report} had left by {n.report}. In {n.later_month} {n.held_origin} are documented at {n.origin} and {n.held_away} elsewhere. These {n.held_away} are at {n.employers} employers.",
                n=n,
            ),
            "report": say(
                "The same graph with what was public on {n.report}: {n.left_then_of} had left.",
                n=n,
            ),
        },
    )

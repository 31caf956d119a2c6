"""The words of the figures of the chapter on the months around February 2023."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def days(n: SimpleNamespace) -> FigureWords:
    """The events of the months around, by the day."""
    return FigureWords(
        id="fig-days",
        title=say("{n.Alone} of the {n.inside} events of {n.month} have one witness", n=n),
        caption=say(
            "A dot is an event that a document shows; a ring is one that the press or the article reports. A bar means that the month is known and the day is not. The grey band is {n.month}.",
            n=n,
        ),
        alt=say(
            "A list of {n.around} dated events from {n.first_event} to {n.last_event}. In {n.month} there are {n.inside}. Public sources show {n.public} of these, among them the release of LLaMA on {n.release} and the product group on {n.group}. The article alone reports the other {n.alone}, with no day: the tension, the departure of {n.head}, and the move into the new team.",
            n=n,
        ),
    )


def links(n: SimpleNamespace) -> FigureWords:
    """What links the authors to the heads of their lab."""
    return FigureWords(
        id="fig-links",
        title=say("On paper, {n.heads} were both tied to LLaMA's team", n=n),
        caption=say(
            "Dots are people, squares the two papers and the lab. A line joins authors to their paper, the LLaMA paper to its lab, and the lab to its heads. Broken lines are reported by the press; the dotted one is in the article alone."
        ),
        alt=say(
            "Lines join the authors of LLaMA and of OPT to their papers. {n.shared} is an author of both. A line from LLaMA's paper leads to its lab, {n.lab}, and broken lines lead from there to {n.heads}. A dotted line joins {n.head} to LLaMA's paper.",
            n=n,
        ),
    )


def commits(n: SimpleNamespace) -> FigureWords:
    """The commits to the code that fades out, by month."""
    return FigureWords(
        id="fig-commits",
        title=say("OPT's code had slowed before {n.month}", n=n),
        caption=say(
            "The bars count changes to the main version of OPT's code, which programmers call commits. Branches are left out, and so is code that is not public."
        ),
        alt=say(
            "A bar for each month. The tallest is {n.peak_month}, with {n.peak} changes. January {n.year} has {n.in_january} and February {n.in_month}. In {n.last_month} there is {n.last}.",
            n=n,
        ),
    )


def roll(n: SimpleNamespace) -> FigureWords:
    """The lists on which the last maintainers of the code appear."""
    return FigureWords(
        id="fig-roll",
        title=say(
            "{n.Signers} of OPT's last {n.maintainers} maintainers are authors of {n.overlap}",
            n=n,
        ),
        caption=say(
            "A dot means that somebody is on the list above it: OPT's authors, the last list of maintainers, the authors of {n.overlap}. Those who are authors of neither OPT nor LLaMA share a row. A missing dot does not mean that somebody had left.",
            n=n,
        ),
        alt=say(
            "A grid of the {n.maintainers} people on the list of {n.roll}. {n.Old} of them are authors of OPT, and {n.signers} are authors of {n.overlap}. The {n.counted} who are authors of neither OPT nor LLaMA share a row.",
            n=n,
        ),
    )

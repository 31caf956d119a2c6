"""The words of the figures of the chapter on the months around February 2023."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def days(n: SimpleNamespace) -> FigureWords:
    """The events of the months around, by the day."""
    return FigureWords(
        id="fig-days",
        title=say("{n.Alone} events are in {n.month} on the article's word alone", n=n),
        caption=say(
            "A filled dot is an event that a document shows (recorded), a ring one that the press or the article tells (reported). A bar runs over the month where the day is not known."
        ),
        alt=say(
            "A list of {n.around} dated events from {n.first_event} to {n.last_event}, with {n.month} as a grey band. Public sources date {n.public} of its {n.inside} events, among them the release of LLaMA on {n.release} and the product group on {n.group}. For the tension, the departure of {n.head} and the move into the new team the article alone gives the month.",
            n=n,
        ),
    )


def links(n: SimpleNamespace) -> FigureWords:
    """What links the authors to the heads of their lab."""
    return FigureWords(
        id="fig-links",
        title=say("Two heads led LLaMA's lab, as the press wrote in {n.head_since}", n=n),
        caption=say(
            "Lines join people to their paper, and LLaMA's paper to its lab; broken lines are the press's word on who led the lab. The dotted line, from {n.head} to the team, is the article's.",
            n=n,
        ),
        alt=say(
            "A network with the authors of LLaMA and of OPT at the bottom; {n.shared} is an author of both. Above LLaMA's paper is its lab, {n.lab}, and above that are {n.heads}. {n.head} has a way to the paper through the lab and another past it.",
            n=n,
        ),
    )


def commits(n: SimpleNamespace) -> FigureWords:
    """The commits to the code that fades out, by month."""
    return FigureWords(
        id="fig-commits",
        title=say("OPT's code had slowed before {n.month}", n=n),
        caption=say(
            "A bar counts the changes of a month to the main version of OPT's code, which programmers call commits. Branches and code that is not public are left out."
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
            "A dot means that somebody is on the list above it. A missing dot does not mean that somebody had left."
        ),
        alt=say(
            "A grid of OPT's authors, the maintainers of {n.roll}, and the authors of {n.overlap}. {n.Old} of the {n.maintainers} maintainers are authors of OPT, and {n.old_signers} of these are authors of {n.overlap} too. Of the {n.counted} others, who share a row, {n.new_signers} are.",
            n=n,
        ),
    )

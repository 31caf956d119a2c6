"""The words of the figures of the chapter on the months around February 2023."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def days(n: SimpleNamespace) -> FigureWords:
    """The events of the months around, by the day."""
    return FigureWords(
        id="fig-days",
        title=say("For {n.alone} events of {n.month} there is only the article", n=n),
        caption=say("A bar runs over the whole month where the day is not known."),
        alt=say(
            "A list of {n.around} dated events from {n.first_event} to {n.last_event}, with {n.month} as a grey band. {n.Inside} of the events fall in that month. For {n.public} of them public sources give the date. Among these are the release of LLaMA on {n.release} and the product group on {n.group}. For the other three only the article gives the month: the tension, the departure of {n.head} and the move into the product group.",
            n=n,
        ),
    )


def links(n: SimpleNamespace) -> FigureWords:
    """What links the authors to the heads of their lab."""
    return FigureWords(
        id="fig-links",
        title=say("Two heads led LLaMA's lab, as the press wrote in {n.head_since}", n=n),
        caption=say(
            "Lines join people to their paper, LLaMA's paper to its lab, and the lab to its heads. The dotted line stands for what only the article suggests: {n.head} tied LLaMA's team to the company's leaders, who are not drawn.",
            n=n,
        ),
        alt=say(
            "A network with the authors of LLaMA and of OPT at the bottom; {n.shared} is an author of both. Above LLaMA's paper is its lab, {n.lab}, and above that are {n.heads}. Lines join them to the lab. A dotted line joins {n.head} directly to the paper.",
            n=n,
        ),
    )


def commits(n: SimpleNamespace) -> FigureWords:
    """The commits to the code that fades out, by month."""
    return FigureWords(
        id="fig-commits",
        title=say("Work on OPT's code had already slowed before {n.month}", n=n),
        caption=say(
            "A bar shows how many changes were made in a month to the main version of OPT's code. Branches and code that is not public are left out."
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
            "Maintainers look after a program's code. A dot means that the person is on the list named above it. A missing dot does not mean that the person had left the company."
        ),
        alt=say(
            "A grid of people and lists: the authors of OPT, its maintainers of {n.roll}, and the authors of {n.overlap}. Of the {n.maintainers} maintainers, {n.signers} are authors of {n.overlap}.",
            n=n,
        ),
    )

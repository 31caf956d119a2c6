"""The words of the figures of the chapter on the months around February 2023."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def days(n: SimpleNamespace) -> FigureWords:
    """The events of the months around, by the day."""
    return FigureWords(
        id="fig-days",
        title=say("{n.Alone} of the {n.inside} events of {n.month} are in the article alone", n=n),
        caption=say(
            "Each row is an event, with a mark at its day. Where the day is not known, a bar runs over the month."
        ),
        alt=say(
            "A list of {n.around} dated events, time to the right. In {n.month} there are {n.public} from public sources, among them the release of LLaMA on {n.release} and the product group on {n.group}. Bars over the whole month are events that the article alone reports: {n.alone}.",
            n=n,
        ),
    )


def links(n: SimpleNamespace) -> FigureWords:
    """What links the authors to the heads of their lab."""
    return FigureWords(
        id="fig-links",
        title=say("A link from {n.head} to LLaMA's team is in the article alone", n=n),
        caption=say(
            "Circles are people; squares are the two papers and the lab; lines show who signed what, whom LLaMA's paper thanks, and who led the lab. The figure shows links and measures no influence."
        ),
        alt=say(
            "The authors of LLaMA and of OPT are linked to the papers that they signed, {n.shared} to both. LLaMA's paper is linked to its lab by its model card, and the lab to {n.heads} by the press. One line, from {n.head} to LLaMA's paper, rests on the article alone.",
            n=n,
        ),
    )


def commits(n: SimpleNamespace) -> FigureWords:
    """The commits to the code that fades out, by month."""
    return FigureWords(
        id="fig-commits",
        title=say("OPT's code had slowed before {n.month}", n=n),
        caption=say(
            "Changes to the main version of the code, by the month in which they were written. Branches, other places and code that is not public are left out."
        ),
        alt=say(
            "A bar for each month. It stands at {n.peak} in {n.peak_month}. In January it is {n.in_january}, in February {n.in_month}. In {n.last_month} it is {n.last}.",
            n=n,
        ),
    )


def roll(n: SimpleNamespace) -> FigureWords:
    """Which lists have the last maintainers of the code."""
    return FigureWords(
        id="fig-roll",
        title=say(
            "{n.Signers} of the last {n.maintainers} maintainers of OPT's code signed {n.overlap}",
            n=n,
        ),
        caption=say(
            "Maintainers look after a program's code. A missing mark does not mean that somebody had left."
        ),
        alt=say(
            "A grid of {n.maintainers} people on the list of {n.roll}. {n.Signers} have a mark for {n.overlap}, and for OPT the number is {n.old}. Those who signed neither OPT nor LLaMA share a row: {n.counted}.",
            n=n,
        ),
    )

"""The words of the figures of the chapter on the months around February 2023."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def days(n: SimpleNamespace) -> FigureWords:
    """The events of the months around, by the day."""
    return FigureWords(
        id="fig-days",
        title=say(
            "Of {n.inside} events dated to {n.month}, {n.alone} are known from the article alone",
            n=n,
        ),
        caption=say(
            "Each row is an event. A mark stands at its day; where just the month is known, a bar runs over it. Left out are events at other companies."
        ),
        alt=say(
            "A list of {n.around} dated events, time to the right. In {n.month}: {n.public} that are public, among them the release of LLaMA on {n.release} and the product group on {n.group}; and {n.alone} that the article alone reports, drawn as bars over the whole month.",
            n=n,
        ),
    )


def links(n: SimpleNamespace) -> FigureWords:
    """What links the authors to the heads of their lab."""
    return FigureWords(
        id="fig-links",
        title=say("The link from {n.head} to LLaMA's team is in the article alone", n=n),
        caption=say(
            "Circles are people, squares papers and the lab; a line is a link, drawn by what it rests on. Between the papers stands who signed both; lines from LLaMA to authors of OPT are its thanks. OPT's own lab is left out. The figure shows who is linked to whom; it measures no influence."
        ),
        alt=say(
            "A graph. The authors of LLaMA and of OPT are linked to the papers that they signed, {n.shared} to both. LLaMA's paper is linked to its lab by its model card, and the lab to {n.heads} by the press. One line, from {n.head} to LLaMA's paper, rests on the article alone.",
            n=n,
        ),
    )


def commits(n: SimpleNamespace) -> FigureWords:
    """The commits to the code that fades out, by month."""
    return FigureWords(
        id="fig-commits",
        title=say(
            "OPT's code: from {n.peak} commits in {n.peak_month} to {n.last} in {n.last_month}", n=n
        ),
        caption=say(
            "Commits to the main branch, by the month in which they were written. Left out is work on other branches, such as bigbig, which was merged into it on {n.merged} and whose commits end on {n.folded}; so is work in other repositories, and in code that is not public.",
            n=n,
        ),
        alt=say(
            "A bar for each month. It stands at {n.peak} in {n.peak_month}, at {n.in_january} in January, {n.in_month} in February, and {n.last} in {n.last_month}. On average {n.rate_first} a month in {n.before_year}, {n.rate_middle} from January to {n.roll_month}, a total of {n.end_commits} after that.",
            n=n,
        ),
    )


def roll(n: SimpleNamespace) -> FigureWords:
    """Which lists have the last maintainers of the code."""
    return FigureWords(
        id="fig-roll",
        title=say(
            "Of the {n.maintainers} last maintainers of OPT's code, {n.signers} sign {n.overlap}",
            n=n,
        ),
        caption=say(
            "Each row is a person on the last list of maintainers who signed OPT or LLaMA, with a mark for a list that has the name. The others share a row, with how many of them a list has. That a mark is missing does not mean that somebody had left."
        ),
        alt=say(
            "A grid of {n.maintainers} people on the list of {n.roll}: {n.old} signed OPT, {n.signers} sign {n.overlap}. The other {n.counted} share a row.",
            n=n,
        ),
    )

"""The words of the figures of the chapter on the reorganization."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def names_left(n: SimpleNamespace) -> FigureWords:
    """The later paper's author list, with the names struck out that no older paper has."""
    return FigureWords(
        id="fig-names-left",
        title=say(
            "Strike out {n.struck} of {n.size} names, and the article's {n.either} remain",
            n=n,
        ),
        caption=say(
            "The names are in the paper's order. Struck out are those who are authors of neither LLaMA nor OPT."
        ),
        alt=say(
            "The {n.size} names on the {n.overlap} paper, in columns. All but {n.either} are struck out. Those left are {n.either_names}.",
            n=n,
        ),
    )


def signers(n: SimpleNamespace) -> FigureWords:
    """Who signs several of the papers."""
    return FigureWords(
        id="fig-signers",
        title={
            "record": say(
                "{n.Firms} of the {n.either} appear first on papers of {n.origin}, then on one of {n.home}",
                n=n,
            ),
            "report": say(
                "By what was public then, {n.several_then} people were on several papers",
                n=n,
            ),
        },
        caption=say(
            "The grid shows the authors of LLaMA and OPT who are on several of these papers. Code Llama is a version of Llama 2 that writes programs; Mistral 7B is a model of {n.home}.",
            n=n,
        ),
        alt={
            "record": say(
                "A grid of {n.several} people and {n.papers} papers. {n.shared_names} is on OPT, LLaMA and Llama 2. {n.Firms} of the {n.either}, {n.firms_listed}, are on papers of {n.origin} and later on one of {n.home}. The same holds for two who are not among the nine, {n.firms_others}, founders of {n.home}.",
                n=n,
            ),
            "report": say(
                "The same grid with the papers that were public on {n.report}; the column of Mistral 7B is empty. It has {n.several_then} people who are on several papers.",
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
            "record": say("At least {n.left_of} authors had left {n.origin} by {n.report}", n=n),
            "report": say(
                "By what was public then, at least {n.left_then_of} authors had left", n=n
            ),
        },
        caption=say(
            "A line leads from {n.origin} through a person to the next employer. Below the figure you can choose another month.",
            n=n,
        ),
        alt={
            "record": say(
                "{n.origin} is on the left and later employers are on the right. In the middle are {n.people} people; those who left are at the top, in the order in which they left. {n.Left_report} had left {n.origin} by {n.report}. Later moves, up to {n.later_month}, are drawn as well.",
                n=n,
            ),
            "report": say(
                "The same graph with what was public on {n.report}: {n.left_then_of} had left.",
                n=n,
            ),
        },
    )

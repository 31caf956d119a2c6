"""The words of the figures of the chapter on the reorganization."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def shares(n: SimpleNamespace) -> FigureWords:
    """How much of each list stands on the other."""
    return FigureWords(
        id="fig-shares",
        title=say(
            "Of the {n.size} authors of {n.overlap}, {n.either} had signed LLaMA or OPT", n=n
        ),
        caption=say(
            "Each bar is a list of people, as long as it has names; the filled part stands on the other list as well. The count of the paper's authors leaves out people of the teams who signed neither."
        ),
        alt=say(
            "Bars, in people. Of {n.total} LLaMA authors {n.signers} sign {n.overlap}, of {n.other_total} OPT authors {n.other_signers}, of the maintainers of OPT's code {n.code_signers}. Of {n.size} authors of {n.overlap}, {n.either} had signed LLaMA or OPT.",
            n=n,
        ),
    )


def signers(n: SimpleNamespace) -> FigureWords:
    """Who signs several of the papers."""
    return FigureWords(
        id="fig-signers",
        title={
            "record": say(
                "Of the {n.people} authors, {n.several} sign several of these papers, {n.firms} of them for two companies in turn",
                n=n,
            ),
            "report": say(
                "By the day of the report, {n.several_then} of the {n.people} authors had signed several of these papers",
                n=n,
            ),
        },
        caption=say(
            "Authors of LLaMA or OPT, with a mark for each paper that they sign. Left out are those on a single paper."
        ),
        alt={
            "record": say(
                "A grid of {n.several} people and {n.papers} papers. {n.shared_names} signs OPT, LLaMA and Llama 2. For two companies in turn sign {n.firms_names}.",
                n=n,
            ),
            "report": say(
                "The same grid with the papers that were public on {n.report}; the column of Mistral 7B is empty. {n.several_then} people had signed several.",
                n=n,
            ),
        },
    )


def overlaps(n: SimpleNamespace) -> FigureWords:
    """How many authors any two papers share."""
    return FigureWords(
        id="fig-overlaps",
        title=say(
            "Llama 2 shares {n.signers} authors with LLaMA, {n.with_code} with Code Llama and {n.other_signers} with OPT",
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
                "A square for each pair of {n.papers} papers. The largest overlap is {n.top}, of {n.top_first} and {n.top_second}. Llama 2 shares {n.with_code} with Code Llama, {n.other_signers} with OPT and {n.with_next} with Mistral 7B. OPT shares none with {n.apart}.",
                n=n,
            ),
            "report": say(
                "The same squares with the papers that were public on {n.report}: Llama 2 shares {n.signers} with LLaMA, {n.with_code} with Code Llama and {n.other_signers} with OPT.",
                n=n,
            ),
        },
    )


def everybody(n: SimpleNamespace) -> FigureWords:
    """Where the authors of both papers went, month by month."""
    return FigureWords(
        id="fig-all",
        title={
            "record": say(
                "Of {n.people} authors {n.left_report} had left by the day of the report; {n.left_later} by {n.later_month}, {n.left_press} of them by one press report",
                n=n,
            ),
            "report": say(
                "By what was public on the day, {n.left_then} of {n.people} authors had left", n=n
            ),
        },
        caption=say(
            "Lines and numbers as in the graph of LLaMA's authors. The title counts who had left: a cross stands where the place on the day is not documented, and the way to the next is dotted."
        ),
        alt={
            "record": say(
                "A graph: {n.origin} on the left, {n.people} people in the middle in the order of leaving, later employers on the right. {n.Left_report} have left by {n.report}; in {n.later_month} {n.held_away} are documented at {n.employers} other employers and {n.held_origin} at {n.origin}.",
                n=n,
            ),
            "report": say(
                "The same graph with what was public on {n.report}: {n.left_then} of the {n.people} have left.",
                n=n,
            ),
        },
    )

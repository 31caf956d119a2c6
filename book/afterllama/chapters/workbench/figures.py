"""The words of the figure of the workbench."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def first(n: SimpleNamespace) -> FigureWords:
    """What the workbench shows at first: the authors of the paper, from employer to employer."""
    return FigureWords(
        id="fig-workbench",
        title={
            "record": say(
                "{n.Today} of the {n.total} authors of LLaMA had left by {n.report}", n=n
            ),
            "report": say(
                "Public by {n.report}: {n.then} of the {n.total} had left {n.origin}", n=n
            ),
        },
        caption=say(
            "This is what the workbench shows before anything is changed. A line is a person and a lane an employer: solid where documents place the person, dotted where a move falls into that time."
        ),
        alt={
            "record": say(
                "The {n.total} authors of LLaMA as lines that run to the right from a lane for {n.origin}. {n.Today} leave it before {n.report}, and others after.",
                n=n,
            ),
            "report": say(
                "The same {n.total} lines with what was public on {n.report}: {n.then} leave the lane of {n.origin}, and the time after that day is empty.",
                n=n,
            ),
        },
    )

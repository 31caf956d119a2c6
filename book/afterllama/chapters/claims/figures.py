"""The words of the figures of the page on the claims."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def verdicts(n: SimpleNamespace) -> FigureWords:
    """The verdict on each claim."""
    return FigureWords(
        id="fig-verdicts",
        title=say(
            "Of {n.total} claims {n.confirmed} are confirmed, {n.contradicted} contradicted and {n.open} open",
            n=n,
        ),
        caption=say(
            "One mark for each claim, in the order of the article, one row for each of its sections."
        ),
        alt=say(
            "{n.Sections} rows of marks, one for each section of the article. Of all claims, {n.tally}.",
            n=n,
        ),
    )

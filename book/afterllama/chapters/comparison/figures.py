"""The words of the figure of the section on other papers."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def compared(w: SimpleNamespace) -> FigureWords:
    """How many authors of each paper had left so many months after it."""
    return FigureWords(
        id="fig-compared",
        title=say(
            "Of {w.papers} other papers, only {w.reach_late} may match {w.paper} after {w.late} months",
            w=w,
        ),
        caption=say(
            "A bar begins at the share of authors who had left for certain and ends at the share that could have left. You can choose the number of months after the paper. The thin lines below a bar show how it was after {w.months} months.",
            w=w,
        ),
        alt=say(
            "A row for each paper, with a bar between the least and the most who may have left. After {w.late} months {w.paper} had lost {w.own_late_band} of its {w.total} authors. A second bar for it leaves out what journalists found: from {w.bare_late_left} to all {w.total}. Of the {w.papers} other papers {w.nearest} reaches furthest, with up to {w.nearest_most}.",
            w=w,
        ),
    )

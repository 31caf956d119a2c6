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
            "After {w.late} months only {w.reach_late} may have lost as large a share as {w.paper}",
            w=w,
        ),
        caption=say(
            "Bar: the share of a paper's authors who had left, between the least and the most that documents allow. The control changes the months since the paper. Thin lines below a bar, from the top: {w.months} months. Paler: {w.paper} without the press that went looking for authors who had left. A colour is an employer. The evidence on {w.paper} and {w.beside} is that of the chapter on the authors. Nothing between the ends of a bar is an estimate.",
            w=w,
        ),
        alt=say(
            "A row a paper, with a bar between the least and the most who had left. After {w.late} months {w.paper} has {w.own_late}, and {w.bare_late} without the press that looked for them; {w.beside} has {w.beside_late}. Of the {w.papers} other papers {w.nearest} reaches furthest, with up to {w.nearest_most}.",
            w=w,
        ),
    )

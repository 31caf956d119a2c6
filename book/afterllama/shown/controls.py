"""The workbench in a notebook: controls, and what follows them. `workbench.py` computes it.

Figures are put into their outputs as data instead of being printed there. So they arrive in
JupyterLab, in VS Code and in the browser's kernel alike, in the order in which a reader asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from afterllama.charts.base import View
from afterllama.charts.notebook_figure import CONFIG, live
from afterllama.shown.figures import PLAIN
from afterllama.shown.workbench import EVIDENCE, PEOPLE, Answer, Question, Workbench
from afterllama.words import prose
from afterllama.words.language import say

PLOTLY = "application/vnd.plotly.v1+json"
#: Rows of lists to choose from, and the most rows of a table.
ROWS, MOST = 7, 300
WIDE = {"description_width": "170px"}
FULL = {"width": "98%"}


class Controls:
    """The controls of a workbench and what they show; `box` has all of it."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self._resting = False
        days = [(prose.short(day), day) for day in bench.days]
        self.known = _slider(say("Evidence public by"), days)
        self.on = _slider(say("Had left by"), days)
        papers = [(bench.record.name(paper_id), paper_id) for paper_id in bench.papers]
        self.papers = _list(say("Papers"), papers)
        self.people = _list(say("People"))
        self.kinds = {
            one.name: widgets.Checkbox(value=True, description=one.label, indent=False, layout=FULL)
            for one in bench.kinds
        }
        self.sources = _list(say("Sources that do not count"), width=38)
        self.reset = widgets.Button(description=say("Start again"))
        self.told, self.careers, self.evidence = (widgets.HTML() for _ in range(3))
        self.storyline, self.graph = widgets.Output(), widgets.Output()
        self.box = widgets.VBox([*self._rows()])
        self._begin()
        self.reset.on_click(lambda _: self._begin())
        self.papers.observe(self._renew, "value")
        for control in (self.known, self.on, self.people, self.sources, *self.kinds.values()):
            control.observe(self._ask, "value")

    @property
    def question(self) -> Question:
        """What the controls ask; if no paper is chosen, it is about those of the first question."""
        return Question(
            known=self.known.value,
            on=self.on.value,
            papers=self.papers.value or self.bench.first.papers,
            people=self.people.value,
            aside=(
                *(name for name, box in self.kinds.items() if not box.value),
                *self.sources.value,
            ),
        )

    def _rows(self) -> Iterable[widgets.Widget]:
        kinds = widgets.VBox([_head(say("Evidence that counts")), *self.kinds.values()])
        yield widgets.VBox([self.known, self.on])
        lists = [self.papers, self.people, kinds, self.sources]
        yield widgets.HBox(lists, layout={"flex_flow": "row wrap"})
        yield _head(
            say("Hold Ctrl, or Cmd on a Mac, to choose several. No person chosen: everybody.")
        )
        yield self.reset
        yield self.told
        for title, shown in (
            (say("Every author, from employer to employer"), self.storyline),
            (say("Where they were on that day, and every move"), self.graph),
            (say("Who was where on that day"), self.careers),
            (say("The evidence that decides"), self.evidence),
        ):
            yield _head(title)
            yield shown

    def _begin(self) -> None:
        """Ask the first question."""
        first = self.bench.first
        self._resting = True
        self.known.value, self.on.value = first.known, first.on
        for box in self.kinds.values():
            box.value = True
        self.papers.value = first.papers
        self._resting = False
        self._renew()

    def _renew(self, _: Mapping[str, Any] | None = None) -> None:
        """Offer the people and the sources of the papers, and ask anew."""
        if self._resting:
            return
        self._resting = True
        people = self.bench.people(self.question.papers)
        self.people.options = [(self.bench.record.name(person), person) for person in people]
        self.sources.options = [(one.label, one.name) for one in self.bench.sources(people)]
        self.people.value, self.sources.value = (), ()
        self._resting = False
        self._ask()

    def _ask(self, _: Mapping[str, Any] | None = None) -> None:
        """Show the answer to what the controls ask."""
        if not self._resting:
            self._show(self.bench.answer(self.question))

    def _show(self, answer: Answer) -> None:
        told = answer.told or (say("No author list of these papers was public by that day."),)
        self.told.value = _protected("".join(f"<p><b>{escape(text)}</b></p>" for text in told))
        self.storyline.outputs, self.graph.outputs = map(_drawn, (answer.storyline, answer.graph))
        self.careers.value = _table(answer.people, PEOPLE)
        self.evidence.value = _table(answer.evidence, EVIDENCE)


def _slider(text: str, days: list[tuple[str, Any]]) -> widgets.SelectionSlider:
    return widgets.SelectionSlider(
        options=days,
        description=text,
        continuous_update=False,
        style=WIDE,
        layout={"width": "min(46rem, 98%)"},
    )


def _list(
    text: str, options: Iterable[tuple[str, str]] = (), width: int = 24
) -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        options=list(options),
        description=text,
        rows=ROWS,
        style={"description_width": "initial"},
        layout={"width": f"min({width}rem, 98%)"},
    )


def _head(text: str) -> widgets.HTML:
    return widgets.HTML(_protected(escape(text)))


def _protected(html: str) -> str:
    """HTML that MathJax leaves alone."""
    return f'<div class="{PLAIN}">{html}</div>'


def _drawn(view: View | None) -> tuple[dict[str, Any], ...]:
    """The output that shows a figure, or says that there is none."""
    if view is None:
        text = say("No evidence is left to draw.")
        data: dict[str, Any] = {"text/plain": text}
    else:
        figure = json.loads(live({"asked": view}).to_json())
        data = {PLOTLY: {**figure, "config": CONFIG}, "text/plain": say("A figure")}
    return ({"output_type": "display_data", "data": data, "metadata": {}},)


def _table(table: pd.DataFrame, heads: Mapping[str, str]) -> str:
    """A table with its labels, cut where it is too long to read."""
    shown = table.head(MOST).rename(columns={name: say(label) for name, label in heads.items()})
    html = shown.to_html(index=False, escape=True)
    more = len(table) - len(shown)
    note = (
        escape(say("{number} more rows are not shown.", number=prose.figure(more))) if more else ""
    )
    return _protected(f'<div style="max-height:24rem;overflow:auto">{html}</div>{note}')

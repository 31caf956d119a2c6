"""The call that shows how a count changes when a reader sets evidence aside.

A page gets the result of every choice of sets; a notebook gets a table of the plain choices.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd
from IPython.display import display

from afterllama.record.cited_sources import Citation, cite
from afterllama.record.counts_without_evidence import (
    EvidenceSet,
    Outcome,
    outcomes,
    plain,
    standings,
)
from afterllama.record.lookup import check_texts
from afterllama.record.record import Record
from afterllama.record.tally import HAD_LEFT, THERE, UNKNOWN
from afterllama.shown.figures import (
    bundle,
    check_words,
    heading,
    markup,
    what_if,
    whole_tables,
)
from afterllama.words import prose
from afterllama.words.language import noted, say

PAYLOAD = "application/vnd.afterllama.choice+json"
COLUMNS = {
    "aside": noted("Does not count"),
    "day": noted("Day"),
    "least": noted("At least"),
    "most": noted("At most"),
    "names": noted("Who changes"),
}
#: Sentences on people whose status changes, by the new status.
TOLD = {
    (HAD_LEFT, UNKNOWN): noted("No longer shown to have left: {names}."),
    (THERE, UNKNOWN): noted("No longer shown to be there: {names}."),
    (UNKNOWN, HAD_LEFT): noted("Then shown to have left: {names}."),
    (THERE, HAD_LEFT): noted("Then shown to have left: {names}."),
    (UNKNOWN, THERE): noted("Then shown to be there: {names}."),
    (HAD_LEFT, THERE): noted("Then shown to be there: {names}."),
}


@dataclass(frozen=True)
class Choice:
    """A count of a paper's authors, for some days, under every choice of evidence."""

    record: Record
    paper_id: str
    days: tuple[date, ...]
    sets: tuple[EvidenceSet, ...]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The authors (ids), in the order of the paper."""
        return tuple(self.record.authors(self.paper_id))

    @cached_property
    def outcomes(self) -> dict[tuple[str, ...], tuple[Outcome, ...]]:
        """The outcomes for each day, by the names of the sets set aside."""
        return outcomes(self.record, self.paper_id, self.days, self.sets)

    @cached_property
    def plain(self) -> list[tuple[str, ...]]:
        """The choices in the short table."""
        return plain([one.name for one in self.sets])

    @cached_property
    def sources(self) -> tuple[Citation, ...]:
        """The sources of all deciding evidence on the authors."""
        proofs = (p for person in self.people for p in self.record.evidence(person))
        return cite(self.record, (p.source_id for p in proofs if self.record.decides(p)))

    def called(self, aside: Sequence[str]) -> str:
        """The sets set aside, in words."""
        if not aside:
            return say("nothing: all evidence counts")
        if len(aside) == len(self.sets):
            return say("all of these")
        labels = {one.name: one.label for one in self.sets}
        return prose.series(labels[name] for name in aside)

    def band(self, outcome: Outcome) -> str:
        """The count in digits: `6 of 14`, or `4 to 8 of 14`."""
        tally = outcome.tally
        return prose.proportion(tally.least, tally.total, tally.most)

    def table(self, choices: Sequence[tuple[str, ...]]) -> pd.DataFrame:
        """The outcomes of some choices, one row per choice and day."""
        rows = [
            (
                self.called(aside),
                outcome.day.isoformat(),
                outcome.tally.least,
                outcome.tally.most,
                prose.names(self.record.name(c.person_id) for c in outcome.changes)
                if outcome.changes
                else "",
            )
            for aside in choices
            for outcome in self.outcomes[aside]
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))


def changed(record: Record, outcome: Outcome) -> str:
    """Who changes by the evidence that is set aside: a sentence for each kind of change."""
    if not outcome.changes:
        return say("Nobody changes.") if outcome.aside else ""
    kinds: dict[str, list[str]] = {}
    for change in outcome.changes:
        kinds.setdefault(TOLD[change.before, change.after], []).append(change.person_id)
    return " ".join(
        say(kind, names=prose.names(map(record.name, people))) for kind, people in kinds.items()
    )


def show_choice(choice: Choice, *, id: str, title: str, caption: str, alt: str) -> None:
    """Show a count that a reader can change by setting evidence aside.

    Parameters
    ----------
    choice : Choice
        The count, its days, and the sets of evidence.
    id : str
        Address of the figure on its page, such as `fig-choice`.
    title, caption, alt : str
        As for every figure: the finding, how to read it, and what it shows in words. They are the
        same on every reading date.

    Raises
    ------
    ValueError
        If one of these is missing, or the id is invalid.
    TypeError
        If one of these is no text.
    """
    check_texts("show_choice", id=id, title=title, caption=caption, alt=alt)
    unfit = [] if id.startswith("fig-") else ["an id that begins with fig-"]
    check_words(id, [{"title": title, "caption": caption, "alt": alt}], unfit)
    if os.environ.get("AFTERLLAMA_BOOK"):
        held = payload_of(choice, id=id, title=title, caption=caption, alt=alt)
        display(bundle(PAYLOAD, held, title), raw=True)
        return
    if choice.record.changed:
        what_if()
    display(heading(title))
    with whole_tables():
        heads = {name: say(label) for name, label in COLUMNS.items()}
        display(choice.table(choice.plain).rename(columns=heads))
    display(markup(escape(caption)))


def payload_of(choice: Choice, id: str, title: str, caption: str, alt: str) -> dict[str, Any]:
    """A choice in the form that the book's pages use: outcomes by bits for the sets set aside."""
    short, whole = choice.table(choice.plain), choice.table(list(choice.outcomes))
    numeric = {"least": "number", "most": "number", "day": "date"}
    bits = {one.name: 1 << place for place, one in enumerate(choice.sets)}
    words = {"title": title, "caption": caption, "alt": alt}
    day = choice.record.package.record_date
    return {
        "id": id,
        "sources": [vars(source) for source in choice.sources],
        "columns": [
            {"name": name, "label": say(label), "kind": numeric.get(name, "text")}
            for name, label in COLUMNS.items()
        ],
        "views": [
            {
                "day": day.isoformat(),
                "date": prose.short(day),
                "reading": "",
                **words,
                "rows": short.values.tolist(),
            }
        ],
        "whole": whole.values.tolist(),
        "sets": [{"name": one.name, "label": one.label} for one in choice.sets],
        "people": [choice.record.name(person) for person in choice.people],
        "origin": choice.record.name(choice.record.employer_of(choice.paper_id)),
        "days": [prose.day(day) for day in choice.days],
        "outcomes": {
            str(sum(bits[name] for name in aside)): [_seen(choice, one) for one in held]
            for aside, held in choice.outcomes.items()
        },
    }


def _seen(choice: Choice, outcome: Outcome) -> dict[str, str]:
    """What a page shows of one outcome: the band, who changes, and one letter per person."""
    stands = standings(outcome.tally)
    letters = "".join(stands[person][0] for person in choice.people)
    told = changed(choice.record, outcome)
    return {"band": choice.band(outcome), "told": told, "stands": letters}

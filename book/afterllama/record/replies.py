"""Replies of people named in the book: unedited, dated, beside the rows and on their entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from afterllama.words import prose
from afterllama.words.language import say

#: The columns of a reply that say what it is about: a person, and rows.
BESIDE = ("person_id", "evidence_ids", "event_ids", "claim_ids")
PARAGRAPH = "¶"


@dataclass(frozen=True)
class Reply:
    """A reply: its id, whose and when (in words), and its paragraphs as sent."""

    id: str
    name: str
    when: str
    text: tuple[str, ...]

    @property
    def label(self) -> str:
        """Whose reply it is, and its date."""
        return say("Reply by {name}, {day}, as it was sent:", name=self.name, day=self.when)


def said(reply: Reply) -> str:
    """A reply as one text, for a table."""
    return " ".join([reply.label, *reply.text])


def answered(reply: Reply) -> dict[str, str | list[str]]:
    """A reply for the book's pages: label and paragraphs."""
    return {"label": reply.label, "text": list(reply.text)}


def replies(table: pd.DataFrame, names: Mapping[str, str]) -> dict[str, tuple[Reply, ...]]:
    """The replies by the id they are about, in order of time.

    Parameters
    ----------
    table : DataFrame
        The table `replies`.
    names : mapping of str to str
        People's names by their ids.
    """
    found: defaultdict[str, list[Reply]] = defaultdict(list)
    for row in table.sort_values(["day", "reply_id"]).to_dict("records"):
        paragraphs = tuple(row["text"].split(PARAGRAPH))
        reply = Reply(row["reply_id"], names[row["person_id"]], prose.dated(row["day"]), paragraphs)
        for column in BESIDE:
            for key in filter(None, row[column].split("|")):
                found[key].append(reply)
    return {key: tuple(held) for key, held in found.items()}

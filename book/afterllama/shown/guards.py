"""Sentences that the data must bear out: a build stops at one that fails, a notebook lists it."""

from __future__ import annotations

import os
import re
from html import escape

from IPython.display import display

from afterllama.shown.figures import markup
from afterllama.words.language import say

#: What the prose inserts, or the place of a figure's text that is filled.
PLACE = re.compile(r"\{eval\}`[^`]*`|\{\}")
#: A link, whose words are shown without its address.
LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\))?")


class GuardError(AssertionError):
    """A sentence of the book is no longer true of the data."""


def guard(sentence: str, holds: bool) -> None:
    """Check that a sentence of the chapter still holds.

    A build stops at the first one that does not. In a notebook, where a reader may have changed the
    data or the reading date, it is listed below the cell, and the notebook goes on.

    Parameters
    ----------
    sentence : str
        The words at risk, exactly as in the chapter.
    holds : bool
        Whether the data still support them.

    Raises
    ------
    GuardError
        If it does not hold in a build; the message quotes the sentence.

    Examples
    --------
    >>> guard("More than half had left", len(record.authors("llama1")) > 7)
    """
    if holds:
        return
    if os.environ.get("AFTERLLAMA_BOOK"):
        raise GuardError(f"no longer true of the data, rewrite it: {sentence!r}")
    words = PLACE.sub("…", LINK.sub(r"\1", sentence))
    display(markup(escape(say("What if: this no longer holds: “{words}”", words=words))))

"""The words that a reader sees, in the language of the edition.

A sentence stays whole in the code, in English, with named placeholders for computed values:
`say("{left} of {total} authors left", left=..., total=...)`. Extraction finds it there, and the
catalogue `book/locale/<language>/LC_MESSAGES/afterllama.po` translates it. Without a catalogue the
English words are shown.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parents[2] / "locale"
DOMAIN = "afterllama"
#: Tells kernels the edition's language; a build sets it from `_config.yml`.
VARIABLE = "AFTERLLAMA_LANGUAGE"


def language() -> str:
    """The language of the edition, such as `en`."""
    return os.environ.get(VARIABLE, "en")


@cache
def _catalogue(of: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [of], fallback=True)


def catalogue() -> gettext.NullTranslations:
    """The texts of the edition; missing ones stay English."""
    return _catalogue(language())


def say(text: str, /, **values: object) -> str:
    """A text in the edition's language, its placeholders filled as by `str.format`.

    Parameters
    ----------
    text : str
        The English text: a literal, or a constant marked with `noted`.
    **values : object
        Values of the placeholders; without any, braces in the text are kept.

    Examples
    --------
    >>> say("{n} of {total}", n=6, total=14)
    '6 of 14'
    """
    found = catalogue().gettext(text) if text else text
    return found.format(**values) if values else found


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """A text whose words depend on a number, by the plural rules of the edition's language.

    Parameters
    ----------
    one, many : str
        The English texts for one and for any other number; literals.
    number : int
        The number that decides.
    **values : object
        Values of the placeholders.
    """
    return catalogue().ngettext(one, many, number).format(**values)


def noted(text: str) -> str:
    """Mark a constant for extraction; `say` translates it where it is shown."""
    return text

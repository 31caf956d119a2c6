"""The words that a reader sees, in the language of the edition.

A sentence stands whole in the code, in English, with named places for what is computed:
`say("{left} of {total} authors left", left=..., total=...)`. Extraction finds it there, and a
catalogue `book/locale/<language>/LC_MESSAGES/afterllama.po` translates it. Without a catalogue the
words are the English ones.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parents[2] / "locale"
DOMAIN = "afterllama"
#: Names the edition's language to the kernels; a build sets it from `_config.yml`.
VARIABLE = "AFTERLLAMA_LANGUAGE"


def language() -> str:
    """The language of the edition, such as `en`."""
    return os.environ.get(VARIABLE, "en")


def compiled() -> str:
    """Where the edition's catalogue is, compiled, seen from the folder of all."""
    return f"{language()}/LC_MESSAGES/{DOMAIN}.mo"


@cache
def _catalogue(of: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [of], fallback=True)


def catalogue() -> gettext.NullTranslations:
    """The texts of the edition; what it lacks stays as it is."""
    return _catalogue(language())


def say(text: str, /, **values: object) -> str:
    """A text in the edition's language, with its places filled as `str.format` does.

    Parameters
    ----------
    text : str
        The English text, a literal, or one that `noted` marked elsewhere.
    **values : object
        What stands in the places; without any, braces in the text are kept.
    """
    found = catalogue().gettext(text) if text else text
    return found.format(**values) if values else found


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """A text whose words depend on a number, by the plural rules of the edition's language.

    Parameters
    ----------
    one, many : str
        The English texts for one and for any other number, literals.
    number : int
        The number that decides.
    **values : object
        What stands in the places.
    """
    return catalogue().ngettext(one, many, number).format(**values)


def noted(text: str) -> str:
    """A text to be translated where it is shown: marks a constant for extraction."""
    return text

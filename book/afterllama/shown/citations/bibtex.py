"""Writes entries for BibTeX and BibLaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Special characters of TeX, and their replacements where a backslash is not enough.
SPECIAL = re.compile(r"[\\{}~^&%$#_]")
ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
#: What `escaped` writes for one character.
WRITTEN = re.compile(r"\\text\w+\{\}|\\.")
SIGNS = {text: sign for sign, text in ESCAPES.items()}
#: Fields with addresses or names, which are not escaped.
VERBATIM = frozenset({"author", "url"})
#: Fields that keep their capitals.
TITLES = frozenset({"title", "shorthand", "label"})


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry; empty fields are left out, and a title keeps its capitals."""
    lines = [f"  {name} = {{{value(name, text)}}}" for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", ",\n".join(lines), "}"])


def value(name: str, text: str) -> str:
    """The text of a field, without its outer braces."""
    if name in VERBATIM:
        return text
    return protected(text) if name in TITLES else escaped(text)


def protected(text: str) -> str:
    """A text that BibTeX leaves as it is, with its capitals and as one name."""
    return f"{{{escaped(text)}}}"


def escaped(text: str) -> str:
    """A text with the special characters of BibTeX and TeX escaped."""
    return SPECIAL.sub(lambda sign: ESCAPES.get(sign[0], f"\\{sign[0]}"), text)


def read(text: str) -> str:
    """What `value` was given, from the text of a field."""
    whole = text.removeprefix("{").removesuffix("}") if text.startswith("{") else text
    return WRITTEN.sub(lambda found: SIGNS.get(found[0], found[0][1:]), whole)

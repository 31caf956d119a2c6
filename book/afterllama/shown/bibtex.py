"""Entries as BibTeX and BibLaTeX read them."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: What TeX reads as its own, and how it is written instead where a backslash is not enough.
SPECIAL = re.compile(r"[\\{}~^&%$#_]")
ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
#: Fields that hold addresses or names: they stand as they are.
VERBATIM = frozenset({"author", "url"})
#: Fields that keep their capitals.
TITLES = frozenset({"title", "shorthand", "label"})


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry; fields without a value are left out, and a title keeps its capitals."""
    lines = [f"  {name} = {{{value(name, text)}}}" for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", ",\n".join(lines), "}"])


def value(name: str, text: str) -> str:
    """The text of a field, without its outer braces."""
    if name in VERBATIM:
        return text
    return protected(text) if name in TITLES else escaped(text)


def protected(text: str) -> str:
    """A text that BibTeX takes as it stands: its capitals, and as one name."""
    return f"{{{escaped(text)}}}"


def escaped(text: str) -> str:
    """A text with what BibTeX and TeX read as their own written out."""
    return SPECIAL.sub(lambda sign: ESCAPES.get(sign[0], f"\\{sign[0]}"), text)

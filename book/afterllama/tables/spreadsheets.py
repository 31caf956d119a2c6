"""Texts that a spreadsheet would change by opening and saving a table.

A number loses outer zeros and its seventeenth digit, `1/2` becomes a day of this year, `true`
becomes TRUE, all silently. A table must therefore contain no text that would come back as another
text that the table accepts too.
"""

from __future__ import annotations

import re

#: The digits of a number that every spreadsheet keeps.
DIGITS = 15
NUMBER = re.compile(r"(-?)0*([0-9]+?)(?:\.([0-9]*?)0*)?")
#: Texts of digits and signs that come back unchanged, or as one of `TURNED`.
KEPT = re.compile(
    r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]{4}-[0-9]{4}|[0-9]{1,2}/[0-9]{1,2}|[^0-9]*", re.ASCII
)
SIGNS = re.compile(r"[0-9\s.,:/%$€£¥()+-]+(?:[AP]M)?", re.IGNORECASE)
POWER = re.compile(r"[-+]?[0-9]+\.?[0-9]*e[-+]?[0-9]+", re.IGNORECASE)
#: Month names of spreadsheets in the languages of likely users.
MONTHS = (
    r"jan(?:uary|uar|v|ene)?|ene|feb(?:ruary|ruar|r)?|fév(?:r)?|mar(?:ch|s)?|mär(?:z)?|mrz|a[pvb]r(?:il)?|"
    r"mai|may|mag|jun[ei]?|juin|giu|jul[yi]?|juil|lug|aug(?:ust)?|août|ago|"
    r"sep(?:t|tember)?|set|o[ckt]t(?:ober|obre)?|nov(?:ember)?|d[ei][czc](?:ember)?|déc"
)
DAY = re.compile(
    rf"[0-9]{{1,4}}[-./ ]{{0,2}}(?:{MONTHS})\.?(?:[-./ ]{{0,2}}[0-9]{{2,4}})?"
    rf"|(?:{MONTHS})\.?[-./ ]{{0,2}}[0-9]{{1,4}}(?:,? [0-9]{{2,4}})?",
    re.IGNORECASE,
)
TRUTH = re.compile(r"true|false", re.IGNORECASE)


def number(text: str) -> str | None:
    """A number as every spreadsheet writes it; None if a text is not a number or is too long.

    `81.0` is `81`, `007` is `7`: redundant zeros are left out.
    """
    found = NUMBER.fullmatch(text)
    if not found:
        return None
    sign, whole, rest = found[1], found[2], found[3] or ""
    if len((whole + rest).lstrip("0")) > DIGITS:
        return None
    plain = f"{whole}.{rest}" if rest else whole
    return plain if plain == "0" else sign + plain


def remedy(text: str) -> str | None:
    """The remedy for a text that a spreadsheet takes for a value and changes."""
    if TRUTH.fullmatch(text):
        return "would be true or false to a spreadsheet: use another word"
    if POWER.fullmatch(text):
        return "would be a number to a spreadsheet: begin with a letter"
    if DAY.fullmatch(text):
        return "would be a date to a spreadsheet: write it as 2023-02-24 or 2023-02, or add a word"
    if not SIGNS.fullmatch(text) or KEPT.fullmatch(text):
        return None
    plain = number(text)
    if plain == text:
        return None
    if plain:
        return f"would be the number {plain} to a spreadsheet: write it so, or add a word"
    return "is a date or a number as a spreadsheet writes it: write what it was, or add a word"

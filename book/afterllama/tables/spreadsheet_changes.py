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
POWER = re.compile(
    r"[-+$€£¥(]*(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)e[-+]?[0-9]+[%$€£¥)]*", re.IGNORECASE
)
#: Month names of spreadsheets in the languages of likely users: English, German, French, Spanish,
#: Italian, Portuguese, Dutch, Scandinavian, Catalan, Romanian, Hungarian, Polish, Turkish, Russian.
NAMES = """
january januar janvier enero gennaio janeiro januari gener ianuarie január styczeń ocak январь
february februar février febrero febbraio fevereiro februari febrer februarie február luty şubat
march märz mars marzo março maart mart març martie március marzec февраль март
april avril abril aprile aprilie április kwiecień nisan апрель
may mai mayo maggio maio mei maj maig május mayıs май
june juni juin junio giugno junho juny iunie június czerwiec haziran июнь
july juli juillet julio luglio julho juliol iulie július lipiec temmuz июль
august août agosto augustus augusti agost sierpień ağustos август
september septembre septiembre settembre setembro setembre septembrie szeptember
wrzesień eylül сентябрь october oktober octobre octubre ottobre outubro octombrie październik ekim
október октябрь november novembre noviembre novembro noiembrie listopad kasım ноябрь
december dezember décembre diciembre dicembre dezembro desember desembre decembrie grudzień aralık
декабрь mrz mrt
"""  # noqa: RUF001
#: A spreadsheet takes three letters and more of each.
MONTHS = {name[:end] for name in NAMES.split() for end in range(3, len(name) + 1)}
BETWEEN = "(?:[-./ ]{0,2}| de )"
MONTH = r"(?P<{}>[^\W\d_]{{3,}})\.?"
DAY = re.compile(
    rf"[0-9]{{1,4}}{BETWEEN}{MONTH.format('after')}(?:{BETWEEN}[0-9]{{2,4}})?"
    rf"|{MONTH.format('before')}{BETWEEN}[0-9]{{1,4}}(?:,? [0-9]{{2,4}})?"
)
#: True and false in the same languages.
TRUE_OR_FALSE = """
true wahr vrai verdadero vero verdadeiro waar sant sand sann cert adevărat igaz prawda doğru
false falsch faux falso onwaar falskt falsk usann fals hamis fałsz yanlış истина ложь
"""  # noqa: RUF001
TRUTHS = frozenset(TRUE_OR_FALSE.split())


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
    if text.lower() in TRUTHS:
        return "would be true or false to a spreadsheet: use another word"
    if POWER.fullmatch(text):
        return "would be a number to a spreadsheet: begin with a letter"
    day = DAY.fullmatch(text)
    if day and (day["after"] or day["before"]).lower() in MONTHS:
        return "would be a date to a spreadsheet: write it as 2023-02-24 or 2023-02, or add a word"
    if not SIGNS.fullmatch(text) or KEPT.fullmatch(text):
        return None
    plain = number(text)
    if plain == text:
        return None
    if plain:
        return f"would be the number {plain} to a spreadsheet: write it so, or add a word"
    return "is a date or a number as a spreadsheet writes it: write what it was, or add a word"

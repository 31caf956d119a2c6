"""The log of corrections, from `corrections.csv`: what was wrong, what is right, on which pages.

The log names a person only with consent, and is checked with the data.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from afterllama.record.lookup import check_record
from afterllama.record.record import Record
from afterllama.shown.figures import bundle, heading, whole_tables
from afterllama.tables import constraints, csv_files, reading
from afterllama.tables.csv_files import Fault, Row
from afterllama.tables.schema import Column, Table, folder
from afterllama.words import prose
from afterllama.words.language import noted, say

NAME = "corrections.csv"
PAYLOAD = "application/vnd.afterllama.corrections+json"
#: Columns of the log, and what each means.
COLUMNS = {
    "correction_id": noted("Identifier: the day, and a number within the day."),
    "day": noted("Day of the correction."),
    "was": noted("What was wrong."),
    "now": noted("What is right."),
    "pages": noted("Pages that it changed, separated by |."),
    "tables": noted("Tables that it changed, separated by |; blank if it changed words alone."),
    "asked_by": noted("Who asked for it."),
    "consent": noted("yes: the person named in this row agreed to be named."),
}
#: Those that readers get.
SHOWN = {name: means for name, means in COLUMNS.items() if name != "consent"}
#: Those that are sentences: they are translated, and name nobody without consent.
TEXTS = ("was", "now", "asked_by")
REQUIRED = ("was", "now", "pages", "asked_by")
#: Those that hold free text, and are judged as the texts of the tables are.
FREE = (*REQUIRED, "tables")
ANSWERS = ("yes", "no")
TABLE = Table(
    *("corrections", "", "", NAME),
    columns=tuple(
        Column(name, name, means, "string", constraints={"required": name in REQUIRED})
        for name, means in COLUMNS.items()
    ),
    key=("correction_id",),
    references=(),
)
ID = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-[0-9]{2}")


def read(root: Path, record: Record) -> tuple[Row, ...]:
    """The log of the book at ``root``, the newest day first; empty without a file.

    Raises
    ------
    DataError
        If a row is faulty, or names a person of the record without consent.
    """
    path = root / NAME
    if not path.is_file():
        return ()
    sheet, faults = csv_files.read(path, TABLE)
    # The log is of the whole record, whatever part of it a notebook reads.
    reading.stop([*faults, *_faults(sheet.rows, record.whole)])
    return tuple(sorted(sheet.rows.values(), key=lambda row: row["day"], reverse=True))


def _parts(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def _faults(rows: Mapping[int, Mapping[str, str]], record: Record) -> Iterator[Fault]:
    """The faults of all rows."""
    names, seen = _names(record), set()
    judges = {one.name: constraints.judge(one) for one in TABLE.columns if one.name in FREE}
    for number, row in rows.items():
        judged = ((column, judge(row[column])) for column, judge in judges.items())
        wrong = [(column, remedy) for column, remedy in judged if remedy]
        wrong += _wrong(row, record, names)
        if row["correction_id"] in seen:
            wrong.append(("correction_id", "is used twice"))
        seen.add(row["correction_id"])
        for column, remedy in wrong:
            yield Fault(NAME, number, column, row[column], remedy)


def _wrong(
    row: Mapping[str, str], record: Record, names: re.Pattern[str]
) -> Iterator[tuple[str, str]]:
    """The faulty columns of a row, and what would be right."""
    found = ID.fullmatch(row["correction_id"])
    if not found or found[1] != row["day"]:
        yield "correction_id", "must be the day, a hyphen and two digits, such as 2026-11-26-01"
    if not _is_day(row["day"]):
        yield "day", "must be a day, such as 2026-11-26"
    elif date.fromisoformat(row["day"]) > record.package.record_date:
        yield "day", f"must not be after the record date, {record.package.record_date}"
    for table in _parts(row["tables"]):
        if table not in record.package.tables:
            yield "tables", f"{table!r} is not a table of the data"
    if row["consent"] not in ANSWERS:
        yield "consent", "must be yes or no"
    elif row["consent"] == "no":
        for column in TEXTS:
            if named := names.search(row[column]):
                remedy = f"{named[0]} names a person, who has to agree (consent: yes)"
                yield column, f"{remedy}; if nobody is meant, use another word"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _names(record: Record) -> re.Pattern[str]:
    """What names a person: a name of two words and more in every spelling, and its last word.

    Capitals count: a stone is nobody. A whole name of one word may be an everyday word.
    """
    found = set()
    for row in record.data["people"].itertuples():
        for name in (row.name, *_parts(row.aliases)):
            last = name.split()[-1]
            if last != name:
                found |= {name, last} if last[0].isupper() and len(last) > 1 else {name}
    longest = sorted(found, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)")


def rows(log: Sequence[Row]) -> list[Row]:
    """The log in the columns `SHOWN`, its sentences translated."""
    return [{n: say(row[n]) if n in TEXTS else row[n] for n in SHOWN} for row in log]


def show_corrections(record: Record) -> None:
    """Show the log of corrections, the newest first; its pages get a feed of it.

    Raises
    ------
    DataError
        As `read` does.
    """
    check_record(record, "show_corrections")
    log = read(folder().parent, record)
    title = say("Corrections")
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, payload_of(log, title), title), raw=True)
        return
    display(heading(title))
    with whole_tables():
        display(pd.DataFrame(rows(log)))


def payload_of(log: Sequence[Row], title: str) -> dict[str, Any]:
    """The log in the form that the book's pages use."""
    return {
        "id": "corrections",
        "title": title,
        "corrections": [
            {
                **row,
                "date": prose.day(date.fromisoformat(row["day"])),
                "pages": _parts(row["pages"]),
                "tables": _parts(row["tables"]),
            }
            for row in rows(log)
        ],
    }

"""The log of corrections, from `corrections.csv`: what was wrong, what is right, on which pages.

The log names a person only with consent, and is checked with the data.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from afterllama.record.record import Record
from afterllama.shown.figures import bundle, heading, whole_tables
from afterllama.tables.schema import DataError, folder
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
ANSWERS = ("yes", "no")
ID = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-[0-9]{2}")


@dataclass(frozen=True)
class Correction:
    """One correction; `pages` are names of pages without their ending, such as `claims`."""

    id: str
    day: date
    was: str
    now: str
    pages: tuple[str, ...]
    tables: tuple[str, ...]
    asked_by: str


def read(root: Path, record: Record) -> tuple[Correction, ...]:
    """The log of the book at ``root``, the newest day first; empty without a file.

    Raises
    ------
    DataError
        If a row is faulty, or names a person of the record without consent.
    """
    path = root / NAME
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        columns, rows = list(reader.fieldnames or ()), list(reader)
    if columns != list(COLUMNS):
        raise DataError(f"{NAME}: the columns must be {', '.join(COLUMNS)}")
    # The log is of the whole record, whatever part of it a notebook reads.
    faults = list(_faults(rows, record.whole))
    if faults:
        raise DataError("\n".join(faults))
    found = [_correction(row) for row in rows]
    return tuple(sorted(found, key=lambda one: one.day, reverse=True))


def _correction(row: Mapping[str, str]) -> Correction:
    return Correction(
        id=row["correction_id"],
        day=date.fromisoformat(row["day"]),
        was=row["was"],
        now=row["now"],
        pages=_parts(row["pages"]),
        tables=_parts(row["tables"]),
        asked_by=row["asked_by"],
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _faults(rows: Sequence[Mapping[str, str]], record: Record) -> Iterator[str]:
    """One line for each fault: file, row, column, value, and what would be right."""
    names, seen = list(_names(record)), set()
    for number, row in enumerate(rows, 2):
        wrong = list(_wrong(row, record, names))
        if row["correction_id"] in seen:
            wrong.append(("correction_id", "is used twice"))
        seen.add(row["correction_id"])
        for column, remedy in wrong:
            yield f"{NAME}, row {number}, column {column}: {row.get(column, '')!r}: {remedy}"


def _wrong(
    row: Mapping[str, str], record: Record, names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The faulty columns of a row, and what would be right."""
    if "" in row:
        yield "consent", "the row has too many cells"
    found = ID.fullmatch(row["correction_id"])
    if not found or found[1] != row["day"]:
        yield "correction_id", "must be the day, a hyphen and two digits, such as 2026-11-26-01"
    if not _is_day(row["day"]):
        yield "day", "must be a day, such as 2026-11-26"
    elif date.fromisoformat(row["day"]) > record.package.record_date:
        yield "day", f"must not be after the record date, {record.package.record_date}"
    for column in REQUIRED:
        if not row[column].strip():
            yield column, "must not be blank"
    for table in _parts(row["tables"]):
        if table not in record.package.tables:
            yield "tables", f"{table!r} is not a table of the data"
    if row["consent"] not in ANSWERS:
        yield "consent", "must be yes or no"
    elif row["consent"] == "no":
        for column in TEXTS:
            if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", row[column]) for name in names):
                yield column, "names a person, who has to agree (consent: yes)"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _names(record: Record) -> Iterator[str]:
    """The names of people of two words and more, in every spelling."""
    for row in record.data["people"].itertuples():
        yield from (name for name in (row.name, *_parts(row.aliases)) if " " in name)


def rows(log: Sequence[Correction]) -> list[dict[str, str]]:
    """The log as rows of texts in the columns `SHOWN`."""
    return [
        {
            "correction_id": one.id,
            "day": one.day.isoformat(),
            "was": say(one.was),
            "now": say(one.now),
            "pages": "|".join(one.pages),
            "tables": "|".join(one.tables),
            "asked_by": say(one.asked_by),
        }
        for one in log
    ]


def show_corrections(record: Record) -> None:
    """Show the log of corrections, the newest first; its pages get a feed of it.

    Raises
    ------
    DataError
        As `read` does.
    """
    log = read(folder().parent, record)
    title = say("Corrections")
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, payload_of(log, title), title), raw=True)
        return
    display(heading(title))
    with whole_tables():
        display(pd.DataFrame(rows(log)))


def payload_of(log: Sequence[Correction], title: str) -> dict[str, Any]:
    """The log in the form that the book's pages use."""
    return {
        "id": "corrections",
        "title": title,
        "corrections": [
            {
                **row,
                "date": prose.day(one.day),
                "pages": list(one.pages),
                "tables": list(one.tables),
            }
            for one, row in zip(log, rows(log), strict=True)
        ],
    }

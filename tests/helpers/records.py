"""Helpers for tests of the package: the record, data folders to change, and small proofs."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from afterllama.loading.folder import load
from afterllama.record.evidence import Proof
from afterllama.record.record import Record
from afterllama.record.stints import Stint
from afterllama.tables.schema import DataError
from afterllama.words.days import UNDATED, Span

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
DATA = ROOT / "data"
EXODUS = ROOT / "tests" / "fixtures" / "exodus"


@cache
def real() -> Record:
    """The record of this repository."""
    return load(DATA)


def copied(folder: Path) -> Path:
    """Copy the data into ``folder / "data"``, to be changed."""
    return Path(shutil.copytree(DATA, folder / "data"))


def exodus(folder: Path) -> Path:
    """Lay out another exodus in ``folder / "exodus"``: invented people, the same description."""
    where = Path(shutil.copytree(EXODUS, folder / "exodus"))
    document = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    dates = {"report": "2020-02-01", "record": "2021-06-30"}
    document["record_date"] = dates["record"]
    for item in document["reading_dates"]:
        item["date"] = dates[item["name"]]
    (where / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    return where


def lines_of(folder: Path, table: str) -> list[list[str]]:
    """The header and the rows of a table."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(folder: Path, table: str, lines: list[list[str]]) -> None:
    """Write the header and the rows of a table."""
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def change(folder: Path, table: str, key: str, **cells: str) -> int:
    """Change cells of the row that begins with ``key`` (cells parted by ``/``); give its number."""
    header, *rows = lines_of(folder, table)
    number = next(n for n, row in enumerate(rows) if _begins(row, key))
    for column, text in cells.items():
        rows[number][header.index(column)] = text
    write(folder, table, [header, *rows])
    return number + 2


def add(folder: Path, table: str, like: str, **cells: str) -> int:
    """Add a copy of the row that begins with ``like``, with other cells; give its number."""
    header, *rows = lines_of(folder, table)
    row = list(next(row for row in rows if _begins(row, like)))
    for column, text in cells.items():
        row[header.index(column)] = text
    write(folder, table, [header, *rows, row])
    return len(rows) + 2


def drop(folder: Path, table: str, key: str) -> None:
    """Take away the rows that begin with ``key``."""
    write(folder, table, [line for line in lines_of(folder, table) if not _begins(line, key)])


def _begins(row: list[str], key: str) -> bool:
    """Whether a row begins with the cells of a key; a cell may itself hold a ``/``."""
    return "/".join([*row, ""]).startswith(f"{key}/")


def faults(folder: Path, read: Callable[[Path], object] = load) -> list[str]:
    """The lines in which a folder is refused as it is read; none where it is taken."""
    try:
        read(folder)
    except DataError as error:
        return str(error).splitlines()
    return []


def day(text: str) -> date:
    """A day from its ISO date."""
    return date.fromisoformat(text)


def days(first: str, last: str) -> Span:
    """A span of days; ``""`` stands for an open end."""
    begin = day(first) if first else UNDATED.first
    return Span(begin, day(last) if last else UNDATED.last)


def proof(place: str, first: str, last: str = "", assertion: str = "at", **other: Any) -> Proof:
    """A proof that decides, at an employer, on a day or within days."""
    when = days(first, last or first)
    given: dict[str, Any] = {
        "evidence_id": f"{place}-{first}-{last}-{assertion}",
        "person_id": "ada-vale",
        "organization_id": place,
        "employer_id": place,
        "assertion": assertion,
        "post": "main",
        "when": first,
        "span": when,
        "known": when.last,
        "kind": "recorded",
        "basis": "press",
        "confidence": "high",
        "source_id": "gazette",
        "paragraphs": "",
        "statement": "",
    }
    return Proof(**given | other)


def bounds(history: tuple[Stint, ...]) -> list[tuple[str, Span, Span]]:
    """Employer, beginning and end of every stint."""
    return [(stint.employer_id, stint.started, stint.ended) for stint in history]

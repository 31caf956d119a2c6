"""Reads a table's file as rows of text; reports what is wrong and still reads the rest."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from afterllama.tables.schema import Table

Row = dict[str, str]
#: A byte that is not UTF-8, as Python decodes it with "surrogateescape".
UNDECODED = re.compile("[\udc80-\udcff]")
CELL = re.compile(r'(?:"(?:[^"]|"")*"|(?!")[^,\r\n]*),')


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in the data, and its remedy. Row 1 is the header line."""

    file: str
    row: int
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        value = UNDECODED.sub("\ufffd", self.value[:61])
        value = value if len(value) <= 60 else value[:57] + "..."
        where = f"{self.file}, row {self.row}, column {self.column}: {value!r}"
        # A remedy may quote the table, which may contain anything.
        remedy = "".join(c if c.isprintable() else repr(c)[1:-1] for c in self.remedy)
        return f"{where}: {remedy}"


@dataclass(frozen=True)
class Sheet:
    """The rows of a table as text, by row number in the file.

    `loose` has the cells of rows with too many or too few cells. `whole` is false if rows are
    missing: the absence of a value then proves nothing.
    """

    rows: dict[int, Row]
    loose: frozenset[str] = frozenset()
    whole: bool = True


LOST = Sheet({}, whole=False)


def read(path: Path, table: Table) -> tuple[Sheet, list[Fault]]:
    """The readable rows of a file, and its faults."""
    names = [column.name for column in table.columns]
    header = ",".join(names)
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        remedy = f"the file is missing; it must begin with the header {header}"
        return LOST, [Fault(path.name, 1, "all", "", remedy)]
    except OSError as error:
        remedy = f"the file cannot be read: {error.strerror}"
        return LOST, [Fault(path.name, 1, "all", "", remedy)]
    faults = []
    if text.startswith("\ufeff"):
        remedy = "save as UTF-8 without a byte order mark"
        faults.append(Fault(path.name, 1, "all", "byte order mark", remedy))
    text = text.removeprefix("\ufeff")
    parted = _parted(text, names)
    if parted:
        remedy = f"cells must be separated by commas, not {parted}: the header must be {header}"
        return LOST, [*faults, Fault(path.name, 1, "all", text.splitlines()[0], remedy)]
    records, found = _records(text, path.name, names)
    whole = all(fault.value == CARRIAGE for fault in found)
    faults += found
    if not records:
        if whole:
            remedy = f"the file is empty; it must begin with the header {header}"
            faults.append(Fault(path.name, 1, "all", "", remedy))
        return LOST, faults
    misnamed = list(_header(path.name, records[0], names))
    faults += misnamed
    if misnamed:
        return LOST, faults
    rows, loose, found = _rows(path.name, records)
    faults += found
    faults += _undecoded(path.name, rows)
    return Sheet(rows, loose, whole), faults


CARRIAGE = "carriage return"
#: Separators other than commas that some programs write as CSV.
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def _parted(text: str, names: list[str]) -> str:
    """The name of a header's separator if it is not a comma."""
    first = next(iter(text.splitlines()), "")
    for sign, told in SEPARATORS.items():
        if len({name.strip('"') for name in first.split(sign)} & set(names)) > 1:
            return told
    return ""


def _records(text: str, file: str, names: list[str]) -> tuple[list[list[str]], list[Fault]]:
    """The records of a file, up to one whose end cannot be found."""
    records: list[list[str]] = []
    faults: list[Fault] = []
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    usual = csv.field_size_limit(max(1, len(text)))
    try:
        for record in csv.reader(lines(), strict=True):
            records.append(record)
            if not faults and taken[-1].endswith(("\r", "\r\n")):
                remedy = "end lines with a line feed only"
                faults.append(Fault(file, len(records), "all", CARRIAGE, remedy))
            taken.clear()
    except csv.Error:
        rest = "".join(taken)
        number = start = 0
        while match := CELL.match(rest, start):
            number, start = number + 1, match.end()
        column = names[number] if number < len(names) else "all"
        value = rest[start:].splitlines()[0]
        remedy = (
            "a cell that begins with a quotation mark must end with one, and double those within"
        )
        faults.append(Fault(file, len(records) + 1, column, value, remedy))
    finally:
        csv.field_size_limit(usual)
    return records, faults


def _header(file: str, header: list[str], names: list[str]) -> Iterator[Fault]:
    """One fault for each unknown, missing or repeated column, or one for their order."""
    wanted = f"the header must be {','.join(names)}"
    if not set(header) & set(names):
        yield Fault(file, 1, "all", ",".join(header), f"{wanted}, in UTF-8")
        return
    stray = [name for name in header if name not in names]
    for name in stray:
        yield Fault(file, 1, "all", name, f"is not a column of this table: {wanted}")
    wrong = [name for name in names if header.count(name) != 1]
    for name in wrong:
        problem = "occurs twice" if name in header else "is missing"
        value = name if name in header else ""
        yield Fault(file, 1, name, value, f"the column {problem}: {wanted}")
    if not stray and not wrong and header != names:
        found, name = next(pair for pair in zip(header, names, strict=True) if pair[0] != pair[1])
        yield Fault(file, 1, name, found, f"must be {name}: {wanted}")


def _rows(
    file: str, records: list[list[str]]
) -> tuple[dict[int, Row], frozenset[str], list[Fault]]:
    """Rows as long as the header, the cells of other rows, and the faults of these."""
    header = records[0]
    rows: dict[int, Row] = {}
    loose: set[str] = set()
    faults = []
    for number, cells in enumerate(records[1:], 2):
        if len(cells) == len(header):
            rows[number] = dict(zip(header, cells, strict=True))
        else:
            loose |= set(cells)
            remedy = f"a row must have {len(header)} cells, not {len(cells)}"
            faults.append(Fault(file, number, "all", ",".join(cells), remedy))
    return rows, frozenset(loose), faults


def _undecoded(file: str, rows: dict[int, Row]) -> Iterator[Fault]:
    """One fault, at the first cell, for all cells of a file that are not UTF-8."""
    found = [
        (number, name, cell)
        for number, row in rows.items()
        for name, cell in row.items()
        if UNDECODED.search(cell)
    ]
    if found:
        more = f"; {len(found)} cells are not" if len(found) > 1 else ""
        number, name, cell = found[0]
        yield Fault(file, number, name, cell, f"the file must be UTF-8{more}")

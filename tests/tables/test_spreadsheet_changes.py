"""A table that has been through a spreadsheet: whatever it changed is named, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from afterllama import check
from afterllama.shown import corrections
from afterllama.tables import constraints, spreadsheet_changes
from afterllama.tables.reading import MOST_ALIKE, read
from afterllama.tables.schema import Column, describe
from records import DATA, ROOT, change, faults, lines_of, real, write

#: Opens CSV in UTF-8 as a double click does, with numbers and dates found; saves it the same way.
INTO = "--infilter=CSV:44,34,76,1,,1033,false,true"
OUT_OF = "csv:Text - txt - csv (StarCalc):44,34,76"
#: What LibreOffice 7.4 and Excel made of a cell, in English and in German.
SEEN = {
    "true": "TRUE",
    "1e5": "1.00E+05",
    "12e34567": "1.79769313486232E+308",
    "00123": "123",
    "1.50": "1.5",
    "1.10": "1.1",
    "50%": "50.00%",
    "$5": "$5.00",
    "12:30": "12:30:00 PM",
    "1:2": "01:02:00 AM",
    "Mar 1": "03/01/26",
    "mar-1": "03/01/26",
    "March 2023": "03/01/23",
    "1,000": "1000",
    "1/2": "01/02/26",
    "10/12": "12. Okt",
    "3/4": "4-Mar",
    "3/4/5": "03/04/05",
    "2023-05": "May-23",
    "2023-02-24": "2/24/2023",
    "2023-02": "Feb 23",
    ".5": "0.5",
    "(5)": "-5",
    "5.": "5",
    "+5": "5",
    "123456789.1234567": "123456789.123457",
    "12345678901234567890": "1.23456789012346E+019",
    "Feb 24, 2023": "02/24/23",
    "24.02.2023": "24.02.23",
    "Sept 1": "09/01/26",
    ".5e3": "500",
    "1,5e3": "1500",
    "gennaio 2023": "gen-23",
    "3 gen": "03-gen",
    "février 2023": "févr-23",
    "24 de mayo de 2023": "24/05/2023",
    "mei 2023": "mei-23",
    "styczeń 2023": "sty-23",
    "Oca 23": "Oca.23",
    "wahr": "WAHR",
    "vrai": "VRAI",
    "falso": "FALSO",
    "onwaar": "ONWAAR",
}


def excel(text: str) -> str:
    """A cell as Excel saves it in English: what it takes for a value, in its own form."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return f"{float(text):.15g}"
    if re.fullmatch(r"true|false", text):
        return text.upper()
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    if found := re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", text):
        year, month, day = found.groups()
        return f"{int(month)}/{int(day)}/{year}" if day else f"{months[int(month) - 1]}-{year[2:]}"
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})", text):
        return f"{found[2]}-{months[int(found[1]) - 1]}"
    return text


def through(folder: Path, saved: Callable[[str], str]) -> None:
    """Put every table of a folder through a spreadsheet."""
    for name in describe(folder).tables:
        header, *rows = lines_of(folder, name)
        write(folder, name, [header, *([saved(cell) for cell in row] for row in rows)])


def unnamed(folder: Path) -> list[str]:
    """The cells that differ from those of the book's data, and that the check does not name."""
    package = describe(folder)
    named = {(fault.file, fault.row, fault.column) for fault in read(folder, package)[1]}
    lost = []
    for table in package.tables.values():
        header, *before = lines_of(DATA, table.name)
        after = lines_of(folder, table.name)[1:]
        assert len(after) == len(before)
        for number, (old, new) in enumerate(zip(before, after, strict=True), 2):
            for column, was, now in zip(header, old, new, strict=True):
                if was != now and (table.path, number, column) not in named:
                    lost.append(f"{table.path}, row {number}, {column}: {was!r} became {now!r}")
    return lost


def test_whatever_excel_changes_in_the_books_tables_is_named(data: Path) -> None:
    through(data, excel)
    assert unnamed(data) == []
    assert len(faults(data)) < 400


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_whatever_libreoffice_changes_in_the_books_tables_is_named(data: Path) -> None:
    home = f"-env:UserInstallation={(data.parent / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", INTO, "--convert-to", OUT_OF, "--outdir", str(data)]
    files = [str(path) for path in sorted(DATA.glob("*.csv"))]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert unnamed(data) == []
    told = faults(data)
    switches = [line for line in told if "true or false" in line]
    header, *sources = lines_of(DATA, "sources")
    own = [line[header.index("own_page")] for line in sources]
    columns = 2 + (own.count("true") > MOST_ALIKE)
    assert sum("; the same in" in line for line in switches) == columns
    assert len(switches) <= 2 + own.count("true")
    header, *papers = lines_of(DATA, "papers")
    shortened = [line for line in papers if line[header.index("arxiv_id")].endswith("0")]
    assert sum("arxiv_id" in line for line in told) == len(shortened) > 0


@pytest.mark.parametrize(("written", "saved"), SEEN.items())
def test_no_text_comes_back_as_another_that_is_taken_too(written: str, saved: str) -> None:
    judge = constraints.judge(Column("note", "Note", "A note.", "string"))
    assert judge(written) or judge(saved), f"{written!r} comes back as {saved!r}"


@pytest.mark.parametrize(
    "text",
    [
        *("7", "1984", "0.5", "-3", "2023-02", "2023-02-24", "2020-2023", "1/2", "GPT-3 175B"),
        *("May", "Marie", "in May 2023", "Aya 23", "Phi-14", "10 of 14", "P01", "a1e5", "Q1 2023"),
        *("Marianne 2", "generation 3", "waarheid", "e3", "3e"),
        *("Table 3", "first", "LLaMA 2", "v1.10", "0704.0010v1", "Section 6", "Dec-POMDP"),
    ],
)
def test_a_text_that_a_spreadsheet_leaves_alone_is_taken(text: str) -> None:
    assert spreadsheet_changes.remedy(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [("81.0", "81"), ("007", "7"), ("0.50", "0.5"), ("-0.0", "0"), ("100", "100"), ("0", "0")],
)
def test_a_number_has_one_way_to_be_written(text: str, plain: str) -> None:
    assert spreadsheet_changes.number(text) == plain
    judge = constraints.judge(Column("score", "Score", "A score.", "number"))
    assert judge(plain) is None
    assert text == plain or judge(text) == f"must be written {plain}, as a spreadsheet writes it"


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_refused() -> None:
    judge = constraints.judge(Column("score", "Score", "A score.", "number"))
    assert judge("123456789.1234567") == "must have 15 digits at most: a spreadsheet keeps no more"


@pytest.mark.parametrize("number", ["2308.1295", "2308.129", "2308"])
def test_an_identifier_that_lost_zeros_is_named_as_such(data: Path, number: str) -> None:
    row = change(data, "papers", "codellama", arxiv_id=number)
    (line,) = faults(data)
    assert line.startswith(f"papers.csv, row {row}, column arxiv_id: '{number}': must match ")
    assert line.endswith("; a spreadsheet removes zeros at the end")


def test_what_happened_to_a_whole_column_is_told_in_one_line(data: Path) -> None:
    header, *rows = lines_of(data, "authorships")
    place = header.index("equal")
    for row in rows:
        row[place] = row[place].upper()
    write(data, "authorships", [header, *rows])
    assert faults(data) == [
        f"authorships.csv, row 2, column equal: {rows[0][place]!r}: must be true or false, "
        "in small letters; "
        f"the same in {len(rows) - 1} more cells of this column, up to row {len(rows) + 1}"
    ]


@pytest.mark.parametrize(("sign", "told"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_sign_between_cells_is_named_and_not_the_encoding(
    data: Path, sign: str, told: str
) -> None:
    lines = lines_of(data, "people")
    text = "\n".join(sign.join(f'"{c}"' if "," in c else c for c in line) for line in lines)
    (data / "people.csv").write_text(text + "\n", encoding="utf-8")
    named = [line for line in faults(data) if line.startswith("people.csv")]
    (line,) = named
    assert f": cells must be separated by commas, not {told}: the header must be" in line
    assert "UTF-8" not in line


# The log of corrections --------------------------------------------------------------------------


LOG = corrections.TABLE.name


def log_faults(folder: Path) -> str:
    """What is wrong with the log in a folder."""
    return "\n".join(faults(folder, lambda where: corrections.read(where, real())))


def test_whatever_excel_changes_in_the_log_of_corrections_is_named(tmp_path: Path) -> None:
    header, *rows = lines_of(ROOT, LOG)
    saved = [[excel(cell) for cell in row] for row in rows]
    write(tmp_path, LOG, [header, *saved])
    told = log_faults(tmp_path)
    days = {row[header.index("day")] for row in saved}
    assert all(f"row 2, column day: {day!r}" in told for day in days)
    others = [name for name in header if name != "day"]
    assert [[row[header.index(name)] for name in others] for row in saved] == [
        [row[header.index(name)] for name in others] for row in rows
    ]


@pytest.mark.parametrize("column", ["was", "now", "pages", "asked_by"])
@pytest.mark.parametrize("text", ["2-Jan", "81.0", "May 2023", "true", "=1+1", "two  spaces"])
def test_a_text_of_the_log_is_judged_as_one_of_the_tables(
    tmp_path: Path, column: str, text: str
) -> None:
    header, row, *_ = lines_of(ROOT, LOG)
    row[header.index(column)] = text
    write(tmp_path, LOG, [header, row])
    assert f"{corrections.NAME}, row 2, column {column}: {text!r}: " in log_faults(tmp_path)


@pytest.mark.parametrize(
    ("saved", "told"),
    [
        (lambda text: text.replace("nobody", "Café", 1).encode("cp1252"), "must be UTF-8"),
        (lambda text: text.encode("utf-8-sig"), "save as UTF-8 without a byte order mark"),
        (lambda text: text.replace(",", ";").encode(), "separated by commas, not semicolons"),
        (lambda text: text.replace("\n", "\r\n").encode(), "end lines with a line feed only"),
        (lambda text: text.replace("was", "has been", 1).encode(), "is not a column"),
        (lambda text: text.replace(",no\n", "\n", 1).encode(), "a row must have 8 cells, not 7"),
    ],
)
def test_the_check_names_what_a_program_did_to_the_file_of_the_log(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    saved: Callable[[str], bytes],
    told: str,
) -> None:
    text = (ROOT / corrections.NAME).read_text(encoding="utf-8")
    (data.parent / corrections.NAME).write_bytes(saved(text))
    monkeypatch.setenv("AFTERLLAMA_DATA", str(data))
    assert check.main() == 1
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith(f"{corrections.NAME}, row ") for line in lines)
    assert any(told in line for line in lines)

"""Generators of data faults, one for every constraint, rule and fault of a file.

Each puts a fault into the lines of a corpus, or the bytes of a file, at a place chosen by
hypothesis, and returns what the report must name. Hypothesis tries another example where the corpus
has no place for the fault.
"""

from __future__ import annotations

import copy
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from afterllama.claims.grammar import CHECKS
from afterllama.loading import rules, withdrawals
from afterllama.record.cited_sources import UNREAD
from afterllama.tables.csv_files import Fault, Sheet
from afterllama.tables.schema import Column, Package, Table
from hypothesis import assume, reject
from hypothesis import strategies as st

Draw = Callable[[Any], Any]
#: What is done to a file; None takes it away.
Reshape = Callable[[bytes], bytes | None]
NOWHERE = "nowhere-at-all"


@dataclass
class Corpus:
    """The lines of all tables and their description; what is done to the bytes of some files."""

    package: Package
    lines: dict[str, list[list[str]]]
    reshaped: dict[str, Reshape] = field(default_factory=dict)

    def reshape(self, table: str, work: Reshape) -> None:
        """Do something to the bytes of a file, after what is done to them already."""
        before = self.reshaped.get(table, lambda same: same)
        self.reshaped[table] = lambda raw: None if (made := before(raw)) is None else work(made)

    def copy(self) -> Corpus:
        """A corpus of its own."""
        return Corpus(self.package, copy.deepcopy(self.lines))

    def cells(self, table: str, row: int) -> dict[str, str]:
        """A row by its number in a spreadsheet, by column."""
        return dict(zip(self.lines[table][0], self.lines[table][row - 1], strict=True))

    def rows(self, table: str, test: Callable[[dict[str, str]], Any] = bool) -> list[int]:
        """The numbers of the rows that have all cells and pass a test."""
        header, *lines = self.lines[table]
        whole = [number for number, line in enumerate(lines, 2) if len(line) == len(header)]
        return [number for number in whole if test(self.cells(table, number))]

    def held(
        self, table: str, test: Callable[[dict[str, str]], Any] = bool
    ) -> list[dict[str, str]]:
        """The cells of the rows that have all cells and pass a test."""
        return [self.cells(table, number) for number in self.rows(table, test)]

    def values(self, table: str, column: str) -> list[str]:
        """A column without blanks."""
        return [cells[column] for cells in self.held(table, lambda c: c[column])]

    def known(self, table: str, key: str, column: str) -> dict[str, str]:
        """A column by another."""
        return {cells[key]: cells[column] for cells in self.held(table)}

    def put(self, table: str, row: int, remedy: str, **cells: str) -> Fault:
        """Change cells of a row; the report must name the last of them."""
        if not cells.keys() <= set(self.lines[table][0]):
            reject()
        for name, text in cells.items():
            self.lines[table][row - 1][self.lines[table][0].index(name)] = text
        name = list(cells)[-1]
        return Fault(f"{table}.csv", row, name, cells[name], remedy)

    def add(self, table: str, like: int, **cells: str) -> int:
        """Add a copy of a row with other cells; give its number."""
        self.lines[table].append(list(self.lines[table][like - 1]))
        self.put(table, len(self.lines[table]), "", **cells)
        return len(self.lines[table])

    def written(self, table: str, **style: Any) -> bytes | None:
        """A table's file; None where there is none."""
        file = io.StringIO(newline="")
        csv.writer(file, lineterminator="\n", **style).writerows(self.lines[table])
        raw = file.getvalue().encode("utf-8", "surrogateescape")
        return self.reshaped.get(table, lambda same: same)(raw)


def one(draw: Draw, items: list[Any]) -> Any:
    """One of several."""
    assume(items)
    return draw(st.sampled_from(items))


def cell(
    corpus: Corpus, draw: Draw, fits: Callable[[Table, Column], Any]
) -> tuple[Table, Column, int]:
    """A cell of one of the columns that fit."""
    found = [
        (table, column)
        for table in corpus.package.tables.values()
        for column in table.columns
        if fits(table, column) and len(corpus.lines[table.name]) > 1
    ]
    table, column = one(draw, found)
    return table, column, one(draw, corpus.rows(table.name))


# Cells, against the schema -----------------------------------------------------------------------


def has(constraint: str) -> Callable[[Table, Column], Any]:
    """Whether a column has a constraint."""
    return lambda table, column: column.constraints.get(constraint)


def mistyped(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, lambda table, column: column.type != "string")
    wrong = {
        "integer": (["1.5", "1_000", "٣", "many", "9" * 30, "0x1"], "a whole number"),
        "number": (["175B", "inf", "nan", "1e3", "1,5", "9" * 400], "a number with a decimal"),
        "boolean": (["yes", "True", "1"], "true or false"),
        "date": (["23.11.2026", "20261123", "2023-02-30", "2023-2-3"], "a day such as"),
    }
    texts, remedy = wrong[column.type]
    return corpus.put(table.name, row, remedy, **{column.name: one(draw, texts)})


def unlisted(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, has("enum"))
    values = column.constraints["enum"]
    text = one(draw, [NOWHERE, values[0].upper() + "X", values[0][:1] + "?", "x" * 300])
    return corpus.put(table.name, row, f"must be one of {values[0]}", **{column.name: text})


def misshapen(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, has("pattern"))
    dates = ["0001", "1899-12-31", "12 May 2023", "23-05-01", "٢٠٢٣", "20230501", "2023/05"]
    text = one(draw, ["?!", "#", "Größe", "a b", *(dates if "date" in column.name else [])])
    return corpus.put(table.name, row, "must match ", **{column.name: text})


def too_long(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, has("maxLength"))
    text = ("p01-" if table.name == "claims" else "") + "x" * draw(st.integers(81, 4_000))
    return corpus.put(table.name, row, "must have 80 characters at most", **{column.name: text})


def too_little(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, lambda _, column: "minimum" in column.constraints)
    least = column.constraints["minimum"]
    text = "1989-12-31" if column.type == "date" else str(least - draw(st.integers(1, 9)))
    assume(not text.startswith("0") or column.type != "date")
    return corpus.put(table.name, row, f"must be {least} or more", **{column.name: text})


def too_much(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, has("maximum"))
    most = column.constraints["maximum"]
    text = str(most + draw(st.integers(1, 999)))
    return corpus.put(table.name, row, f"must be {most} or less", **{column.name: text})


def blank(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, has("required"))
    return corpus.put(table.name, row, "is required", **{column.name: ""})


def unsourced(corpus: Corpus, draw: Draw) -> Fault:
    """A row without a source: every table but that of the sources has them."""
    sourced = [n for n in corpus.lines if n != "sources" and "source_id" in corpus.lines[n][0]]
    table = one(draw, [n for n in sourced if len(corpus.lines[n]) > 1])
    return corpus.put(table, one(draw, corpus.rows(table)), "is required", source_id="")


def same_name(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, has("unique"))
    earlier = [number for number in corpus.rows(table.name) if number < row]
    name = corpus.cells(table.name, one(draw, earlier))[column.name]
    return corpus.put(table.name, row, "must be unique; row ", **{column.name: name})


def same_key(corpus: Corpus, draw: Draw) -> Fault:
    """A row twice: with its key, under another name where names are unique too."""
    table, like = some(corpus, draw)
    names = {c.name: "Another" for c in table.columns if c.constraints.get("unique")}
    row = corpus.add(
        table.name, like, **{table.key[0]: corpus.cells(table.name, like)[table.key[0]]}, **names
    )
    key = [corpus.cells(table.name, row)[name] for name in table.key]
    remedy = f"must be unique; row {like} has it too"
    return Fault(table.path, row, " + ".join(table.key), ", ".join(key), remedy)


def dangling(corpus: Corpus, draw: Draw) -> Fault:
    """A reference to what is not there; of a list the last part, after those that are."""
    references = [
        (table, reference)
        for table in corpus.package.tables.values()
        for reference in table.references
        if len(corpus.lines[table.name]) > 1 and len(reference.columns) == 1
    ]
    table, reference = one(draw, references)
    (name,) = reference.columns
    row = one(draw, corpus.rows(table.name))
    separator = next(column.separator for column in table.columns if column.name == name)
    before = corpus.cells(table.name, row)[name] + separator if separator else ""
    remedy = f"must occur in {reference.table}.csv, column {reference.targets[0]}"
    corpus.put(table.name, row, "", **{name: before.removeprefix(separator or "") + NOWHERE})
    return Fault(table.path, row, name, NOWHERE, remedy)


def listed_blank(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, lambda _, column: column.separator)
    text = corpus.cells(table.name, row)[column.name] or "x"
    text = f"{text}{column.separator}"
    return corpus.put(table.name, row, "must not list a blank", **{column.name: text})


def listed_twice(corpus: Corpus, draw: Draw) -> Fault:
    table, column, row = cell(corpus, draw, lambda _, column: column.separator)
    sign = str(column.separator)
    text = corpus.cells(table.name, row)[column.name].split(sign)[0] or "x"
    return corpus.put(table.name, row, "nothing twice", **{column.name: f"{text}{sign}{text}"})


#: Texts that are not what they look like, and what is said of them.
UNCLEAN: dict[str, tuple[list[str], str]] = {
    "a space": ([" Ada", "Ada ", "\u00a0Ada", "Ada\u3000", "\tAda"], "begin or end with a space"),
    "two spaces": (["Ada  Vale"], "two spaces together"),
    "a line break": (["Ada\nVale", "Ada\r\nVale", "Ada\n"], "hold a line break"),
    "unseen": (
        [
            f"Ada{sign}Vale"
            for sign in "\u200b\u200d\u200e\u202e\u2066\ufeff\x00\x07\x7f\u00ad\u2028"
        ],
        "must be one line of letters that can be seen; it has U+",
    ),
    "another space": (
        ["Ada\u00a0Vale", "Ada\u2009Vale"],
        "must be one line of letters that can be seen; it has U+",
    ),
    "lost": (["Andr\ufffd"], "it has U+FFFD"),
    "decomposed": (["Andre\u0301", "Franc\u0327ois", "A\u030angstrom"], "Unicode NFC"),
    "two alphabets": (["\u0410da", "V\u0430le", "\u039fak"], "must not mix alphabets in a word"),
    "misread": (["AndrÃ©", "GuÃ©ret", "Ãœnal"], "was read in a wrong encoding; it must be "),
    "a formula": (
        ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)"],
        "or a spreadsheet takes it for a formula",
    ),
    "huge": (["x" * 5_001, "x " * 500_000 + "x"], "must have 5000 characters at most"),
}


def unclean(kind: str) -> Callable[[Corpus, Draw], Fault]:
    """Puts a text of a kind into a cell of any text."""
    texts, remedy = UNCLEAN[kind]

    def work(corpus: Corpus, draw: Draw) -> Fault:
        table, column, row = cell(corpus, draw, lambda table, column: free(corpus, table, column))
        return corpus.put(table.name, row, remedy, **{column.name: one(draw, texts)})

    return work


def free(corpus: Corpus, table: Table, column: Column) -> bool:
    """Whether a column holds any text, no key and no reference."""
    tied = {*table.key, "check", "arguments", "claimed", "date", "known_from", "reason"}
    for reference in table.references:
        tied |= set(reference.columns)
    limited = {"enum", "pattern"} & column.constraints.keys()
    return column.type == "string" and column.name not in tied and not limited


CELLS: dict[str, Callable[[Corpus, Draw], Fault]] = {
    "type": mistyped,
    "enum": unlisted,
    "pattern": misshapen,
    "maxLength": too_long,
    "minimum": too_little,
    "maximum": too_much,
    "required": blank,
    "source": unsourced,
    "unique": same_name,
    "primaryKey": same_key,
    "foreignKeys": dangling,
    "a blank in a list": listed_blank,
    "twice in a list": listed_twice,
    **{kind: unclean(kind) for kind in UNCLEAN},
}

# The form of files -------------------------------------------------------------------------------


def some(corpus: Corpus, draw: Draw) -> tuple[Table, int]:
    """A table that has rows, and one of them."""
    tables = [table for table in corpus.package.tables.values() if corpus.rows(table.name)]
    table = one(draw, tables)
    return table, one(draw, corpus.rows(table.name))


def marked(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    corpus.reshape(table.name, lambda raw: b"\xef\xbb\xbf" + raw)
    return Fault(table.path, 1, "all", "byte order mark", "save as UTF-8 without a byte order mark")


def returned(corpus: Corpus, draw: Draw) -> Fault:
    """Carriage returns from some row on; the report names the first."""
    table, row = some(corpus, draw)
    assume(b"\r" not in (corpus.written(table.name) or b""))
    row = draw(st.sampled_from([1, row]))

    def work(raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        return b"\n".join([*lines[: row - 1], b"\r\n".join(lines[row - 1 :])])

    corpus.reshape(table.name, work)
    return Fault(table.path, row, "all", "carriage return", "end lines with a line feed only")


def undecoded(corpus: Corpus, draw: Draw) -> Fault:
    """A cell in another encoding."""
    table, column, row = cell(corpus, draw, lambda table, column: free(corpus, table, column))
    corpus.put(table.name, row, "", **{column.name: "Andr\udce9"})
    return Fault(table.path, row, column.name, "Andr\ufffd", "the file must be UTF-8")


def alone(corpus: Corpus, draw: Draw) -> tuple[Table, int]:
    """A table and one of its rows whose key no other has: without that row, no fault is gone."""
    tables = {table.name: table for table in corpus.package.tables.values()}
    rows = []
    for name, table in tables.items():
        keys = {n: tuple(corpus.cells(name, n)[k] for k in table.key) for n in corpus.rows(name)}
        often = Counter(keys.values())
        rows += [(name, n) for n, key in keys.items() if often[key] == 1]
    name, row = one(draw, rows)
    return tables[name], row


def stray_cell(corpus: Corpus, draw: Draw) -> Fault:
    table, row = alone(corpus, draw)
    corpus.lines[table.name][row - 1].append("stray")
    return ragged(corpus, table, row)


def missing_cell(corpus: Corpus, draw: Draw) -> Fault:
    table, row = alone(corpus, draw)
    corpus.lines[table.name][row - 1].pop()
    return ragged(corpus, table, row)


def ragged(corpus: Corpus, table: Table, row: int) -> Fault:
    cells = corpus.lines[table.name][row - 1]
    remedy = f"a row must have {len(table.columns)} cells, not {len(cells)}"
    return Fault(table.path, row, "all", ",".join(cells), remedy)


def empty_line(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    corpus.lines[table.name].append([])
    return ragged(corpus, table, len(corpus.lines[table.name]))


SHAPES = {
    "byte order mark": marked,
    "carriage return": returned,
    "another encoding": undecoded,
    "stray cell": stray_cell,
    "missing cell": missing_cell,
    "empty line": empty_line,
}


def unclosed(corpus: Corpus, draw: Draw) -> Fault:
    """A quotation mark without its other one, in a last row."""
    table, row = some(corpus, draw)
    cells = corpus.lines[table.name][row - 1]
    place = draw(st.integers(0, len(cells) - 1))
    line = ",".join(["x"] * place + ['"x'] + ["x"] * (len(cells) - place - 1))
    corpus.reshape(table.name, lambda raw: raw + line.encode() + b"\n")
    value = line[2 * place :]
    name = table.columns[place].name
    return Fault(table.path, len(corpus.lines[table.name]) + 1, name, value, "a quotation mark")


def stray_column(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    place = draw(st.integers(0, len(table.columns)))
    for number, line in enumerate(corpus.lines[table.name]):
        line.insert(place, "" if number else "mood")
    return Fault(table.path, 1, "all", "mood", "is not a column of this table")


def missing_column(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    place = draw(st.integers(0, len(table.columns) - 1))
    for line in corpus.lines[table.name]:
        del line[place]
    return Fault(table.path, 1, table.columns[place].name, "", "the column is missing")


def moved_column(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    place = draw(st.integers(1, len(table.columns) - 1))
    for line in corpus.lines[table.name]:
        line.insert(0, line.pop(place))
    first, moved = table.columns[0].name, table.columns[place].name
    return Fault(table.path, 1, first, moved, f"must be {first}: the header must be ")


def nothing(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    corpus.reshape(table.name, lambda raw: b"")
    return Fault(table.path, 1, "all", "", "the file is empty; it must begin with the header ")


def no_file(corpus: Corpus, draw: Draw) -> Fault:
    table, _ = some(corpus, draw)
    corpus.reshape(table.name, lambda raw: None)
    return Fault(table.path, 1, "all", "", "the file is missing; it must begin with the header ")


#: Files of which some rows cannot be read at all.
LOST = {
    "an open quote": unclosed,
    "stray column": stray_column,
    "missing column": missing_column,
    "moved column": moved_column,
    "empty file": nothing,
    "missing file": no_file,
}

# Rules beyond the schema -------------------------------------------------------------------------


def misdated(corpus: Corpus, draw: Draw) -> Fault:
    """A day that is not, a precision that is another, one without the other, or the future."""
    record = corpus.package.record_date
    pairs = [
        (table, column, rules.DATED[column.name])
        for table in corpus.package.tables.values()
        for column in table.columns
        if rules.DATED.get(column.name) in {other.name for other in table.columns}
    ]
    table, column, precision = one(draw, [x for x in pairs if corpus.rows(x[0].name)])
    row = one(draw, corpus.rows(table.name))
    texts: list[tuple[str, str, str]] = [
        ("2019-02-29", "day", "there is no date 2019-02-29"),
        ("2020-13", "month", "there is no date 2020-13"),
        ("2020-00-10", "day", "there is no date 2020-00-10"),
        ("2020-05", "day", "precision day has 10 characters"),
        ("2020-05-05", "year", "precision year has 4 characters"),
        ((record + timedelta(days=1)).isoformat(), "day", "must not be after the record date"),
        (str(record.year + 1), "year", "must not be after the record date"),
    ]
    if not column.required:
        texts += [("2020", "", "must both be given"), ("", "year", "must both be given")]
    text, degree, remedy = one(draw, texts)
    return corpus.put(table.name, row, remedy, **{precision: degree, column.name: text})


def out_of_time(corpus: Corpus, draw: Draw) -> Fault:
    """A month that is none, or a source read in the future."""
    later = (corpus.package.record_date + timedelta(days=1)).isoformat()
    found = {
        "commits": ("month", [("2020-13", "there is no date 2020-13"), ("2099-01", "record date")]),
        "sources": ("accessed", [(later, "must not be after the record date")]),
        "replies": ("day", [(later, "must not be after the record date")]),
        "withdrawn": ("day", [(later, "must not be after the record date")]),
    }
    table = one(draw, [name for name in found if corpus.rows(name)])
    column, texts = found[table]
    text, remedy = one(draw, texts)
    return corpus.put(table, one(draw, corpus.rows(table)), remedy, **{column: text})


def circle(corpus: Corpus, draw: Draw) -> Fault:
    """An organization within itself, directly or through the one above it."""
    row = one(draw, corpus.rows("organizations"))
    own = corpus.cells("organizations", row)
    place, remedy = own["organization_id"], "must not be a part of itself"
    above = corpus.rows("organizations", lambda c: c["organization_id"] == own["parent_id"])
    if above and draw(st.booleans()):
        return corpus.put("organizations", above[0], remedy, parent_id=place)
    return corpus.put("organizations", row, remedy, parent_id=place)


def too_sure(corpus: Corpus, draw: Draw) -> Fault:
    partly = corpus.rows("sources", lambda c: c["how_read"] in rules.CAPS)
    cells = corpus.cells("sources", one(draw, partly))
    source, (most, _) = cells["source_id"], rules.CAPS[cells["how_read"]]
    sure = one(draw, list(rules.SURE[rules.SURE.index(most) + 1 :]))
    tables = [
        t.name for t in corpus.package.tables.values() if "confidence" in corpus.lines[t.name][0]
    ]
    table = one(draw, [name for name in tables if corpus.rows(name)])
    row = one(draw, corpus.rows(table))
    return corpus.put(table, row, f"{most} or less", source_id=source, confidence=sure)


def miskind(corpus: Corpus, draw: Draw) -> Fault:
    row = one(draw, corpus.rows("evidence"))
    allowed = rules.ORIGINALS[basis := corpus.cells("evidence", row)["basis"]]
    kind = one(draw, sorted({"reported", "recorded", "inferred"} - allowed))
    return corpus.put(
        "evidence", row, f"must be {' or '.join(sorted(allowed))} for the basis {basis}", kind=kind
    )


def too_early(corpus: Corpus, draw: Draw) -> Fault:
    told = corpus.rows("evidence", lambda c: c["date"] and c["assertion"] != "announced")
    row = one(draw, told)
    remedy = "must not be before the date of the evidence"
    return corpus.put("evidence", row, remedy, known_precision="year", known_from="1950")


def ended_first(corpus: Corpus, draw: Draw) -> Fault:
    """Somebody who left, and starts there on the record date."""
    day = corpus.package.record_date.isoformat()
    joined = corpus.held("evidence", lambda c: c["assertion"] == "joined")
    started = {c["person_id"] for c in joined}
    left = corpus.rows(
        "evidence",
        lambda c: (
            c["assertion"] in ("left", "had-left")
            and "" < c["date"] < day[: len(c["date"])]
            and c["person_id"] not in started
        ),
    )
    row = one(draw, left)
    start = {
        "assertion": "joined",
        "date": day,
        "date_precision": "day",
        "known_from": day,
        "known_precision": "day",
    }
    corpus.add("evidence", row, evidence_id="the-start", **start)
    date = corpus.cells("evidence", row)["date"]
    return corpus.put("evidence", row, f"must not be before the start there, {day}", date=date)


def misversioned(corpus: Corpus, draw: Draw) -> Fault:
    """A version before its paper, or a byline before its version."""
    if draw(st.booleans()):
        # The day before: long before, its authors' employers were not founded either.
        dated = corpus.held("papers", lambda c: c["date_precision"] == "day")
        days = {c["paper_id"]: date.fromisoformat(c["date"]) for c in dated}
        row = one(draw, corpus.rows("versions", lambda c: c["paper_id"] in days))
        before = days[corpus.cells("versions", row)["paper_id"]] - timedelta(days=1)
        remedy = "must not be before the paper's first day"
        given = {"date_precision": "day", "date": before.isoformat()}
        return corpus.put("versions", row, remedy, **given)
    sources = corpus.known("papers", "paper_id", "source_id")
    listed = corpus.held("authorships", lambda c: c["paper_id"] in sources)
    signed = {(c["person_id"], sources[c["paper_id"]]) for c in listed}
    bylines = corpus.rows(
        "evidence",
        lambda c: c["basis"] == "byline" and (c["person_id"], c["source_id"]) in signed,
    )
    row = one(draw, bylines)
    remedy = "must not be before the version that first lists the author"
    return corpus.put("evidence", row, remedy, date_precision="year", date="1950")


def misnumbered(corpus: Corpus, draw: Draw) -> Fault:
    """A paper with the number of another on arXiv."""
    sources = corpus.known("sources", "source_id", "url")
    row = one(
        draw,
        corpus.rows(
            "papers",
            lambda c: c["arxiv_id"] and rules.PREPRINT.search(sources.get(c["source_id"], "")),
        ),
    )
    number = "1501.00001"
    return corpus.put("papers", row, "as in the address of ", arxiv_id=number)


def unfounded(corpus: Corpus, draw: Draw) -> Fault:
    """A source of a founding that is not given."""
    row = one(draw, corpus.rows("organizations", lambda c: not c["founded"]))
    source = one(draw, corpus.values("sources", "source_id"))
    return corpus.put("organizations", row, "must both be given", founded_source_id=source)


def misplaced(corpus: Corpus, draw: Draw) -> Fault:
    """A place in an author list beyond its end, or taken."""
    papers = corpus.known("papers", "paper_id", "n_authors")
    row = one(draw, corpus.rows("authorships", lambda c: papers[c["paper_id"]] and c["position"]))
    own = corpus.cells("authorships", row)
    paper = own["paper_id"]
    before = corpus.rows("authorships", lambda c: c["paper_id"] == paper and c["position"])
    earlier = [corpus.cells("authorships", n)["position"] for n in before if n < row]
    if earlier and draw(st.booleans()):
        return corpus.put(
            "authorships", row, f"must be unique within {paper}", position=one(draw, earlier)
        )
    place = str(int(papers[paper]) + draw(st.integers(1, 99)))
    return corpus.put("authorships", row, "the number of authors of ", position=place)


def miscounted(corpus: Corpus, draw: Draw) -> Fault:
    """A count upside down, or of more than there are."""
    sizes = corpus.known("papers", "paper_id", "n_authors")
    row = one(draw, corpus.rows("counts"))
    own = corpus.cells("counts", row)
    size = sizes[own["paper_id"]]
    if size and draw(st.booleans()):
        return corpus.put("counts", row, "the number of authors", most=str(int(size) + 1))
    least = str(int(own["most"]) + 1)
    return corpus.put("counts", row, f"must be {least} or more", least=least, most=own["most"])


def operators(check: str) -> tuple[str, ...]:
    """The operators that a check takes; none for what is no check."""
    return tuple(CHECKS[check].operators) if check in CHECKS else ("left",)


def misclaimed(corpus: Corpus, draw: Draw) -> Fault:
    """A claim with a check and a verdict, with neither, or without what it needs."""
    checked = corpus.rows("claims", lambda c: c["check"])
    stays = corpus.rows("claims", lambda c: c["check"] and "left" not in operators(c["check"]))
    judged = corpus.rows("claims", lambda c: c["verdict"] == "open")
    kinds: list[tuple[list[int], str, dict[str, str]]] = [
        (checked, "not both", {"verdict": "open"}),
        (judged, "not both", {"verdict": ""}),
        (checked, f"must be one of {next(iter(CHECKS))}", {"check": "guess"}),
        (stays, "for the check ", {"operator": "left"}),
        (checked, "arguments must be written key=value", {"arguments": "people"}),
        (checked, " takes ", {"arguments": "nothing=at all"}),
        (judged, "must be blank if no check is named", {"claimed": "2"}),
        (judged, "must say on whose word the claim rests", {"rests_on": ""}),
        (judged, "must say what the record shows", {"for_against": ""}),
        (judged, "must name the document that would settle", {"settles": ""}),
    ]
    rows, remedy, cells = one(draw, kinds)
    row = one(draw, [n for n in rows if corpus.cells("claims", n)["operator"] != "left"])
    return corpus.put("claims", row, remedy, **cells)


def misjudged(corpus: Corpus, draw: Draw) -> Fault:
    """A judged claim that names no source."""
    row = one(draw, corpus.rows("claims", lambda c: c["verdict"] not in ("", "open")))
    return corpus.put("claims", row, "must name the sources", source_ids="")


def unread(corpus: Corpus, draw: Draw) -> Fault:
    """A verdict that rests on a source that nobody has read, on a mirror, or on the story."""
    told = set(corpus.values("claims", "source_id"))
    bare = corpus.rows("sources", lambda c: c["how_read"] in UNREAD or c["source_id"] in told)
    source = corpus.cells("sources", one(draw, bare))["source_id"]
    row = one(draw, corpus.rows("claims", lambda c: c["verdict"] not in ("", "open")))
    return corpus.put("claims", row, "must name a source beside the story", source_ids=source)


def overrated(corpus: Corpus, draw: Draw) -> Fault:
    """What nobody has read, as if it were recorded."""
    name = one(draw, ["evidence", "events"])
    closed = [c["source_id"] for c in corpus.held("sources", lambda c: c["how_read"] in UNREAD)]
    row = one(draw, corpus.rows(name, lambda c: c["kind"] == "recorded"))
    return corpus.put(name, row, "must be reported", source_id=one(draw, closed), kind="recorded")


def unmarked(corpus: Corpus, draw: Draw) -> Fault:
    """An event that only the story tells, as a fact."""
    story = one(draw, corpus.values("claims", "source_id")[:1])
    row = one(draw, corpus.rows("events", lambda c: c["source_id"] == story))
    return corpus.put("events", row, 'must begin with "By the article: "', title="It happens")


def misspoken(corpus: Corpus, draw: Draw) -> Fault:
    """A paper's word that names somebody, or a speaker's that names nobody."""
    row = one(draw, corpus.rows("statements", lambda s: s["word"] != "own"))
    if corpus.cells("statements", row)["word"] == "paper":
        person = one(draw, corpus.values("people", "person_id"))
        return corpus.put("statements", row, "a paper's word is about a group", person_id=person)
    return corpus.put("statements", row, "must say who speaks", person_id="")


def misread(corpus: Corpus, draw: Draw) -> Fault:
    """A paragraph with claims and a reason, or with neither; a claim in another chapter."""
    kind = draw(st.sampled_from(["reason", "none", "chapter", "id"]))
    remedy = "a paragraph must have a claim or a reason"
    if kind == "chapter":
        row = one(draw, corpus.rows("claims"))
        sections = sorted(
            {"authors", "compute", "opening"} - {corpus.cells("claims", row)["chapter"]}
        )
        return corpus.put("claims", row, ", the section of P", chapter=one(draw, sections))
    if kind == "id":
        row = one(draw, corpus.rows("claims"))
        remedy = "must begin with one of the claim's paragraphs"
        return corpus.put("claims", row, remedy, claim_id="p99-nowhere")
    rows = corpus.rows("paragraphs", lambda c: bool(c["reason"]) == (kind == "none"))
    return corpus.put(
        "paragraphs", one(draw, rows), remedy, reason="Why." if kind == "reason" else ""
    )


def misanswered(corpus: Corpus, draw: Draw) -> Fault:
    """A reply to evidence on somebody else."""
    evidence = corpus.cells("evidence", one(draw, corpus.rows("evidence")))
    others = [p for p in corpus.values("people", "person_id") if p != evidence["person_id"]]
    person, told = one(draw, others), evidence["evidence_id"]
    day = corpus.package.record_date.isoformat()
    name = f"reply-{len(corpus.lines['replies'])}"
    corpus.lines["replies"].append([name, person, day, told, "", "", "It was not so."])
    remedy = f"must be evidence on {person}, who answers"
    return Fault("replies.csv", len(corpus.lines["replies"]), "evidence_ids", told, remedy)


def returned_row(corpus: Corpus, draw: Draw) -> Fault:
    """Evidence that is back though it was withdrawn, and like no other."""
    marks = [mark for mark in marks_of(corpus) if mark.table == "evidence"]
    seen = Counter(mark.hash for mark in marks)
    mark = one(draw, [mark for mark in marks if seen[mark.hash] == 1])
    day = corpus.package.record_date.isoformat()
    corpus.lines["withdrawn"].append([mark.hash, day])
    remedy = f"was withdrawn on {day} (withdrawn.csv, row {len(corpus.lines['withdrawn'])}): remove"
    return Fault("evidence.csv", mark.row, mark.column, mark.hash[: withdrawals.SHOWN], remedy)


def marks_of(corpus: Corpus) -> list[withdrawals.Mark]:
    """What the rows of a corpus are known by, in the narrowest scope."""
    held = {
        name: Sheet({n: corpus.cells(name, n) for n in corpus.rows(name)}) for name in corpus.lines
    }
    return [m for m in withdrawals.marks(held, corpus.package) if m.scope == "row"]


def stale(corpus: Corpus, draw: Draw) -> Fault:
    """A conflict that is listed and that the record does not hold."""
    person = one(draw, corpus.values("people", "person_id"))
    places = corpus.values("organizations", "organization_id")
    line = [
        person,
        "order-open",
        places[0],
        places[-1],
        corpus.values("sources", "source_id")[0],
        "No.",
    ]
    corpus.lines["conflicts"].append(line)
    row = len(corpus.lines["conflicts"])
    return Fault("conflicts.csv", row, "person_id", person, "the record no longer holds")


#: For every rule the faults that break it, and the tables that it looks at.
RULES: dict[str, tuple[list[Callable[[Corpus, Draw], Fault]], set[str]]] = {
    "dates": ([misdated, out_of_time], set()),
    "parents": ([circle], {"organizations"}),
    "confidence": ([too_sure], {"sources"}),
    "kinds": ([miskind], {"evidence"}),
    "unread": ([overrated], {"evidence", "events", "sources"}),
    "titles": ([unmarked], {"events", "claims"}),
    "known": ([too_early], {"evidence"}),
    "order": ([ended_first], {"evidence", "organizations"}),
    "foundings": ([unfounded], {"organizations", "sources"}),
    "versions": ([misversioned], {"papers", "versions", "authorships", "evidence"}),
    "preprints": ([misnumbered], {"papers", "sources"}),
    "lists": ([misplaced], {"papers", "authorships"}),
    "counts": ([miscounted], {"papers", "counts"}),
    "claims": ([misclaimed, misjudged], {"claims", "models", "paragraphs"}),
    "rests": ([unread], {"claims", "sources"}),
    "statements": ([misspoken], {"statements"}),
    "paragraphs": ([misread], {"claims", "paragraphs"}),
    "replies": ([misanswered], {"evidence"}),
    "withdrawn": (
        [returned_row],
        {"withdrawn", "people", "organizations", "sources", "evidence"},
    ),
    "unlisted": (
        [stale],
        {
            *("evidence", "authorships", "conflicts", "people", "organizations", "papers"),
            *("versions", "sources"),
        },
    ),
}


def kinds() -> Iterator[tuple[str, list[Callable[[Corpus, Draw], Fault]], set[str]]]:
    """All kinds of faults after which every row is still read, with the tables that they need."""
    for name, work in (CELLS | SHAPES).items():
        yield name, [work], set()
    for name, (works, needed) in RULES.items():
        yield f"rule {name}", works, needed

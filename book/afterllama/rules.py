"""What the tables must obey beyond their schema; each rule yields the faults it finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from afterllama import grammar
from afterllama.days import span
from afterllama.proofs import employers
from afterllama.schema import Package, Table
from afterllama.tables import NUMBER, Fault, Row

Tables = dict[str, list[Row]]
DATED = (
    ("date", "date_precision"),
    ("known_from", "known_precision"),
    ("release_date", "date_precision"),
)
ORIGINALS = {
    "article": {"reported"},
    "press": {"reported"},
    "byline": {"recorded", "inferred"},
    "commit": {"recorded"},
    "list": {"recorded"},
    "page": {"recorded", "reported", "inferred"},
    "footnote": {"recorded"},
    "announcement": {"recorded"},
    "elimination": {"inferred"},
}
#: Ends of lines, controls, and marks that hide or turn what follows them.
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
FORMULA = ("=", "+", "-", "@")
PARTLY_READ = {"excerpt", "not-read"}


def check(tables: Tables, package: Package, found: Sequence[Fault] = ()) -> list[Fault]:
    """All faults against the rules, in the order of the rules.

    Parameters
    ----------
    tables : dict of str to list of dict
        Rows as text.
    package : Package
        Their description.
    found : sequence of Fault
        Faults of the rows against the schema. Where there are any, a rule is heard as far as the
        rows let it speak, and of a row that has one no more is said.
    """
    faults = [*found, *dates(tables, package)]
    broken = {(fault.file, fault.row) for fault in faults}
    files = {fault.file for fault in found}
    # Of a table that could not be read there are no rows to hold others against.
    heard = {
        name: rows
        for name, rows in tables.items()
        if rows or package.tables[name].path not in files
    }
    for rule in RULES:
        try:
            for fault in rule(heard, package):
                if (fault.file, fault.row) not in broken:
                    faults.append(fault)
        except (KeyError, ValueError):
            if not broken:
                raise
    return faults[len(found) :]


def dates(tables: Tables, package: Package) -> Iterator[Fault]:
    """A date has the precision that its row states, and does not lie after the record date."""
    for name, rows in tables.items():
        for number, row in enumerate(rows, 2):
            for column, precision in DATED:
                if column not in row or precision not in row:
                    continue
                text, degree = row[column], row[precision]
                if bool(text) != bool(degree):
                    remedy = f"date and {precision} are given together or both left blank"
                    yield Fault(f"{name}.csv", number, column, text, remedy)
                elif text:
                    yield from _day(package, f"{name}.csv", number, column, text, degree)


def _day(
    package: Package, file: str, number: int, column: str, text: str, degree: str
) -> Iterator[Fault]:
    try:
        first = span(text, degree).first
    except ValueError as error:
        yield Fault(file, number, column, text, str(error))
        return
    if first > package.record_date:
        remedy = f"must not lie after the record date, {package.record_date}"
        yield Fault(file, number, column, text, remedy)


def parents(tables: Tables, package: Package) -> Iterator[Fault]:
    """No organization is its own ancestor."""
    above = {row["organization_id"]: row["parent_id"] for row in tables["organizations"]}
    for number, row in enumerate(tables["organizations"], 2):
        place, seen = row["parent_id"], {row["organization_id"]}
        while place and place not in seen:
            seen.add(place)
            place = above[place]
        if place == row["organization_id"]:
            remedy = "must not be a part of itself, directly or through others"
            yield Fault("organizations.csv", number, "parent_id", row["parent_id"], remedy)


def confidence(tables: Tables, package: Package) -> Iterator[Fault]:
    """A source that was read only in part caps its rows at medium."""
    read = {row["source_id"]: row["how_read"] for row in tables["sources"]}
    for name, rows in tables.items():
        for number, row in enumerate(rows, 2):
            if row.get("confidence") == "high" and read[row["source_id"]] in PARTLY_READ:
                remedy = f"must be medium or less: {row['source_id']} was read only in part"
                yield Fault(f"{name}.csv", number, "confidence", "high", remedy)


def kinds(tables: Tables, package: Package) -> Iterator[Fault]:
    """What the evidence is decides whether it is reported, recorded or inferred."""
    for number, row in enumerate(tables["evidence"], 2):
        allowed = ORIGINALS[row["basis"]]
        if row["kind"] not in allowed:
            remedy = f"evidence of basis {row['basis']} is {' or '.join(sorted(allowed))}"
            yield Fault("evidence.csv", number, "kind", row["kind"], remedy)


def known(tables: Tables, package: Package) -> Iterator[Fault]:
    """Nothing is known before it happened, unless it is an announcement."""
    for number, row in enumerate(tables["evidence"], 2):
        if not row["date"] or row["assertion"] == "announced":
            continue
        if span(row["known_from"], row["known_precision"]).last < _first(row):
            remedy = f"must not lie before the date of the evidence, {row['date']}"
            yield Fault("evidence.csv", number, "known_from", row["known_from"], remedy)


def order(tables: Tables, package: Package) -> Iterator[Fault]:
    """Nobody ends somewhere before starting there."""
    started: dict[tuple[str, str], date] = {}
    tops = employers({row["organization_id"]: row["parent_id"] for row in tables["organizations"]})
    for row in tables["evidence"]:
        if row["assertion"] == "joined" and row["date"]:
            key = row["person_id"], tops.get(row["organization_id"], "")
            started[key] = min(_first(row), started.get(key, date.max))
    for number, row in enumerate(tables["evidence"], 2):
        if row["assertion"] not in ("left", "gone") or not row["date"]:
            continue
        begun = started.get((row["person_id"], tops.get(row["organization_id"], "")))
        if begun and span(row["date"], row["date_precision"]).last < begun:
            remedy = f"must not lie before the start there, {begun}"
            yield Fault("evidence.csv", number, "date", row["date"], remedy)


def versions(tables: Tables, package: Package) -> Iterator[Fault]:
    """A paper's versions come after its first day, and no byline before its version."""
    papers = {row["paper_id"]: row for row in tables["papers"]}
    listed = {(row["paper_id"], row["version"]): row for row in tables["versions"]}
    for number, row in enumerate(tables["versions"], 2):
        day = papers[row["paper_id"]]["date"]
        if span(row["date"], row["date_precision"]).last < _first(papers[row["paper_id"]]):
            remedy = f"must not lie before the paper's first day, {day}"
            yield Fault("versions.csv", number, "date", row["date"], remedy)
    signed = {
        (row["person_id"], papers[row["paper_id"]]["source_id"]): listed[
            row["paper_id"], row["version"]
        ]
        for row in tables["authorships"]
    }
    for number, row in enumerate(tables["evidence"], 2):
        version = signed.get((row["person_id"], row["source_id"]))
        if row["basis"] != "byline" or not row["date"] or not version:
            continue
        if span(row["date"], row["date_precision"]).last < _first(version):
            remedy = (
                f"must not lie before the version that first lists the author, {version['date']}"
            )
            yield Fault("evidence.csv", number, "date", row["date"], remedy)


def lists(tables: Tables, package: Package) -> Iterator[Fault]:
    """An author list holds no more people than the paper has, and no place twice."""
    sizes = {row["paper_id"]: row["n_authors"] for row in tables["papers"]}
    places: Counter[tuple[str, str]] = Counter()
    for number, row in enumerate(tables["authorships"], 2):
        place, size = row["position"], sizes[row["paper_id"]]
        if not place:
            continue
        places[row["paper_id"], place] += 1
        if places[row["paper_id"], place] > 1:
            remedy = f"must be unique within {row['paper_id']}"
            yield Fault("authorships.csv", number, "position", place, remedy)
        elif size and int(place) > int(size):
            remedy = f"must be {size} or less, the number of authors of {row['paper_id']}"
            yield Fault("authorships.csv", number, "position", place, remedy)


def counts(tables: Tables, package: Package) -> Iterator[Fault]:
    """A published count has its ends in order, within the number of authors."""
    sizes = {row["paper_id"]: row["n_authors"] for row in tables["papers"]}
    for number, row in enumerate(tables["counts"], 2):
        size = sizes[row["paper_id"]]
        if int(row["least"]) > int(row["most"]):
            remedy = f"must be {row['least']} or more, as column least says"
            yield Fault("counts.csv", number, "most", row["most"], remedy)
        elif size and int(row["most"]) > int(size):
            remedy = f"must be {size} or less, the number of authors"
            yield Fault("counts.csv", number, "most", row["most"], remedy)


def claims(tables: Tables, package: Package) -> Iterator[Fault]:
    """A claim has either a check, with what it takes, or a verdict, with what it rests on."""
    known = {name: {row[table.key[0]] for row in tables[name]} for name, table in keyed(package)}
    known["licences"] = {row["license_kind"] for row in tables["models"]}
    for number, row in enumerate(tables["claims"], 2):
        for column, remedy in _claim(row, known).items():
            yield Fault("claims.csv", number, column, row[column], remedy)


def keyed(package: Package) -> list[tuple[str, Table]]:
    """The tables whose rows one column tells apart."""
    return [(name, table) for name, table in package.tables.items() if len(table.key) == 1]


def _claim(row: Row, known: grammar.Known) -> dict[str, str]:
    """What would be right in the cells of a claim, by column."""
    if bool(row["check"]) == bool(row["verdict"]):
        return {"verdict": "a claim has a check or a verdict, and never both"}
    if row["check"]:
        cells = (row["check"], row["arguments"], row["operator"], row["claimed"])
        return grammar.faults(*cells, known)
    stray = [name for name in ("arguments", "operator", "claimed") if row[name]]
    found = dict.fromkeys(stray, "must be blank where no check is named")
    if not row["rests_on"]:
        found["rests_on"] = "must say on whose word the claim rests, where no check judges it"
    if not row["for_against"]:
        found["for_against"] = "must say what the record holds, where no check judges the claim"
    if row["verdict"] == "open" and not row["settles"]:
        found["settles"] = "must name the document that would settle an open claim"
    if row["verdict"] != "open" and not row["source_ids"]:
        found["source_ids"] = "must name the sources on which the verdict rests"
    return found


def paragraphs(tables: Tables, package: Package) -> Iterator[Fault]:
    """Every paragraph has claims, or a reason why it has none; a claim's chapter is its section."""
    sections = {row["paragraph"]: row["section"] for row in tables["paragraphs"]}
    claimed = set()
    for number, row in enumerate(tables["claims"], 2):
        parts = row["paragraphs"].split("|")
        claimed |= set(parts)
        own = row["claim_id"][:3].upper()
        if own not in parts:
            remedy = "must begin with one of the claim's paragraphs"
            yield Fault("claims.csv", number, "claim_id", row["claim_id"], remedy)
        elif row["chapter"] != sections[own]:
            remedy = f"must be {sections[own]}, the section of {own}"
            yield Fault("claims.csv", number, "chapter", row["chapter"], remedy)
    for number, row in enumerate(tables["paragraphs"], 2):
        if (row["paragraph"] in claimed) == bool(row["reason"]):
            remedy = "a paragraph has a claim, or a reason why it has none, and never both"
            yield Fault("paragraphs.csv", number, "reason", row["reason"], remedy)


def letters(tables: Tables, package: Package) -> Iterator[Fault]:
    """A text is one line of letters that can be seen, and no spreadsheet takes it for a formula."""
    for name, rows in tables.items():
        table = package.tables[name]
        free = [
            column.name
            for column in table.columns
            if column.type == "string" and "enum" not in column.constraints
        ]
        for number, row in enumerate(rows, 2):
            for column in free:
                remedy = _letters(row.get(column, ""))
                if remedy:
                    yield Fault(table.path, number, column, row[column], remedy)


def _letters(text: str) -> str | None:
    """What is wrong with the letters of a text, if anything is."""
    hidden = HIDDEN.search(text)
    if hidden:
        return f"must be one line of letters that can be seen; it has U+{ord(hidden[0]):04X}"
    if text.startswith(FORMULA) and not NUMBER.fullmatch(text):
        return f"must not begin with {text[0]}, or a spreadsheet takes it for a formula"
    return None


def _first(row: Row) -> date:
    return span(row["date"], row["date_precision"]).first


RULES: tuple[Callable[[Tables, Package], Iterator[Fault]], ...] = (
    letters,
    parents,
    confidence,
    kinds,
    known,
    order,
    versions,
    lists,
    counts,
    claims,
    paragraphs,
)

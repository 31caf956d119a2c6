"""Withdrawn rows about people: salted hashes that identify a row if it comes back.

A hash covers what identifies a row, in a normal form, so that another id, spelling or form of an
address makes no difference. There are three scopes: `row` (person, employer, table and the source's
address), `place` (the person at the employer, by any source) and `person` (everything that names
the person, even texts).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from afterllama.record.evidence import employers
from afterllama.tables.csv_files import Row
from afterllama.tables.reading import Tables
from afterllama.tables.schema import Package, Table

SCOPES = ("row", "place", "person")
#: The digits of a hash that a report shows.
SHOWN = 12
#: The numbers of words in a name within a text.
WORDS = (2, 3, 4)
WORD = re.compile(r"[^\W\d_][^\W_]*(?:['\u2019-][^\W_]+)*")
#: Letters that Unicode does not decompose into a plain letter and an accent.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True)
class Mark:
    """The hash of a row in one scope, and the column that names the person.

    `is_text` if that column is prose instead of an id.
    """

    table: str
    row: int
    column: str
    scope: str
    hash: str
    is_text: bool = False


def name(text: str) -> str:
    """A name without case, accents and hyphens, its words sorted: `lin victoria xi`."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"[^\W_]+", letters)))


def address(url: str) -> str:
    """An address without scheme, `www`, fragment, final slash and case."""
    parts = urlsplit(url.casefold())
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/") + query


def digest(salt: str, *parts: str) -> str:
    """The salted hash of what identifies a row."""
    return hashlib.sha256("\0".join((salt, *parts)).encode()).hexdigest()


def marks(tables: Tables, package: Package) -> Iterator[Mark]:
    """The marks of every row about a person, for every spelling of the name."""
    rows = {table: tables[table].rows.values() for table in ("people", "organizations", "sources")}
    spelt = {
        row["person_id"]: {name(text) for text in (row["name"], *row["aliases"].split("|")) if text}
        for row in rows["people"]
    }
    called = {row["organization_id"]: row["name"] for row in rows["organizations"]}
    above = {row["organization_id"]: row["parent_id"] for row in rows["organizations"]}
    places = {place: name(called[top]) for place, top in employers(above).items()}
    urls = {row["source_id"]: address(row["url"]) for row in rows["sources"]}
    for table in package.tables.values():
        naming = list(table.key) if table.name == "people" else _referring(table, "people")
        placing = _referring(table, "organizations")
        for number, row in tables[table.name].rows.items():
            there = {places[part] for part in _parts(row, placing) if part in places}
            about = urls.get(row.get("source_id", ""), "")
            for column in naming:
                for who in sorted({s for p in _parts(row, [column]) for s in spelt.get(p, ())}):
                    for scope, parts in _told(table.name, who, there, about):
                        one = digest(package.salt, scope, *parts)
                        yield Mark(table.name, number, column, scope, one)
            yield from _named_in_texts(package, table, number, row)


def _told(
    table: str, who: str, there: set[str], about: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What identifies a row, by scope."""
    yield "person", (who,)
    for place in sorted(there):
        yield "place", (who, place)
    for place in sorted(there) or [""]:
        yield "row", (table, who, place, about)


def _referring(table: Table, other: str) -> list[str]:
    """The columns of a table that hold ids of another."""
    return [r.columns[0] for r in table.references if r.table == other and len(r.columns) == 1]


def _parts(row: Row, columns: list[str]) -> Iterator[str]:
    """The ids in some columns of a row."""
    return (part for column in columns for part in row[column].split("|") if part)


def _named_in_texts(package: Package, table: Table, number: int, row: Row) -> Iterator[Mark]:
    """The marks of possible names in the texts of a row: neighbouring capitalized words."""
    for column in (column.name for column in table.columns if column.words):
        words = WORD.findall(row[column])
        for size in WORDS:
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                if part[0][0].isupper() and part[-1][0].isupper():
                    one = digest(package.salt, "person", name(" ".join(part)))
                    yield Mark(table.name, number, column, "person", one, is_text=True)

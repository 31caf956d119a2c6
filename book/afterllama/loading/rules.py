"""The rules of the tables beyond their schema; each rule yields the faults it finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from afterllama.claims import grammar
from afterllama.loading import withdrawals
from afterllama.record.cited_sources import UNREAD
from afterllama.record.evidence import ARRIVALS, DEPARTURES, employers, upward
from afterllama.tables.csv_files import Fault, Row
from afterllama.tables.reading import Tables
from afterllama.tables.schema import Package, Table
from afterllama.words.days import span

#: Columns of dates, with the column of their precision, or their only precision.
DATED = {
    "date": "date_precision",
    "known_from": "known_precision",
    "founded": "founded_precision",
    "release_date": "date_precision",
}
EXACT = {"accessed": "day", "month": "month", "day": "day"}
ORIGINALS = {
    "article": {"reported"},
    "press": {"reported"},
    "byline": {"recorded", "inferred"},
    "commit": {"recorded"},
    "list": {"recorded"},
    "page": {"recorded", "reported", "inferred"},
    "footnote": {"recorded"},
    "announcement": {"recorded", "reported"},
    "elimination": {"inferred"},
}
#: The number of a preprint in an address.
PREPRINT = re.compile(r"arxiv\.org/(?:abs|pdf|html)/([0-9]{4}\.[0-9]{4,5})")
#: The most confidence of rows by how their source was read, and why, where that sets a limit.
CAPS = {
    "excerpt": ("medium", "was read only in part"),
    "not-read": ("medium", "was not read"),
    "mirror": ("low", "was read only in a mirror"),
}
#: How the title of an event begins that only the story tells.
BY_STORY = "By the article: "
#: From the least to the most certain.
SURE = ("unverified", "low", "medium", "high")


@dataclass(frozen=True)
class Held:
    """Tables as the rules see them.

    A rule judges only sound rows, and compares them only with sound rows. What a table lists is
    taken from all its rows, so that one fault is not reported as another.
    """

    tables: Tables
    package: Package
    faults: frozenset[tuple[str, int]]
    columns: frozenset[tuple[str, str]]

    def rows(self, name: str) -> dict[int, Row]:
        """The sound rows of a table, by number."""
        rows = self.tables[name].rows
        return {n: row for n, row in rows.items() if (f"{name}.csv", n) not in self.faults}

    def listed(self, name: str, column: str) -> grammar.Listed:
        """The values of a column, faulty rows included; any, if rows of the table are missing."""
        sheet = self.tables[name]
        if not sheet.whole or (f"{name}.csv", column) in self.columns:
            return grammar.ANYTHING
        return sheet.loose.union(row[column] for row in sheet.rows.values())


def check(tables: Tables, package: Package, found: Sequence[Fault] = ()) -> list[Fault]:
    """All violations, in the order of the rules.

    Parameters
    ----------
    tables : dict of str to Sheet
        Rows as text.
    package : Package
        Their description.
    found : sequence of Fault
        Faults against the schema. Rules skip the rows with one.
    """
    cells = {(fault.file, fault.row, name) for fault in found for name in fault.column.split(" + ")}
    faults = list(dates(tables, package, cells))
    heard = [*found, *faults]
    held = Held(
        tables,
        package,
        frozenset((fault.file, fault.row) for fault in heard),
        frozenset((fault.file, fault.column) for fault in heard),
    )
    for rule in RULES:
        faults += rule(held)
    return faults


def dates(tables: Tables, package: Package, faulty: set[tuple[str, int, str]]) -> Iterator[Fault]:
    """A date has the stated precision and is not after the record date."""
    for name, sheet in tables.items():
        file = f"{name}.csv"
        columns = {column.name for column in package.tables[name].columns}
        pairs = {c: p for c, p in DATED.items() if {c, p} <= columns}
        for number, row in sheet.rows.items():
            for column, precision in pairs.items():
                if {(file, number, column), (file, number, precision)} & faulty:
                    continue
                text, degree = row[column], row[precision]
                if bool(text) != bool(degree):
                    remedy = f"date and {precision} must both be given or both be blank"
                    yield Fault(file, number, column, text, remedy)
                elif text:
                    yield from _day(package, file, number, column, text, degree)
            for column in EXACT.keys() & columns:
                if row[column] and (file, number, column) not in faulty:
                    yield from _day(package, file, number, column, row[column], EXACT[column])


def _day(
    package: Package, file: str, number: int, column: str, text: str, degree: str
) -> Iterator[Fault]:
    try:
        first = span(text, degree).first
    except ValueError as error:
        yield Fault(file, number, column, text, str(error))
        return
    if first > package.record_date:
        remedy = f"must not be after the record date, {package.record_date}"
        yield Fault(file, number, column, text, remedy)


def parents(held: Held) -> Iterator[Fault]:
    """No organization is its own ancestor."""
    above = _above(held)
    for number, row in held.rows("organizations").items():
        if row["organization_id"] in upward(row["parent_id"], above):
            remedy = "must not be a part of itself, directly or through others"
            yield Fault("organizations.csv", number, "parent_id", row["parent_id"], remedy)


def _above(held: Held) -> dict[str, str]:
    """The parent of every organization, faulty rows included."""
    rows = held.tables["organizations"].rows.values()
    return {row["organization_id"]: row["parent_id"] for row in rows}


def confidence(held: Held) -> Iterator[Fault]:
    """How a source was read caps the confidence of its rows."""
    sources = held.rows("sources").values()
    caps = {row["source_id"]: CAPS[row["how_read"]] for row in sources if row["how_read"] in CAPS}
    for name in held.tables:
        for number, row in held.rows(name).items():
            most, why = caps.get(row.get("source_id", ""), ("high", ""))
            sure = row.get("confidence", most)
            if SURE.index(sure) > SURE.index(most):
                remedy = f"must be {most} or less: {row['source_id']} {why}"
                yield Fault(f"{name}.csv", number, "confidence", sure, remedy)


def kinds(held: Held) -> Iterator[Fault]:
    """The basis of evidence decides whether it is reported, recorded or inferred."""
    for number, row in held.rows("evidence").items():
        allowed = ORIGINALS[row["basis"]]
        if row["kind"] not in allowed:
            remedy = f"must be {' or '.join(sorted(allowed))} for the basis {row['basis']}"
            yield Fault("evidence.csv", number, "kind", row["kind"], remedy)


def unread(held: Held) -> Iterator[Fault]:
    """What a source says that nobody read is reported, and not recorded."""
    sources = held.rows("sources").values()
    closed = {row["source_id"] for row in sources if row["how_read"] in UNREAD}
    for name in ("evidence", "events"):
        for number, row in held.rows(name).items():
            if row["kind"] == "recorded" and row["source_id"] in closed:
                remedy = f"must be reported: {row['source_id']} was not read at its own address"
                yield Fault(f"{name}.csv", number, "kind", row["kind"], remedy)


def titles(held: Held) -> Iterator[Fault]:
    """The title of an event says that only the story tells it: the source of most claims."""
    told = Counter(row["source_id"] for row in held.rows("claims").values())
    stories = [source_id for source_id, _ in told.most_common(1)]
    for number, row in held.rows("events").items():
        title = row["title"]
        if row["source_id"] in stories and not title.startswith(BY_STORY):
            remedy = f'must begin with "{BY_STORY}": only {row["source_id"]} tells it'
            yield Fault("events.csv", number, "title", title, remedy)


def known(held: Held) -> Iterator[Fault]:
    """Nothing is known before it happened, unless it is an announcement."""
    for number, row in held.rows("evidence").items():
        if not row["date"] or row["assertion"] == "announced":
            continue
        if span(row["known_from"], row["known_precision"]).last < _first(row):
            remedy = f"must not be before the date of the evidence, {row['date']}"
            yield Fault("evidence.csv", number, "known_from", row["known_from"], remedy)


def order(held: Held) -> Iterator[Fault]:
    """Nobody leaves an employer before starting there."""
    started: dict[tuple[str, str], date] = {}
    tops = employers(_above(held))
    rows = held.rows("evidence")
    for row in rows.values():
        if row["assertion"] in ARRIVALS and row["date"]:
            key = row["person_id"], tops.get(row["organization_id"], "")
            started[key] = min(_first(row), started.get(key, date.max))
    for number, row in rows.items():
        if row["assertion"] not in DEPARTURES or not row["date"]:
            continue
        begun = started.get((row["person_id"], tops.get(row["organization_id"], "")))
        if begun and span(row["date"], row["date_precision"]).last < begun:
            remedy = f"must not be before the start there, {begun}"
            yield Fault("evidence.csv", number, "date", row["date"], remedy)


def foundings(held: Held) -> Iterator[Fault]:
    """A founding has a source, and nobody is at an organization, or leaves it, before that."""
    for number, row in held.rows("organizations").items():
        source = row["founded_source_id"]
        if bool(row["founded"]) != bool(source):
            remedy = "a founding and founded_source_id must both be given or both be blank"
            yield Fault("organizations.csv", number, "founded_source_id", source, remedy)
    begun = _begun(held)
    for number, row in held.rows("evidence").items():
        place = row["organization_id"]
        if row["assertion"] != "announced" and _before(row, begun.get(place)):
            remedy = f"must not be before the founding of {place}, {begun[place]}"
            yield Fault("evidence.csv", number, "date", row["date"], remedy)
    listed = {(row["paper_id"], row["version"]): row for row in held.rows("versions").values()}
    for number, row in held.rows("authorships").items():
        place, version = row["organization_id"], listed.get((row["paper_id"], row["version"]))
        if version and _before(version, begun.get(place)):
            remedy = f"must have been founded by {version['date']}, and was on {begun[place]}"
            yield Fault("authorships.csv", number, "organization_id", place, remedy)


def _begun(held: Held) -> dict[str, date]:
    """The first day on which an organization and all its parents may have existed."""
    rows = held.rows("organizations").values()
    above = {row["organization_id"]: row["parent_id"] for row in rows}
    days = {
        row["organization_id"]: span(row["founded"], row["founded_precision"]).first for row in rows
    }
    return {place: max(days[up] for up in upward(place, above)) for place in above}


def _before(row: Row, day: date | None) -> bool:
    """Whether all possible days of a row's date are before a day."""
    if not row["date"] or day is None:
        return False
    return span(row["date"], row["date_precision"]).last < day


def versions(held: Held) -> Iterator[Fault]:
    """A version is not older than its paper, nor a byline older than its version."""
    papers = {row["paper_id"]: row for row in held.rows("papers").values()}
    listed = {(row["paper_id"], row["version"]): row for row in held.rows("versions").values()}
    for number, row in held.rows("versions").items():
        paper = papers.get(row["paper_id"])
        if paper and span(row["date"], row["date_precision"]).last < _first(paper):
            remedy = f"must not be before the paper's first day, {paper['date']}"
            yield Fault("versions.csv", number, "date", row["date"], remedy)
    signed = {
        (row["person_id"], papers[row["paper_id"]]["source_id"]): listed.get(
            (row["paper_id"], row["version"])
        )
        for row in held.rows("authorships").values()
        if row["paper_id"] in papers
    }
    for number, row in held.rows("evidence").items():
        version = signed.get((row["person_id"], row["source_id"]))
        if row["basis"] != "byline" or not row["date"] or not version:
            continue
        if span(row["date"], row["date_precision"]).last < _first(version):
            remedy = (
                f"must not be before the version that first lists the author, {version['date']}"
            )
            yield Fault("evidence.csv", number, "date", row["date"], remedy)


def preprints(held: Held) -> Iterator[Fault]:
    """A paper's arXiv number is that in the address of its source."""
    addresses = {row["source_id"]: row["url"] for row in held.rows("sources").values()}
    for number, row in held.rows("papers").items():
        found = PREPRINT.search(addresses.get(row["source_id"], ""))
        if found and row["arxiv_id"] and row["arxiv_id"] != found[1]:
            remedy = f"must be {found[1]}, as in the address of {row['source_id']}"
            yield Fault("papers.csv", number, "arxiv_id", row["arxiv_id"], remedy)


def lists(held: Held) -> Iterator[Fault]:
    """An author list has at most as many people as the paper, and no position twice."""
    sizes = _sizes(held)
    places: Counter[tuple[str, str]] = Counter()
    for number, row in held.rows("authorships").items():
        place, size = row["position"], sizes.get(row["paper_id"])
        if not place:
            continue
        places[row["paper_id"], place] += 1
        if places[row["paper_id"], place] > 1:
            remedy = f"must be unique within {row['paper_id']}"
            yield Fault("authorships.csv", number, "position", place, remedy)
        elif size and int(place) > int(size):
            remedy = f"must be {size} or less, the number of authors of {row['paper_id']}"
            yield Fault("authorships.csv", number, "position", place, remedy)


def counts(held: Held) -> Iterator[Fault]:
    """A published count has its bounds in order and within the number of authors."""
    sizes = _sizes(held)
    for number, row in held.rows("counts").items():
        size = sizes.get(row["paper_id"])
        if int(row["least"]) > int(row["most"]):
            remedy = f"must be {row['least']} or more, as column least says"
            yield Fault("counts.csv", number, "most", row["most"], remedy)
        elif size and int(row["most"]) > int(size):
            remedy = f"must be {size} or less, the number of authors"
            yield Fault("counts.csv", number, "most", row["most"], remedy)


def _sizes(held: Held) -> dict[str, str]:
    """The number of authors of every paper, "" if unknown."""
    return {row["paper_id"]: row["n_authors"] for row in held.rows("papers").values()}


def claims(held: Held) -> Iterator[Fault]:
    """A claim has either a check with its arguments, or a verdict with its basis."""
    known = {name: held.listed(name, table.key[0]) for name, table in keyed(held.package)}
    known["licences"] = held.listed("models", "license_kind")
    for number, row in held.rows("claims").items():
        for column, remedy in _claim(row, known).items():
            yield Fault("claims.csv", number, column, row[column], remedy)


def paragraphs(held: Held) -> Iterator[Fault]:
    """Every paragraph has claims or a reason for none; a claim's chapter is its section."""
    rows = held.rows("paragraphs").values()
    sections = {row["paragraph"]: row["section"] for row in rows}
    for number, row in held.rows("claims").items():
        own = row["claim_id"][:3].upper()
        if own not in row["paragraphs"].split("|"):
            remedy = "must begin with one of the claim's paragraphs"
            yield Fault("claims.csv", number, "claim_id", row["claim_id"], remedy)
        elif own in sections and row["chapter"] != sections[own]:
            remedy = f"must be {sections[own]}, the section of {own}"
            yield Fault("claims.csv", number, "chapter", row["chapter"], remedy)
    listed = held.listed("claims", "paragraphs")
    sure = listed is not grammar.ANYTHING
    cells = listed if sure else [row["paragraphs"] for row in held.tables["claims"].rows.values()]
    claimed = {part for cell in cells for part in cell.split("|")}
    for number, row in held.rows("paragraphs").items():
        told = row["paragraph"] in claimed
        if (told and row["reason"]) or (sure and not told and not row["reason"]):
            remedy = "a paragraph must have a claim or a reason why it has none, not both"
            yield Fault("paragraphs.csv", number, "reason", row["reason"], remedy)


def replies(held: Held) -> Iterator[Fault]:
    """A reply is about evidence on the person who replies."""
    about = {row["evidence_id"]: row["person_id"] for row in held.rows("evidence").values()}
    for number, row in held.rows("replies").items():
        for part in filter(None, row["evidence_ids"].split("|")):
            if about.get(part, row["person_id"]) != row["person_id"]:
                remedy = f"must be evidence on {row['person_id']}, who answers"
                yield Fault("replies.csv", number, "evidence_ids", part, remedy)


def withdrawn(held: Held) -> Iterator[Fault]:
    """A withdrawn row does not come back; the report repeats no name."""
    listed = {row["hash"]: (number, row["day"]) for number, row in held.rows("withdrawn").items()}
    if not listed:
        return
    for mark in withdrawals.marks(held.tables, held.package):
        if mark.hash in listed:
            number, day = listed[mark.hash]
            way = "say it without the name" if mark.is_text else "remove the row"
            remedy = (
                f"was withdrawn on {day} (withdrawn.csv, row {number}): {way}; only the person "
                "concerned may allow it back"
            )
            value = mark.hash[: withdrawals.SHOWN]
            yield Fault(f"{mark.table}.csv", mark.row, mark.column, value, remedy)


def rests(held: Held) -> Iterator[Fault]:
    """A verdict that was judged, and is not open, rests on more than the story and unread sources.

    A verdict that a check computes is open in that case, by the ledger, unless the story
    contradicts itself.
    """
    closed = {r["source_id"] for r in held.rows("sources").values() if r["how_read"] in UNREAD}
    for number, row in held.rows("claims").items():
        if row["verdict"] in ("", "open") or not row["source_ids"]:
            continue
        if set(row["source_ids"].split("|")) <= closed | {row["source_id"]}:
            remedy = "must name a source beside the story that was read, and not in a mirror alone"
            yield Fault("claims.csv", number, "source_ids", row["source_ids"], remedy)


def statements(held: Held) -> Iterator[Fault]:
    """A speaker's word names the speaker; a paper's word about a group names nobody.

    Own words need no name if the sentence gives none: the source has it.
    """
    for number, row in held.rows("statements").items():
        if row["word"] == "paper" and row["person_id"]:
            remedy = "must be blank: a paper's word is about a group, and gives nobody's reason"
            yield Fault("statements.csv", number, "person_id", row["person_id"], remedy)
        elif row["word"] == "speaker" and not row["person_id"]:
            remedy = "must say who speaks"
            yield Fault("statements.csv", number, "person_id", "", remedy)


def keyed(package: Package) -> list[tuple[str, Table]]:
    """The tables with a key of one column."""
    return [(name, table) for name, table in package.tables.items() if len(table.key) == 1]


def _claim(row: Row, known: grammar.Known) -> dict[str, str]:
    """The remedies for the cells of a claim, by column."""
    if bool(row["check"]) == bool(row["verdict"]):
        return {"verdict": "a claim must have a check or a verdict, not both"}
    if row["check"]:
        cells = (row["check"], row["arguments"], row["operator"], row["claimed"])
        return grammar.faults(*cells, known)
    stray = [name for name in ("arguments", "operator", "claimed") if row[name]]
    found = dict.fromkeys(stray, "must be blank if no check is named")
    if not row["rests_on"]:
        found["rests_on"] = "must say on whose word the claim rests, if no check judges it"
    if not row["for_against"]:
        found["for_against"] = "must say what the record shows, if no check judges the claim"
    if row["verdict"] == "open" and not row["settles"]:
        found["settles"] = "must name the document that would settle an open claim"
    if row["verdict"] != "open" and not row["source_ids"]:
        found["source_ids"] = "must name the sources on which the verdict rests"
    return found


def _first(row: Row) -> date:
    return span(row["date"], row["date_precision"]).first


RULES: tuple[Callable[[Held], Iterator[Fault]], ...] = (
    *(parents, confidence, kinds, unread, titles, known, order, foundings, versions, preprints),
    *(lists, counts, claims, rests, statements, paragraphs, replies, withdrawn),
)

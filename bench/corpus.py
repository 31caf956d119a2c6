"""Invented corpora of any size: a valid data folder, determined by size and seed.

Everybody has a career of one to three employers. Papers are signed by people employed there on the
day. Evidence is about days in those careers, in the proportions of the book's own tables. Nothing
conflicts except the few people who return to an employer; they are listed in `conflicts.csv`, as in
a real record.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

DATA = Path(__file__).parents[1] / "data"
FIRST, LAST = date(2016, 1, 1), date(2025, 12, 31)
#: The longest list of authors; Gemini's has over 1,300 names.
LONGEST = 1300
#: The share of people who return to an employer.
RETURNING = 0.005

#: Frequencies of assertion, kind and basis, counted in the book's own table.
EVIDENCE = {
    ("at", "reported", "article"): 20,
    ("at", "reported", "press"): 17,
    ("at", "recorded", "commit"): 10,
    ("at", "recorded", "list"): 6,
    ("at", "inferred", "elimination"): 6,
    ("joined", "reported", "press"): 5,
    ("announced", "reported", "press"): 4,
    ("left", "reported", "press"): 5,
    ("at", "recorded", "announcement"): 3,
    ("role", "recorded", "list"): 2,
    ("joined", "recorded", "announcement"): 2,
    ("had-left", "recorded", "footnote"): 2,
    ("at", "inferred", "byline"): 2,
    ("had-left", "inferred", "page"): 1,
    ("at", "recorded", "page"): 2,
}
PRECISIONS = {"day": 75, "month": 20, "year": 5}
CONFIDENCES = {"high": 45, "medium": 45, "low": 10}
#: Rows of evidence, and bylines, per person.
SHARE_OF_EVIDENCE, SHARE_OF_SIGNATURES = 0.48, 1.4

GIVEN = (
    *("Ada", "Ben", "Cleo", "Dag", "Edda", "Finn", "Gro", "Hal", "Ines", "Joss", "Kaia", "Lev"),
    *("Mona", "Nils", "Odile", "Pia", "Quin", "Runa", "Sten", "Tove", "Ulf", "Vera", "Wim", "Yara"),
)
SYLLABLES = ("bel", "cor", "dun", "fal", "gar", "hol", "kel", "lor", "mar", "nor", "pel", "rud")

Cells = dict[str, object]


@dataclass(frozen=True)
class Stay:
    """Days that a person spent at an employer; `end` is the first day elsewhere."""

    person: str
    place: str
    begin: date
    end: date

    @property
    def length(self) -> int:
        return (self.end - self.begin).days


@dataclass(frozen=True)
class Corpus:
    """All rows, by table."""

    tables: dict[str, list[Cells]]

    def write(self, folder: Path) -> Path:
        """Write the data package into a folder, with the book's own description."""
        folder.mkdir(parents=True, exist_ok=True)
        document = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
        document["record_date"] = LAST.isoformat()
        for item in document["reading_dates"]:
            item["date"] = LAST.isoformat() if item["name"] == "record" else "2022-06-30"
        (folder / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
        for resource in document["resources"]:
            names = [item["name"] for item in resource["schema"]["fields"]]
            with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.tables.get(resource["name"], []))
        return folder


def corpus(people: int, seed: int = 1) -> Corpus:
    """Invent a corpus of at least ten people; another seed gives another of the same size."""
    random = Random(seed * 1_000_003 + people)
    names = [_name(number) for number in range(people)]
    places = [f"house-{_word(number)}" for number in range(6 + round(people**0.5 / 4))]
    people_ids = [_slug(name) for name in names]
    back = math.ceil(people * RETURNING)
    stays = [stay for person in people_ids[back:] for stay in _career(random, person, places)]
    returns = [_return(person, *random.sample(places, 2)) for person in people_ids[:back]]
    papers, versions, signatures = _papers(random, people, places, stays)
    tables: dict[str, list[Cells]] = {
        "sources": _sources(papers),
        "organizations": list(_organizations(places)),
        "people": [{"person_id": _slug(name), "name": name, "role": "author"} for name in names],
        "papers": papers,
        "versions": versions,
        "authorships": signatures,
        "evidence": [row for rows, _ in returns for row in rows]
        + _evidence(random, round(people * SHARE_OF_EVIDENCE), stays),
        "conflicts": [conflict for _, conflict in returns],
        "counts": [_count(paper) for paper in papers[::10]],
        "paragraphs": [{"paragraph": "P01", "section": "opening", "reason": "Heading."}],
    }
    for row in (row for rows in tables.values() for row in rows):
        row.setdefault("source_id", "gazette")
    return Corpus(tables)


def _word(number: int) -> str:
    """A unique word for a number."""
    word = SYLLABLES[number % len(SYLLABLES)]
    rest = number // len(SYLLABLES)
    return word + _word(rest - 1) if rest else word


def _name(number: int) -> str:
    return f"{GIVEN[number % len(GIVEN)]} {_word(number // len(GIVEN)).capitalize()}"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _drawn(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randrange((last - first).days + 1))


def _career(random: Random, person: str, places: list[str]) -> Iterator[Stay]:
    """One to three stays at different employers; larger employers attract more people."""
    number = random.choices((1, 2, 3), (55, 35, 10))[0]
    weights = [1 / (rank + 2) for rank in range(len(places))]
    chosen = list(dict.fromkeys(random.choices(places, weights, k=number)))
    span = (LAST - FIRST).days // len(chosen)
    begin = _drawn(random, FIRST, FIRST + timedelta(days=span // 2))
    for turn, place in enumerate(chosen, 1):
        limit = FIRST + timedelta(days=span * turn)
        end = LAST if turn == len(chosen) else _drawn(random, limit - timedelta(span // 3), limit)
        yield Stay(person, place, begin, end)
        begin = end


def _papers(
    random: Random, people: int, places: list[str], stays: list[Stay]
) -> tuple[list[Cells], list[Cells], list[Cells]]:
    """Papers with versions and bylines: one very long list, some long ones, many short."""
    staff: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        staff[stay.place].append(stay)
    longest = max(5, min(LONGEST, people // 8))
    papers: list[Cells] = []
    versions: list[Cells] = []
    signatures: list[Cells] = []
    while len(signatures) < people * SHARE_OF_SIGNATURES:
        size = min(longest, round(random.lognormvariate(1.8, 1.2)) + 1) if papers else longest
        # The longest list belongs to the largest employer.
        place = random.choice([p for p in places if staff[p]]) if papers else places[0]
        day = _drawn(random, date(2017, 1, 1), date(2025, 6, 30))
        authors = _present(random, staff[place], day, size)
        if not authors:
            continue
        paper = _paper(f"paper-{len(papers)}", place, day, len(authors))
        papers.append(paper)
        shared = {name: paper[name] for name in ("paper_id", "source_id")}
        dated = {name: paper[name] for name in ("date", "date_precision", "n_authors")}
        versions.append({**shared, **dated, "version": "first"})
        for position, author in enumerate(authors, 1):
            signatures.append(
                {
                    **shared,
                    "person_id": author,
                    "position": position,
                    "version": "first",
                    "organization_id": f"{place}-lab",
                    "equal": "false",
                    "confidence": "high",
                }
            )
    return papers, versions, signatures


def _present(random: Random, staff: list[Stay], day: date, size: int) -> list[str]:
    """Distinct people who were there on a day, up to a number."""
    drawn = (random.choice(staff) for _ in range(size * 12))
    found = dict.fromkeys(stay.person for stay in drawn if stay.begin <= day < stay.end)
    return list(found)[:size]


def _paper(name: str, place: str, day: date, size: int) -> Cells:
    return {
        "paper_id": name,
        "short_title": name.capitalize(),
        "title": f"On {name}",
        "date": day.isoformat(),
        "date_precision": "day",
        "organization_id": f"{place}-lab",
        "n_authors": size,
        "source_id": f"{name}-text",
        "confidence": "high",
    }


def _evidence(random: Random, rows: int, stays: list[Stay]) -> list[Cells]:
    mix = random.choices(list(EVIDENCE), list(EVIDENCE.values()), k=rows)
    precisions = random.choices(list(PRECISIONS), list(PRECISIONS.values()), k=rows)
    confidences = random.choices(list(CONFIDENCES), list(CONFIDENCES.values()), k=rows)
    drawn = zip(mix, precisions, confidences, strict=True)
    return [
        _testimony(random, f"row-{number}", random.choice(stays), *look)
        for number, look in enumerate(drawn)
    ]


def _testimony(
    random: Random,
    name: str,
    stay: Stay,
    look: tuple[str, str, str],
    precision: str,
    confidence: str,
) -> Cells:
    """One row of true evidence about a stay."""
    assertion, kind, basis = look
    if assertion in ("left", "had-left") and stay.end == LAST:
        assertion = "at"
    day = {"joined": stay.begin, "left": stay.end, "had-left": stay.end}.get(
        assertion, stay.begin + timedelta(days=random.randrange(max(1, stay.length)))
    )
    length = {"day": 10, "month": 7, "year": 4}[precision]
    known = min(LAST, day + timedelta(days=random.randrange(120)))
    return {
        "evidence_id": name,
        "person_id": stay.person,
        "assertion": assertion,
        "organization_id": stay.place,
        "post": "main",
        "date": day.isoformat()[:length],
        "date_precision": precision,
        "kind": kind,
        "basis": basis,
        "known_from": known.isoformat(),
        "known_precision": "day",
        "confidence": confidence,
        "statement": f"{assertion.capitalize()} there.",
    }


def _return(person: str, place: str, other: str) -> tuple[list[Cells], Cells]:
    """Somebody who returned to an employer: three rows of evidence, and their conflict."""
    when = {"2018-03-01": place, "2020-03-01": other, "2022-03-01": place}
    rows: list[Cells] = [
        {
            "evidence_id": f"{person}-{day}",
            "person_id": person,
            "assertion": "at",
            "organization_id": where,
            "post": "main",
            "date": day,
            "date_precision": "day",
            "kind": "reported",
            "basis": "press",
            "known_from": day,
            "known_precision": "day",
            "confidence": "medium",
            "statement": "There on that day.",
        }
        for day, where in when.items()
    ]
    conflict: Cells = {
        "person_id": person,
        "rule": "order-open",
        "organization_id": place,
        "other_organization_id": other,
        "explanation": "Came back.",
    }
    return rows, conflict


def _organizations(places: list[str]) -> Iterator[Cells]:
    for number, place in enumerate(places, 1):
        own: Cells = {"organization_id": place, "name": place.title(), "kind": "company"}
        yield own | ({"slot": number} if number <= 12 else {})
        yield {
            "organization_id": f"{place}-lab",
            "name": f"{place.title()} Lab",
            "parent_id": place,
            "kind": "lab",
        }


def _sources(papers: list[Cells]) -> list[Cells]:
    gazette: Cells = {"source_id": "gazette", "label": "The gazette", "how_read": "full"}
    texts: list[Cells] = [
        {"source_id": p["source_id"], "label": p["short_title"], "how_read": "paper"}
        for p in papers
    ]
    for row in (gazette, *texts):
        row |= {
            "url": f"https://example.org/{row['source_id']}",
            "accessed": LAST.isoformat(),
        }
    return [gazette, *texts]


def _count(paper: Cells) -> Cells:
    size = int(str(paper["n_authors"]))
    return {
        "count_id": f"gazette-{paper['paper_id']}",
        "paper_id": paper["paper_id"],
        "date": LAST.isoformat(),
        "date_precision": "day",
        "least": size // 4,
        "most": size // 2,
        "counts_a_non_author": "false",
        "confidence": "medium",
        "statement": "A quarter to a half.",
    }

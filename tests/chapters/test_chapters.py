"""Every number and every figure of a chapter depends on the data; every guard can fail."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isfunction
from itertools import product
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import afterllama.chapters
import chapter_runs
import pytest
from afterllama import judge, load
from afterllama.loading.conflicts import conflicts
from afterllama.record.data_frames import Frames
from afterllama.record.evidence import proofs
from afterllama.record.record import Record
from afterllama.tables import reading, schema
from records import real

Rows = list[dict[str, str]]
Edit = Callable[[Path], None]


def table(name: str, change: Callable[[Rows], Rows]) -> Edit:
    """An edit that rewrites one table."""

    def edit(data: Path) -> None:
        path = data / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(change(rows))

    return edit


def rewrite(name: str, column: str, change: Callable[[str], str]) -> Edit:
    """An edit that changes every filled cell of a column."""
    return table(
        name, lambda rows: [r | {column: change(r[column])} if r[column] else r for r in rows]
    )


def drop(name: str, **where: str) -> Edit:
    """An edit that drops the rows with these values."""
    return table(name, lambda rows: [r for r in rows if any(r[k] != v for k, v in where.items())])


def put(name: str, values: dict[str, str], **where: str) -> Edit:
    """An edit that sets cells in the rows with these values."""

    def change(rows: Rows) -> Rows:
        found = [all(r[k] == v for k, v in where.items()) for r in rows]
        assert any(found), f"no row of {name} with {where}"
        return [r | values if hit else r for r, hit in zip(rows, found, strict=True)]

    return table(name, change)


def package(change: Callable[[dict], None]) -> Edit:
    """An edit of `datapackage.json`."""

    def edit(data: Path) -> None:
        path = data / "datapackage.json"
        document = json.loads(path.read_text(encoding="utf-8"))
        change(document)
        path.write_text(json.dumps(document), encoding="utf-8")

    return edit


def settle(data: Path) -> None:
    """List the conflicts that the changed data holds, and no others."""
    described = schema.describe(data)
    rows, faults = reading.read(data, described)
    assert not faults
    frames = reading.frames(rows, described)
    held = conflicts(Record(described, Frames(frames), tuple(proofs(frames, described))))
    listed = [
        dict(
            zip(("person_id", "rule", "organization_id", "other_organization_id"), key, strict=True)
        )
        | {"source_id": "article", "explanation": "Changed for a test."}
        for key in sorted(held)
    ]
    table("conflicts", lambda _: listed)(data)


def all_others(assertion: str, date: str) -> Edit:
    """An edit that leaves one word on every author of the papers beside: `left`, or `at`."""

    def edit(data: Path) -> None:
        inside = data / "comparison"
        with (inside / "people.csv").open(encoding="utf-8", newline="") as file:
            people = [row["person_id"] for row in csv.DictReader(file)]
        with (inside / "authorships.csv").open(encoding="utf-8", newline="") as file:
            signed = {row["person_id"]: row["organization_id"] for row in csv.DictReader(file)}
        shared = real().data["people"]["person_id"].tolist()

        def change(rows: Rows) -> Rows:
            told = {"assertion": assertion, "date": date, "date_precision": "day", "post": "main"}
            told |= {"known_from": "2026-01-01", "known_precision": "day", "confidence": "medium"}
            told |= {"kind": "reported", "basis": "press"}
            return [
                rows[0]
                | told
                | {"evidence_id": person, "person_id": person}
                | {"organization_id": signed[person] or "google"}
                for person in people
                if person not in shared
            ]

        table("comparison/evidence", change)(data)
        table("comparison/conflicts", lambda _: [])(data)

    return edit


def without_papers(*papers: str) -> Edit:
    """An edit that takes papers from those beside."""
    names = ("papers", "versions", "authorships")
    return together(
        *(drop(f"comparison/{name}", paper_id=paper) for name in names for paper in papers)
    )


def compared_otherwise(**changed: Any) -> Edit:
    """An edit of what the section on other papers is given."""
    return package(lambda d: d["chapters"]["comparison"].update(changed))


def together(*edits: Edit) -> Edit:
    def edit(data: Path) -> None:
        for part in edits:
            part(data)

    return edit


def report_day(day: str) -> Edit:
    return package(lambda d: d["reading_dates"][0].update(date=day))


def record_day(day: str) -> Edit:
    def change(document: dict) -> None:
        document["record_date"] = day
        document["reading_dates"][1]["date"] = day

    return package(change)


#: Claims that the text names by their ids.
NAMED = {
    claim
    for path in chapter_runs.PAGES
    for claim in re.findall(
        r'(?:#claim-|ledger\[\\?")([a-z0-9-]+)', path.read_text(encoding="utf-8")
    )
} | {"p07-then-llama2", "p43-less-compute"}

#: For what each check claims, something else that is sound.
OTHERWISE = {
    "departed": ("=", "0/1"),
    "placed": ("at", "airbnb"),
    "departure": ("in", "1999"),
    "order": ("before", "2013-09-facebook-makes-its-plan-for"),
    "gap": (">", "1"),
    "happened": ("=", "0"),
    "involved": ("=", "mark-zuckerberg"),
    "authors": ("=", "1"),
    "shared": ("=", "9"),
    "thanked": ("=", "9"),
    "signed": ("in", "gpt3"),
    "licence": ("=", "closed"),
    "part_of": ("=", "kyutai"),
}


def other_claim(row: dict[str, str]) -> dict[str, str]:
    """A claim that says something else, or whose verdict is another."""
    row = row | {"wording": "" if row["wording"] else row["statement"]}
    if row["verdict"] == "open":
        return row | {"verdict": "confirmed", "source_ids": "llama-paper"}
    if row["verdict"]:
        return row | {"verdict": "open", "settles": "A document."}
    if row["check"] == "dated":
        return row | {"claimed": "|".join(["1999"] * (row["claimed"].count("|") + 1))}
    if row["check"] == "compare":
        return row | {"operator": ">" if row["operator"] != ">" else "<"}
    sign, claimed = OTHERWISE[row["check"]]
    return row | {"operator": sign, "claimed": claimed}


def account(data: Path) -> None:
    """Give every paragraph that is left without a claim a reason, and no other."""
    with (data / "claims.csv").open(encoding="utf-8", newline="") as file:
        used = {p for row in csv.DictReader(file) for p in row["paragraphs"].split("|")}

    def reason(row: dict[str, str]) -> dict[str, str]:
        return row | {"reason": "" if row["paragraph"] in used else "Changed for a test."}

    table("paragraphs", lambda rows: [reason(row) for row in rows])(data)


#: What guards stand under, in a notebook.
HEADING = "## Sentences that the data must bear out"

#: An author of OPT-IML and events that edits change.
LAST_LIST = "2023-04-13-last-team-list-of-the"
SIGNER = "todor-mihaylov"
HIRE = "2023-03-15-helsing-announces-that-antoine-bordes"
#: Sound data that differs from the record in one way each.
EDITS: dict[str, Edit] = {
    "other names": together(
        rewrite("people", "name", lambda x: f"{x} Z"),
        rewrite("organizations", "name", lambda x: f"{x} Z"),
        rewrite("papers", "short_title", lambda x: f"{x} Z"),
        rewrite("models", "name", lambda x: f"{x} Z"),
        rewrite("sources", "label", lambda x: f"{x} Z"),
    ),
    "earlier report": report_day("2023-06-05"),
    "later report": report_day("2024-06-05"),
    "later record": record_day("2026-12-24"),
    "another version": package(lambda d: d.update(version="9.9.9")),
    "more sources, all read": together(
        rewrite("sources", "how_read", lambda x: "full"),
        rewrite("sources", "relays", lambda x: ""),
        table(
            "sources",
            lambda rows: [*rows, rows[0] | {"source_id": "zz", "url": "https://example.org/zz"}],
        ),
        table(
            "comparison/sources",
            lambda rows: [*rows, rows[0] | {"source_id": "zy", "url": "https://example.org/zy"}],
        ),
    ),
    "shorter lag": package(lambda d: d["rules"].update(byline_lag_days=45)),
    "somebody back": put(
        "evidence",
        {"date": "2024-06-01", "known_from": "2024-06-01"},
        evidence_id="gautier-izacard-meta-2",
    ),
    "another proof of May 2025": put(
        "evidence",
        {"date": "2025-05-27", "known_from": "2025-05-27"},
        evidence_id="timothee-lacroix-mistral-ai-7",
    ),
    "bylines without a place": together(
        put("authorships", {"organization_id": ""}, organization_id="apple"),
        put("authorships", {"organization_id": ""}, organization_id="google-deepmind"),
    ),
    "the isolation told elsewhere": put(
        "claims", {"source_id": "wikipedia-llama"}, claim_id="p56-isolated"
    ),
    "longer lag": package(lambda d: d["rules"].update(byline_lag_days=300)),
    "fewer authors": together(
        drop("authorships", paper_id="llama1", person_id="hugo-touvron"),
        drop("authorships", paper_id="opt", person_id="luke-zettlemoyer"),
        drop("authorships", paper_id="llama2", person_id="xavier-martinet"),
        drop("authorships", paper_id="codellama", person_id="faisal-azhar"),
        drop("authorships", paper_id="opt", person_id="naman-goyal"),
        drop("authorships", paper_id="llama1", person_id="gautier-izacard"),
    ),
    "other counts": together(
        put("counts", {"least": "5", "most": "5", "date": "2023-05-20"}, count_id="wsj-llama"),
        put(
            "counts",
            {"least": "7", "most": "7", "statement": "Seven of nineteen."},
            count_id="wsj-opt",
        ),
        put("counts", {"least": "9"}, count_id="article-p13"),
        put("counts", {"least": "8", "most": "9"}, count_id="article-p59"),
        put("counts", {"least": "6", "most": "6", "date": "2023-10-13"}, count_id="tmtpost-llama"),
        put("counts", {"least": "10", "most": "10", "date": "2024-11-26"}, count_id="bi-llama"),
        drop("counts", count_id="article-p01"),
    ),
    "later papers": together(
        put("papers", {"date": "2023-02-25"}, paper_id="llama1"),
        put("versions", {"date": "2023-02-25"}, paper_id="llama1"),
        put("papers", {"date": "2023-08-18"}, paper_id="llama2"),
        put("versions", {"date": "2023-08-18"}, paper_id="llama2"),
        put("papers", {"date": "2023-08-25"}, paper_id="codellama"),
        put("versions", {"date": "2023-08-25"}, paper_id="codellama", version="first"),
    ),
    "no press of today": together(
        drop("evidence", source_id="usine-llama-authors"),
        drop("evidence", source_id="bi-2025-05"),
    ),
    "silent article": drop("evidence", source_id="article"),
    "no press of France": drop("evidence", source_id="usine-llama-authors"),
    "nobody left": together(
        table(
            "evidence",
            lambda rows: [
                r
                for r in rows
                if r["organization_id"] in ("", "meta", "fair", "meta-ai", "genai")
                and r["assertion"] == "at"
            ],
        ),
        table(
            "authorships",
            lambda rows: [
                r for r in rows if r["paper_id"] in ("llama1", "opt", "llama2", "codellama")
            ],
        ),
    ),
    "bold claim": put("counts", {"least": "14"}, count_id="article-p13"),
    "modest claim": together(
        put("counts", {"least": "2", "most": "3"}, count_id="article-p59"),
        put("counts", {"least": "6"}, count_id="article-p13"),
        put(
            "evidence",
            {"source_id": "article", "basis": "article", "kind": "reported"},
            person_id="mona-diab",
        ),
    ),
    "another footnote": put(
        "evidence", {"date": "2022-06-01", "known_from": "2022-06-01"}, basis="footnote"
    ),
    "another hire": put(
        "evidence", {"date": "2023-05"}, person_id="thibaut-lavril", assertion="hired"
    ),
    "news of today": put(
        "evidence",
        {"date": "2026-11-26", "known_from": "2026-11-26", "known_precision": "day"},
        person_id="hugo-touvron",
        source_id="bi-2025-05",
    ),
    "another commit": put(
        "evidence", {"date": "2024-01-16", "known_from": "2024-01-16"}, source_id="nle-b52374b8"
    ),
    "other claims": table("claims", lambda rows: [other_claim(r) for r in rows]),
    "fewer claims": together(
        table(
            "claims",
            lambda rows: [r for r in rows if r["kind"] == "count" or r["claim_id"] in NAMED],
        ),
        account,
    ),
    "other runs": together(
        rewrite("training", "gpu_hours", lambda x: "7"),
        put("training", {"measure": "llama_t15"}, model_id="gpt-3-175b", measure="patterson2021"),
    ),
    "cheaper runs": together(
        rewrite("training", "energy_mwh", lambda x: f"{round(float(x) ** 0.5, 1):g}"),
        rewrite("training", "co2_tonnes", lambda x: f"{round(float(x) ** 0.9 + 40, 1):g}"),
        rewrite("training", "grid_kg_per_kwh", lambda x: "0.3"),
    ),
    "a cheap largest run": together(
        put("training", {"energy_mwh": "20", "gpu_hours": "20"}, model_id="llama-65b"),
        put("training", {"gpu_hours": "1000"}, model_id="llama-65b"),
        put("training", {"energy_mwh": "30"}, model_id="llama-whole-development"),
        put("training", {"energy_mwh": "9000"}, model_id="gpt-3-175b", measure="patterson2021"),
        put("training", {"energy_mwh": "900", "gpu_hours": "9999999"}, model_id="llama-7b"),
    ),
    "another giant": together(
        put("training", {"energy_mwh": "9000"}, model_id="opt-175b", measure="llama_t15"),
        put("training", {"co2_tonnes": "2"}, model_id="opt-175b", measure="opt_paper"),
    ),
    "another measure": together(
        put("training", {"measure": "opt_paper"}, model_id="llama-65b"),
        drop("evidence", source_id="nle-b52374b8"),
    ),
    "a document": put("events", {"kind": "recorded"}, event_id="2022-opt-team-begins-a-second"),
    "a larger model of known length": put(
        "models",
        {"params_billion": "60", "train_tokens_billion": "300", "license_kind": "research"},
        model_id="meta-546b",
    ),
    "another paper on it": together(
        drop("authorships", paper_id="adam"),
        put("papers", {"date": "2023-05-02", "n_authors": "18"}, paper_id="adam"),
        put("versions", {"date": "2023-05-02"}, paper_id="adam", version="first"),
        rewrite("sources", "accessed", lambda x: "2026-11-22"),
        put("sources", {"date": "2022-10-31"}, source_id="metaseq-a145115f"),
    ),
    "other words in the sources": together(
        put("sources", {"title": "first commit"}, source_id="llama-c53b504c"),
        put("sources", {"date": "2025-07-23"}, source_id="scialom-2024"),
        put("claims", {"source_ids": "llama-paper"}, claim_id="p40-sites"),
        drop("authorships", paper_id="llama2", person_id="thomas-scialom"),
    ),
    "nobody's own words": together(
        drop("statements", word="own"),
        rewrite("statements", "statement", lambda x: f"Other words: {x}"),
    ),
    "other scores": rewrite("benchmarks", "score", lambda x: f"{round(100 - float(x), 1):g}"),
    "other prompts": rewrite("benchmarks", "shots", lambda x: str(int(x) + 1)),
    "other sizes": together(
        rewrite("models", "params_billion", lambda x: f"{round(float(x) ** 0.5, 1):g}"),
        rewrite("models", "train_tokens_billion", lambda x: f"{4000 - float(x):.0f}"),
    ),
    "another large model": together(
        put("models", {"params_billion": "5"}, model_id="gpt-3-175b"),
        put("models", {"params_billion": "366"}, model_id="opt-iml-max-30b"),
    ),
    "scores for all": table(
        "benchmarks",
        lambda rows: [
            *rows,
            *(
                r | {"model_id": "opt-175b"}
                for r in rows
                if r["model_id"] == "llama-65b" and r["benchmark"] != "CrowS-Pairs"
            ),
        ],
    ),
    "no older papers": together(
        drop("authorships", paper_id="xlmr"),
        drop("authorships", paper_id="unsupervisedmt"),
        drop("authorships", paper_id="llama2"),
        drop("authorships", paper_id="llama3"),
        drop("acknowledgements", paper_id="llama1"),
    ),
    "more on both lists": together(
        *(
            put("authorships", {"person_id": other}, paper_id="opt", person_id=person)
            for person, other in (("mona-diab", "edouard-grave"), ("xian-li", "armand-joulin"))
        ),
        put("papers", {"source_id": "article"}, paper_id="llama2"),
    ),
    "longer article": table(
        "paragraphs",
        lambda rows: [*rows, rows[-1] | {"paragraph": "P77", "reason": "Added for a test."}],
    ),
    "other events": together(
        table(
            "events", lambda rows: [r | {"date": "2012", "date_precision": "year"} for r in rows]
        ),
        put(
            "organizations",
            {"founded": "2012", "founded_precision": "year"},
            organization_id="mistral-ai",
        ),
    ),
    "other commits": rewrite("commits", "commits", lambda x: "7"),
    "another last model": together(
        put("papers", {"date": "2022-04-30"}, paper_id="opt"),
        put("versions", {"date": "2022-04-30"}, paper_id="opt", version="first"),
        put("papers", {"date": "2022-12-21"}, paper_id="optiml"),
        put("versions", {"date": "2022-12-21"}, paper_id="optiml"),
        put("authorships", {"person_id": "eric-hambro"}, paper_id="optiml", person_id=SIGNER),
    ),
    "a departure in the month": together(
        put("evidence", {"date": "2023-02"}, person_id="gautier-izacard", assertion="left"),
        drop("evidence", evidence_id="gautier-izacard-meta-2"),
    ),
    "no heads of the lab": together(
        drop("evidence", evidence_id="antoine-bordes-fair-1"),
        drop("evidence", evidence_id="joelle-pineau-fair-1"),
    ),
    "the heads sign": together(
        put(
            "authorships", {"person_id": "joelle-pineau"}, paper_id="opt", person_id="sam-shleifer"
        ),
        put("authorships", {"person_id": "antoine-bordes"}, paper_id="opt", person_id="myle-ott"),
    ),
    "a later list": together(
        put(
            "evidence",
            {
                "person_id": "punit-singh-koura",
                "date": "2025-06-26",
                "known_from": "2025-06-26",
            },
            evidence_id="christopher-dewan-meta-2",
        ),
        drop("authorships", paper_id="llama2", person_id="xavier-martinet"),
    ),
    "leavers of the spring": together(
        put(
            "evidence",
            {"date": "2023-06", "known_from": "2023-06-29"},
            evidence_id="mona-diab-cmu-2",
        ),
        put(
            "evidence",
            {"date": "2023-06", "known_from": "2023-09-01"},
            evidence_id="stephen-roller-character-ai-1",
        ),
    ),
    "another list": put("events", {"person_ids": "susan-zhang"}, event_id=LAST_LIST),
    "another month": package(lambda d: d["chapters"]["shakeup"].update(month="2023-03")),
    "another hire of a head": together(
        put("events", {"date": "2023-03-13"}, event_id=HIRE),
        put("evidence", {"date": "2023-03-13"}, evidence_id="antoine-bordes-helsing-3"),
        put("evidence", {"date": "2022-05"}, evidence_id="antoine-bordes-fair-1"),
        put("claims", {"claimed": "2023-02-16"}, claim_id="p54-bordes-week"),
    ),
    "other bylines": together(
        *(
            drop("authorships", paper_id="llama2", person_id=person)
            for person in (
                *("igor-molybog", "peter-albert", "binh-tang"),
                *("moya-chen", "punit-singh-koura", "todor-mihaylov"),
            )
        ),
        put(
            "authorships",
            {"person_id": "susan-zhang"},
            paper_id="codellama",
            person_id="thomas-scialom",
        ),
        drop("acknowledgements", paper_id="llama2", person_id="edouard-grave"),
        put(
            "acknowledgements", {"person_id": SIGNER}, paper_id="llama2", person_id="armand-joulin"
        ),
    ),
    "one employer": together(
        table(
            "evidence",
            lambda rows: [
                r | {"organization_id": "apple"}
                if r["organization_id"] in ("mistral-ai", "cohere", "thinking-machines")
                else r
                for r in rows
            ],
        ),
        table(
            "authorships",
            lambda rows: [
                r | {"organization_id": "apple"} if r["organization_id"] == "mistral-ai" else r
                for r in rows
            ],
        ),
    ),
    "other months": compared_otherwise(
        months=[3, 10, 20],
        before=["gpt2", "gpt3"],
        searched=[],
        thin=[
            {"paper": f"Paper {n}", "authors": 30 + n, "bands": [[1, n + 20], [3, n + 21], [n, 30]]}
            for n in range(1, 5)
        ],
    ),
    "the others left": all_others("left", "2023-06-20"),
    "the others stayed": all_others("at", "2026-01-01"),
    "fewer other papers": together(
        without_papers("xlmr", "t5", "gpt3"), compared_otherwise(before=["bart"])
    ),
    "press on another paper": put(
        "comparison/evidence", {"basis": "press", "kind": "reported"}, evidence_id="bart-01-meta-1"
    ),
    "another shared author": drop(
        "comparison/authorships", paper_id="imagebind", person_id="armand-joulin"
    ),
}


#: The fewest changes that are known to move all of a chapter: tried first, which saves time and
#: decides nothing. Those that are not here are tried on what these have left.
MOVED: dict[str, tuple[str, ...]] = {
    "01_authors_who_left": (
        *("other names", "later report", "more sources, all read", "longer lag"),
        *("fewer authors", "other counts", "later papers", "nobody left", "modest claim"),
        *("other claims", "another measure", "one employer", "other events"),
    ),
    "02_compute_battle": (
        *("other names", "later report", "other claims", "other runs", "cheaper runs"),
        *("a cheap largest run", "a larger model of known length", "another paper on it"),
        *("other scores", "other sizes", "another large model", "no older papers"),
        *("more on both lists", "other events"),
    ),
    "03_february_shakeup": (
        *("other names", "later report", "the isolation told elsewhere", "fewer authors"),
        *("later papers", "nobody left", "other claims", "other words in the sources"),
        *("nobody's own words", "another large model", "more on both lists", "other events"),
        *("other commits", "another last model", "a departure in the month", "another list"),
        *("another month", "a larger model of known length"),
    ),
    "04_reorganization": (
        *("other names", "earlier report", "more sources, all read", "fewer authors"),
        *("other counts", "later papers", "nobody left", "other claims", "other events"),
        *("other bylines",),
    ),
    "05_what_the_record_adds": (
        *("later report", "more sources, all read", "another proof of May 2025"),
        *("fewer authors", "other counts", "nobody left", "modest claim", "other claims"),
        *("fewer claims", "another paper on it", "nobody's own words", "other months"),
        *("the others stayed", "fewer other papers"),
    ),
    "claims": (
        *("later report", "later record", "nobody left", "other claims", "fewer claims"),
        *("other runs", "a cheap largest run", "longer article", "other events"),
    ),
    "data": ("later record", "another version"),
    "for_the_press": (
        *("earlier report", "later record", "another version", "fewer claims", "nobody left"),
        *("fewer authors", "other claims"),
    ),
    "index": (
        *("earlier report", "fewer authors", "later papers", "no press of today"),
        *("other names", "nobody left", "other runs"),
        *("modest claim", "other claims", "fewer claims", "a larger model of known length"),
        *("another paper on it", "nobody's own words", "no older papers", "more on both lists"),
        *("other events", "another month"),
    ),
    "method": (
        *("later report", "later record", "longer lag", "fewer claims", "longer article"),
        *("fewer other papers", "another shared author"),
    ),
    "more_figures": (
        *("later report", "another proof of May 2025", "fewer authors", "other counts"),
        *("nobody left", "modest claim", "other runs", "cheaper runs", "other scores"),
        *("other prompts", "another large model", "scores for all", "no older papers"),
        *("a later list", "other names", "other claims", "a larger model of known length"),
        *("other sizes", "other commits", "another month"),
    ),
    "people": ("longer lag", "more on both lists"),
    "places": ("more on both lists",),
    "sources": ("more sources, all read",),
    "workbench": ("later report", "fewer authors"),
}


def copy(tmp: Path) -> Path:
    return Path(shutil.copytree(chapter_runs.ROOT / "data", tmp / "data"))


@pytest.fixture(scope="module", params=chapter_runs.PAGES, ids=lambda page: page.stem)
def path(request: pytest.FixtureRequest) -> Path:
    """A chapter."""
    return Path(request.param)


@dataclass
class Unmoved:
    """What of a chapter no change of the data has changed yet."""

    record: chapter_runs.Run
    expressions: set[str]
    parts: set[tuple[str, int, str]]
    guards: set[str]

    @classmethod
    def begin(cls, path: Path) -> Unmoved:
        """All of a chapter as it is on the record."""
        record = chapter_runs.told(path)
        guards = set(chapter_runs.guards(chapter_runs.read(path)))
        return cls(record, set(record.values), set(parts(record)), guards)

    def __bool__(self) -> bool:
        return bool(self.expressions or self.parts or self.guards)

    def meet(self, run: chapter_runs.Run) -> None:
        """Leave out what differs in a run on changed data."""
        was, now = parts(self.record), parts(run)
        self.expressions = {k for k in self.expressions if run.values[k] == self.record.values[k]}
        self.parts = {k for k in self.parts if now.get(k) == was[k]}
        self.guards -= set(run.failed)


@pytest.fixture(scope="module")
def every(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Unmoved]:
    """The chapters asked about, run on the record, then on changed data while any is unmoved.

    Changed data are read and judged once for all chapters. Each is run on the changes of `MOVED`
    first, and on all others for as long as these left anything unmoved. A figure is drawn until
    all of it has moved.
    """
    items = [one for one in request.session.items if isinstance(one, pytest.Function)]
    asked = {item.callspec.params["path"] for item in items if "unmoved" in item.fixturenames}
    found = {page: Unmoved.begin(page) for page in chapter_runs.PAGES if page in asked}
    with chapter_runs.not_measured():
        for likely, (name, edit) in product((True, False), EDITS.items()):
            left = [p for p in found if found[p] and (name in MOVED.get(p.stem, ())) == likely]
            if left:
                data = copy(tmp_path_factory.mktemp("edit"))
                edit(data)
                settle(data)
                ledger = judge(load(data))
                for page in left:
                    figures = {name for name, *_ in found[page].parts}
                    found[page].meet(chapter_runs.run(page, data, ledger, figures))
    return found


@pytest.fixture(scope="module")
def unmoved(path: Path, every: dict[Path, Unmoved]) -> Unmoved:
    """What no change of the data has changed of a chapter."""
    return every[path]


def test_a_chapter_runs_and_its_guards_hold(path: Path, unmoved: Unmoved) -> None:
    run = unmoved.record
    assert run.failed == []
    assert run.values or path.stem == "guide"  # the guide shows calls and their results
    assert all(value and "<" not in value for value in run.values.values())


def test_every_expression_depends_on_the_data(unmoved: Unmoved) -> None:
    assert sorted(unmoved.expressions) == []


def test_every_figure_depends_on_the_data(unmoved: Unmoved) -> None:
    """On every reading date on which it is drawn, the picture, the table and the words do."""
    assert sorted(unmoved.parts) == []


def test_every_guard_fails_for_some_data(unmoved: Unmoved) -> None:
    assert sorted(unmoved.guards) == []


def parts(run: chapter_runs.Run) -> dict[tuple[str, int, str], Any]:
    """What figures are made of, by figure, number of the view and part."""
    return {
        (name, number, part): view[part]
        for name, figure in {**run.figures, **run.choices}.items()
        for number, view in enumerate(figure["views"])
        for part in ("figure", "rows", "title", "alt")
        if part in view
    }


def test_chapters_show_figures_and_other_pages_none() -> None:
    shown = {p.stem for p in chapter_runs.PAGES if chapter_runs.figure_texts(chapter_runs.read(p))}
    lists = {"people", "places", "sources", "data", "guide", "for_the_press"}
    assert {p.stem for p in chapter_runs.PAGES} - shown == {"method"} | lists


MARK = re.compile(r"\[\{eval\}`v\.([a-z0-9_]+)`\]\(claims\.ipynb#claim-([a-z0-9-]+)\)")

#: A paragraph that leads to a claim of it without a word on the verdict.
PLACE = re.compile(r"\[(P\d\d)\]\(claims\.ipynb#claim-([a-z0-9-]+)\)")


@pytest.mark.parametrize("page", chapter_runs.PAGES, ids=lambda p: p.stem)
def test_a_mark_shows_the_verdict_of_the_claim_that_it_leads_to(page: Path) -> None:
    text = chapter_runs.read(page).prose
    marks = MARK.findall(text)
    assert [name for name, claim in marks if name != claim.replace("-", "_")] == []
    assert len(marks) == text.count("{eval}`v.")
    places = PLACE.findall(text)
    paragraphs = {c.id: c.paragraphs for c in judge(real())}
    assert [pair for pair in places if pair[0] not in paragraphs[pair[1]]] == []
    assert len(marks) + len(places) == text.count("#claim-")


def test_every_word_of_a_chapter_is_on_some_page() -> None:
    runs = [chapter_runs.told(page) for page in chapter_runs.PAGES]
    given = set().union(*(run.given for run in runs))
    used = set().union(*(run.used for run in runs))
    assert given and sorted(given - used) == []


def test_the_words_of_every_figure_are_on_one_page() -> None:
    held = []
    for module in iter_modules(afterllama.chapters.__path__, "afterllama.chapters."):
        if module.ispkg and find_spec(f"{module.name}.figures"):
            figures = import_module(f"{module.name}.figures")
            functions = (found for _, found in getmembers(figures, isfunction))
            held += [found for found in functions if found.__module__ == figures.__name__]
    pages = map(chapter_runs.read, chapter_runs.PAGES)
    shown = [words for page in pages for words in chapter_runs.figure_words(page)]
    assert held and sorted(held, key=repr) == sorted(shown, key=repr)


def test_the_words_of_a_chapters_figures_are_in_its_folder(path: Path) -> None:
    page = chapter_runs.read(path)
    given = [[keyword.arg for keyword in call.keywords] for call in chapter_runs.shows(page)]
    assert given == [[None]] * len(chapter_runs.figure_words(page))


def test_guards_are_in_one_last_cell_that_no_page_shows(path: Path) -> None:
    page, text = chapter_runs.read(path), path.read_text(encoding="utf-8")
    guarding = [number for number, code in enumerate(page.code) if "guard(" in code]
    if not guarding:
        return
    assert guarding == [len(page.code) - 1]
    *_, heading, cell = json.loads(text)["cells"]
    assert (heading["source"], heading["metadata"]) == ([HEADING], {"tags": ["remove-cell"]})
    assert cell["metadata"] == {"jupyter": {"source_hidden": True}}


def test_every_page_that_computes_is_a_notebook() -> None:
    texts = [path for path in chapter_runs.EVERY if path not in chapter_runs.PAGES]
    computes = re.compile(r"\{code-cell\}|\{eval\}")
    assert texts
    assert [p.name for p in texts if computes.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", chapter_runs.PAGES, ids=lambda p: p.stem)
def test_notebooks_are_stored_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [c for c in cells if c["cell_type"] == "code"]
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
    assert all("user_expressions" not in c["metadata"] for c in cells)

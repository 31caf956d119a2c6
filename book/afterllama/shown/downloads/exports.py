"""Files to download: the data package, the database, the ledger, the sources, and the graph.

Every name has the record date. The same record gives the same bytes: the order is fixed, and files
in a zip are dated to the record date.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from afterllama.claims.verdicts import Ledger
from afterllama.network.graphs import moves
from afterllama.record.evidence import Proof, best
from afterllama.record.record import Record
from afterllama.record.stay_wording import LEADER
from afterllama.record.stints import bounds, day_kind, proof_kind
from afterllama.shown import corrections, publisher
from afterllama.shown.citations.bibliography import bibtex
from afterllama.shown.downloads.csv_export import separated
from afterllama.shown.downloads.sqlite_export import database
from afterllama.tables.schema import NAME as DESCRIPTION
from afterllama.words.days import FOREVER, Span
from afterllama.words.language import noted, say

#: Columns of the graph's nodes, and what each means.
NODES = {
    "id": noted("Identifier, as in people.csv and organizations.csv."),
    "label": noted("Name."),
    "kind": noted(
        "person, or what an organization is: company, lab, team, university, collective."
    ),
    "employer": noted("Of an organization: the topmost one that it is a part of."),
}
#: Columns of the graph's edges, and what each means.
EDGES = {
    # These two come first: igraph and others take them for the ends.
    "source": noted("Node where the edge begins."),
    "target": noted("Node where it ends."),
    "id": noted("Identifier of the edge."),
    "relation": noted(
        "stint: a person worked at an employer. member: evidence places a person in a part of an "
        "employer. move: somebody went from one employer to the next. part: an organization is a "
        "part of another."
    ),
    "person": noted("Of a move: who moved."),
    "kind": noted(
        "recorded, reported or inferred: the firmest of its evidence. Of a move it is the firmest "
        "that shows it without weaker evidence. Each day has its own kind. Blank for a part."
    ),
    "begin_earliest": noted(
        "Not before this day: the beginning of a stint, a move, or what evidence of a membership "
        "tells of. Where evidence states a month or a year alone, this is its first day, and the "
        "next column its last."
    ),
    "begin_latest": noted("Not after this day: the same."),
    "end_earliest": noted("Of a stint: it had not ended before this day."),
    "end_latest": noted(
        "Of a stint: it had ended by this day. Blank where no document shows an end."
    ),
    "begin_earliest_kind": noted(
        "How that day is known: recorded, reported or inferred where evidence names it; computed "
        "where a rule sets it, as a byline's days before its paper, or the stay before or after."
    ),
    "begin_latest_kind": noted("How that day is known: the same."),
    "end_earliest_kind": noted("How that day is known: the same."),
    "end_latest_kind": noted("How that day is known: the same."),
    "evidence": noted("Rows that it rests on, separated by |."),
    "sources": noted("Sources of these rows in sources.csv, separated by |."),
    "replies": noted("Replies to these rows in replies.csv, separated by |."),
}
#: Columns of the ledger, and what each means.
LEDGER = {
    "claim": noted("Identifier, as in claims.csv."),
    "paragraphs": noted("Paragraphs of the article that make the claim."),
    "chapter": noted("Part of the article that it is from."),
    "kind": noted("What sort of claim it is."),
    "statement": noted("The claim in the book's own words."),
    "verdict": noted("confirmed, confirmed with a correction, partly, contradicted or open."),
    "how": noted("computed: a check measured the record. judged: no data can judge it."),
    "check": noted("The check that computed the verdict."),
    "claimed": noted("What the check was to find, by the claim."),
    "measured": noted(
        "What it found for the day of the article's report, by evidence of any date."
    ),
    "otherwise": noted("What it finds under another reading of the record, with that verdict."),
    "rests_on": noted("On whose word a claim rests that no data can judge."),
    "for_against": noted("What speaks for it and against it."),
    "settles": noted("The document that would settle an open claim."),
    "wording": noted("What translation did to the words."),
    "sources": noted("Addresses of the sources that the verdict rests on."),
    "replies": noted("What people named answer to the claim, as it was sent."),
}
LIST = "|"
#: The two ends of a span of days, as the columns call them.
ENDS = ("earliest", "latest")
#: Files of the repository that accompany the data.
BESIDE = ("CITATION.cff", "CHANGELOG.md", corrections.NAME)
#: The page for people named in the book, which accompanies the data as a text file.
NAMED, LEAFLET = "book/if_you_are_named.md", "IF_YOU_ARE_NAMED.md"
FRONT = re.compile(r"\A---\n.*?^---\n+", re.M | re.S)
CONTACT = re.compile(r"^```\{contact\}\n```$", re.M)
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")


@dataclass(frozen=True)
class File:
    """A file to download: its name, its description, and its bytes."""

    name: str
    what: str
    content: bytes


def files(ledger: Ledger, data: Path) -> list[File]:
    """All files, in the order of the page.

    Parameters
    ----------
    ledger : Ledger
        The ledger of the record.
    data : Path
        The folder of the record's data.
    """
    record = ledger.record
    name = dated(record.package.document["name"], record.package.record_date)
    graph = migration_graph(record)
    verdicts = ledger.table().to_dict("records")
    log = corrections.read(data.parent, record)
    beside = {
        "ledger": (LEDGER, verdicts),
        "nodes": (NODES, [{"id": node, **held} for node, held in graph.nodes(data=True)]),
        "edges": (EDGES, edge_rows(graph)),
        "corrections": (corrections.SHOWN, corrections.rows(log)),
    }
    return [
        File(
            f"{name}-data.zip",
            say("The data package: all tables, their description, licence and changes"),
            archive(package_files(record, data), record.package.record_date),
        ),
        File(
            f"{name}.sqlite",
            say("The same tables, the ledger and the graph as one SQLite database"),
            database(record, beside),
        ),
        File(
            f"{name}.graphml",
            say("The graph of the migration, for Gephi, Cytoscape or networkx"),
            graphml(graph),
        ),
        File(
            f"{name}-nodes.csv",
            say("The nodes of the graph"),
            table(*beside["nodes"]),
        ),
        File(
            f"{name}-edges.csv",
            say("The edges of the graph"),
            table(*beside["edges"]),
        ),
        File(
            f"{name}-ledger.csv",
            say("The ledger: every claim with its verdict"),
            table(*beside["ledger"]),
        ),
        File(
            f"{name}-ledger.json",
            say("The ledger as JSON"),
            json.dumps(verdicts, ensure_ascii=False, indent=1).encode(),
        ),
        File(
            f"{name}-corrections.csv",
            say("The log of corrections"),
            table(*beside["corrections"]),
        ),
        File(f"{name}-sources.bib", say("The sources as BibTeX"), bibtex(record).encode()),
    ]


def dated(name: str, day: date) -> str:
    """The name of a file with the day of the record that it holds."""
    return f"{name}-{day.isoformat()}"


def package_files(record: Record, data: Path) -> dict[str, bytes]:
    """The tables of a data folder and their documentation, by file name."""
    inside = [
        DESCRIPTION,
        "README.md",
        "LICENSE",
        *(t.path for t in record.package.tables.values()),
    ]
    paths = [*(data / name for name in inside), *(data.parent / name for name in BESIDE)]
    held = {path.name: path.read_bytes() for path in paths if path.is_file()}
    page = data.parent / NAMED
    return held | ({LEAFLET: leaflet(page.read_text(encoding="utf-8"))} if page.is_file() else {})


def leaflet(page: str) -> bytes:
    """The page for people named in the book as a text file, with the contact."""
    text = CONTACT.sub(lambda _: publisher.words(), FRONT.sub("", page))
    return LINK.sub(r"\1", text).encode()


def archive(held: Mapping[str, bytes], day: date) -> bytes:
    """Files as a reproducible zip: all are dated to one day."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in sorted(held):
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            packed.writestr(info, held[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return made.getvalue()


def table(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as CSV, with the columns in this order; missing values are blank."""
    return separated(columns, ([row.get(name, "") for name in columns] for row in rows))


def migration_graph(record: Record) -> nx.MultiDiGraph:
    """People, teams and employers, with an edge for each stint, membership, move and part.

    The people are those that are `followed`.

    Nodes and edges carry the columns `NODES` and `EDGES` as text, without those that are blank;
    an edge's key is its id. Days are ISO 8601.
    """
    graph = nx.MultiDiGraph(name=record.package.document["title"])
    people = sorted(followed(record))
    for person in people:
        graph.add_node(person, label=record.name(person), kind="person")
    for row in record.rows("organizations").sort_index().itertuples():
        held = {"label": row.name, "kind": row.kind, "employer": record.employers[row.Index]}
        graph.add_node(row.Index, **held)
    for edge in sorted(_edges(record, people), key=lambda edge: edge["id"]):
        told = {name: text for name, text in edge.items() if text}
        start, end, key = told.pop("source"), told.pop("target"), told.pop("id")
        graph.add_edge(start, end, key=key, **told)
    return graph


def followed(record: Record) -> set[str]:
    """The people whose stints are exported: leaders, and authors of the counted papers.

    On all others the tables have only bylines.
    """
    table = record.data["people"]
    counted = set(record.data["counts"]["paper_id"])
    authors = {person for paper in counted for person in record.authors(paper)}
    return (authors | set(table[table["role"] == LEADER]["person_id"])) & set(record.people)


def _edges(record: Record, people: Sequence[str]) -> Iterator[dict[str, str]]:
    for person in people:
        for number, stint in enumerate(record.history(person), 1):
            yield {
                **_edge("stint", person, stint.employer_id, str(number)),
                **_days("begin", stint.started),
                **_days("end", stint.ended),
                **{f"{bound}_kind": day_kind(stint, bound) for bound in bounds(stint)},
                **_proven(record, stint.proofs),
            }
        for proof in record.evidence(person):
            if proof.organization_id not in ("", proof.employer_id):
                yield {
                    **_edge("member", person, proof.organization_id, proof.evidence_id),
                    **_days("begin", proof.span),
                    **{f"begin_{end}_kind": proof_kind(proof, end) for end in ENDS},
                    **_proven(record, [proof]),
                }
    for start, end, move in moves(record, people).edges(data=True):
        yield {
            **_edge("move", start, end, f"{move['person_id']}:{move['when'].last}"),
            "person": move["person_id"],
            **_days("begin", move["when"]),
            **{f"begin_{end}_kind": day_kind(move["origin"], f"end_{end}") for end in ENDS},
            **_proven(record, move["proofs"]),
            "kind": move["kind"],
        }
    for row in record.data["organizations"].itertuples():
        if row.parent_id:
            yield {
                **_edge("part", row.organization_id, row.parent_id, ""),
                "sources": row.source_id,
            }


def _edge(relation: str, start: str, end: str, mark: str) -> dict[str, str]:
    identity = ":".join(part for part in (relation, start, end, mark) if part)
    return {"id": identity, "source": start, "target": end, "relation": relation}


def _days(name: str, when: Span) -> dict[str, str]:
    """A span as two columns; a missing bound is blank."""
    first = "" if when.first == date.min else when.first.isoformat()
    last = "" if when.last == FOREVER else when.last.isoformat()
    return {f"{name}_earliest": first, f"{name}_latest": last}


def _proven(record: Record, proofs: Iterable[Proof]) -> dict[str, str]:
    held = list(proofs)
    answers = {reply.id for p in held for reply in record.replies.get(p.evidence_id, ())}
    return {
        "kind": best(held),
        "evidence": LIST.join(sorted({proof.evidence_id for proof in held})),
        "sources": LIST.join(sorted({proof.source_id for proof in held})),
        "replies": LIST.join(sorted(answers)),
    }


def graphml(graph: nx.MultiDiGraph) -> bytes:
    """A graph as GraphML; edges keep their keys as ids."""
    made = io.BytesIO()
    nx.write_graphml_xml(graph, made, prettyprint=True)
    return made.getvalue() + b"\n"


def edge_rows(graph: nx.MultiDiGraph) -> list[dict[str, str]]:
    """The edges of a graph as rows of the columns `EDGES`, in the order of their ids."""
    rows = [
        {"id": key, "source": start, "target": end, **held}
        for start, end, key, held in graph.edges(keys=True, data=True)
    ]
    return sorted(rows, key=lambda row: row["id"])

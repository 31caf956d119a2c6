"""Builds the search index: people, organizations, claims, figures, pages, sections.

Each place has its address with anchor, and its texts. The index is a classic script that only the
search page loads, so that the search works from a folder and shows results without loading pages.
`book/_ext/afterllama_sphinx/finding/search.js` searches it.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from afterllama.words.language import noted, say
from anybook.building.site_builder import SiteBuilder
from anybook.building.templates import forms
from anybook.figures.figures import FigureNode, ReadingBar, number_of, shown
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from afterllama_sphinx.lists.addresses import ANCHOR, evidence_place, paragraph_place
from afterllama_sphinx.lists.directory_page import EntryNode
from afterllama_sphinx.lists.ledger_page import LedgerNode
from afterllama_sphinx.lists.sources_page import SourcesNode

#: The path of the index.
FILE = "search-places.js"
#: The kinds of places, with the labels that readers see.
KINDS = {
    "person": noted("person"),
    "organization": noted("organization"),
    "claim": noted("claim"),
    "paragraph": noted("paragraph"),
    "evidence": noted("evidence"),
    "figure": noted("figure"),
    "page": noted("page"),
    "section": noted("section"),
    "source": noted("source"),
    "term": noted("term"),
}
#: The kind of a section, by the prefix of its id.
PREFIXES = {f"{kind}-": kind for kind in ("person", "organization", "source", "term")}
#: Tables whose rows have names, and the kind of those.
NAMED = {"person": "people.csv", "organization": "organizations.csv"}
#: The fields of a place in the index, in order.
FIELDS = ("kind", "title", "address", "where", "names", "texts", "quoted")
#: Separates parts of a text, such as the cells of a row.
DOT = " · "
#: Separates the cells of a figure's row, which is searched but not shown.
CELL = "\t"


@dataclass(frozen=True)
class Place:
    """Something that a search can find: its address, its name, its text."""

    kind: str
    title: str
    address: str
    #: Its context in a few words, and other names by which it is found.
    where: str = ""
    names: str = ""
    texts: tuple[str, ...] = ()
    #: Shown for places without a text of their own; not searched.
    quoted: str = ""
    #: The people whom a figure marks, by their ids.
    people: frozenset[str] = frozenset()


class Places:
    """The places of a site, collected page by page."""

    def __init__(self) -> None:
        self.found: list[Place] = []

    def gather(
        self,
        app: Sphinx,
        page: str,
        template: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Keep the places of a page (handles ``html-page-context``)."""
        if page == "search":
            # After compose.js, on which it depends.
            app.add_js_file("search.js", priority=900, defer="defer")
            context |= {"places_to_look": places_to_look(app), "forms": forms}
        if doctree is not None:
            self.found += places_of(app, page, doctree)

    def write(self, app: Sphinx, error: Exception | None) -> None:
        """Write the index (handles ``build-finished``)."""
        if error is not None or not isinstance(app.builder, SiteBuilder):
            return
        places = list(with_names(Path(app.srcdir) / "data", [*told_once(self.found)]))
        rows = [[getattr(place, name) for name in FIELDS] for place in places]
        kinds = {kind: say(KINDS[kind]) for kind in sorted({place.kind for place in places})}
        text = json.dumps({"kinds": kinds, "places": rows}, ensure_ascii=False)
        script = f"(window.anybook ??= {{}}).search = {text};\n"
        (Path(app.outdir) / FILE).write_text(script, encoding="utf-8")


def places_to_look(app: Sphinx) -> list[tuple[str, str]]:
    """Return the pages of the book with their titles, for readers without scripts."""
    return [(name, app.env.titles[name].astext()) for name in app.env.collect_relations()]


def places_of(app: Sphinx, docname: str, doctree: nodes.document) -> Iterator[Place]:
    """Yield the places of a page in order: the page, its sections, figures, claims."""
    address = app.builder.get_target_uri(docname)
    title = next(doctree.findall(nodes.title), nodes.title()).astext()
    for number, section in enumerate(doctree.findall(nodes.section)):
        yield section_place(section, address, title, is_page=number == 0)
    for figure in doctree.findall(FigureNode):
        number_told = number_of(app.env, docname, figure["payload"]["id"])
        yield figure_place(figure["payload"], number_told, address, title)
    for ledger in doctree.findall(LedgerNode):
        yield from claims_of(ledger["payload"], address, title)
    for entry in doctree.findall(EntryNode):
        yield from evidence_of(entry["entry"], address)
    for item in doctree.findall(nodes.definition_list_item):
        yield from term_of(item, address, title)
    for node in doctree.findall(SourcesNode):
        yield from sources_of(node["payload"], address)


def section_place(section: nodes.section, address: str, page: str, is_page: bool) -> Place:
    """Return a section, or a page for the first one, without the places inside it."""
    ids = section["ids"]
    about = [
        (one, kind) for one in ids for prefix, kind in PREFIXES.items() if one.startswith(prefix)
    ]
    anchor, kind = (about or [(ids[0], "page" if is_page else "section")])[0]
    heading = next(iter(section.findall(nodes.title)), nodes.title()).astext()
    texts = tuple(block for child in section.children for block in blocks(child))
    target = address if kind == "page" else f"{address}#{anchor}"
    return Place(kind, heading, target, "" if is_page else page, "", texts)


def blocks(node: nodes.Node) -> Iterator[str]:
    """Yield the texts below a node: paragraphs, and tables row by row; no other places."""
    if isinstance(node, nodes.section | nodes.title | nodes.raw | nodes.Invisible):
        return
    if isinstance(node, addnodes.glossary | FigureNode | LedgerNode | ReadingBar | SourcesNode):
        return
    if isinstance(node, nodes.row):
        yield DOT.join(" ".join(entry.astext().split()) for entry in node.children)
    elif isinstance(node, nodes.TextElement):
        yield from filter(None, [" ".join(node.astext().split())])
    else:
        for child in node.children:
            yield from blocks(child)


def figure_place(payload: dict[str, Any], number: str, address: str, page: str) -> Place:
    """Return a figure: its words, sources and table as first shown."""
    view = payload["views"][-1]
    rows = [CELL.join(filter(None, row)) for row in shown(view["rows"])]
    sources = [source["text"] for source in payload["sources"]]
    texts = (view["caption"], view["alt"], *rows, *sources)
    title = say("{number}: {title}", number=number, title=view["title"])
    address, people = f"{address}#{payload['id']}", frozenset(payload["people"])
    return Place("figure", title, address, page, payload["id"], texts, people=people)


def claims_of(payload: dict[str, Any], address: str, page: str) -> Iterator[Place]:
    """Yield the claims of a ledger, then the paragraphs without claims."""
    for claim in payload["claims"]:
        notes = [note["text"] for note in claim["notes"]]
        measured = [claim["measured"], *(reading["measured"] for reading in claim["readings"])]
        sources = [source["text"] for source in claim["sources"]]
        texts = tuple(filter(None, [*notes, *measured, *sources]))
        where = DOT.join([claim["paragraphs"], claim["verdict"]["label"]])
        target = f"{address}#{claim['anchor']}"
        yield Place("claim", claim["statement"], target, where, where, texts)
    yield Place("section", payload["title"], f"{address}#{payload['id']}", page)
    for row in payload["silent"]:
        target = f"{address}#{paragraph_place(row['paragraph'])}"
        yield Place("paragraph", row["paragraph"], target, page, texts=(row["reason"],))


def evidence_of(entry: dict[str, Any], address: str) -> Iterator[Place]:
    """Yield the evidence of each stay of an entry, which is folded on its page."""
    for number, stay in enumerate(entry["stays"], 1):
        facts = tuple(fact["text"] for fact in stay["facts"])
        target = f"{address}#{evidence_place(entry['anchor'], number)}"
        where = DOT.join([entry["title"], stay["who"]["name"]])
        yield Place("evidence", stay["label"], target, where, texts=facts)


def told_once(found: list[Place]) -> Iterator[Place]:
    """Yield all places; evidence in two entries, the person's and the place's, only once."""
    seen: set[str] = set()
    for place in found:
        if place.kind != "evidence":
            yield place
            continue
        new = tuple(text for text in place.texts if text not in seen)
        seen |= {*new}
        if new:
            yield replace(place, texts=new)


def sources_of(payload: dict[str, Any], address: str) -> Iterator[Place]:
    """Yield the sources of the page that lists them."""
    for source in payload["sources"]:
        facts = tuple(fact["text"] for fact in source["facts"])
        where = DOT.join(filter(None, [source["publisher"], source["read"]["label"]]))
        target = f"{address}#{ANCHOR}{source['id']}"
        yield Place("source", source["label"], target, where, where, facts)


def term_of(item: nodes.definition_list_item, address: str, page: str) -> Iterator[Place]:
    """Yield the terms of a glossary; nothing for other lists."""
    terms = [term for term in item.findall(nodes.term) if term["ids"]]
    if terms:
        first, *others = terms
        names = DOT.join(term.astext() for term in others)
        texts = tuple(block for part in item.findall(nodes.definition) for block in blocks(part))
        yield Place("term", first.astext(), f"{address}#{first['ids'][0]}", page, names, texts)


def with_names(data: Path, found: list[Place]) -> Iterator[Place]:
    """Yield all places, and people and organizations of the data that have none yet."""
    rows = {
        f"#{kind}-{row[f'{kind}_id']}": (kind, row)
        for kind, file in NAMED.items()
        for row in read(data / file)
    }
    for place in found:
        _, row = rows.pop("#" + place.address.partition("#")[2], (None, None))
        yield place if row is None else replace(place, names=other_names(row))
    for kind, row in rows.values():
        yield from itertools.islice(mentions(kind, row, found), 1)


def mentions(kind: str, row: dict[str, str], found: list[Place]) -> Iterator[Place]:
    """Yield the places that name somebody; a link to a figure marks the person."""
    name, known = row["name"], row[f"{kind}_id"]
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")

    def rank(place: Place) -> tuple[bool, bool, bool]:
        return known not in place.people, name not in place.title, place.kind != "figure"

    for place in sorted(found, key=rank):
        texts = (place.title, *place.texts)
        text = next((text for text in texts if name in text and whole.search(text)), "")
        if text:
            mark = f"?person={known}#" if known in place.people else "#"
            address = place.address.replace("#", mark)
            quoted = place.texts[0] if CELL in text else text
            yield Place(kind, name, address, place.title, other_names(row), quoted=quoted)


def other_names(row: dict[str, str]) -> str:
    """Return the other names of a row of the data."""
    return DOT.join(filter(None, [row.get("aliases"), row["note"]]))


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; none if the book has no such table."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def setup(app: Sphinx) -> None:
    """Register the handlers that build the index."""
    places = Places()
    app.connect("html-page-context", places.gather)
    app.connect("build-finished", places.write)

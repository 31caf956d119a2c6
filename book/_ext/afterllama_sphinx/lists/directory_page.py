"""Turns the outputs of directory calls into sections: one for each person and place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from anybook.building.site_builder import FOLDER
from anybook.figures.figures import check_rows, outputs, unwrap
from anybook.figures.legend import symbol_of
from anybook.nodes import CHILDREN, visit_children, write
from docutils import nodes
from docutils.utils.smartquotes import smartyPants
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform

from afterllama_sphinx.contact.contact import PAGE
from afterllama_sphinx.corrections.reports import report
from afterllama_sphinx.lists.addresses import address, evidence_place, source_row
from afterllama_sphinx.lists.claim_cards import pages_of_claims

#: Fields of a payload that are not prose: addresses, sources, and names to look for.
KEPT = frozenset({"anchor", "replies", "source", "sources", "spellings", "mark", "strip"})


class EntryNode(nodes.General, nodes.Element):
    """The entry of a person or a place; its children repeat it in ordinary nodes, for search."""


def curled(held: Any, language: str) -> Any:
    """Return a payload with typographic quotes and apostrophes, as in headings."""
    if isinstance(held, str):
        return smartyPants(held, "q", language)
    if isinstance(held, list):
        return [curled(part, language) for part in held]
    if isinstance(held, dict):
        return {k: v if k in KEPT else curled(v, language) for k, v in held.items()}
    return held


def words_of(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the sentences of an entry."""
    yield from filter(None, [entry["lead"], *entry["notes"]])
    yield from (text for reply in entry["replies"] for text in (reply["label"], *reply["text"]))
    for stay in entry["stays"]:
        yield " ".join([stay["who"]["name"], *(part["text"] for part in stay["said"])])
    for held in entry["lists"]:
        yield from map(told, held["items"])


def told(item: dict[str, Any]) -> str:
    """Return the text of an item, with its badge: no claim stands without its verdict."""
    claim = item["claim"]
    return f"{item['text']} ({claim['verdict']['label']})" if claim else str(item["text"])


def section(anchor: str, title: str, *children: nodes.Node) -> nodes.section:
    """Return a section with an anchor and a title."""
    return nodes.section("", nodes.title("", title), *children, ids=[anchor], names=[anchor])


def sections(payload: dict[str, Any]) -> list[nodes.section]:
    """Return the sections of a directory: one for each group, with one for each entry."""
    groups = []
    for group in payload["groups"]:
        entries = [
            section(
                entry["anchor"],
                entry["title"],
                EntryNode("", *[nodes.paragraph("", t) for t in words_of(entry)], entry=entry),
            )
            for entry in group["entries"]
        ]
        groups.append(section(group["anchor"], group["title"], *entries))
    return groups


class FindDirectories(SphinxTransform):
    """Replaces directory outputs with sections."""

    default_priority = 498

    def apply(self, **kwargs: Any) -> None:
        """Replace the outputs, remove their cells, and register the entries."""
        for bundle, typed in outputs(self.document, "directory"):
            payload = curled(typed, self.config.language)
            bundle.parent.replace(bundle, sections(payload))
            self.register(payload)
        unwrap(self.document, nodes.section)

    def register(self, payload: dict[str, Any]) -> None:
        """Register the entries as targets of links, mentions and cards."""
        metadata = self.env.metadata[self.env.docname]
        slugs = metadata.setdefault("myst_slugs", {})
        for group in payload["groups"]:
            slugs[group["anchor"]] = (1, group["anchor"], group["title"])
            for entry in group["entries"]:
                metadata.setdefault("entries", []).append(entry)
                slugs[entry["anchor"]] = (2, entry["anchor"], entry["title"])


def entries(env: BuildEnvironment) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every entry of the book's directories, with its page."""
    for docname, metadata in sorted(env.metadata.items()):
        for entry in metadata.get("entries", []):
            yield docname, entry


def check_entries(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if an anchor is invalid or used twice, or a figure is missing."""
    check_rows(
        env, "entry", ((name, e["anchor"], filter(None, [e["mark"]])) for name, e in entries(env))
    )


def visit_html(translator: Any, node: EntryNode) -> None:
    """Write an entry as HTML."""
    builder = translator.builder
    env = builder.env
    pages = {entry["anchor"]: docname for docname, entry in entries(env)} | pages_of_claims(env)

    def link(anchor: str) -> str:
        """Return the address of an entry or a claim; empty if no page has it."""
        return address(builder, pages[anchor], f"#{anchor}") if anchor in pages else ""

    def marked(mark: dict[str, str]) -> str:
        """Return the address of a figure with a person marked."""
        return address(builder, FOLDER + mark["page"], f"?person={mark['person']}#{mark['id']}")

    def symbol(mark: dict[str, Any]) -> dict[str, Any]:
        line = {"color": mark["colour"]}
        return symbol_of({"symbol": mark["symbol"], "color": mark["colour"], "line": line})

    context = {**node["entry"], "link": link, "marked": marked, "symbol": symbol}
    context |= {"about": partial(source_row, builder), "evidence_place": evidence_place}
    is_person = node["entry"]["sort"] == "person" and PAGE in env.found_docs
    context["report"] = report(builder, node["entry"]["anchor"])
    context["named"] = address(builder, PAGE) if is_person else ""
    write(translator, "afterllama_sphinx/lists/entry.html", context)


def setup(app: Sphinx) -> None:
    """Register the node of entries and its handlers."""
    app.add_node(EntryNode, html=(visit_html, visit_children), **CHILDREN)
    app.add_transform(FindDirectories)
    app.connect("env-check-consistency", check_entries)

"""The sources: a bibliography that links and roles cite, and the page that shows it.

A build first makes the `.bib` file from the data. A chapter cites with an ordinary link,
`[LLaMA](sources.ipynb#source-llama-paper)`, because JupyterLab would show a {cite} role as an
error.
For `sphinxcontrib-bibtex` both are citations.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from afterllama.shown.citations import bibtex
from anybook.building.freshness import shared_digest
from anybook.building.site_builder import LAST
from anybook.figures.figures import number_of, outputs, unwrap
from anybook.nodes import LEFT_OUT, skip, write
from docutils import nodes
from markupsafe import Markup
from pybtex.database import Entry, Person
from pybtex.plugin import find_plugin, register_plugin
from pybtex.richtext import Tag, Text
from pybtex.style import FormattedEntry
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri
from sphinxcontrib.bibtex.citation_target import CitationTarget
from sphinxcontrib.bibtex.roles import CitationRef

from afterllama_sphinx.corrections.reports import report
from afterllama_sphinx.lists.addresses import ANCHOR, sources_page
from afterllama_sphinx.lists.mentions import MentionNode, Target, add_cards

#: The name of the bibliography's style in pybtex.
STYLE = "afterllama"
#: If there are more authors, only the first is named.
FEW_AUTHORS = 3


class SourcesNode(nodes.General, nodes.Element):
    """All sources; its children repeat them in ordinary nodes, as with figures."""


# The bibliography


def prepare(app: Sphinx, config: Config) -> None:
    """Make the bibliography before it is read (handles ``config-inited``)."""
    path = Path(app.doctreedir).parent / ".sources" / "sources.bib"
    config.bibtex_bibfiles = [str(path)]
    config.bibtex_default_style = STYLE
    config.bibtex_cite_id = f"{ANCHOR}{{key}}"
    config.bibtex_tooltips = False
    mark = path.with_suffix(".digest")
    digest = shared_digest(Path(app.srcdir))
    if path.is_file() and mark.is_file() and mark.read_text() == digest:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".new")
    made.write_text("")
    if find_spec("afterllama.shown.citations.bibliography"):
        # If the data have faults it stays empty, and the check reports them.
        command = [sys.executable, "-m", "afterllama.shown.citations.bibliography", str(made)]
        book = Path(app.srcdir) / "book"
        subprocess.run(command, cwd=book, capture_output=True, check=False)
    # An unchanged file is not written, so that its pages stay up to date.
    if not path.is_file() or path.read_bytes() != made.read_bytes():
        made.replace(path)
    mark.write_text(digest)


class Style:
    """A short reference: who, when, what, where, through whom."""

    def sort(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries in the order of the file."""
        return list(entries)

    def format_labels(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the book's own label of each entry."""
        return (plain(one, "shorthand") for one in entries)

    def format_entry(self, label: str, entry: Entry, bib_data: object = None) -> FormattedEntry:
        """Return an entry with its text; it begins with the title if no author is known."""
        year = f" ({entry.fields['year']})" if "year" in entry.fields else ""
        title, who = rich(entry, "title"), authors(entry)
        name = title if str(title).startswith("[") else Tag("em", title)
        parts = [who, year, ". ", name, "."] if who else [name, year, "."]
        for text in (where(entry), rich(entry, "note")):
            parts += [" ", text, "."] if str(text) else []
        return FormattedEntry(entry.key, Text(*parts), label)


def rich(one: Entry, name: str) -> Text:
    """Return a field of an entry as it was before it was written for TeX."""
    return Text(bibtex.read(one.fields.get(name, "")))


def plain(one: Entry, name: str) -> str:
    """Return a field of an entry as plain text."""
    return str(rich(one, name))


def where(one: Entry) -> Text:
    """Return the number of a preprint, or the publisher; empty if a text names it already."""
    if "eprint" in one.fields:
        return Text(f"{one.fields['archiveprefix']}:{one.fields['eprint']}")
    publisher = plain(one, "howpublished")
    told = plain(one, "title").startswith(f"[{publisher}") or publisher in plain(one, "note")
    return Text("" if told else publisher)


def authors(one: Entry) -> str:
    """Return the authors of an entry: all of a few, the first of many, or empty."""
    persons: list[Person] = one.persons.get("author", [])
    names = [
        " ".join([*p.first_names, *p.middle_names, *p.prelast_names, *p.last_names])
        for p in persons
    ]
    if len(names) > FEW_AUTHORS or "others" in names:
        return f"{names[0]} et al."
    return ", ".join(names)


# The page, and links to it


class FindSources(SphinxTransform):
    """Replaces the output with a node, and registers its rows."""

    default_priority = 498

    def apply(self, **kwargs: Any) -> None:
        """Replace the output and remove its cell."""
        for bundle, payload in outputs(self.document, "sources"):
            bundle.parent.replace(bundle, self.registered(payload))
        unwrap(self.document, SourcesNode)

    def registered(self, payload: dict[str, Any]) -> SourcesNode:
        """Return the node of a payload, with its rows registered as targets of links."""
        metadata = self.env.metadata[self.env.docname]
        slugs = metadata.setdefault("myst_slugs", {})
        metadata["sources"] = {
            source["id"]: (source["label"], source["read"]["sentence"])
            for source in payload["sources"]
        }
        for source in payload["sources"]:
            name = f"{ANCHOR}{source['id']}"
            slugs[name] = (0, name, source["label"])
        texts = [payload["title"], *map(told, payload["sources"])]
        return SourcesNode("", *[nodes.paragraph("", text) for text in texts], payload=payload)


def told(source: dict[str, Any]) -> str:
    """Return the text of a row, without what rests on the source, which other pages have."""
    return " ".join([source["label"], source["publisher"], *(f["text"] for f in source["facts"])])


class NoteCitations(SphinxTransform):
    """Registers a page's links to sources with the bibliography."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Register each link to a row of the page of sources as a citation."""
        domain = self.env.get_domain("cite")
        for link in self.document.findall(addnodes.pending_xref):
            key = link.get("reftargetid") or ""
            if key.startswith(ANCHOR):
                target = CitationTarget(key=key.removeprefix(ANCHOR), pre="", post="")
                domain.data["citation_refs"].append(
                    CitationRef("", self.env.docname, link.line or 0, [target])
                )


class DropBibliography(SphinxPostTransform):
    """Replaces the plain bibliography by the page's rows, which have its anchors."""

    default_priority = 6
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Remove the plain list from the page with the rows."""
        if next(self.document.findall(SourcesNode), None) is not None:
            for citation in list(self.document.findall(nodes.citation)):
                citation.parent.remove(citation)


class CardCitations(SphinxPostTransform):
    """Gives every link to a source a card with the full reference, and how it was read."""

    default_priority = 910
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Turn the links into mentions, and put their cards at the end of the page."""
        page = sources_page(self.env)
        if page is None or page == self.env.docname:
            return
        held, backend = self.env.metadata[page]["sources"], find_plugin("pybtex.backends", "text")()
        texts = {key: text.render(backend) for key, text in references(self.env).items()}
        cards: dict[str, Target] = {}
        for link in list(self.document.findall(nodes.reference)):
            key = link.get("refuri", "").partition(f"#{ANCHOR}")[2]
            if key not in held:
                continue
            card, (label, read) = f"card-{ANCHOR}{key}", held[key]
            given = {"refuri": link["refuri"], "card": card, "look": "al-citation"}
            link.replace_self(MentionNode("", "", *link.children, internal=True, **given))
            cards[card] = Target(page, f"{ANCHOR}{key}", label, (texts[key], read))
        if cards:
            add_cards(self.document, list(cards.items()))


@dataclass(frozen=True)
class Place:
    """A figure or a page that cites a source: its name and its address."""

    text: str
    href: str


def cited_in(builder: Builder, docname: str) -> dict[str, dict[str, list[Place]]]:
    """Return the figures and pages that cite each source, by its id, in the book's order."""
    env = builder.env
    here = builder.get_target_uri(docname)
    found: dict[str, dict[str, list[Place]]] = defaultdict(lambda: {"figures": [], "pages": []})
    noted = env.get_domain("cite").data["citation_refs"]
    for page in env.collect_relations():
        there = relative_uri(here, builder.get_target_uri(page))
        for name, sources in env.metadata[page].get("cited", {}).items():
            for source in sources:
                place = Place(number_of(env, page, name), f"{there}#{name}")
                found[source]["figures"].append(place)
        place = Place(env.titles[page].astext(), there)
        targets = [target for one in noted if one.docname == page for target in one.targets]
        for key in dict.fromkeys(target.key for target in targets):
            found[key]["pages"].append(place)
    return found


def references(env: BuildEnvironment) -> dict[str, Text]:
    """Return the reference of each source, by its id."""
    citations = env.get_domain("cite").data["citations"]
    return {citation.key: citation.formatted_entry.text for citation in citations}


def visit_html(translator: Any, node: SourcesNode) -> None:
    """Write all sources as HTML."""
    builder = translator.builder
    docname, payload = builder.current_docname, node["payload"]
    ledger = next((name for name, told in builder.env.metadata.items() if told.get("claims")), "")
    backend = find_plugin("pybtex.backends", "html")()
    context = {
        **payload,
        "anchor": ANCHOR,
        "references": {
            key: Markup(text.render(backend)) for key, text in references(builder.env).items()
        },
        "cited": cited_in(builder, docname),
        "report": partial(report, builder),
        "ledger": relative_uri(builder.get_target_uri(docname), builder.get_target_uri(ledger)),
    }
    write(translator, "afterllama_sphinx/lists/sources.html", context)


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the script that searches and sorts the rows (handles ``html-page-context``)."""
    if doctree and next(doctree.findall(SourcesNode), None):
        app.add_js_file("ledger.js", priority=LAST, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the bibliography, its style, and the page of sources."""
    register_plugin("pybtex.style.formatting", STYLE, Style, force=True)
    app.add_node(SourcesNode, html=(visit_html, skip), **LEFT_OUT)
    app.add_transform(FindSources)
    app.add_transform(NoteCitations)
    app.add_post_transform(DropBibliography)
    app.add_post_transform(CardCitations)
    app.connect("config-inited", prepare)
    app.connect("html-page-context", add_script)

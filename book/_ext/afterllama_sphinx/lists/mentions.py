"""Links the first mention of a person, an organization or a term on a page, and gives it a card.

Names come from the directory's entries, terms from the glossary. The first mention of the whole
name in running text is linked, not one in headings, links, tables, figures or code, nor one that
goes on as a phrase which the edition's list of terms has for something else. The link works without
a script; `mention_cards.js` shows the card, which is hidden at the end of the page.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from afterllama.words import language
from anybook.building.site_builder import LAST
from anybook.framing.chapter_frame import RunningText
from anybook.nodes import LEFT_OUT, skip, write
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from afterllama_sphinx.lists.directory_page import entries

#: Nodes that are not running text, nor is anything in them; the same goes for the extensions'
#: nodes.
APART = (
    *(nodes.title, nodes.reference, nodes.table, nodes.literal, nodes.literal_block, nodes.raw),
    *(nodes.math, nodes.strong, nodes.footnote, addnodes.pending_xref),
    addnodes.glossary,
)

#: The list of an edition's terms, beside its catalogues.
LEXICON = "lexicon.csv"
OWN = {"afterllama_sphinx", "anybook"}


@dataclass(frozen=True)
class Target:
    """The target of a mention: its page and anchor, and the lines of its card."""

    docname: str
    anchor: str
    title: str
    lines: tuple[str, ...]


class MentionNode(nodes.reference):
    """The link of a mention, with the id of its card and its CSS class."""


class CardsNode(nodes.General, nodes.Element):
    """The cards of a page's mentions."""


class FindTerms(SphinxTransform):
    """Collects the terms of a page's glossary with their definitions."""

    default_priority = 900

    def apply(self, **kwargs: Any) -> None:
        """Store terms, anchors and definitions in the page's metadata."""
        metadata = self.env.metadata[self.env.docname]
        for glossary in self.document.findall(addnodes.glossary):
            for item in glossary.findall(nodes.definition_list_item):
                (definition,) = item.findall(nodes.definition)
                terms = [term for term in item.findall(nodes.term) if term["ids"]]
                held = {
                    "anchor": terms[0]["ids"][0],
                    "spellings": [term.astext() for term in terms],
                    "text": definition.astext().replace("\n\n", " "),
                }
                metadata.setdefault("terms", []).append(held)


def words(terms: list[dict[str, Any]], docname: str) -> dict[str, Target]:
    """Return the targets of all spellings of a glossary's terms, plurals included."""
    found: dict[str, Target] = {}
    for term in terms:
        target = Target(docname, term["anchor"], term["spellings"][0], (term["text"],))
        for spelling in term["spellings"]:
            found |= {spelling: target, f"{spelling}s": target}
    return found


def targets(env: BuildEnvironment) -> dict[str, Target]:
    """Return the targets of all spellings; a term wins over an organization of the same name."""
    found: dict[str, Target] = {}
    for docname, metadata in sorted(env.metadata.items()):
        found |= words(metadata.get("terms", []), docname)
    for docname, entry in entries(env):
        target = Target(docname, entry["anchor"], entry["title"], tuple(entry["card"]))
        for spelling in entry["spellings"]:
            # A single name, without a first name, may be anybody's.
            if entry["sort"] != "person" or " " in spelling:
                found.setdefault(spelling, target)
    return found


def pattern(spellings: list[str]) -> re.Pattern[str]:
    """Return a pattern for whole spellings, longest first; the first letter may be a capital."""
    longest = sorted(spellings, key=len, reverse=True)
    words = [f"[{text[0]}{text[0].upper()}]{re.escape(text[1:])}" for text in longest]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])")


def phrases() -> re.Pattern[str] | None:
    """Return a pattern for the phrases that the edition's list of terms chooses, if it has one."""
    path = language.LOCALES / language.language() / LEXICON
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return pattern([one for row in csv.DictReader(file) for one in row["choice"].split(", ")])


def linked(
    text: str,
    finds: re.Pattern[str],
    known: dict[str, Target],
    met: dict[Target, str],
    longer: re.Pattern[str] | None = None,
) -> Iterator[tuple[str, Target | None]]:
    """Yield a text in pieces; those that are first mentions with their target.

    These are added to ``met``, with the ids of their cards. A name that goes on as one of the
    phrases ``longer`` is something else.
    """
    others = [one.span() for one in longer.finditer(text)] if longer else []
    end = 0
    for match in finds.finditer(text):
        word = match[0]
        target = known.get(word) or known.get(word[0].lower() + word[1:])
        if target is None or target in met:
            continue
        if any(match.start() <= start < match.end() < stop for start, stop in others):
            continue
        met[target] = f"card-{target.anchor}"
        if match.start() > end:
            yield text[end : match.start()], None
        yield word, target
        end = match.end()
    if end < len(text):
        yield text[end:], None


def running_text(node: nodes.Node, inside: bool = False) -> Iterator[nodes.Text]:
    """Yield the running text below a node, in order."""
    for child in node.children:
        if isinstance(child, nodes.Text) and inside:
            yield child
        elif isinstance(child, RunningText) or not is_apart(child):
            yield from running_text(child, inside or isinstance(child, nodes.paragraph))


def is_apart(node: nodes.Node) -> bool:
    """Return whether the text below a node is not running text."""
    return isinstance(node, APART) or type(node).__module__.split(".")[0] in OWN


def add_cards(document: nodes.document, cards: list[tuple[str, Target]]) -> None:
    """Append cards, by id, to those at the end of a page."""
    held = next(document.findall(CardsNode), None)
    if held is None:
        held = CardsNode("", cards=[])
        last = [*document.findall(nodes.section)][:1] or [document]
        last[0] += held
    held["cards"] = [*held["cards"], *cards]


class LinkMentions(SphinxPostTransform):
    """Links first mentions, and puts the cards at the end of the page."""

    default_priority = 905
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace texts with mentions, except on pages of entries and of terms."""
        metadata = self.env.metadata[self.env.docname]
        known = targets(self.env)
        if not known or metadata.get("entries") or metadata.get("terms"):
            return
        finds, longer = pattern(list(known)), phrases()
        met: dict[Target, str] = {}
        for text in list(running_text(self.document)):
            parts = list(linked(text.astext(), finds, known, met, longer))
            if any(target for _, target in parts):
                made = (self.link(w, t, met[t]) if t else nodes.Text(w) for w, t in parts)
                text.parent.replace(text, list(made))
        if met:
            add_cards(self.document, [(name, target) for target, name in met.items()])

    def link(self, word: str, target: Target, card: str) -> MentionNode:
        """Return the link of a mention."""
        page = self.app.builder.get_relative_uri(self.env.docname, target.docname)
        given = {"refuri": f"{page}#{target.anchor}", "card": card, "look": "al-mention"}
        return MentionNode("", word, internal=True, **given)


def visit_mention(translator: Any, node: MentionNode) -> None:
    """Begin the link of a mention."""
    given = {"href": node["refuri"], "aria-describedby": node["card"]}
    tag = translator.starttag(node, "a", "", CLASS=f"reference internal {node['look']}", **given)
    translator.body.append(tag)


def depart_mention(translator: Any, node: MentionNode) -> None:
    """End the link of a mention."""
    translator.body.append("</a>")


def visit_cards(translator: Any, node: CardsNode) -> None:
    """Write the cards of a page; a script shows them."""
    write(translator, "afterllama_sphinx/lists/mention_cards.html", {"cards": node["cards"]})


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the script to a page with cards (handles ``html-page-context``)."""
    if doctree and next(doctree.findall(CardsNode), None):
        app.add_js_file("mention_cards.js", priority=LAST, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the transforms for terms and mentions, and the cards."""
    app.add_node(MentionNode, html=(visit_mention, depart_mention))
    app.add_node(CardsNode, html=(visit_cards, skip), **LEFT_OUT)
    app.add_transform(FindTerms)
    app.add_post_transform(LinkMentions)
    app.connect("html-page-context", add_script)

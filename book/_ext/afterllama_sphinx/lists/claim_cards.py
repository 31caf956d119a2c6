"""Turns the outputs of card calls into claim cards beside the text, and links.

A card and the paragraphs before it form one block. On a wide page the card is in the margin, its
bottom level with theirs; on a narrow one, in print and without styles it is below them.
"""

from __future__ import annotations

from typing import Any

from afterllama.words.language import say
from anybook.building.templates import TEMPLATES
from anybook.figures.figures import outputs, unwrap
from anybook.framing.chapter_frame import InSight, RunningText
from anybook.nodes import CHILDREN, visit_children, write
from bs4 import BeautifulSoup
from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from afterllama_sphinx.lists.addresses import address

LOGGER = logging.getLogger(__name__)
#: Nodes that a card may be put beside.
TEXT = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.block_quote)


class CardNode(RunningText, nodes.General):
    """A card of claims."""


class ClaimNode(RunningText, nodes.General):
    """A claim of a card: what the article says, the verdict and the reason, in ordinary nodes."""


class PartNode(InSight):
    """A link to the claims of one part of the article."""


def claim_node(claim: dict[str, Any]) -> ClaimNode:
    """Return the node of one claim; its link to the ledger is added when it is written."""
    verdict = claim["verdict"]
    look = ["al-mark", f"al-v-{verdict['value']}"]
    says = nodes.paragraph("", "", nodes.strong("", say("The article says:")), classes=["al-says"])
    why = nodes.paragraph("", "", nodes.inline("", verdict["label"], classes=look))
    says += nodes.Text(f" {claim['statement']}")
    why += nodes.Text(f" ({verdict['meaning']}). {claim['why']}")
    given = {"anchor": claim["anchor"], "statement": claim["statement"]}
    return ClaimNode("", says, why, **given)


class FindCards(SphinxTransform):
    """Replaces card outputs with nodes, and puts each card beside its text."""

    default_priority = 498

    def apply(self, **kwargs: Any) -> None:
        """Replace the outputs and remove their cells."""
        for bundle, held in outputs(self.document, "card"):
            bundle.parent.replace(bundle, CardNode("", *map(claim_node, held["card"])))
        for bundle, part in outputs(self.document, "part"):
            text = nodes.paragraph("", part["text"])
            bundle.parent.replace(bundle, PartNode("", text, **part))
        unwrap(self.document, CardNode)
        unwrap(self.document, PartNode)
        for card in list(self.document.findall(CardNode)):
            put_beside(card)


def put_beside(card: CardNode) -> None:
    """Put a card and the text before it in its section into one block."""
    parent = card.parent
    end = parent.index(card)
    start = end
    while start and isinstance(parent[start - 1], TEXT):
        start -= 1
    if start == end:
        return
    text = nodes.container("", *parent[start:end], classes=["al-beside-text"])
    beside = nodes.container("", text, card, classes=["al-beside"])
    parent[start : end + 1] = [beside]


def pages_of_claims(env: BuildEnvironment) -> dict[str, str]:
    """Return the page of every claim of a ledger, by its anchor."""
    return {
        claim["anchor"]: docname
        for docname, metadata in env.metadata.items()
        for claim in metadata.get("claims", [])
    }


def check_cards(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if a card or a link points to a missing ledger."""
    pages = pages_of_claims(env)
    for docname in sorted(env.found_docs):
        document = env.get_doctree(docname)
        for claim in document.findall(ClaimNode):
            if claim["anchor"] not in pages:
                LOGGER.warning("card %r in %s: no ledger has it", claim["anchor"], docname)
        for _ in document.findall(PartNode) if not pages else ():
            LOGGER.warning("claims of a part in %s: the book has no ledger", docname)


def visit_card(translator: Any, node: CardNode) -> None:
    """Open a card."""
    given = {"role": "note", "aria-label": say("Claim and verdict")}
    translator.body.append(translator.starttag(node, "div", CLASS="al-beside-card", **given))


def visit_claim(translator: Any, node: ClaimNode) -> None:
    """Open a claim of a card."""
    translator.body.append(translator.starttag(node, "div", CLASS="al-claim-card"))


def depart_claim(translator: Any, node: ClaimNode) -> None:
    """Close a claim of a card, with the link to its row in the ledger."""
    page = pages_of_claims(translator.builder.env).get(node["anchor"])
    if page:
        href = address(translator.builder, page, f"#{node['anchor']}")
        given = {"href": href, "statement": node["statement"]}
        translator.body.append(
            TEMPLATES.get_template("afterllama_sphinx/lists/claim_link.html").render(given)
        )
    depart_card(translator, node)


def depart_card(translator: Any, node: nodes.Element) -> None:
    """Close a card."""
    translator.body.append("</div>\n")


def visit_part(translator: Any, node: PartNode) -> None:
    """Write a link to the ledger, filtered to the claims of one part."""
    held = translator.builder.env.metadata
    docname = next((name for name, told in held.items() if told.get("ledger")), None)
    if docname is None:
        raise nodes.SkipNode
    anchor = f"?chapter={node['chapter']}#{held[docname]['ledger']}"
    href = address(translator.builder, docname, anchor)
    given = {"href": href, "text": node["text"]}
    write(translator, "afterllama_sphinx/lists/claim_part.html", given)


def keep_contents(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """If cards use the margin, move the page's contents list into its navigation.

    Handles ``html-page-context``. The theme puts the list in the margin, where it would be hidden.
    """
    context["contents_here"] = ""
    cards = doctree.findall(CardNode) if doctree else ()
    if not any("al-beside" in card.parent.get("classes", []) for card in cards):
        return
    soup = BeautifulSoup(context.get("toc", ""), "html.parser")
    inner = soup.select_one("li > ul")
    context["contents_here"] = Markup(str(inner)) if inner else ""


def setup(app: Sphinx) -> None:
    """Register the nodes and their handlers."""
    app.add_node(CardNode, html=(visit_card, depart_card), **CHILDREN)
    app.add_node(ClaimNode, html=(visit_claim, depart_claim), **CHILDREN)
    app.add_node(PartNode, html=(visit_part, visit_children), **CHILDREN)
    app.add_transform(FindCards)
    app.connect("env-check-consistency", check_cards)
    app.connect("html-page-context", keep_contents)

"""Turns the output of the ledger call into a table of claims to search, sort and filter."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from anybook.building.site_builder import FOLDER, LAST
from anybook.figures.figures import (
    check_rows,
    csv_name,
    outputs,
    unwrap,
    visit_children,
    write_csv,
)
from anybook.nodes import CHILDREN, write
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from afterllama_sphinx.corrections.reports import VERDICT, report
from afterllama_sphinx.lists.addresses import address, paragraph_place, source_row


class LedgerNode(nodes.General, nodes.Element):
    """The ledger; its children repeat it in ordinary nodes, as with figures."""


def ledger_node(payload: dict[str, Any]) -> LedgerNode:
    """Return the node of a ledger with its claims."""
    paragraphs = [nodes.paragraph("", payload["title"])]
    for claim in payload["claims"]:
        texts = [claim["statement"], claim["verdict"]["label"], claim["measured"]]
        texts += [note["text"] for note in claim["notes"]]
        paragraphs.append(nodes.paragraph("", " ".join(text for text in texts if text)))
    return LedgerNode("", *paragraphs, payload=payload)


class FindLedgers(SphinxTransform):
    """Replaces ledger outputs with nodes."""

    default_priority = 499

    def apply(self, **kwargs: Any) -> None:
        """Replace the outputs and remove their cells."""
        for bundle, payload in outputs(self.document, "ledger"):
            bundle.parent.replace(bundle, self.registered(ledger_node(payload)))
        unwrap(self.document, LedgerNode)

    def registered(self, ledger: LedgerNode) -> LedgerNode:
        """Register the ledger's rows as targets of links."""
        metadata = self.env.metadata[self.env.docname]
        slugs = metadata.setdefault("myst_slugs", {})
        metadata["ledger"] = ledger["payload"]["id"]
        for claim in ledger["payload"]["claims"]:
            metadata.setdefault("claims", []).append(claim)
            slugs[claim["anchor"]] = (0, claim["anchor"], claim["statement"])
        return ledger


class MarkVerdicts(SphinxPostTransform):
    """Styles verdict marks that link to a claim by their verdict."""

    default_priority = 901

    def run(self, **kwargs: Any) -> None:
        """Add the class of the verdict, as in the ledger."""
        held = (claim for page in self.env.metadata.values() for claim in page.get("claims", []))
        verdicts = {claim["verdict"]["label"]: claim["verdict"]["value"] for claim in held}
        for link in self.document.findall(nodes.reference):
            target = link.get("refuri", "").partition("#")[2] or link.get("refid", "")
            if target.startswith("claim-") and link.astext() in verdicts:
                link["classes"].append(f"al-v-{verdicts[link.astext()]}")


def check_claims(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if an anchor is invalid or used twice, or a figure is missing."""
    rows = (
        (docname, claim["anchor"], claim["figures"])
        for docname, metadata in sorted(env.metadata.items())
        for claim in metadata.get("claims", [])
    )
    check_rows(env, "claim", rows)


def visit_html(translator: Any, node: LedgerNode) -> None:
    """Write a ledger as HTML."""
    builder = translator.builder
    page = builder.get_target_uri(builder.current_docname)

    def link(figure: dict[str, str]) -> str:
        return address(builder, FOLDER + figure["page"], f"#{figure['id']}")

    payload = node["payload"]
    csv = relative_uri(page, f"figures/{csv_name(payload['id'], payload['day'])}")
    context = {**payload, "csv": csv, "link": link, "paragraph_place": paragraph_place}
    context["about"] = partial(source_row, builder)
    context["report"] = partial(report, builder, form=VERDICT)
    write(translator, "afterllama_sphinx/lists/ledger.html", context)


def write_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the CSV file of a page's ledger, and add its script (``html-page-context``)."""
    for node in doctree.findall(LedgerNode) if doctree else []:
        app.add_js_file("ledger.js", priority=LAST, loading_method="defer")
        payload = node["payload"]
        path = Path(app.outdir) / "figures" / csv_name(payload["id"], payload["day"])
        write_csv(path, payload["table"]["columns"], payload["table"]["rows"])


def setup(app: Sphinx) -> None:
    """Register the ledger node and its handlers."""
    app.add_node(LedgerNode, html=(visit_html, visit_children), **CHILDREN)
    app.add_transform(FindLedgers)
    app.add_post_transform(MarkVerdicts)
    app.connect("env-check-consistency", check_claims)
    app.connect("html-page-context", write_tables)

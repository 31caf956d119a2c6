"""Turns a count under every choice of evidence into a figure with switches.

Without a script it is a table: all evidence, without each set, and without all sets.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from afterllama.shown import book_citation
from afterllama.words.language import say
from anybook.building.site import LAST
from anybook.building.templates import TEMPLATES
from anybook.figures.compact_json import embedded_json
from anybook.figures.figures import (
    MAKERS,
    NumberedNode,
    furnished,
    number_of,
    shown,
    table_node,
    visit_children,
    write_csv,
)
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from afterllama_sphinx.lists.addresses import source_row

#: A person's status, by the package's letter for it.
STANDS = {"g": "gone", "u": "unknown", "t": "there"}


class ChoiceNode(NumberedNode):
    """A count that a reader can change; its children repeat it in ordinary nodes."""


def choice_node(payload: dict[str, Any]) -> ChoiceNode:
    """Return the node of a choice with its texts and its table."""
    view = payload["views"][-1]
    texts = [nodes.paragraph("", view[name]) for name in ("title", "caption", "alt")]
    return ChoiceNode("", *texts, table_node(payload["columns"], view["rows"]), payload=payload)


MAKERS["choice"] = choice_node


def visit_html(translator: Any, node: ChoiceNode) -> None:
    """Write a choice as HTML, with all evidence counted."""
    payload, builder = node["payload"], translator.builder
    docname = builder.current_docname
    page, number = builder.get_target_uri(docname), number_of(builder.env, docname, payload["id"])
    view = {**payload["views"][-1], "rows": shown(payload["views"][-1]["rows"])}
    view["csv"] = relative_uri(page, f"figures/{payload['id']}.csv")
    work = book_citation.read(Path(builder.srcdir), builder.config.html_baseurl)
    context = {
        **payload,
        "figure": furnished(payload) | {"rows_told": rows_told()},
        "view": view,
        "number": number,
        "stands": STANDS,
        "about": partial(source_row, builder),
        "part": work.figure(payload["id"], number, view["title"], page) if work else None,
        "data": embedded_json(payload["outcomes"]),
    }
    translator.body.append(
        TEMPLATES.get_template("afterllama_sphinx/lists/evidence_switches.html").render(context)
    )
    raise nodes.SkipNode


def rows_told() -> str:
    """Return the note on a table that shows only some of the choices."""
    return say(
        "The table has all evidence, each kind set aside alone, and all of them. "
        "The CSV has every choice."
    )


def write_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the CSV of a page's choices, and add their script (``html-page-context``)."""
    for node in doctree.findall(ChoiceNode) if doctree else []:
        app.add_js_file("evidence_switches.js", priority=LAST, loading_method="defer")
        payload = node["payload"]
        path = Path(app.outdir) / "figures" / f"{payload['id']}.csv"
        write_csv(path, payload["columns"], payload["whole"])


def setup(app: Sphinx) -> None:
    """Register the node and its handlers."""
    plain = (visit_children, visit_children)
    app.add_node(ChoiceNode, html=(visit_html, visit_children), latex=plain, text=plain)
    app.connect("html-page-context", write_tables)

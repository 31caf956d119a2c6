"""Turns a count under every choice of evidence into a figure with switches.

Without a script it is a table: all evidence, without each set, and without all sets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from afterllama.shown.citations import book_citation
from afterllama.words.language import say
from anybook.building.site_builder import LAST, base_of
from anybook.building.templates import TEMPLATES
from anybook.embedding import frame, own_pages
from anybook.figures.compact_json import embedded_json
from anybook.figures.figures import (
    MAKERS,
    NumberedNode,
    csv_names,
    furnished,
    number_of,
    shown,
    table_node,
    visit_children,
    write_csv,
)
from anybook.nodes import CHILDREN
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from afterllama_sphinx.corrections.reports import report
from afterllama_sphinx.lists.addresses import source_row

#: A person's status, by the package's letter for it.
STANDS = {"h": "had-left", "u": "unknown", "t": "there"}


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
    env, docname = builder.env, builder.current_docname
    page, number = builder.get_target_uri(docname), number_of(env, docname, payload["id"])
    work = book_citation.read(Path(builder.srcdir), builder.config.html_baseurl)
    title, file = payload["views"][-1]["title"], f"figures/{csv_names(payload)[-1]}"
    part = work.figure(payload["id"], number, title, page) if work else None
    html = html_of(
        payload,
        number,
        relative_uri(page, file),
        partial(source_row, builder),
        part=part,
        framed=frame.frame(payload, number, page, base_of(env.config), height),
        report=report(builder, payload["id"]),
    )
    translator.body.append(html)
    raise nodes.SkipNode


def html_of(
    payload: dict[str, Any],
    number: str,
    file: str,
    about: Callable[[str], str],
    *,
    part: Any = None,
    framed: frame.Frame | None = None,
    report: str = "",
    home: str = "",
) -> str:
    """Return the HTML of a choice, as `anybook.figures.figures.html_of` does that of a figure."""
    rows_told = say(
        "The table shows the count with all sources, with each kind left out in turn, "
        "and with all left out. "
        "The file to download (CSV) has every combination of switches."
    )
    context = {
        **payload,
        "figure": furnished(payload) | {"rows_told": rows_told, "report": report},
        "view": {
            **payload["views"][-1],
            "rows": shown(payload["views"][-1]["rows"]),
            "csv": file,
        },
        "number": number,
        "stands": STANDS,
        "about": about,
        "part": part,
        "framed": framed,
        "home": home,
        "data": embedded_json(payload["outcomes"]),
    }
    return TEMPLATES.get_template("afterllama_sphinx/lists/evidence_switches.html").render(context)


def own_page(app: Sphinx, payload: dict[str, Any], place: own_pages.Place) -> own_pages.Shown:
    """Return what the page of a choice shows."""
    html = html_of(payload, place.number, csv_names(payload)[-1], place.about, home=place.home)
    return own_pages.Shown(html, scripts=("evidence_switches.js",))


own_pages.MAKERS[ChoiceNode] = own_page

#: Pixels: the least width of an answer, a switch without its words, a name's frame, and an answer
#: without names.
COLUMN, SWITCH, CHIP, ANSWER = 300, 60, 20, 90


def height(payload: dict[str, Any], width: int) -> float:
    """Return the height in pixels that the page of a choice needs at a width between its sides."""
    is_wide = width >= 2 * COLUMN
    labels = sum(frame.lines_of(one["label"], width - SWITCH) for one in payload["sets"])
    switches = labels * frame.ROW + (2 if is_wide else 4) * frame.ROW
    column = width // 2 if is_wide else width
    answer = frame.rows_of(payload["people"], column, CHIP) * frame.ROW + ANSWER
    answers = answer * (1 if is_wide else len(payload["days"]))
    return frame.words(payload["views"][-1], width) + switches + answers + frame.rest(1, width)


def write_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the CSV of a page's choices, and add their script (``html-page-context``)."""
    for node in doctree.findall(ChoiceNode) if doctree else []:
        app.add_js_file("evidence_switches.js", priority=LAST, loading_method="defer")
        payload = node["payload"]
        path = Path(app.outdir) / "figures" / csv_names(payload)[-1]
        write_csv(path, payload["columns"], payload["whole"])


def setup(app: Sphinx) -> None:
    """Register the node and its handlers."""
    app.add_node(ChoiceNode, html=(visit_html, visit_children), **CHILDREN)
    app.connect("html-page-context", write_tables)

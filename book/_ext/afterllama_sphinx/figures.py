"""Turns what the package's figure call emits into a figure with its sources, table and CSV."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

LOGGER = logging.getLogger(__name__)
PAYLOAD = re.compile(
    r'\s*<script type="application/vnd\.afterllama\.figure\+json">(.*)</script>\s*', re.DOTALL
)
#: An id is also an anchor and the name of a file.
ID = re.compile(r"[a-z][a-z0-9-]*")

#: Up to so many sources stand in a line; more are folded into a list.
FEW = 6

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class FigureNode(nodes.General, nodes.Element):
    """A figure. Its children say in ordinary nodes what it shows, for search and other builders."""


def embedded_json(value: object) -> str:
    """Return ``value`` as JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def text_of(cell: object) -> str:
    """Return the text of a table's cell; what is not known stays blank."""
    return "" if cell is None else str(cell)


def table_row(cells: list[str]) -> nodes.row:
    """Return a docutils row of plain texts."""
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", text)) for text in cells])


def table_node(table: dict[str, Any]) -> nodes.table:
    """Return the data of a figure as a docutils table."""
    labels = [column["label"] for column in table["columns"]]
    rows = [[text_of(cell) for cell in row] for row in table["rows"]]
    widths = [max(map(len, column)) for column in zip(labels, *rows, strict=True)]
    head = nodes.thead("", table_row(labels))
    body = nodes.tbody("", *map(table_row, rows))
    specs = [nodes.colspec(colwidth=width) for width in widths]
    return nodes.table("", nodes.tgroup("", *specs, head, body, cols=len(labels)))


def figure_node(payload: dict[str, Any]) -> FigureNode:
    """Return the node of a figure, its texts and its table included."""
    texts = [payload["title"], payload["caption"], payload["alt"]]
    texts.append("Sources: " + "; ".join(source["text"] for source in payload["sources"]))
    paragraphs = [nodes.paragraph("", text) for text in texts]
    return FigureNode("", *paragraphs, table_node(payload["table"]), payload=payload)


def is_kind(node: nodes.Node, kind: str) -> bool:
    """Tell whether ``node`` is a notebook element of this kind."""
    return isinstance(node, nodes.container) and node.get("nb_element") == kind


def elements(document: nodes.document, kind: str) -> list[nodes.Element]:
    """Return the notebook elements of one kind, as myst-nb marks them."""
    return list(document.findall(lambda node: is_kind(node, kind)))


def unwrap(document: nodes.document, kind: type[nodes.Element]) -> None:
    """Take away the cells around outputs that are of one kind, and cells that show nothing."""
    for cell in elements(document, "cell_code"):
        outputs = [node for part in cell.children for node in part.children]
        if all(isinstance(node, kind) for node in outputs):
            cell.parent.replace(cell, outputs)


def payload_in(bundle: nodes.Element, form: re.Pattern[str]) -> dict[str, Any] | None:
    """Return what one output holds for this extension, if it has that form."""
    found = (form.fullmatch(raw.astext()) for raw in bundle.findall(nodes.raw))
    return next((json.loads(match[1]) for match in found if match), None)


class FindFigures(SphinxTransform):
    """Puts a figure node in the place of each output that is a figure."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Replace the outputs; take away the cells around them, and those that show nothing."""
        for bundle in elements(self.document, "mime_bundle"):
            payload = payload_in(bundle, PAYLOAD)
            if payload:
                bundle.parent.replace(bundle, self.registered(figure_node(payload)))
        unwrap(self.document, FigureNode)

    def registered(self, figure: FigureNode) -> FigureNode:
        """Make ``figure`` known: links on its page and on others can point at it."""
        name, title = figure["payload"]["id"], figure["payload"]["title"]
        # Sphinx forgets a page's metadata when it reads the page again.
        metadata = self.env.metadata[self.env.docname]
        metadata.setdefault("figures", []).append(name)
        metadata.setdefault("myst_slugs", {})[name] = (0, name, title)
        if name not in self.document.ids:
            figure["ids"], figure["names"] = [name], [name]
            self.document.note_explicit_target(figure)
        return figure


def check_ids(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build where an id is unfit, or stands for two figures."""
    places: dict[str, list[str]] = {}
    for docname, metadata in sorted(env.metadata.items()):
        for name in metadata.get("figures", []):
            places.setdefault(name, []).append(docname)
    for name, docnames in places.items():
        if not ID.fullmatch(name):
            LOGGER.warning("figure id %r in %s: only a-z, 0-9 and -", name, docnames[0])
        if len(docnames) > 1:
            shown = ", ".join(f"{doc} ({n})" for doc, n in Counter(docnames).items())
            LOGGER.warning("figure id %r is used %d times: %s", name, len(docnames), shown)


def visit_html(translator: Any, node: FigureNode) -> None:
    """Write a figure as HTML."""
    payload = node["payload"]
    page = translator.builder.get_target_uri(translator.builder.current_docname)
    context = {
        **payload,
        "csv": relative_uri(page, f"figures/{payload['id']}.csv"),
        "few": FEW,
        "data": embedded_json({"figure": payload["figure"], "narrow": payload["narrow"]}),
    }
    translator.body.append(TEMPLATES.get_template("figure.html").render(context))
    raise nodes.SkipNode


def visit_children(translator: Any, node: FigureNode) -> None:
    """Leave a figure to its children, where charts cannot be drawn."""


def write_csv(folder: Path, payload: dict[str, Any]) -> None:
    """Write the table of a figure: RFC 4180, UTF-8, the first row names the columns."""
    folder.mkdir(exist_ok=True)
    with (folder / f"{payload['id']}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column["name"] for column in payload["table"]["columns"])
        writer.writerows([text_of(cell) for cell in row] for row in payload["table"]["rows"])


def write_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the CSV files of a page's figures (answers ``html-page-context``)."""
    for figure in doctree.findall(FigureNode) if doctree else []:
        write_csv(Path(app.outdir) / "figures", figure["payload"])


def setup(app: Sphinx) -> None:
    """Register the figure node, what finds it, and what checks and writes it."""
    plain = (visit_children, visit_children)
    app.add_node(FigureNode, html=(visit_html, visit_children), latex=plain, text=plain)
    app.add_transform(FindFigures)
    app.connect("env-check-consistency", check_ids)
    app.connect("html-page-context", write_tables)

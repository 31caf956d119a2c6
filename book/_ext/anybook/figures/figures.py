"""Turns the output of the figure call into a figure with its sources, table and CSV."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from anybook.building.site_builder import FOLDER, LAST, SiteBuilder, base_of
from anybook.building.templates import TEMPLATES, grouped
from anybook.embedding.frame import Frame, frame
from anybook.figures.compact_json import embedded_json, fold
from anybook.figures.legend import legend
from anybook.figures.pictures import Pictures
from anybook.host import count, host, say
from anybook.nodes import CHILDREN, visit_children, write

LOGGER = logging.getLogger(__name__)
#: Media types of the package's outputs: the package, the kind of output, and JSON.
PAYLOAD = re.compile(
    r'\s*<script type="application/vnd\.([a-z]+\.[a-z]+)\+json">(.*)</script>\s*', re.DOTALL
)
#: An id is also an anchor and the name of a file.
ID = re.compile(r"[a-z][a-z0-9-]*")

#: The most sources named under a figure; more are only counted.
FEW = 6
#: Limits of a figure's data on a page, so that the page stays light: table rows, characters per
#: cell, sources. The CSV has everything.
ROWS, CELL, SOURCES = 200, 400, 100


class NumberedNode(nodes.General, nodes.Element):
    """A node with a figure number: its payload has an id, sources, and views with titles."""


class FigureNode(NumberedNode):
    """A figure; its children repeat it in ordinary nodes, for search and other builders."""


class ReadingBar(nodes.General, nodes.Element):
    """The controls of all figures on a page: the reading date, and a person to mark."""


def text_of(cell: object) -> str:
    """Return the text of a table's cell, as a script writes it; unknown values are blank."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def shown(rows: list[list[Any]]) -> list[list[str]]:
    """Return the texts of the rows of a table that a page shows."""
    return [[shorten(text_of(cell)) for cell in row] for row in rows[:ROWS]]


def shorten(text: str) -> str:
    """Return a text, cut if it is very long."""
    return text if len(text) <= CELL else f"{text[:CELL].rsplit(' ', 1)[0]} …"


def rows_told(views: list[dict[str, Any]]) -> str:
    """Return the note on a table that is shown in part; empty if all is shown."""
    if all(len(view["rows"]) <= ROWS for view in views):
        return ""
    counts = [
        say("{rows} as of {date}", rows=grouped(len(view["rows"])), date=view["date"])
        for view in views[::-1]
    ]
    return say(
        "The table shows the first {most} rows at most. The CSV has all of them: {counts}.",
        most=grouped(ROWS),
        counts=say(", ").join(counts),
    )


def sources_told(sources: list[dict[str, str]]) -> str:
    """Return the note on sources that are named in part; empty if all are named."""
    left = len(sources) - SOURCES
    if left <= 0:
        return ""
    return count(
        "{number} more is in the book's data, in sources.csv.",
        "{number} more are in the book's data, in sources.csv.",
        left,
        number=grouped(left),
    )


def table_row(cells: list[str]) -> nodes.row:
    """Return a docutils row of plain texts."""
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", text)) for text in cells])


def table_node(columns: list[dict[str, str]], cells: list[list[Any]]) -> nodes.table:
    """Return the data of a figure as a docutils table."""
    labels = [column["label"] for column in columns]
    rows = shown(cells)
    widths = [max(map(len, column)) for column in zip(labels, *rows, strict=True)]
    head = nodes.thead("", table_row(labels))
    body = nodes.tbody("", *map(table_row, rows))
    specs = [nodes.colspec(colwidth=width) for width in widths]
    return nodes.table("", nodes.tgroup("", *specs, head, body, cols=len(labels)))


def figure_node(payload: dict[str, Any]) -> FigureNode:
    """Return the node of a figure with its texts and its table, as first shown."""
    view = payload["views"][-1]
    texts = [view["title"], view["caption"], view["alt"]]
    sources = payload["sources"]
    named = say("; ").join(source["text"] for source in sources[:SOURCES])
    texts.append(say("Sources: {sources}", sources=named))
    texts += [told for told in (sources_told(sources), rows_told(payload["views"])) if told]
    paragraphs = [nodes.paragraph("", text) for text in texts]
    table = table_node(payload["columns"], view["rows"])
    return FigureNode("", *paragraphs, table, payload=payload)


#: Functions that turn numbered payloads into nodes, by media type.
MAKERS: dict[str, Callable[[dict[str, Any]], NumberedNode]] = {"figure": figure_node}


def elements(document: nodes.document, kind: str) -> list[nodes.Element]:
    """Return the notebook elements of one kind, as myst-nb marks them."""
    cells = document.findall(nodes.container)
    return [cell for cell in cells if cell.get("nb_element") == kind]


def unwrap(document: nodes.document, kind: type[nodes.Element]) -> None:
    """Remove the cells around outputs of one kind, and cells that show nothing."""
    for cell in elements(document, "cell_code"):
        outputs = [node for part in cell.children for node in part.children]
        if all(isinstance(node, kind) for node in outputs):
            cell.parent.replace(cell, outputs)


def payload_in(bundle: nodes.Element, name: str) -> dict[str, Any] | None:
    """Return the payload of an output, if it has the media type of that name."""
    wanted = f"{host().package}.{name}"
    found = (PAYLOAD.fullmatch(raw.astext()) for raw in bundle.findall(nodes.raw))
    return next((json.loads(match[2]) for match in found if match and match[1] == wanted), None)


def outputs(document: nodes.document, name: str) -> Iterator[tuple[nodes.Element, dict[str, Any]]]:
    """Yield each output of the media type of a name, with its payload."""
    for bundle in elements(document, "mime_bundle"):
        payload = payload_in(bundle, name)
        if payload:
            yield bundle, payload


def check_rows(
    env: BuildEnvironment, kind: str, rows: Iterable[tuple[str, str, Iterable[dict[str, str]]]]
) -> None:
    """Warn about rows with an invalid or repeated anchor, or a missing figure.

    A row is a page, an anchor, and the pages and ids of the figures that it links to.
    """
    shown = {
        (docname.removeprefix(FOLDER), name)
        for docname, metadata in env.metadata.items()
        for name in metadata.get("figures", [])
    }
    seen: set[str] = set()
    for docname, anchor, figures in rows:
        if not ID.fullmatch(anchor) or anchor in seen:
            LOGGER.warning("%s %r in %s: anchor is invalid or used twice", kind, anchor, docname)
        for figure in figures:
            if (figure["page"], figure["id"]) not in shown:
                LOGGER.warning("%s %r: no figure %s#%s", kind, anchor, figure["page"], figure["id"])
        seen.add(anchor)


class FindFigures(SphinxTransform):
    """Replaces figure outputs with figure nodes."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Replace the outputs, and remove their cells and cells that show nothing."""
        for bundle in elements(self.document, "mime_bundle"):
            for kind, make in MAKERS.items():
                if payload := payload_in(bundle, kind):
                    bundle.parent.replace(bundle, self.registered(make(payload)))
        unwrap(self.document, NumberedNode)
        self.add_reading_bar()

    def add_reading_bar(self) -> None:
        """Put the page's controls before its first figure, if there is a choice.

        They are a sibling of the page's sections, so that they can stay in view throughout.
        """
        payloads = [figure["payload"] for figure in self.document.findall(FigureNode)]
        people = {key: name for payload in payloads for key, name in payload["people"].items()}
        readings = {view["day"]: view for payload in payloads for view in payload["views"]}
        page = next(iter(self.document.findall(nodes.section)), None)
        if page is not None and (people or len(readings) > 1):
            days = [readings[day] for day in sorted(readings)]
            groups = any(view.get("groups") for payload in payloads for view in payload["views"])
            bar = ReadingBar("", people=people, readings=days, groups=groups, figures=len(payloads))
            first = next(n for n, part in enumerate(page) if any(part.findall(FigureNode)))
            page.insert(first, bar)

    def registered(self, figure: NumberedNode) -> NumberedNode:
        """Register ``figure`` as a target of links."""
        name, title = figure["payload"]["id"], figure["payload"]["views"][-1]["title"]
        # Sphinx drops a page's metadata when it reads the page again.
        metadata = self.env.metadata[self.env.docname]
        metadata.setdefault("figures", []).append(name)
        cited = [source["id"] for source in figure["payload"]["sources"]]
        metadata.setdefault("cited", {})[name] = cited
        metadata.setdefault("myst_slugs", {})[name] = (0, name, title)
        if name not in self.document.ids:
            figure["ids"], figure["names"] = [name], [name]
            self.document.note_explicit_target(figure)
        return figure


def check_ids(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if an id is invalid or used for two figures."""
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


def number_figures(app: Sphinx, env: BuildEnvironment) -> None:
    """Number the figures by chapter; the front page has number 0: Figure 0.1, Figure 1.1, ...

    Handles ``env-updated``, as later events are skipped if no page was read again.
    """
    for chapter, docname in enumerate(env.collect_relations()):
        metadata = env.metadata[docname]
        for place, name in enumerate(metadata.get("figures", []), 1):
            number = say("Figure {chapter}.{place}", chapter=chapter, place=place)
            metadata["myst_slugs"][name] = (0, name, number)


def number_of(env: BuildEnvironment, docname: str, name: str) -> str:
    """Return the name of a figure: ``Figure 1.2``."""
    return str(env.metadata[docname]["myst_slugs"][name][2])


class NameFigures(SphinxPostTransform):
    """Adds the number to every link with the text "Figure".

    The figure may be on another page: ids are unique in the book.
    """

    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Write ``Figure 1.2`` for ``Figure`` in links to figures of the book."""
        pages = {
            name: docname
            for docname, metadata in self.env.metadata.items()
            for name in metadata.get("figures", [])
        }
        for link in self.document.findall(nodes.reference):
            name = link.get("refid") or link.get("refuri", "").partition("#")[2]
            if name in pages and link.get("internal", True) and link.astext() == "Figure":
                text = number_of(self.env, pages[name], name)
                link.clear()
                link += nodes.inline("", text, classes=["std", "std-ref"])


def visit_html(translator: Any, node: FigureNode) -> None:
    """Write a figure as HTML."""
    payload = node["payload"]
    env, docname = translator.builder.env, translator.builder.current_docname
    page = translator.builder.get_target_uri(docname)
    files = [relative_uri(page, f"figures/{name}") for name in csv_names(payload)]
    number = number_of(env, docname, payload["id"])
    pictures = pictures_of(translator.builder.app, payload)
    about = partial(host().source_row, translator.builder)
    work = host().citation(Path(env.srcdir), env.config.html_baseurl)
    title = payload["views"][-1]["title"]
    part = work.figure(payload["id"], number, title, page) if work else None
    framed = frame(payload, number, page, base_of(env.config))
    report = host().report(translator.builder, payload["id"], payload["views"][-1]["day"])
    translator.body.append(html_of(payload, number, files, pictures, about, part, framed, report))
    raise nodes.SkipNode


def html_of(
    payload: dict[str, Any],
    number: str,
    files: list[str],
    pictures: dict[str, str],
    about: Callable[[str], str] = lambda source_id: "",
    part: Any = None,
    framed: Frame | None = None,
    report: str = "",
    home: str = "",
) -> str:
    """Return the HTML of a figure.

    It takes the figure's number, the CSV file of each view, pictures by width, the addresses of
    sources, the figure's citation and frame, the address that reports an error, and its place in
    the book if it is on another page.
    """
    views = [
        {**view, "csv": file, "rows": shown(view["rows"])}
        for view, file in zip(payload["views"], files, strict=True)
    ]
    live = {"people": payload["people"], "views": [*views[:-1], {**views[-1], "rows": None}]}
    context = {
        **payload,
        "figure": furnished(payload) | {"report": report},
        "view": views[-1],
        "number": number,
        "legend": legend(payload["views"]),
        "pictures": pictures,
        "about": about,
        "part": part,
        "framed": framed,
        "home": home,
        "imprint": f"{', '.join(filter(None, (host().title, host().licence)))}.",
        "data": embedded_json(fold(live)),
    }
    return TEMPLATES.get_template("anybook/figures/figure.html").render(context)


def furnished(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of the line under a figure: its sources, and the columns of its table.

    A few sources are named, for a figure that is shared as a picture; many are only counted.
    """
    sources = payload["sources"]
    return {
        "id": payload["id"],
        "report": "",
        "columns": payload["columns"],
        "sources": sources[:SOURCES],
        "total": len(sources),
        "named": say("; ").join(source["text"] for source in sources)
        if len(sources) <= FEW
        else "",
        "sources_told": sources_told(sources),
        "rows_told": rows_told(payload["views"]),
    }


def pictures_of(app: Sphinx, payload: dict[str, Any]) -> dict[str, str]:
    """Return the static pictures of a figure by width, if any."""
    pictures: Pictures | None = getattr(app, "anybook_pictures", None)
    return pictures.of(payload) if pictures else {}


def draw_pictures(app: Sphinx, builder: Builder) -> None:
    """Draw the static pictures of all figures at once (handles ``write-started``)."""
    if not isinstance(builder, SiteBuilder):
        return
    static = Path(app.srcdir) / "book" / "_static"
    folder = Path(app.outdir).parent / ".pictures"
    pictures = Pictures(folder, static, builder.light_assets.script)
    documents = (app.env.get_doctree(name) for name in sorted(app.env.found_docs))
    nodes_found = [node for document in documents for node in document.findall(FigureNode)]
    pictures.draw([node["payload"] for node in nodes_found])
    app.anybook_pictures = pictures  # type: ignore[attr-defined]


def visit_bar(translator: Any, node: ReadingBar) -> None:
    """Write the controls of a page's figures; a script shows them if it can run."""
    context = {
        "people": sorted(node["people"].values()),
        "readings": node["readings"],
        "groups": node["groups"],
        "figures": node["figures"],
    }
    write(translator, "anybook/figures/reading_bar.html", context)


def csv_name(name: str, day: str) -> str:
    """Return the name of a CSV file: an id, and the reading date of what it holds."""
    return f"{name}-{day}.csv"


def csv_names(payload: dict[str, Any]) -> list[str]:
    """Return the name of the CSV file of each view."""
    return [csv_name(payload["id"], view["day"]) for view in payload["views"]]


def write_csv(path: Path, columns: list[dict[str, str]], rows: list[list[Any]]) -> None:
    """Write a table; the first row names the columns."""
    path.parent.mkdir(exist_ok=True)
    names = [column["name"] for column in columns]
    path.write_bytes(host().separated(names, ([text_of(cell) for cell in row] for row in rows)))


def write_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the CSV files of a page's figures (handles ``html-page-context``)."""
    folder = Path(app.outdir) / "figures"
    for figure in doctree.findall(FigureNode) if doctree else []:
        payload = figure["payload"]
        for view, name in zip(payload["views"], csv_names(payload), strict=True):
            write_csv(folder / name, payload["columns"], view["rows"])


def lay_out(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the heights of figures and their script to a page (``html-page-context``).

    Heights are in a style element, as a content security policy cannot allow style attributes.
    """
    payloads = [figure["payload"] for figure in doctree.findall(FigureNode)] if doctree else []
    # That script also copies citations.
    if payloads or "al-copy" in context.get("body", ""):
        app.add_js_file("figures.js", priority=LAST, loading_method="defer")
    if payloads:
        context["metatags"] = context.get("metatags", "") + f"<style>{heights(payloads)}</style>"


def heights(payloads: Iterable[dict[str, Any]]) -> str:
    """Return the heights of figures as rules of a style."""
    return "".join(
        f"#{one['id']}{{--al-wide:{one['height']['wide']}px;--al-narrow:{one['height']['narrow']}px}}"
        for one in payloads
    )


def setup(app: Sphinx) -> None:
    """Register the figure node and its handlers."""
    app.add_node(FigureNode, html=(visit_html, visit_children), **CHILDREN)
    app.add_node(ReadingBar, html=(visit_bar, visit_children), **CHILDREN)
    app.add_transform(FindFigures)
    app.add_post_transform(NameFigures)
    app.connect("env-check-consistency", check_ids)
    app.connect("env-updated", number_figures)
    app.connect("write-started", draw_pictures)
    app.connect("html-page-context", write_tables)
    app.connect("html-page-context", lay_out)

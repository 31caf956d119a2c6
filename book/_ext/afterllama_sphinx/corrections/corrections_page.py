"""Turns the output of the corrections call into the log, an Atom feed, and JSON.

The feed is `corrections.xml`, at the root of the site. Its ids do not depend on the site's address,
so that a reader's program knows an entry again when the book moves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from afterllama.shown.citations import book_citation
from afterllama.words.language import language
from anybook.building.site_builder import FOLDER, base_of
from anybook.building.templates import TEMPLATES
from anybook.figures.figures import outputs, unwrap
from anybook.nodes import CHILDREN, visit_children, write
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

LOGGER = logging.getLogger(__name__)
#: The log, and its two forms in the site.
NAME, FEED, DATA = "corrections.csv", "corrections.xml", "corrections.json"
#: Prefix of the anchor of a correction.
ANCHOR = "correction-"


class CorrectionsNode(nodes.General, nodes.Element):
    """The log of corrections; its children repeat it in ordinary nodes."""


class FindCorrections(SphinxTransform):
    """Replaces the output with a node, and registers its rows."""

    default_priority = 497

    def apply(self, **kwargs: Any) -> None:
        """Replace the output and remove its cell."""
        for bundle, payload in outputs(self.document, "corrections"):
            self.register(payload)
            texts = [
                f"{one['date']}: {one['was']} → {one['now']}" for one in payload["corrections"]
            ]
            children = [nodes.paragraph("", text) for text in texts]
            bundle.parent.replace(bundle, CorrectionsNode("", *children, payload=payload))
        unwrap(self.document, CorrectionsNode)

    def register(self, payload: dict[str, Any]) -> None:
        """Register the rows as targets of links, and the file as what the page depends on."""
        metadata = self.env.metadata[self.env.docname]
        metadata["corrections"] = [one["pages"] for one in payload["corrections"]]
        slugs = metadata.setdefault("myst_slugs", {})
        for one in payload["corrections"]:
            name = f"{ANCHOR}{one['correction_id']}"
            slugs[name] = (0, name, one["date"])
        self.env.note_dependency(str(Path(self.env.srcdir) / NAME))


def check_pages(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if a correction names a page that the book does not have."""
    for docname, metadata in sorted(env.metadata.items()):
        for page in {page for pages in metadata.get("corrections", []) for page in pages}:
            if FOLDER + page not in env.found_docs:
                LOGGER.warning(
                    "%s, column pages: %r: is no page (shown on %s)", NAME, page, docname
                )


def linked(app: Sphinx, payload: dict[str, Any], base: str) -> list[dict[str, Any]]:
    """Return the corrections with the titles and addresses of their pages, below a base."""
    return [
        {
            **one,
            "anchor": f"{ANCHOR}{one['correction_id']}",
            "pages": [
                {
                    "title": app.env.titles[FOLDER + page].astext(),
                    "address": base + app.builder.get_target_uri(FOLDER + page),
                }
                for page in one["pages"]
                if FOLDER + page in app.env.titles
            ],
        }
        for one in payload["corrections"]
    ]


def visit_html(translator: Any, node: CorrectionsNode) -> None:
    """Write the log as HTML."""
    builder, payload = translator.builder, node["payload"]
    up = relative_uri(builder.get_target_uri(builder.current_docname), "")
    context = {**payload, "corrections": linked(builder.app, payload, up), "feed": up + FEED}
    write(translator, "afterllama_sphinx/corrections/corrections.html", context)


def write_files(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the feed and the data beside the page with the log (handles ``html-page-context``)."""
    for node in doctree.findall(CorrectionsNode) if doctree else []:
        site, base = Path(app.outdir), base_of(app.config)
        log = linked(app, node["payload"], base)
        place = base + app.builder.get_target_uri(page)
        (site / FEED).write_text(feed(app, log, place, base), encoding="utf-8")
        held = [{key: text for key, text in one.items() if key != "anchor"} for one in log]
        (site / DATA).write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")


def feed(app: Sphinx, log: list[dict[str, Any]], place: str, base: str) -> str:
    """Return the log as an Atom feed; without the site's address its links are relative."""
    work = book_citation.read(Path(app.srcdir), base)
    book = work.title if work else app.config.html_title
    identity = uuid5(NAMESPACE_URL, f"corrections of {book}")
    context = {
        "language": language(),
        "book": app.config.html_title,
        "id": identity.urn,
        "updated": max(
            (one["day"] for one in log), default=work.released if work else "1970-01-01"
        ),
        "authors": [one.name for one in work.authors] if work else [app.config.html_title],
        "own": base + FEED if base else "",
        "place": place,
        "log": [{**one, "id": uuid5(identity, one["correction_id"]).urn} for one in log],
    }
    return TEMPLATES.get_template("afterllama_sphinx/corrections/feed.xml").render(context)


def tell(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give every page the address of the feed for its head (handles ``html-page-context``)."""
    here = app.builder.get_target_uri(page)
    has_log = any("corrections" in told for told in app.env.metadata.values())
    context["corrections_feed"] = relative_uri(here, FEED) if has_log else ""


def setup(app: Sphinx) -> None:
    """Register the log and its files."""
    app.add_node(CorrectionsNode, html=(visit_html, visit_children), **CHILDREN)
    app.add_transform(FindCorrections)
    app.connect("env-check-consistency", check_pages)
    app.connect("html-page-context", write_files)
    app.connect("html-page-context", tell)

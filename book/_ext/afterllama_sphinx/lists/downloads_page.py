"""Turns the output of the download call into files beside the pages, and a list of them."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

from afterllama.shown.citations import book_citation
from anybook.building.templates import TEMPLATES
from anybook.figures.figures import outputs, unwrap
from anybook.nodes import CHILDREN, visit_children, write
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

#: The folder of the files in the site.
FOLDER = "downloads/"


class DownloadsNode(nodes.General, nodes.Element):
    """The list of files; its children repeat it in ordinary nodes, as with figures."""


class BookCitation(nodes.General, nodes.Element):
    """The citation of the book; its child is the entry, for builders without templates."""


class CiteBook(SphinxDirective):
    """Shows how to cite the book: ``{cite-book}``."""

    def run(self) -> list[nodes.Node]:
        """Return the citation, or nothing without a CITATION.cff."""
        work = book_citation.read(Path(self.env.srcdir), self.env.config.html_baseurl)
        self.env.note_dependency(str(Path(self.env.srcdir) / book_citation.NAME))
        if work is None:
            return []
        return [BookCitation("", nodes.literal_block("", work.bibtex), work=work)]


class FindDownloads(SphinxTransform):
    """Replaces the output with a node."""

    default_priority = 497

    def apply(self, **kwargs: Any) -> None:
        """Replace the output and remove its cell."""
        for bundle, payload in outputs(self.document, "downloads"):
            texts = [payload["title"], *(f"{f['name']}: {f['what']}" for f in payload["files"])]
            children = [nodes.paragraph("", text) for text in texts]
            bundle.parent.replace(bundle, DownloadsNode("", *children, payload=payload))
            self.note_dependencies()
        unwrap(self.document, DownloadsNode)

    def note_dependencies(self) -> None:
        """Read the page again when files that accompany the data have changed."""
        for name in ("CITATION.cff", "CHANGELOG.md", "corrections.csv", "book/if_you_are_named.md"):
            self.env.note_dependency(str(Path(self.env.srcdir) / name))


def visit_downloads(translator: Any, node: DownloadsNode) -> None:
    """Write the list of files as HTML."""
    builder, payload = translator.builder, node["payload"]
    files = [{**file, "size": -(-file["bytes"] // 1000)} for file in payload["files"]]
    folder = relative_uri(builder.get_target_uri(builder.current_docname), FOLDER)
    context = {**payload, "files": files, "folder": folder}
    write(translator, "afterllama_sphinx/lists/downloads.html", context)


def visit_citation(translator: Any, node: BookCitation) -> None:
    """Write the citation of the book as HTML."""
    module: Any = TEMPLATES.get_template("anybook/figures/cite.html").module
    translator.body.append(f'<div class="al-cite">\n{module.book_citation(node["work"])}</div>\n')
    raise nodes.SkipNode


def write_files(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write a page's files (handles ``html-page-context``)."""
    for node in doctree.findall(DownloadsNode) if doctree else []:
        folder = Path(app.outdir) / FOLDER
        folder.mkdir(exist_ok=True)
        for file in node["payload"]["files"]:
            (folder / file["name"]).write_bytes(b64decode(file["content"]))


def setup(app: Sphinx) -> None:
    """Register the files, the list of them, and the citation of the book."""
    app.add_node(DownloadsNode, html=(visit_downloads, visit_children), **CHILDREN)
    app.add_node(BookCitation, html=(visit_citation, visit_children), **CHILDREN)
    app.add_directive("cite-book", CiteBook)
    app.add_transform(FindDownloads)
    app.connect("html-page-context", write_files)

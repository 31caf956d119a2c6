"""Writes the page of each figure: the figure with its texts, sources and reading dates.

Other sites embed it in a frame. It takes its reading date from the address, marks nobody, and links
back to the figure's place in the book, and to the figure in other languages. Extensions add
metadata for those who share it with the event `figure-page`, whose handlers get the payload and the
template's context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from anybook.building.templates import TEMPLATES
from anybook.editions.editions import alternates, versions
from anybook.embedding.frame import FOLDER
from anybook.figures.figures import (
    FigureNode,
    NumberedNode,
    csv_names,
    heights,
    html_of,
    number_of,
    pictures_of,
)
from anybook.host import host

#: The event for metadata of a figure's page.
EVENT = "figure-page"


@dataclass(frozen=True)
class Place:
    """Where a figure's page is: its number, its place in the book, and the addresses of sources."""

    number: str
    home: str
    about: Callable[[str], str]


@dataclass(frozen=True)
class Shown:
    """What the page shows: the figure, its inline style, and further scripts in `_static`."""

    html: str
    style: str = ""
    scripts: tuple[str, ...] = ()


def shown(app: Sphinx, payload: dict[str, Any], place: Place) -> Shown:
    """Return what the page of a chart shows."""
    files, pictures = csv_names(payload), pictures_of(app, payload)
    html = html_of(payload, place.number, files, pictures, place.about, home=place.home)
    return Shown(html, heights([payload]))


#: What the pages of figures show, by the type of their nodes; extensions add theirs.
MAKERS: dict[type[NumberedNode], Callable[[Sphinx, dict[str, Any], Place], Shown]] = {
    FigureNode: shown
}


def write(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the pages of the figures of a page (handles ``html-page-context``)."""
    folder = Path(app.outdir) / FOLDER
    for figure in doctree.findall(NumberedNode) if doctree else []:
        folder.mkdir(exist_ok=True)
        html = own_page(app, page, figure)
        (folder / f"{figure['payload']['id']}.html").write_text(html, encoding="utf-8")


def own_page(app: Sphinx, docname: str, figure: NumberedNode) -> str:
    """Return the page of a figure."""
    builder: Any = app.builder
    payload = figure["payload"]
    own, page = f"{FOLDER}/{payload['id']}.html", builder.get_target_uri(docname)
    number = number_of(app.env, docname, payload["id"])

    def about(source_id: str) -> str:
        """Return the address of a source's row from here."""
        row = host().source_row(builder, source_id)
        return relative_uri(own, urljoin(page, row)) if row else ""

    home = f"{relative_uri(own, page)}#{payload['id']}"
    others = versions(app, own)
    held = MAKERS[type(figure)](app, payload, Place(number, home, about))
    context = {
        "language": host().language(),
        "book": host().title,
        "licence": host().licence,
        "number": number,
        "view": payload["views"][-1],
        "readings": [
            {key: view[key] for key in ("day", "date", "reading")} for view in payload["views"]
        ],
        "held": held,
        "home": home,
        "metas": [],
        "links": [],
        "versions": others,
        "alternates": alternates(others),
    }
    app.emit(EVENT, payload, context)
    return TEMPLATES.get_template("anybook/embedding/own_page.html").render(context)


def setup(app: Sphinx) -> None:
    """Register the pages and their event."""
    app.add_event(EVENT)
    app.connect("html-page-context", write)

"""Takes plotly's figures from the outputs of cells, as a plugin of MyST-NB.

MyST-NB finds it by the entry point in `plugin/`, which `enlist` puts on Python's path: an extension
that is copied into a book is not installed.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import takewhile
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

import yaml
from docutils import nodes
from myst_nb.core.render import load_mime_renders

from anybook.building.failures import remark
from anybook.plotly_figures import figure_store
from anybook.plotly_figures.plotly_json import MEDIA, Spec, draws, in_html, is_plotly, rest_of
from anybook.plotly_figures.widgets import VIEW, in_widget, models_of

UNREAD = "its script does not hold its data as plotly's renderers write them"
#: An output that is no more than a frame with a file beside the notebook.
FRAME = re.compile(
    r"""\s*<iframe\b[^>]*\ssrc=["']([^"':?#]+\.html)["'][^>]*>\s*</iframe>\s*""", re.I
)
PLUGIN = Path(__file__).with_name("plugin")


class OrdinaryNode(nodes.General, nodes.Element):
    """A figure; it names its stored data. Its children repeat its texts, for search."""


class PlotlyOutputs:
    """Turns an output that holds a figure into its node."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", MEDIA, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the nodes of an output; None if it is none of plotly's."""
        if data.mime_type == MEDIA:
            value = data.content
            value = json.loads(value) if isinstance(value, str | bytes) else value
            found = Spec.of(value)
            return [node_of(renderer, data, found)] if found else []
        if data.mime_type == VIEW:
            return of_widget(renderer, data)
        if data.mime_type == "application/javascript":
            # What older versions of plotly write to load plotly.js.
            return [] if "plotly" in data.string.lower() and "require" in data.string else None
        if data.mime_type == "text/html" and (frame := FRAME.fullmatch(data.string)):
            return of_frame(renderer, data, unquote(frame[1]))
        if data.mime_type != "text/html" or not is_plotly(data.string):
            return None
        specs = in_html(data.string)
        if not specs and draws(data.string):
            remark(f"{place_of(renderer, data)}: a plotly figure is left as it is: {UNREAD}.")
            return None
        rest = rest_of(data.string)
        kept = [nodes.raw(text=rest, format="html", classes=["output", "text_html"])]
        return [*(kept if rest else []), *(node_of(renderer, data, spec) for spec in specs)]


def node_of(renderer: Any, data: Any, spec: Spec) -> OrdinaryNode:
    """Return the node of a figure, and store its data."""
    env = renderer.renderer.sphinx_env
    digest = figure_store.keep(env, spec)
    metadata = {**options(renderer, data.cell_index), **plain(data.cell_metadata)}
    image = (metadata.get(renderer.config.cell_metadata_key) or {}).get("image") or {}
    if image.get("alt"):
        metadata.setdefault("fig-alt", image["alt"])
    return OrdinaryNode("", digest=digest, cell=data.cell_index, metadata=metadata, line=data.line)


def of_frame(renderer: Any, data: Any, name: str) -> list[nodes.Element] | None:
    """Return the nodes of a frame's figures; None if its file holds more or none, or is missing.

    A book would have to copy the file, which the renderer `iframe` writes beside the notebook.
    """
    env = renderer.renderer.sphinx_env
    path = Path(env.doc2path(env.docname)).parent / name
    if not path.is_file():
        if name.startswith("iframe_figures/"):
            told = f"the figure's file {name} is not beside the notebook."
            remark(f"{place_of(renderer, data)}: {told}")
        return None
    env.note_dependency(str(path))
    text = path.read_text(encoding="utf-8", errors="replace")
    specs = in_html(text)
    return (
        [node_of(renderer, data, spec) for spec in specs] if specs and not rest_of(text) else None
    )


def of_widget(renderer: Any, data: Any) -> list[nodes.Element] | None:
    """Return the nodes of a widget's figures; None if it is a widget without any."""
    notebook = notebook_of(renderer)
    models = models_of(getattr(notebook, "metadata", {}))
    found, alone = in_widget(models, data.content.get("model_id", ""))
    cell = place_of(renderer, data)
    if not found:
        if not plain_text(notebook, data).startswith("FigureWidget("):
            return None
        remark(f"{cell}: a FigureWidget is not shown, as the notebook does not hold its state.")
        return []
    if not alone:
        remark(f"{cell}: a widget needs a kernel; the page shows its figures, not its controls.")
    return [node_of(renderer, data, spec) for spec in found]


def place_of(renderer: Any, data: Any) -> str:
    """Name the page and the cell of an output."""
    return f"{renderer.renderer.sphinx_env.docname}, cell {(data.cell_index or 0) + 1}"


def plain_text(notebook: Any, data: Any) -> str:
    """Return the plain text of an output; empty if it has none."""
    try:
        return str(notebook.cells[data.cell_index].outputs[data.output_index]["data"]["text/plain"])
    except (AttributeError, IndexError, KeyError, TypeError):
        return ""


def notebook_of(renderer: Any) -> Any:
    """Return the notebook whose outputs are rendered; None for an output from elsewhere."""
    return getattr(getattr(renderer.renderer, "nb_client", None), "notebook", None)


def options(renderer: Any, cell: int | None) -> dict[str, Any]:
    """Return the options at the head of a cell's code, as Quarto writes them: `#| fig-cap: ...`."""
    cells = getattr(notebook_of(renderer), "cells", [])
    if cell is None or cell >= len(cells):
        return {}
    lines = takewhile(lambda line: line.startswith("#|"), str(cells[cell].source).splitlines())
    try:
        found = yaml.safe_load("\n".join(line.removeprefix("#|") for line in lines))
    except yaml.YAMLError as error:
        place = f"{renderer.renderer.sphinx_env.docname}, cell {cell + 1}"
        remark(f"{place}: its options cannot be read: {' '.join(str(error).split())}")
        return {}
    return plain(found) if isinstance(found, dict) else {}


def plain(metadata: Any) -> dict[str, Any]:
    """Return metadata without the classes of nbformat and YAML, which a cache cannot hold."""
    return dict(json.loads(json.dumps(metadata, default=str)))


def enlist() -> None:
    """Let MyST-NB find the plugin."""
    if str(PLUGIN) not in sys.path:
        sys.path.append(str(PLUGIN))
    load_mime_renders.cache_clear()

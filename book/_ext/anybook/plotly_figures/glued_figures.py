"""Gives figures that are glued their data.

`glue("name", figure)` publishes the figure itself, and then an output with the name and no data:
plotly's figures show themselves. MyST-NB would show the one and paste the other.
"""

from __future__ import annotations

from typing import Any

from myst_nb.core.execute import inline
from myst_nb.ext import glue
from myst_nb.ext.glue.crossref import read_glue_cache
from myst_nb.ext.glue.utils import PendingGlueReference
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from anybook.plotly_figures.plotly_json import MEDIA

LOGGER = logging.getLogger(__name__)
GLUED = "scrapbook"
EXTRACT = glue.extract_glue_data_cell


def completed(outputs: list[Any]) -> list[Any]:
    """Return the outputs of a cell; one with a name and no data takes those of the one before."""
    found: list[Any] = []
    for output in outputs:
        named = output.get("metadata", {}).get(GLUED)
        if named and not output.get("data") and found and has_data(found[-1]):
            prefix = named.get("mime_prefix", "")
            output["data"] = {f"{prefix}{key}": value for key, value in found.pop()["data"].items()}
        found.append(output)
    return found


def has_data(output: Any) -> bool:
    """Return whether an output holds data of its own, and is not glued already."""
    return bool(output.get("data")) and GLUED not in output.get("metadata", {})


def extracted(cell: Any) -> list[tuple[str, Any]]:
    """Return what a cell glues, as MyST-NB's function of this name, with figures."""
    cell["outputs"] = completed(cell.get("outputs", []))
    return EXTRACT(cell)


class TellGluedElsewhere(SphinxPostTransform):
    """Says that a figure cannot be pasted into another page: pages are read one by one."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        """Leave out such pastes, which MyST-NB would leave out too, each with a warning."""
        folder = self.env.mystnb_config.output_folder  # type: ignore[attr-defined]
        for node in list(self.document.findall(PendingGlueReference)):
            data = read_glue_cache(folder, node.refdoc).get(node.key, {}).get("data", {})
            if list(data) == [MEDIA]:
                node.parent.remove(node)
                LOGGER.warning(
                    "the figure %r of %s cannot be pasted into another page. Make it in a cell of "
                    "this page, or link to it.",
                    *(node.key, node.refdoc),
                    location=node,
                    type="anybook",
                    subtype="glue",
                )


def enlist() -> None:
    """Take the place of MyST-NB's function, which has no hook."""
    glue.extract_glue_data_cell = inline.extract_glue_data_cell = extracted

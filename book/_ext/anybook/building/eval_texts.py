"""Shows texts inserted by `{eval}` as they are, without Python's escapes."""

from __future__ import annotations

from ast import literal_eval
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class Unquoted(SphinxTransform):
    """Undoes the escapes in texts from myst-nb, which strips only the outer quotes."""

    default_priority = 1  # before other transforms read the page's texts

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.inline):
            if "text_plain" in node["classes"] and node.rawsource[:1] in ("'", '"'):
                node[:] = [nodes.Text(literal_eval(node.rawsource))]


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(Unquoted)

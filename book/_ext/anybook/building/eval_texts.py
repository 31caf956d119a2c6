"""Texts that stand in a sentence by `{eval}`, as they are and not as Python quotes them."""

from __future__ import annotations

from ast import literal_eval
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class Unquoted(SphinxTransform):
    """Undoes the escapes in what myst-nb shows of a text: it strips the outer quotes alone."""

    default_priority = 1  # before any other transform reads the page's texts

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.inline):
            if "text_plain" in node["classes"] and node.rawsource[:1] in ("'", '"'):
                node[:] = [nodes.Text(literal_eval(node.rawsource))]


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(Unquoted)

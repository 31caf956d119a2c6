"""How a page's nodes are written: by a template in HTML; elsewhere as text, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from docutils import nodes

from anybook.building.templates import TEMPLATES


def write(translator: Any, template: str, context: Mapping[str, Any]) -> NoReturn:
    """Write a node by a template, without its children."""
    translator.body.append(TEMPLATES.get_template(template).render(context))
    raise nodes.SkipNode


def visit_children(translator: Any, node: nodes.Element) -> None:
    """Write a node's children, and nothing of its own."""


def skip(translator: Any, node: nodes.Element) -> NoReturn:
    """Leave a node out."""
    raise nodes.SkipNode


#: For `add_node`: other formats write a node's children, or leave it out.
CHILDREN: dict[str, Any] = dict.fromkeys(("latex", "text"), (visit_children, visit_children))
LEFT_OUT: dict[str, Any] = dict.fromkeys(("latex", "text"), (skip, skip))

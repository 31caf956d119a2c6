"""Addresses of sources' rows, and anchors of folded content."""

from __future__ import annotations

from typing import Any

from docutils.nodes import make_id
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

#: Prefix of a source's anchor.
ANCHOR = "source-"


def paragraph_place(paragraph: str) -> str:
    """Return the anchor of the line about a paragraph without claims."""
    return f"paragraph-{make_id(paragraph)}"


def evidence_place(entry: str, number: int) -> str:
    """Return the anchor of the evidence of an entry's stay, numbered from 1."""
    return f"{entry}-evidence-{number}"


def sources_page(env: BuildEnvironment) -> str | None:
    """Return the name of the page of sources, if the book has one."""
    return next((name for name in sorted(env.metadata) if env.metadata[name].get("sources")), None)


def address(builder: Any, docname: str, tail: str = "") -> str:
    """Return the address of a page, and of a place on it, relative to the page being written."""
    here = builder.get_target_uri(builder.current_docname)
    return f"{relative_uri(here, builder.get_target_uri(docname)) or here}{tail}"


def source_row(builder: Builder, source_id: str) -> str:
    """Return the address of a source's row, relative to the current page; empty if none."""
    page = sources_page(builder.env)
    if page is None or source_id not in builder.env.metadata[page]["sources"]:
        return ""
    here = builder.get_target_uri(builder.current_docname)  # type: ignore[attr-defined]
    return f"{relative_uri(here, builder.get_target_uri(page))}#{ANCHOR}{source_id}"

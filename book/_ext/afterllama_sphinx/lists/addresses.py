"""Where the row of a source is, seen from a page; where folded things are."""

from __future__ import annotations

from docutils.nodes import make_id
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

#: What the address of a source begins with on its page.
ANCHOR = "source-"


def paragraph_place(paragraph: str) -> str:
    """Return the anchor of the line about a paragraph of the article that claims nothing."""
    return f"paragraph-{make_id(paragraph)}"


def evidence_place(entry: str, number: int) -> str:
    """Return the anchor of the evidence of one stay in the entry of that anchor, from 1."""
    return f"{entry}-evidence-{number}"


def sources_page(env: BuildEnvironment) -> str | None:
    """Return the name of the page of sources, where the book has one."""
    return next((name for name in sorted(env.metadata) if env.metadata[name].get("sources")), None)


def source_row(builder: Builder, source_id: str) -> str:
    """Return the address of a source's row from the page being written; nothing without a row."""
    page = sources_page(builder.env)
    if page is None or source_id not in builder.env.metadata[page]["sources"]:
        return ""
    here = builder.get_target_uri(builder.current_docname)  # type: ignore[attr-defined]
    return f"{relative_uri(here, builder.get_target_uri(page))}#{ANCHOR}{source_id}"

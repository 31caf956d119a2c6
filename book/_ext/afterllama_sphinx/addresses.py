"""Where the row of a source is, seen from a page."""

from __future__ import annotations

from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

#: What the address of a source begins with on its page.
ANCHOR = "source-"


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

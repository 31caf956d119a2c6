"""Names the tables of a page that scroll sideways, so that a screen reader tells what has focus.

The theme puts every table into a container that takes focus where it is too wide to be shown whole.
"""

from __future__ import annotations

import re
from typing import Any

from markupsafe import escape
from sphinx.application import Sphinx

from anybook.host import host, say

CONTAINER = '<div class="pst-scrollable-table-container">'


def name_tables(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Make each container of a page a region with a name of its own (``html-page-context``)."""
    numbers = iter(range(1, context.get("body", "").count(CONTAINER) + 1))

    def region(match: re.Match[str]) -> str:
        label = say("Table {number}", number=host().digits(next(numbers)))
        return f'{CONTAINER[:-1]} role="region" aria-label="{escape(label)}">'

    if "body" in context:
        context["body"] = re.sub(re.escape(CONTAINER), region, context["body"])


def setup(app: Sphinx) -> None:
    """Register the names of tables."""
    app.connect("html-page-context", name_tables)

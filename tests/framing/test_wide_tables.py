"""Tables that scroll sideways have a name of their own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from anybook.framing.wide_tables import CONTAINER, name_tables
from sphinx.application import Sphinx


def named(body: str) -> str:
    context: dict[str, Any] = {"body": body}
    name_tables(cast(Sphinx, SimpleNamespace()), "page", "page.html", context, None)
    return str(context["body"])


def test_every_table_is_a_region_with_a_name_of_its_own() -> None:
    found = named(f"{CONTAINER}<table></table></div><p>x</p>{CONTAINER}<table></table></div>")
    assert [found.count(f'role="region" aria-label="Table {n}"') for n in (1, 2, 3)] == [1, 1, 0]
    assert CONTAINER not in found


def test_a_page_without_tables_stays_as_it_is() -> None:
    assert named("<p>x</p>") == "<p>x</p>"

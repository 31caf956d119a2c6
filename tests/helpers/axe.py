"""Runs axe-core on a page."""

from __future__ import annotations

from typing import Any

from npm_modules import installed
from playwright.sync_api import Page

#: Axe leaves some rules switched off, those of the level AAA among them: all are switched on.
RULES = """
(colours) => Object.fromEntries(axe.getRules().map((rule) =>
  [rule.ruleId, { enabled: !colours || rule.tags.includes("cat.color") }]))
"""


def violations(page: Page, *, colours: bool = False) -> list[str]:
    """What axe-core says against a page as it is, or against its colours alone."""
    page.evaluate((installed("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    options = {"rules": page.evaluate(RULES, colours), "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]

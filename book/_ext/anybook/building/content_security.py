"""The content security policy of the book's pages: their own files, and nothing else.

Text from the data is escaped everywhere. If one place ever forgets that, the policy stops the
browser from running the text and from loading anything from another host.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

#: Digests of the inline parts that pages may have. Any other fails the build: a policy that allowed
#: whatever is in a page would stop nothing.
KNOWN = {
    "P1Gd/Wqjqq8uduID7MOciZi3jIWvAuyCldpRMjsiEjw=": "the theme's, for the colour mode",
    "C3nk0YHGM8DxSAqt/D7LJhnXw+LUypY+FxVXtw/fUEg=": "the theme's, for readers without scripts",
    "UHiQ6H/jNyZjKitK+m7TzWxzZ7yptantNt513I/efXA=": "ours, in first.html",
    "/dLGXA0LSgFLBoscnQ6I/pU3XiuHNUzZI1C8JpkNYbM=": "ours, in webpack-macros.html",
    "/YRhGPNGMZLl5ShPim4YAGJWfC59Xj5boeBwOdkdX2k=": "ours, the style of unknown.html",
    "vWeNXUYiNgZ2STHi7cnb9pNscMueu1lvKcaVfazejE8=": "ours, the script of unknown.html",
}
#: What the book itself writes inline: the heights of its figures, which are numbers.
HEIGHTS = re.compile(r"(#[a-z][a-z0-9-]*\{--al-wide:\d+px;--al-narrow:\d+px\})+")
#: The only style attribute that plotly sets, for bold text in a chart. It fills its stylesheet by
#: script, which is allowed, in an empty style element.
BOLD = "font-weight:bold"
#: What the full plotly.js writes into a page: a style for maps.
MAPS = "ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o="

INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
DATA = re.compile(r'type="application/(?:ld\+)?json"')
#: Links to the next page, which Firefox would prefetch: the policy forbids it, and Firefox warns.
NEXT = re.compile(r'\s*<link rel="next"[^>]*>')
PLACE = re.compile(r"<head\b[^>]*>\s*(?:<meta charset=[^>]*>)?", re.IGNORECASE)


def digest(text: str) -> str:
    """Return the SHA-256 of ``text`` as a policy writes it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def hashed(found: str) -> str:
    """Return a digest as a policy writes it."""
    return f"'sha256-{found}'"


def inline(page: str) -> Iterator[tuple[str, str]]:
    """Find the inline scripts and styles of a page, as kind and text; data blocks are neither."""
    for kind, attributes, text in INLINE.findall(page):
        if text and not DATA.search(attributes):
            yield kind.lower(), text


def is_known(kind: str, text: str) -> bool:
    """Return whether a page may have ``text`` inline."""
    return digest(text) in KNOWN or (kind == "style" and bool(HEIGHTS.fullmatch(text)))


def policy(page: str, full_plotly: bool = False) -> str:
    """Return the policy of a page: its own files, and its known inline parts."""
    allowed = {"script": {"'self'"}, "style": {"'self'", hashed(digest(""))}}
    if full_plotly:
        allowed["style"].add(hashed(MAPS))
    for kind, text in inline(page):
        if is_known(kind, text):
            allowed[kind].add(hashed(digest(text)))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(sorted(allowed['script']))}",
            f"style-src {' '.join(sorted(allowed['style']))}",
            f"style-src-attr 'unsafe-hashes' {hashed(digest(BOLD))}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def guard(site: Path, full_plotly: bool = False) -> None:
    """Add the policy to every page of a site; fail the build if one has an unknown inline part."""
    for path in sorted(site.rglob("*.html")):
        page = NEXT.sub("", path.read_text(encoding="utf-8"))
        for kind, text in inline(page):
            if not is_known(kind, text):
                start = " ".join(text.split())[:60]
                LOGGER.warning(
                    "%s has an inline %s unknown to content_security.py: %s",
                    path.name,
                    kind,
                    start,
                )
        tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(page, full_plotly)}" />'
        guarded, done = PLACE.subn(rf"\g<0>\n    {tag}", page, count=1)
        if not done:
            LOGGER.warning("%s has no head to put its policy in.", path.name)
        path.write_text(guarded, encoding="utf-8")


def without_body_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Remove the theme's inline script with the page's name, which nothing reads."""
    files = context.get("script_files", [])
    context["script_files"] = [
        file for file in files if not getattr(file, "attributes", {}).get("body")
    ]


def setup(app: Sphinx) -> None:
    """Register the preparation of pages; the builder calls `guard` when they are written."""
    app.connect("html-page-context", without_body_scripts, priority=999)

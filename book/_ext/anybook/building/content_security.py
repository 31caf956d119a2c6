"""The content security policy of the book's pages: their own files, and nothing else.

Text from the data is escaped everywhere. If one place ever forgets that, the policy stops the
browser from running the text and from loading anything from another host.

A whole site names its inline parts one by one (`guard`). In any other book the theme and the
extensions may have inline parts around a page's content, and the content may not (`guard_content`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

#: Digests of the inline parts that pages may have. Any other fails the build: a policy that allowed
#: whatever is in a page would stop nothing.
KNOWN = {
    "P1Gd/Wqjqq8uduID7MOciZi3jIWvAuyCldpRMjsiEjw=": "the theme's, for the colour mode",
    "C3nk0YHGM8DxSAqt/D7LJhnXw+LUypY+FxVXtw/fUEg=": "the theme's, for readers without scripts",
    "LtlcMmv2wN7kIvt9xIau8poBMvfuGQiHuddP7EA+Yng=": "ours, in first.html",
    "/dLGXA0LSgFLBoscnQ6I/pU3XiuHNUzZI1C8JpkNYbM=": "ours, in webpack-macros.html",
    "x6lRuhZEBQyzpSlNzcIBV/VNdNle5JUkq+VqIMmZtnc=": "ours, the style of unknown.html",
    "PbMYtIRPCe7FOvox999wV0+K325pu3R780XjWm44FCk=": "ours, the script of unknown.html",
}
#: What the book itself writes inline: the heights of its figures, which are numbers.
HEIGHTS = re.compile(r"(#[a-z][a-z0-9-]*\{--al-wide:\d+px;--al-narrow:\d+px\})+")
#: The only style attribute that plotly sets, for bold text in a chart. It fills its stylesheet by
#: script, which is allowed, in an empty style element.
BOLD = "font-weight:bold"
#: What the full plotly.js writes into a page: a style for maps.
MAPS = "ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o="

#: A page with ordinary figures: plotly sets styles of parts that the page cannot know.
CHARTS = 'class="anybook-figure"'
#: A figure with a map on tiles, which are drawn beside the page: in a worker made of plotly's code.
TILES = re.compile(r'<div class="anybook-box[^>]* data-tiles>')
#: A page's content, the attributes that hold scripts, and files from other hosts.
CONTENT = re.compile(r'<article class="bd-article.*?</article>', re.DOTALL)
#: The inline script that jupyter-book adds to a page's content.
KERNEL = re.compile(r"\s*kernelName = '[\w.-]*'\s*")
HANDLER = re.compile(r'\son[a-z]+="([^"]*)"')
OUTSIDE = re.compile(
    r'<(?:script|img|iframe)\b[^>]*\bsrc="(https?:[^"]+)"'
    r'|<link\b[^>]*rel="stylesheet"[^>]*href="(https?:[^"]+)"'
)

INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
DATA = re.compile(r'type="(?:application/(?:ld\+)?json|text/x-[\w.-]+)"')
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
    attributes = "'unsafe-inline'" if CHARTS in page else f"'unsafe-hashes' {hashed(digest(BOLD))}"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(sorted(allowed['script']))}",
            f"style-src {' '.join(sorted(allowed['style']))}",
            f"style-src-attr {attributes}",
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
        write(path, page, policy(page, full_plotly))


def write(path: Path, page: str, rules: str) -> None:
    """Write a page with its policy."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{rules}" />'
    guarded, done = PLACE.subn(rf"\g<0>\n    {tag}", page, count=1)
    if not done:
        LOGGER.warning("%s has no head to put its policy in.", path.name)
    path.write_text(guarded, encoding="utf-8")


def guard_content(app: Sphinx, error: Exception | None) -> None:
    """Add a policy to the pages of any book (handles ``build-finished``)."""
    site = "site" in app.config.anybook_features
    if error is not None or site or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    hosts, out = app.config.anybook_security_hosts, Path(app.outdir)
    for path in sorted(out.rglob("*.html")):
        page = NEXT.sub("", path.read_text(encoding="utf-8"))
        name = path.relative_to(out)
        if name.parts[0] != "_static" and "Content-Security-Policy" not in page:
            for fault in faults(page, hosts):
                LOGGER.warning("%s: %s", name.as_posix(), fault, type="anybook", subtype="security")
            write(path, page, policy_of_content(page, hosts))


def faults(page: str, hosts: Iterable[str]) -> Iterator[str]:
    """Say what of a page its policy blocks."""
    for content in CONTENT.findall(page):
        for kind, text in inline(content):
            if kind == "script" and not KERNEL.fullmatch(text):
                start = " ".join(text.split())[:60]
                yield f"the policy blocks an inline script of its content: {start}"
    for addresses in OUTSIDE.findall(page):
        address = "".join(addresses)
        if not any(address.startswith(host) for host in hosts):
            yield f"the policy blocks {address}: name its host in anybook_security_hosts"


def policy_of_content(page: str, hosts: Iterable[str]) -> str:
    """Return the policy of any book's page: its files, given hosts, what the theme has inline."""
    frame = CONTENT.sub("", page)
    known = [text for kind, text in inline(frame) if kind == "script"]
    known += [text for _, text in inline(page) if KERNEL.fullmatch(text)]
    parts = {hashed(digest(text)) for text in known}
    handlers = {hashed(digest(unescape(text))) for text in HANDLER.findall(frame)}
    tiles = TILES.search(page)
    named = " ".join(["'self'", *hosts])
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", named, *sorted(parts)]),
            " ".join(["script-src-attr", "'unsafe-hashes'", *sorted(handlers)]),
            f"style-src {named} 'unsafe-inline'",
            f"img-src {named} data: blob:",
            f"font-src {named} data:",
            f"connect-src {named}{' blob:' if tiles else ''}",
            f"frame-src {named}",
            *(["worker-src blob:"] if tiles else []),
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def without_body_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Remove the theme's inline script with the page's name, which nothing reads."""
    files = context.get("script_files", [])
    context["script_files"] = [
        file for file in files if not getattr(file, "attributes", {}).get("body")
    ]


def setup(app: Sphinx) -> None:
    """Register the policy of any book's pages."""
    app.connect("build-finished", guard_content, priority=900)


def setup_site(app: Sphinx) -> None:
    """Register the preparation of pages; the builder calls `guard` when they are written."""
    app.connect("html-page-context", without_body_scripts, priority=999)

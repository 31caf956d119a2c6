"""What a reader reads on a built page, sentence by sentence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

#: Tables, controls, legends and sources; on a card the claim, which has the ledger's words.
APART = (
    "script, style, template, svg, table, button, select, nav, .headerlink, .al-choice ul, "
    ".al-sources, .al-data, .al-cite, .al-embed, .al-report, .al-legend, .al-says, .al-to-ledger, "
    ".al-mark"
)
#: What holds running text.
TEXTS = "p, li, figcaption, h1, h2, h3"
#: A sentence ends at a mark before a space and the beginning of another.
END = re.compile(r"(?<=[.?!:;])\s+(?=[(A-Z0-9\u2018\u201c])|(?<=[;])\s+")


def parsed(page: Path) -> BeautifulSoup:
    """Return a built page, parsed once for as long as it stays the same: to be looked at only."""
    return _parsed(page, page.stat().st_mtime_ns)


@cache
def _parsed(page: Path, changed: int) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def texts(page: Path) -> list[str]:
    """Return the running texts of a page, in its order."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    assert article is not None, f"{page} has no article"
    for part in article.select(APART):
        part.decompose()
    found = [part for part in article.select(TEXTS) if not part.select_one(TEXTS)]
    joined = (" ".join(part.get_text().split()) for part in found)
    return [text for text in joined if text]


def sentences(page: Path) -> list[str]:
    """Return the sentences of a page."""
    return [sentence for text in texts(page) for sentence in END.split(text)]

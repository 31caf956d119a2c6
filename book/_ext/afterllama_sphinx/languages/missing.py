"""Names what an edition shows in English because nobody has translated it yet.

It is a remark, and no fault: whoever changes a row gets a book.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from afterllama.words import language
from anybook.building.failures import remark
from anybook.building.site_builder import SiteBuilder
from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import extract_messages

#: The language of the texts that are translated.
SOURCE = "en"
#: So many texts are named, each with so many characters at most; the others are counted.
NAMED, LENGTH = 5, 60


class NoteMissing(SphinxTransform):
    """Notes the texts of a page that its translation has left in English."""

    default_priority = 22  # after Sphinx has translated what it can

    def apply(self, **kwargs: Any) -> None:
        """Keep them with the page."""
        if self.config.language != SOURCE:
            found = extract_messages(self.document)
            left = [text for node, text in found if text and not (is_done(node) or is_set(node))]
            self.env.metadata[self.env.docname]["untranslated"] = left


def is_done(node: Any) -> bool:
    """Return whether Sphinx has found the translation of a node."""
    return bool(node.get("translated"))


def is_set(node: nodes.Node | None) -> bool:
    """Return whether a node is in the settings of a notebook, which no reader sees."""
    while node is not None and not isinstance(node, nodes.field):
        node = node.parent
    return node is not None


def words(root: Path) -> Iterator[str]:
    """Yield the texts of code, settings and data that the edition's catalogue lacks."""
    if not (root / "book" / "afterllama" / "check.py").is_file():
        return
    # A book of pages alone has no package, which this needs.
    from afterllama_sphinx.languages.catalogues import catalogue

    held = getattr(language.catalogue(), "_catalog", {})
    for message in catalogue(root):
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text and text not in held and (text, 0) not in held:
            yield text


def told(texts: list[str], name: str, code: str) -> str:
    """Return the line that names texts without a translation."""
    named = [f"“{textwrap.shorten(text, LENGTH, placeholder=' …')}”" for text in texts[:NAMED]]
    more = f" and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return (
        f"Warning: texts without {name}, which stand in English: {', '.join(named)}{more}. "
        f"make words EDITION={code} collects them."
    )


def tell(app: Sphinx, error: Exception | None) -> None:
    """Remark on what has no translation (handles ``build-finished``)."""
    code = app.config.language
    if error is not None or code == SOURCE or not isinstance(app.builder, SiteBuilder):
        return
    pages = (app.env.metadata[page].get("untranslated", []) for page in sorted(app.env.found_docs))
    left = [*words(Path(app.srcdir)), *(text for page in pages for text in page)]
    if left:
        name = Locale.parse(code, sep="-").get_display_name(SOURCE) or code
        remark(told([*dict.fromkeys(left)], name, code))


def setup(app: Sphinx) -> None:
    """Register the transform and the remark."""
    app.add_transform(NoteMissing)
    app.connect("build-finished", tell)

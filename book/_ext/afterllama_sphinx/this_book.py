"""Registers this book with `anybook`, the half of the Sphinx side that any book could use."""

from __future__ import annotations

from afterllama.shown.citations import book_citation
from afterllama.shown.downloads.csv_export import separated
from afterllama.words import language, prose
from anybook.host import Host

from afterllama_sphinx.corrections.reports import report
from afterllama_sphinx.lists.addresses import source_row
from afterllama_sphinx.styles import EMBED_STYLES, STYLES

THIS_BOOK = Host(
    title="After LLaMA",
    licence="CC BY 4.0",
    package="afterllama",
    language=language.language,
    language_variable=language.VARIABLE,
    domain=language.DOMAIN,
    catalogue=language.catalogue,
    digits=prose.figure,
    day=prose.day,
    names=prose.names,
    separated=separated,
    citation=book_citation.read,
    workbench="book/workbench",
    styles=STYLES,
    embed_styles=EMBED_STYLES,
    source_row=source_row,
    report=report,
)

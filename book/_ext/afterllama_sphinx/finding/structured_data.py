"""What search engines can read of a page, as JSON-LD in the words of schema.org.

The page of downloads is a `Dataset`, a chapter is an `Article`; no other page is either. Nothing is
said of people or of verdicts: there is no `ClaimReview`, which would show verdicts beside names.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

from afterllama.shown import publisher
from afterllama.shown.citations import book_citation
from anybook.figures.compact_json import embedded_json
from anybook.framing.chapter_frame import KickerNode
from docutils import nodes
from sphinx.application import Sphinx

from afterllama_sphinx.lists.downloads_page import FOLDER, DownloadsNode

CONTEXT = "https://schema.org"
#: The licence of the prose, by its name in CITATION.cff.
PROSE, LICENCE = "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"
#: The media type of a file to download, by the end of its name.
KINDS = {
    ".zip": "application/zip",
    ".sqlite": "application/vnd.sqlite3",
    ".graphml": "application/graphml+xml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".bib": "application/x-bibtex",
    "": "text/plain",
}


def author(one: book_citation.Author) -> dict[str, str]:
    """Return an author: a person, or a group."""
    return {"@type": "Person" if one.given else "Organization", "name": one.name}


def shared(work: book_citation.Work, language: str) -> dict[str, Any]:
    """Return what is said of every page: version, days, language, who made it, who publishes it."""
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "version": work.version,
        "datePublished": work.released,
        "inLanguage": language,
        "isAccessibleForFree": True,
    }
    given = publisher.told()
    if not publisher.missing(given):
        told["publisher"] = {"@type": "Organization", "name": given["publisher"]}
    return told


def article(
    work: book_citation.Work, language: str, headline: str, about: str, url: str, image: str
) -> dict[str, Any]:
    """Return a chapter as an article; its address and picture only if the site has an address."""
    told = shared(work, language) | {
        "@type": "Article",
        "headline": headline,
        "description": about,
        "author": [author(one) for one in work.authors],
        "isPartOf": {"@type": "Book", "name": work.title},
    }
    if PROSE in work.licences:
        told["license"] = LICENCE
    return told | {name: text for name, text in (("url", url), ("image", image)) if text}


def dataset(
    work: book_citation.Work, language: str, payload: dict[str, Any], url: str, base: str
) -> dict[str, Any]:
    """Return the files to download as a data set, from the payload of their page."""
    told = shared(work, language) | {
        "@type": "Dataset",
        "name": work.title,
        "description": work.abstract,
        "keywords": list(work.keywords),
        "license": payload["licences"][0]["path"],
        "creator": [author(one) for one in work.authors],
        "dateModified": payload["day"],
        "distribution": [download(file, base) for file in payload["files"]],
    }
    return told | ({"url": url} if url else {})


def download(file: dict[str, Any], base: str) -> dict[str, Any]:
    """Return a file to download."""
    told = {
        "@type": "DataDownload",
        "name": file["name"],
        "description": file["what"],
        "encodingFormat": KINDS[PurePath(file["name"]).suffix],
        "contentSize": f"{file['bytes']} B",
        "sha256": file["sha256"],
    }
    return told | ({"contentUrl": f"{base}{FOLDER}{file['name']}"} if base else {})


def of_page(
    app: Sphinx, doctree: nodes.document, headline: str, about: str, url: str, image: str, base: str
) -> str:
    """Return the JSON-LD of a page; empty if it is neither a chapter nor the page of downloads."""
    work = book_citation.read(Path(app.srcdir), base)
    if work is None:
        return ""
    language = str(app.config.language)
    files = next(iter(doctree.findall(DownloadsNode)), None)
    if files is not None:
        return embedded_json(dataset(work, language, files["payload"], url, base))
    if next(iter(doctree.findall(KickerNode)), None) is not None:
        return embedded_json(article(work, language, headline, about, url, image))
    return ""

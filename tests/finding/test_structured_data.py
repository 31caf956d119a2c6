"""What search engines can read of the pages: valid, true, and nothing about people or verdicts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml
from afterllama.shown.citations import book_citation
from afterllama_sphinx.finding import structured_data
from reading_text import parsed
from records import ROOT, real
from visits import pages

CHAPTERS = {
    "01_authors_who_left.html",
    "02_compute_battle.html",
    "03_february_shakeup.html",
    "04_reorganization.html",
    "05_what_the_record_adds.html",
}
#: The properties that schema.org knows for each type, as far as they are used here.
WORK = {
    *("@type", "@context", "name", "description", "version", "datePublished", "dateModified"),
    *("inLanguage", "isAccessibleForFree", "license", "publisher", "url", "keywords"),
}
KNOWN = {
    "Article": WORK | {"headline", "author", "isPartOf", "image"},
    "Dataset": WORK | {"creator", "distribution"},
    "DataDownload": {
        *("@type", "name", "description", "encodingFormat"),
        *("contentSize", "sha256", "contentUrl"),
    },
    "Book": {"@type", "name"},
    "Organization": {"@type", "name"},
    "Person": {"@type", "name"},
}
#: What Google asks of a data set and of an article.
NEEDED = {
    "Article": {"headline", "author", "datePublished"},
    "Dataset": {"name", "description", "license", "creator"},
}
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def told(page: Path) -> dict[str, Any] | None:
    """The structured data of a page, if it has any."""
    found = parsed(page).select("script[type='application/ld+json']")
    assert len(found) <= 1
    return json.loads(found[0].text) if found else None


def checked(part: Any) -> None:
    """Hold each part to the properties of its type; no value is blank."""
    assert part["@type"] in KNOWN
    assert set(part) <= KNOWN[part["@type"]], part
    assert NEEDED.get(part["@type"], set()) <= set(part)
    for value in part.values():
        assert value not in ("", [], None)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                checked(one)


def test_chapters_are_articles_the_files_a_data_set_and_nothing_else_is_anything(
    book: Path,
) -> None:
    found = {name: told(book / name) for name in pages(book)}
    kinds = {name: one["@type"] for name, one in found.items() if one}
    assert kinds == {"data.html": "Dataset", **dict.fromkeys(CHAPTERS, "Article")}
    for one in filter(None, found.values()):
        assert one["@context"] == "https://schema.org"
        checked(one)
        assert one["version"] == str(CITATION["version"])
        assert one["datePublished"] == str(CITATION["date-released"])
        assert "ClaimReview" not in json.dumps(one)


def test_the_data_set_has_the_files_as_they_are(book: Path) -> None:
    data = told(book / "data.html")
    assert data is not None
    assert data["dateModified"] == real().package.record_date.isoformat()
    assert 50 <= len(data["description"]) <= 5_000
    for file in data["distribution"]:
        content = (book / "downloads" / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert file["contentSize"] == f"{len(content)} B"
        assert "contentUrl" not in file, "no address is known"
    assert len(data["distribution"]) == len([*(book / "downloads").iterdir()])


def test_an_article_is_named_as_its_page(book: Path) -> None:
    for name in CHAPTERS:
        html = parsed(book / name)
        article = told(book / name)
        title, text = (
            html.select_one(f"meta[{one}]") for one in ("property='og:title'", "name='description'")
        )
        assert article and title and text
        assert article["headline"] == title["content"]
        assert article["description"] == text["content"]


def test_addresses_are_told_where_the_site_has_one() -> None:
    base = "https://books.example/llama/"
    work = book_citation.read(ROOT, base)
    assert work
    placed = structured_data.article(work, "en", "A", "B", f"{base}a.html", f"{base}covers/a.png")
    checked(placed)
    assert placed["url"] == f"{base}a.html" and placed["image"].startswith(base)
    bare = structured_data.article(work, "en", "A", "B", "", "")
    assert not {"url", "image"} & set(bare)
    file = {"name": "a-2026-11-26.csv", "what": "A table", "bytes": 3, "sha256": "0" * 64}
    payload = {"licences": [{"path": "https://a.example"}], "day": "2026-11-26", "files": [file]}
    data = structured_data.dataset(work, "en", payload, f"{base}data.html", base)
    checked(data)
    assert data["distribution"][0]["contentUrl"] == f"{base}downloads/a-2026-11-26.csv"


def test_authors_are_people_or_groups() -> None:
    person = structured_data.author(book_citation.Author("Vale", "Ada"))
    assert person == {"@type": "Person", "name": "Ada Vale"}
    assert structured_data.author(book_citation.Author("A press"))["@type"] == "Organization"

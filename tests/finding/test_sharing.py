"""Metadata for other sites; the book under any path; the page for unknown addresses."""

from __future__ import annotations

import mimetypes
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from afterllama_sphinx.finding import sharing
from anybook.figures.chromium import system_chromium
from axe import violations
from book_builds import ADDRESS
from bs4 import Tag
from docutils.utils import new_document
from playwright.sync_api import Browser, Page, expect
from reading_text import parsed
from records import ROOT, real
from visits import HEIGHT, Quiet, Visit, answering, pages, visited

#: What only a site with an address has in its head.
PLACED = ["og:url", "og:image", "og:image:width", "og:image:height", "og:image:alt"]


def head(page: Path) -> Tag:
    """What a page says of itself."""
    found = parsed(page).head
    assert found is not None
    return found


def told(page: Path) -> dict[str, str]:
    """The metas of a page by name or property; each stands once."""
    metas = [one for one in head(page).find_all("meta") if one.get("content")]
    named = [(str(one.get("name") or one.get("property")), str(one["content"])) for one in metas]
    named = [(name, text) for name, text in named if name not in {"None", "viewport"}]
    assert len({name for name, _ in named}) == len(named)
    return dict(named)


@contextmanager
def hosted(folder: Path, prefix: str) -> Iterator[str]:
    """Serve a folder under a path, as static hosts do: 404.html for what is not there."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            inside = path.startswith(prefix)
            file = folder / (path.removeprefix(prefix) or "index.html")
            is_there = inside and file.is_file()
            shown = file if is_there else folder / "404.html"
            self.send_response(200 if is_there else 404)
            kind = mimetypes.guess_type(shown.name)[0] or "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(shown.read_bytes())

    with answering(Handler) as address:
        yield address


def test_every_page_has_a_title_and_a_description_of_its_own(book: Path) -> None:
    titles, texts = [], []
    for name in pages(book):
        title = head(book / name).title
        assert title is not None and title.string
        titles.append(title.string)
        assert "After LLaMA" in title.string and not re.match(r"\d+\. ", title.string)
        texts.append(told(book / name)["description"])
    assert len(set(titles)) == len(titles) and len(set(texts)) == len(texts)
    for text in texts:
        assert 50 <= len(text) <= 160, text
        assert re.match(r"[A-Z]", text) and text[-1] in ".…"
        assert not re.search(r"[<>{}`*_\[\]]|  | [.,;]|\bNone\b|\bnan\b", text), text


def test_every_page_says_to_those_who_share_it_what_it_says_to_readers(book: Path) -> None:
    for name in set(pages(book)) - {"404.html"}:
        metas = told(book / name)
        assert metas["og:description"] == metas["description"]
        assert metas["og:title"] in str(head(book / name).title)
        assert metas["og:type"] == ("website" if name == "index.html" else "article")


def test_without_a_site_address_no_page_names_one(book: Path) -> None:
    for name in pages(book):
        assert not set(PLACED) & set(told(book / name))
        assert head(book / name).select("link[rel=canonical]") == []
        assert "twitter:card" not in told(book / name)
    assert not any((book / name).exists() for name in ("sitemap.xml", "robots.txt", "covers"))


def test_pages_of_a_placed_site_name_their_address(placed: Path) -> None:
    wanted = {"index.html": f"{ADDRESS}/", "01_trees.html": f"{ADDRESS}/01_trees.html"}
    for name, address in wanted.items():
        (link,) = head(placed / name).select("link[rel=canonical]")
        assert link["href"] == told(placed / name)["og:url"] == address
    for name in ("search.html", "404.html"):
        assert head(placed / name).select("link[rel=canonical]") == []
        assert told(placed / name)["robots"] == "noindex"
    places = re.findall(r"<loc>(.*?)</loc>", (placed / "sitemap.xml").read_text("utf-8"))
    assert places == list(wanted.values())
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (placed / "robots.txt").read_text("utf-8")


@pytest.mark.skipif(system_chromium() is None, reason="no Chromium draws the covers")
def test_pages_of_a_placed_site_have_a_cover(placed: Path) -> None:
    for name in ("index.html", "01_trees.html"):
        metas = told(placed / name)
        assert metas["twitter:card"] == "summary_large_image"
        figure = "The title of the page over a figure: " if "trees" in name else "A small book"
        assert metas["og:image:alt"].startswith(figure)
        cover = placed / metas["og:image"].removeprefix(f"{ADDRESS}/")
        content = cover.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", content[16:24])
        assert (str(width), str(height)) == (metas["og:image:width"], metas["og:image:height"])
        assert (width, height) == (1200, 630)
        assert len(content) > 5_000, "more than a blank sheet"


@pytest.mark.parametrize("prefix", ["/", "/a/b/"])
def test_every_link_and_file_is_found_under_any_path(
    chromium: Browser, book: Path, prefix: str
) -> None:
    with hosted(book, prefix) as host, chromium.new_context() as context:
        visit = Visit(context, host + prefix)
        failed: list[str] = []
        visit.page.on("response", lambda one: failed.append(one.url) if one.status > 399 else None)
        for name in pages(book):
            page = visit.open(name)
            for link in page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)"):
                parts = urlsplit(link)
                if link.startswith(host) and "/lite/" not in parts.path:
                    path = unquote(parts.path)
                    assert path.startswith(prefix), f"{name}: {link}"
                    assert (book / (path.removeprefix(prefix) or "index.html")).is_file(), link
        assert failed == [] and visit.faults == []
        page = visit.open("search.html?q=lachaux")
        page.locator("#search-results a").first.click()
        page.wait_for_url(re.compile(re.escape(host + prefix) + r"(?!search)"))


def checked(page: Page, front: str) -> None:
    """Hold the page for an unknown address to what it says, and follow its links and its search."""
    assert page.locator("h1").first.inner_text() == "No page at this address"
    links = page.locator("li a")
    expect(links.first).to_have_attribute("href", re.compile("index.html$"))
    page.wait_for_load_state("networkidle")
    assert {link.get_attribute("href") for link in links.all()} == {
        urlsplit(urljoin(front, str(link.get_attribute("data-to")))).path for link in links.all()
    }
    assert violations(page) == []
    page.get_by_role("searchbox").first.fill("lachaux")
    page.get_by_role("button").first.click()
    page.wait_for_url(f"{front}search.html?q=lachaux")
    page.go_back()
    page.wait_for_load_state("networkidle")
    links.last.click()
    expect(page.locator("h1").first).not_to_have_text("No page at this address")
    assert page.url.startswith(front)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("missing", ["/a/b/x.html", "/a/b/some/deep/missing", "/a/b/fr/x.html"])
def test_an_unknown_address_shows_a_page_whose_links_work_at_any_depth(
    chromium: Browser, book: Path, missing: str, width: int
) -> None:
    with (
        hosted(book, "/a/b/") as host,
        visited(chromium, host + missing, viewport={"width": width, "height": HEIGHT}) as page,
    ):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        checked(page, f"{host}/a/b/")


def test_an_unknown_address_of_a_placed_site_needs_no_script(
    chromium: Browser, placed: Path
) -> None:
    with (
        hosted(placed, "/a/b/") as host,
        visited(chromium, f"{host}/a/b/some/deep/missing", java_script_enabled=False) as page,
    ):
        links = [one.get_attribute("href") for one in page.locator("a").all()]
        assert links == ["/a/b/index.html", "/a/b/01_trees.html"]
        page.locator("li a").last.click()
        assert page.url == f"{host}/a/b/01_trees.html"


def test_pages_that_list_people_are_for_readers_and_not_for_engines(book: Path) -> None:
    apart = {name for name in pages(book) if told(book / name).get("robots") == "noindex"}
    assert apart == {"people.html", "places.html", "search.html", "404.html"}


def test_a_page_that_lists_people_is_in_no_map_and_has_no_picture(tmp_path: Path) -> None:
    entries = {"book/people": {"entries": [{"anchor": "person-ada-vale"}]}, "book/index": {}}
    env = SimpleNamespace(metadata=entries)
    config = SimpleNamespace(
        html_baseurl=ADDRESS,
        root_doc="book/index",
        html_title="A book",
        language="en",
        anybook_edition_of="",
        anybook_editions=[],
    )
    builder = SimpleNamespace(get_target_uri=lambda page: f"{page[5:]}.html")
    app: Any = SimpleNamespace(env=env, config=config, builder=builder, outdir=tmp_path)
    assert "people" not in sharing.sitemap(app, list(entries)) and ADDRESS in sharing.sitemap(
        app, list(entries)
    )
    context: dict[str, Any] = {}
    sharing.tell(app, "book/people", "page.html", context, new_document("people"))
    names = {name for name, _ in [*context["share"].named, *context["share"].graph]}
    assert ("robots", "noindex") in context["share"].named
    assert not {"og:image", "twitter:card"} & names


def test_nothing_is_made_of_a_marked_person_for_other_sites(book: Path, placed: Path) -> None:
    """No card, no embed, no structured data: the head of a page knows no `?person=`."""
    assert "Disallow: /*?*person=" in (placed / "robots.txt").read_text("utf-8")
    names = [name for name in real().data["people"]["name"] if " " in name]
    for name in pages(book):
        found = head(book / name)
        assert found.select("link[type*='oembed']") == []
        structured = " ".join(one.text for one in found.select("[type='application/ld+json']"))
        assert [one for one in names if one in structured] == [], name
        metas = " ".join(str(one.get("content")) for one in found.find_all("meta"))
        assert [one for one in names if one in metas] == [], name
        assert parsed(book / name).select("[itemscope], [itemtype], [vocab], [typeof]") == []
    for script in (ROOT / "book" / "_ext").rglob("*.js"):
        assert not re.search(r"og:|twitter:|ld\+json|oembed", script.read_text("utf-8")), (
            script.name
        )

"""Metadata for other sites and search engines, and the page for unknown addresses.

Every page has a title and a description. With `html_baseurl`, each also has its canonical address
and a cover, and the site has a sitemap.
"""

from __future__ import annotations

import textwrap
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from afterllama.words.language import language, say
from anybook.building.site_builder import base_of
from anybook.building.templates import TEMPLATES
from anybook.editions.editions import UNKNOWN, editions, own
from anybook.embedding.frame import FOLDER as EMBEDDED
from anybook.embedding.own_pages import EVENT
from anybook.figures.figures import pictures_of
from docutils import nodes
from sphinx.application import Sphinx

from afterllama_sphinx.finding import structured_data
from afterllama_sphinx.finding.covers import HEIGHT, WIDTH, Cover, Covers, cover_of

#: The length in characters of a description made from a page's first paragraph.
LENGTH = 155
#: The most characters of a card's text alternative that other sites keep.
ALT = 400
#: A name or property of metadata, and its text.
Pair = tuple[str, str]
#: The size of a card, as its page names it.
SIZE = (("og:image:width", str(WIDTH)), ("og:image:height", str(HEIGHT)))


def address(app: Sphinx, page: str) -> str:
    """Return the canonical address of a page; the front page has the site's."""
    path = app.builder.get_target_uri(page)
    return base_of(app.config) + ("" if page == app.config.root_doc else path)


def metas(doctree: nodes.document | None) -> dict[str, str]:
    """Return `html_meta` of a page's front matter: `description`, `og:title`."""
    found = doctree.findall(nodes.meta) if doctree else []
    return {meta.get("name") or meta.get("property", ""): meta["content"] for meta in found}


def described(doctree: nodes.document | None, book: str) -> str:
    """Return the beginning of a page's first real paragraph."""
    if doctree is None:
        return say("Find people, organizations, claims, figures and pages of this book.")
    paragraphs = doctree.findall(nodes.paragraph)
    texts = (" ".join(paragraph.astext().split()) for paragraph in paragraphs)
    first = next((text for text in texts if len(text) > LENGTH / 3), "")
    return textwrap.shorten(first, LENGTH, placeholder=" …") if first else book


def names_people(app: Sphinx, page: str) -> bool:
    """Whether a page lists people, or organizations with their people."""
    return bool(app.env.metadata[page].get("entries")) if page in app.env.metadata else False


class Head:
    """The metadata in the head of a page, for the template `layout.html`."""

    def __init__(self, app: Sphinx, page: str, title: str, doctree: nodes.document | None) -> None:
        book, given = app.config.html_title, metas(doctree)
        is_front = page == app.config.root_doc
        whole = book if is_front else say("{page} — {book}", page=title, book=book)
        self.title = given.get("og:title", whole)
        #: The title for sharing.
        self.shared = given.get("og:title", title or book)
        self.description = given.get("description") or described(doctree, book)
        self.named = [] if "description" in given else [("description", self.description)]
        kind = "website" if is_front else "article"
        self.graph = [("og:type", kind), ("og:site_name", book)]
        if "og:title" not in given:
            self.graph.append(("og:title", self.shared))
        self.graph.append(("og:description", self.description))
        #: Whether search engines are asked not to index the page: the search, and pages of people.
        self.is_apart = doctree is None or names_people(app, page)
        #: What engines can read of the page, as JSON; empty for most pages.
        self.structured = ""
        if self.is_apart:
            self.named.append(("robots", "noindex"))


def placed(url: str, cover: str, alt: str) -> tuple[list[Pair], list[Pair]]:
    """Return what needs the site's address, by property and by name: the page's, and its cover."""
    if not cover:
        return [("og:url", url)], []
    image = [("og:image", cover), *SIZE, ("og:image:alt", alt)]
    return [("og:url", url), *image], [("twitter:card", "summary_large_image")]


def tell(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its metadata (handles ``html-page-context``)."""
    heading = next(doctree.findall(nodes.title), None) if doctree else None
    title = heading.astext() if heading is not None else say("Search")
    head = Head(app, page, title, doctree)
    base = base_of(app.config)
    url = address(app, page) if base and doctree is not None else ""
    context["pageurl"] = url or None
    name = alt = cover = ""
    if url:
        if not head.is_apart:
            name, alt = covers_of(app).draw(cover_of(app, page, head.shared), Path(app.outdir))
        cover = base + name if name else ""
        graph, named = placed(url, cover, alt)
        head.graph += graph
        head.named += named
    if doctree is not None and not head.is_apart:
        head.structured = structured_data.of_page(
            app, doctree, head.shared, head.description, url, cover, base
        )
    context["share"] = head


def tell_figure(app: Sphinx, payload: dict[str, Any], context: dict[str, Any]) -> None:
    """Give the page of a figure its card: the figure itself (handles ``figure-page``)."""
    view, base = payload["views"][-1], base_of(app.config)
    graph = [
        ("og:type", "article"),
        ("og:site_name", app.config.html_title),
        ("og:title", view["title"]),
        ("og:description", view["caption"]),
    ]
    named: list[Pair] = []
    if base:
        # What is no chart has no picture: its card is its title.
        picture = pictures_of(app, payload).get("wide", "") if "figure" in view else ""
        cover = Cover(payload["id"], view["title"], view["title"], picture)
        name, _ = covers_of(app).draw(cover, Path(app.outdir))
        alt = textwrap.shorten(view["alt"], ALT, placeholder=" …")
        url = f"{base}{EMBEDDED}/{payload['id']}.html"
        more, named = placed(url, base + name if name else "", alt)
        graph += more
    context["metas"] += [("property", *pair) for pair in graph]
    context["metas"] += [("name", *pair) for pair in named]


def covers_of(app: Sphinx) -> Covers:
    """Return the object that draws the covers, one per build."""
    if not hasattr(app, "afterllama_covers"):
        app.afterllama_covers = Covers(app)  # type: ignore[attr-defined]
    covers: Covers = app.afterllama_covers  # type: ignore[attr-defined]
    return covers


def finish(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Write the files that a site has once, at its root (handles ``html-collect-pages``).

    Each edition writes its page for unknown addresses, which become one.
    """
    site = Path(app.outdir)
    pages = list(app.env.collect_relations())
    if base_of(app.config):
        covers_of(app).forget()
    (site / UNKNOWN).write_text(unknown(app, pages), encoding="utf-8")
    if app.config.anybook_edition_of:
        return []
    if base_of(app.config):
        (site / "sitemap.xml").write_text(sitemap(app, pages), encoding="utf-8")
        (site / "robots.txt").write_text(robots(app), encoding="utf-8")
    return []


def sitemap(app: Sphinx, pages: list[str]) -> str:
    """Return the sitemap: the addresses of all pages except those that list people, by edition."""
    listed = [address(app, page) for page in pages if not names_people(app, page)]
    base = base_of(app.config)
    found = [
        base + edition.folder + one.removeprefix(base)
        for edition in editions(app.config)
        for one in listed
    ]
    places = "".join(f"<url><loc>{escape(one)}</loc></url>\n" for one in found)
    scheme = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{scheme}">\n{places}</urlset>\n'


def robots(app: Sphinx) -> str:
    """Return robots.txt, which excludes pages with a marked person and names the sitemap."""
    rules = "User-agent: *\nAllow: /\nDisallow: /*?*person=\n"
    return f"{rules}\nSitemap: {base_of(app.config)}sitemap.xml\n"


def unknown(app: Sphinx, pages: list[str]) -> str:
    """Return the page for an unknown address.

    A host shows it at any depth, where relative addresses do not work. It is therefore
    self-contained. Its links begin with the site's path if that is known; otherwise its script
    looks for the book's folder.
    """
    base, folder = base_of(app.config), own(app.config).folder
    listed = [(app.builder.get_target_uri(page), app.env.titles[page].astext()) for page in pages]
    context = {
        "language": language(),
        "book": app.config.html_title,
        "pages": listed,
        "folder": folder,
        "root": urlsplit(base).path if base else folder,
        "is_known": bool(base),
    }
    return TEMPLATES.get_template("afterllama_sphinx/finding/unknown_address.html").render(context)


def setup(app: Sphinx) -> None:
    """Register the handlers for metadata."""
    app.connect("html-page-context", tell)
    app.connect("html-collect-pages", finish)
    app.connect(EVENT, tell_figure)

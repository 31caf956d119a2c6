"""What other sites and search engines are told of the pages, and the page for an unknown address.

Every page has a title and a description. Once `html_baseurl` says where the site will be, each also
has its canonical address and a picture for those who share it, and the site a map; before that the
pages name no address, since none would be true.
"""

from __future__ import annotations

import textwrap
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from afterllama.words.language import language, say
from anybook.building.templates import TEMPLATES
from anybook.figures.figures import in_order
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from afterllama_sphinx.finding.covers import HEIGHT, WIDTH, Covers, cover_of

#: The length of a description that is made of a page's first paragraph, in characters.
LENGTH = 155
#: The page for an unknown address, as static hosts expect it.
UNKNOWN = "404.html"


def base_of(config: Config) -> str:
    """Return the address at which the site will be, a slash at its end; empty while unknown."""
    given = str(config.html_baseurl).strip()
    return given.rstrip("/") + "/" if given else ""


def address(app: Sphinx, page: str) -> str:
    """Return the canonical address of a page; that of the front page is the site's own."""
    path = app.builder.get_target_uri(page)
    return base_of(app.config) + ("" if page == app.config.root_doc else path)


def metas(doctree: nodes.document | None) -> dict[str, str]:
    """Return what a page's front matter says under `html_meta`: `description`, `og:title`."""
    found = doctree.findall(nodes.meta) if doctree else []
    return {meta.get("name") or meta.get("property", ""): meta["content"] for meta in found}


def described(doctree: nodes.document | None, book: str) -> str:
    """Return the beginning of a page's first paragraph that says something."""
    if doctree is None:
        return say("Find people, organizations, claims, figures and pages of this book.")
    paragraphs = doctree.findall(nodes.paragraph)
    texts = (" ".join(paragraph.astext().split()) for paragraph in paragraphs)
    first = next((text for text in texts if len(text) > LENGTH / 3), "")
    return textwrap.shorten(first, LENGTH, placeholder=" …") if first else book


def names_people(app: Sphinx, page: str) -> bool:
    """Whether a page lists people, by themselves or by where they were."""
    return bool(app.env.metadata[page].get("entries")) if page in app.env.metadata else False


class Head:
    """What the head of a page says to others, for the template `layout.html`."""

    def __init__(self, app: Sphinx, page: str, title: str, doctree: nodes.document | None) -> None:
        book, given = app.config.html_title, metas(doctree)
        is_front = page == app.config.root_doc
        whole = book if is_front else say("{page} — {book}", page=title, book=book)
        self.title = given.get("og:title", whole)
        #: What the page is called where somebody shares it.
        self.shared = given.get("og:title", title or book)
        self.description = given.get("description") or described(doctree, book)
        self.named = [] if "description" in given else [("description", self.description)]
        kind = "website" if is_front else "article"
        self.graph = [("og:type", kind), ("og:site_name", book)]
        if "og:title" not in given:
            self.graph.append(("og:title", self.shared))
        self.graph.append(("og:description", self.description))
        #: Whether search engines are asked not to list the page: a search, or pages of people.
        self.is_apart = doctree is None or names_people(app, page)
        if self.is_apart:
            self.named.append(("robots", "noindex"))

    def place(self, url: str, cover: str, alt: str) -> None:
        """Add what needs the site's address: that of the page, and its picture where it has one."""
        self.graph.append(("og:url", url))
        if cover:
            size = [("og:image:width", str(WIDTH)), ("og:image:height", str(HEIGHT))]
            self.graph += [("og:image", cover), *size, ("og:image:alt", alt)]
            self.named.append(("twitter:card", "summary_large_image"))


def tell(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its head (answers ``html-page-context``)."""
    heading = next(doctree.findall(nodes.title), None) if doctree else None
    title = heading.astext() if heading is not None else say("Search")
    head = Head(app, page, title, doctree)
    base = base_of(app.config)
    context["pageurl"] = None
    if base and doctree is not None:
        context["pageurl"] = address(app, page)
        name = alt = ""
        if not head.is_apart:
            name, alt = covers_of(app).draw(cover_of(app, page, head.shared), Path(app.outdir))
        head.place(context["pageurl"], base + name if name else "", alt)
    context["share"] = head


def covers_of(app: Sphinx) -> Covers:
    """Return what draws the pages' covers, one for a build."""
    if not hasattr(app, "afterllama_covers"):
        app.afterllama_covers = Covers(app)  # type: ignore[attr-defined]
    covers: Covers = app.afterllama_covers  # type: ignore[attr-defined]
    return covers


def finish(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Write what belongs to the site as a whole (answers ``html-collect-pages``)."""
    site = Path(app.outdir)
    pages = list(in_order(app.env, app.config.root_doc))
    (site / UNKNOWN).write_text(unknown(app, pages), encoding="utf-8")
    if base_of(app.config):
        (site / "sitemap.xml").write_text(sitemap(app, pages), encoding="utf-8")
        (site / "robots.txt").write_text(robots(app), encoding="utf-8")
        covers_of(app).forget()
    return []


def sitemap(app: Sphinx, pages: list[str]) -> str:
    """Return the map of the site: the addresses of its pages, but for those that list people."""
    listed = [page for page in pages if not names_people(app, page)]
    places = "".join(f"<url><loc>{escape(address(app, page))}</loc></url>\n" for page in listed)
    scheme = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{scheme}">\n{places}</urlset>\n'


def robots(app: Sphinx) -> str:
    """Return what robots are told: no page with a person marked is for them; where the map is."""
    rules = "User-agent: *\nAllow: /\nDisallow: /*?*person=\n"
    return f"{rules}\nSitemap: {base_of(app.config)}sitemap.xml\n"


def unknown(app: Sphinx, pages: list[str]) -> str:
    """Return the page for an unknown address.

    A host shows it at any depth, where no relative address leads to the site. So it has all it
    needs within itself, and its links begin with the site's path where that is known; where it is
    not, its script looks for the folder that has the book.
    """
    base = base_of(app.config)
    listed = [(app.builder.get_target_uri(page), app.env.titles[page].astext()) for page in pages]
    context = {
        "language": language(),
        "book": app.config.html_title,
        "pages": listed,
        "root": urlsplit(base).path if base else "",
        "is_known": bool(base),
    }
    return TEMPLATES.get_template("afterllama_sphinx/finding/unknown_address.html").render(context)


def setup(app: Sphinx) -> None:
    """Register what tells of the pages."""
    app.connect("html-page-context", tell)
    app.connect("html-collect-pages", finish)

"""Turns the built pages into chapters of one printable document, without controls.

It starts from the pages of the site, so that everything on a page of the table of contents is in
the printed book too. It removes what only a screen can use, adds the page's name to anchors to make
them unique, and adjusts links.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from anybook.host import say

#: Elements that only a screen can use.
DROPPED = (
    "script, style, template, form, dialog, datalist, .headerlink, .al-controls .al-time,"
    ".al-run, .al-furniture :is(.al-cite, .al-embed), .al-report, .al-corrections > p,"
    ".al-downloads dd details, .al-download,"
    ".al-choice :is(.al-answers, .al-key, .al-alt),"
    ".al-plot, .al-narrow, .al-failed, .al-hidden, .al-screen, .al-see,"
    "[hidden], [role=search], [role=tooltip], [popover], button:not(.al-legend button), .al-cards,"
    # The evidence of a stay is shown once, with the person.
    '.al-stays li:has(> p a[href^="people.html#"]) > details'
)
#: Attributes that refer to other elements of their page, or have no use in print.
POINTING = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
USELESS = ("tabindex", "style", "aria-expanded", "download", "disabled", "aria-pressed", "title")
HEADINGS = ("h1", "h2")
SCHEMES = ("http", "https", "mailto")


@dataclass(frozen=True)
class Heading:
    """A heading: the anchor of its section, and its text."""

    anchor: str
    words: str


@dataclass(frozen=True)
class Chapter:
    """A page of the book, for print."""

    name: str
    title: Heading
    sections: list[Heading]
    figures: list[Heading]
    html: str


def chapter(folder: Path, name: str) -> Chapter:
    """Return the page ``name`` of the built book in ``folder`` as a chapter for print.

    Raises
    ------
    ValueError
        If the page lacks a heading, or a figure its picture.
    """
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    article = BeautifulSoup(text, "html.parser").select_one("article.bd-article")
    if article is None or article.h1 is None:
        raise ValueError(f"{name}.html has no article with a heading")
    for figure in article.select("figure.al-figure"):
        settle(figure, name)
    for choice in article.select("figure.al-choice"):
        follow_with_sources(choice)
        choice.select(".al-data")[0].insert_after(file_told(choice))
    for element in article.select(DROPPED):
        element.decompose()
    for link in article.select('.al-all-sources dd a[href*="#claim-"]'):
        # The claim is in the ledger, named by its paragraphs.
        link.string = link.get_text().partition(":")[0].strip()
    for check in article.select("dd.al-check"):
        # The measured value above shows that the claim was computed.
        for term in check.find_previous_siblings("dt", limit=1):
            term.decompose()
        check.decompose()
    unfold(article)
    bind(article, name)
    first, *rest = [heading(found, name) for found in article.find_all(HEADINGS)]
    figures = [named(figure) for figure in article.select("figure:is(.al-figure, .al-choice)")]
    return Chapter(name, first, rest, figures, article.decode_contents())


def heading(element: Tag, page: str) -> Heading:
    """Return a heading of a page, with its section's anchor or its own."""
    section = element.find_parent("section")
    anchor = element.get("id") or (section.get("id") if section else None)
    if not anchor:
        raise ValueError(f"the heading {element.get_text()!r} in {page}.html has no anchor")
    return Heading(str(anchor), " ".join(element.get_text().split()))


def named(figure: Tag) -> Heading:
    """Return the number and the title of a figure."""
    words = (figure.select(part)[0].get_text() for part in (".al-place", ".al-title"))
    return Heading(str(figure["id"]), ". ".join(" ".join(text.split()) for text in words))


def settle(figure: Tag, page: str) -> None:
    """Give a figure its printed form, in place.

    Its picture gets the alternative text, its data are replaced by the name of their file, and its
    sources become a paragraph after it: a long list of them may go on over the page.
    """
    picture = figure.select_one(".al-wide svg")
    if picture is None:
        raise ValueError(f"{figure['id']} in {page}.html has no picture")
    alternative = figure.select(".al-alt")[0].extract()
    picture["aria-label"] = alternative.get_text()
    for name in ("aria-labelledby", "aria-describedby"):
        del picture[name]
    for part in figure.select(".al-box, .al-still"):
        for name in ("role", "aria-labelledby", "aria-describedby", "aria-hidden"):
            del part[name]
    follow_with_sources(figure)
    figure.select("details.al-data")[0].replace_with(file_told(figure))
    for button in figure.select(".al-legend button"):
        button.name = "span"


def file_told(figure: Tag) -> Tag:
    """Return the line that names the file with a figure's data."""
    file = posixpath.basename(str(figure.select(".al-csv")[0]["href"]))
    data = BeautifulSoup("", "html.parser").new_tag("p", attrs={"class": "al-file"})
    data.string = say("Data: figures/{file}, beside the book's pages.", file=file)
    return data


def follow_with_sources(figure: Tag) -> None:
    """Turn a figure's list of sources, if it has one, into a paragraph after the figure."""
    sources = figure.select_one("details.al-sources")
    if sources is None:
        return
    items = sources.select("li")
    sources.select("summary")[0].replace_with(say("Sources:"), " ")
    for place, item in enumerate(items, 1):
        item.append("." if place == len(items) else say("; "))
        item.unwrap()
    sources.select("ul")[0].unwrap()
    sources.name = "p"
    figure.insert_after(sources.extract())


def unfold(article: Tag) -> None:
    """Open all folded content, in place; its summary becomes its first line."""
    for details in article.find_all("details"):
        details.name = "div"
        details["data-open"] = ""
    for summary in article.find_all("summary"):
        summary.name = "p"
        summary["class"] = "al-summary"


def bind(article: Tag, page: str) -> None:
    """Make anchors unique in the book, in place, and adjust links.

    A link to another file of the site becomes plain text, as the PDF does not have the file.
    """
    for element in article.find_all(True):
        if element.get("id") and element.find_parent("svg") is None:
            element["id"] = anchored(page, str(element["id"]))
        for name in POINTING:
            if element.get(name):
                given = str(element[name]).split()
                element[name] = " ".join(anchored(page, one) for one in given)
        if element.find_parent("svg") is None and element.name != "svg":
            for name in USELESS:
                del element[name]
    for link in article.find_all("a"):
        target = target_of(page, str(link.get("href", "")))
        if target:
            link["href"] = target
        else:
            link.unwrap()


def anchored(page: str, name: str = "") -> str:
    """Return the printed book's name of an anchor of a page, or of the page itself."""
    return f"{name}--{page}" if name else page


def target_of(page: str, href: str) -> str:
    """Return the target of a link in the printed book; None if it is a file."""
    if urlsplit(href).scheme in SCHEMES:
        return href
    file, _, anchor = href.partition("#")
    if file and not file.endswith(".html"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(file)))
    other = path.removesuffix(".html") if file else page
    return f"#{anchored(other, unquote(anchor))}"

"""The frame of a chapter: kicker, standfirst, and the box that says how the book knows.

A page needs no markup for it, so that a notebook reads well in JupyterLab. The kicker is the short
name that the table of contents gives the page; the standfirst is a first paragraph all in italics;
the box is the section with the heading "How we know". What else is folded is an admonition of the
class `dropdown`.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform

from anybook.building.templates import TEMPLATES
from anybook.figures.figures import visit_children
from anybook.host import say

#: The look of the box that says how the book knows.
HOW = "al-how-box"


class KickerNode(nodes.General, nodes.Element):
    """The short name of a page, above a headline that states what was found."""


class InSight(nodes.General, nodes.Element):
    """What stays in sight where the section that it stands in is folded."""


class RunningText(nodes.Element):
    """What holds text of the page, unlike a node that says in its own way what its children say."""


class FoldNode(RunningText, nodes.General):
    """What a reader opens on demand, and paper has open, under a line that says what it is."""


class FrameChapters(SphinxTransform):
    """Finds what makes the frame of a page, and marks it."""

    default_priority = 505

    def apply(self, **kwargs: Any) -> None:
        """Put the kicker before the page, mark the standfirst, fold the box."""
        page = next(iter(self.document.findall(nodes.section)), None)
        if page is None:
            return
        mark_standfirst(page)
        for section in list(page.findall(nodes.section)):
            if section[0].astext() == say("How we know"):
                fold(section)
        for box in list(page.findall(nodes.admonition)):
            if "dropdown" in box["classes"]:
                title, *rest = box.children
                box.replace_self(FoldNode("", *rest, summary=title.astext(), look="al-aside-box"))
        name = short_name(self.env, self.env.docname)
        if name and name != page[0].astext():
            page.parent.insert(page.parent.index(page), KickerNode("", name=name))


def short_name(env: BuildEnvironment, docname: str) -> str:
    """Return the name that the table of contents gives a page; nothing where it gives none."""
    contents = getattr(env, "external_site_map", None)
    if contents is None or docname not in contents:
        return ""
    return str(contents[docname].title or "")


def mark_standfirst(page: nodes.section) -> None:
    """Mark a page's first paragraph where all of it is in italics, which its look replaces."""
    first = page[1] if len(page) > 1 else None
    if not isinstance(first, nodes.paragraph):
        return
    parts = [part for part in first.children if part.astext().strip()]
    if len(parts) == 1 and isinstance(parts[0], nodes.emphasis):
        first.children = []
        first.extend(parts[0].children)
        first["classes"].append("al-standfirst")


def fold(section: nodes.section) -> None:
    """Fold all of a section but its heading, and what stays in sight."""
    section["classes"].append("al-how")
    summary = say("The rules, the sources, and what could not be read")
    links = list(section.findall(InSight))
    for link in links:
        link.parent.remove(link)
    section[1:] = [FoldNode("", *section[1:], summary=summary, look=HOW), *links]


def opening_of(page: nodes.section) -> int:
    """Return the place in a page after its first text, before any section, figure or list."""
    texts = (nodes.title, nodes.paragraph, nodes.target, nodes.comment)
    return next((n for n, one in enumerate(page) if not isinstance(one, texts)), len(page))


def visit_kicker(translator: Any, node: KickerNode) -> None:
    """Write the kicker, with the page's number in the table of contents."""
    builder = translator.builder
    numbers = builder.env.toc_secnumbers.get(builder.current_docname, {}).get("") or ()
    given = {"name": node["name"], "number": ".".join(map(str, numbers))}
    translator.body.append(TEMPLATES.get_template("anybook/framing/kicker.html").render(given))
    raise nodes.SkipNode


def enter_fold(translator: Any, node: FoldNode) -> None:
    """Open what is folded."""
    translator.body.append(
        TEMPLATES.get_template("anybook/framing/fold.html").render(node.attributes)
    )


def leave_fold(translator: Any, node: FoldNode) -> None:
    """Close what is folded."""
    translator.body.append("</details>\n")


def skip(translator: Any, node: nodes.Element) -> None:
    """Leave the kicker out where pages have no head."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the nodes and what finds them."""
    plain = (visit_children, visit_children)
    app.add_node(KickerNode, html=(visit_kicker, skip), latex=(skip, skip), text=(skip, skip))
    app.add_node(FoldNode, html=(enter_fold, leave_fold), latex=plain, text=plain)
    app.add_transform(FrameChapters)

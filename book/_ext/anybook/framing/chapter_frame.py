"""The frame of a chapter: kicker, standfirst, and the box "How we know".

A page needs no markup for it, so that a notebook reads well in JupyterLab. The kicker is the page's
short name in the table of contents. The standfirst is a first paragraph all in italics. The box is
the section with the heading "How we know"; admonitions of the class `dropdown` are folded too.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform

from anybook.building.templates import TEMPLATES
from anybook.host import say
from anybook.nodes import CHILDREN, LEFT_OUT, skip, write

#: The CSS class of the box.
HOW = "al-how-box"


class KickerNode(nodes.General, nodes.Element):
    """The short name of a page, above its headline."""


class InSight(nodes.General, nodes.Element):
    """A node that stays visible when its section is folded."""


class RunningText(nodes.Element):
    """A node with running text, unlike nodes whose children only repeat them."""


class FoldNode(RunningText, nodes.General):
    """Folded content under a summary line; open in print."""


class FrameChapters(SphinxTransform):
    """Finds and marks the parts of a page's frame."""

    default_priority = 505

    def apply(self, **kwargs: Any) -> None:
        """Add the kicker, mark the standfirst, fold the box."""
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
                summary = say(title.astext())
                box.replace_self(FoldNode("", *rest, summary=summary, look="al-aside-box"))
        name = short_name(self.env, self.env.docname)
        if name and name != page[0].astext():
            page.parent.insert(page.parent.index(page), KickerNode("", name=name))


def short_name(env: BuildEnvironment, docname: str) -> str:
    """Return a page's name in the table of contents, or empty."""
    contents = getattr(env, "external_site_map", None)
    if contents is None or docname not in contents:
        return ""
    return str(contents[docname].title or "")


def mark_standfirst(page: nodes.section) -> None:
    """Mark a page's first paragraph if it is all in italics, and remove the italics."""
    first = page[1] if len(page) > 1 else None
    if not isinstance(first, nodes.paragraph):
        return
    parts = [part for part in first.children if part.astext().strip()]
    if len(parts) == 1 and isinstance(parts[0], nodes.emphasis):
        first.children = []
        first.extend(parts[0].children)
        first["classes"].append("al-standfirst")


def fold(section: nodes.section) -> None:
    """Fold a section except its heading and nodes that stay visible."""
    section["classes"].append("al-how")
    summary = say("The rules, the sources, and what could not be read")
    links = list(section.findall(InSight))
    for link in links:
        link.parent.remove(link)
    section[1:] = [FoldNode("", *section[1:], summary=summary, look=HOW), *links]


def opening_of(page: nodes.section) -> int:
    """Return the position after a page's first text, before any section, figure or list."""
    texts = (nodes.title, nodes.paragraph, nodes.target, nodes.comment)
    return next((n for n, one in enumerate(page) if not isinstance(one, texts)), len(page))


def visit_kicker(translator: Any, node: KickerNode) -> None:
    """Write the kicker, with the page's number in the table of contents."""
    builder = translator.builder
    numbers = builder.env.toc_secnumbers.get(builder.current_docname, {}).get("") or ()
    given = {"name": node["name"], "number": ".".join(map(str, numbers))}
    write(translator, "anybook/framing/kicker.html", given)


def enter_fold(translator: Any, node: FoldNode) -> None:
    """Begin folded content."""
    translator.body.append(
        TEMPLATES.get_template("anybook/framing/fold.html").render(node.attributes)
    )


def leave_fold(translator: Any, node: FoldNode) -> None:
    """End folded content."""
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    """Register the nodes and their transform."""
    app.add_node(KickerNode, html=(visit_kicker, skip), **LEFT_OUT)
    app.add_node(FoldNode, html=(enter_fold, leave_fold), **CHILDREN)
    app.add_transform(FrameChapters)

"""The publisher and the contact: a site needs both, and pages name them.

`publisher` and `contact` are set in `_config.yml`, under `sphinx: config:`. A build with a site
address fails without them.
"""

from __future__ import annotations

import os
from typing import Any

from afterllama.shown import publisher
from afterllama.words.language import say
from anybook.building.failures import STAYS, report_of
from anybook.building.site_builder import base_of
from anybook.embedding.frame import FOLDER
from anybook.embedding.own_pages import EVENT
from anybook.nodes import CHILDREN, visit_children, write
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.osutil import relative_uri

#: The page for people named in the book.
PAGE = "book/if_you_are_named"


def hand_on(app: Sphinx, config: Config) -> None:
    """Pass publisher and contact to this process and to kernels (handles ``config-inited``)."""
    for name, variable in publisher.VARIABLES.items():
        os.environ[variable] = str(config[name] or "").strip()


def check(app: Sphinx) -> None:
    """Stop the build of a site without publisher or contact (handles ``builder-inited``)."""
    wrong = publisher.missing(publisher.told())
    if base_of(app.config) and wrong:
        told = f"html_baseurl names a site, and nobody answers for it: {'; '.join(wrong)}"
        words = report_of(app).words = f"_config.yml: {told}; {STAYS}."
        raise SphinxError(words)


class ContactNode(nodes.General, nodes.Element):
    """The contact on a page; its child has it as plain text."""


class ContactDirective(Directive):
    """Says who publishes this copy and where to write: ``{contact}``."""

    def run(self) -> list[nodes.Node]:
        """Return the node, with plain text for builders without templates."""
        return [ContactNode("", nodes.paragraph("", publisher.words()))]


def visit_html(translator: Any, node: ContactNode) -> None:
    """Write the contact; a mail address is a link."""
    given = publisher.told()
    is_known = not publisher.missing(given)
    context = {**given, "is_known": is_known, "is_mail": publisher.is_mail(given["contact"])}
    context["words"] = publisher.words()
    write(translator, "afterllama_sphinx/contact/contact.html", context)


def tell(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give every page the words of its footer (handles ``html-page-context``)."""
    given = publisher.told()
    context["publisher"] = "" if publisher.missing(given) else given["publisher"]
    context["named_page"] = PAGE


def tell_figure(app: Sphinx, payload: dict[str, Any], context: dict[str, Any]) -> None:
    """Link the page for people named from a figure's own page (handles ``figure-page``)."""
    if PAGE in app.env.found_docs:
        own, page = f"{FOLDER}/{payload['id']}.html", app.builder.get_target_uri(PAGE)
        context["links"].append((relative_uri(own, page), say("If you are named here")))


def setup(app: Sphinx) -> None:
    """Register the settings, the directive ``contact`` and the words of the footer."""
    for name in publisher.VARIABLES:
        app.add_config_value(name, "", "env", [str])
    app.connect("config-inited", hand_on)
    app.add_node(ContactNode, html=(visit_html, visit_children), **CHILDREN)
    app.add_directive("contact", ContactDirective)
    app.connect("html-page-context", tell)
    app.connect(EVENT, tell_figure)

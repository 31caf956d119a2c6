"""The language of the edition: its catalogues, the settings that readers see, and the prose.

Sphinx translates the prose paragraph by paragraph, from catalogues named like the pages, and parses
each translation as Markdown. What that takes beyond what MyST does by itself is here: values of the
notebook in a translation, the anchors of headings, and the descriptions of pages.
"""

from __future__ import annotations

import os
from typing import Any

from afterllama.words import language
from docutils import nodes
from myst_nb.ext.eval import EvalRoleAny, eval_warning
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import CatalogRepository

#: Settings of `_config.yml` that readers see, as they are called under `sphinx: config:`.
SETTINGS = (
    ("html_title",),
    ("html_theme_options", "search_bar_text"),
    ("html_theme_options", "logo", "text"),
)

#: Before the target of a link while a page is translated: its translation has a target of its own.
OUT_OF_REACH = "\0"


def choose_language(app: Sphinx, config: Config) -> None:
    """Tell this process and the kernels the language, its catalogue compiled before they ask.

    Answers ``config-inited``.
    """
    os.environ[language.VARIABLE] = config.language
    folders = [language.LOCALES.as_posix()]
    for catalogue in CatalogRepository("", folders, config.language, "utf-8").catalogs:
        if catalogue.domain == language.DOMAIN and catalogue.is_outdated():
            catalogue.write_mo(config.language)
    for path in SETTINGS:
        translate(config, path)


def translate(config: Config, path: tuple[str, ...]) -> None:
    """Put a setting into the edition's language."""
    held: Any = config
    for key in path[:-1]:
        held = held[key]
    held[path[-1]] = language.say(held[path[-1]])


class Value(EvalRoleAny):
    """The role `{eval}`, in translations too: they are parsed when the kernel has gone."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the value of a name, from the kernel, or as it was when the page was run."""
        values = self.document.settings.env.temp_data.setdefault("afterllama_values", {})
        if not self.document.current_source.endswith("<translated>"):
            found, messages = super().run()
            values[self.text] = [node.deepcopy() for node in found]
            return found, messages
        if self.text not in values:
            told = f"{self.text!r} is in the translation, but not in the page"
            return [], [eval_warning(told, self.document, self.line)]
        return [node.deepcopy() for node in values[self.text]], []


class MetasEarly(SphinxTransform):
    """Puts what a page's front matter says under `html_meta` into the page before it is translated.

    MyST leaves them pending until long after Sphinx has translated everything else.
    """

    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        """Set each in its place, and leave nothing pending."""
        for pending in list(self.document.findall(nodes.pending)):
            held = pending.details.get("nodes", [])
            if held and all(isinstance(node, nodes.meta) for node in held):
                pending.parent.insert(pending.parent.index(pending), held)
                pending.details["nodes"] = []


class KeepAnchors(SphinxTransform):
    """Sets the anchors of headings aside, before those of a translation take their place."""

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:
        """Remember what was found when the page was parsed."""
        slugs = self.env.metadata[self.env.docname].get("myst_slugs", {})
        self.env.temp_data["afterllama_slugs"] = dict(slugs)
        # Sphinx would give all links of a paragraph to one page the anchor of the last of them.
        for link in self.document.findall(pending_xref):
            link["reftarget"] = OUT_OF_REACH + link["reftarget"]


class RestoreAnchors(SphinxTransform):
    """Puts the anchors of headings back, with the translated headings as their texts."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Restore what was found, so that a link finds a heading in every edition."""
        for link in self.document.findall(pending_xref):
            link["reftarget"] = link["reftarget"].removeprefix(OUT_OF_REACH)
        slugs = self.env.temp_data.pop("afterllama_slugs")
        for slug, (line, name, text) in slugs.items():
            section = self.document.ids.get(name)
            title = section.next_node(nodes.title) if section is not None else None
            slugs[slug] = (line, name, title.astext() if title is not None else text)
        if slugs:
            self.env.metadata[self.env.docname]["myst_slugs"] = slugs


def setup(app: Sphinx) -> None:
    """Register the language, and what a translated page needs."""
    app.connect("config-inited", choose_language)
    app.add_role("eval", Value(), override=True)
    app.add_transform(MetasEarly)
    app.add_transform(KeepAnchors)
    app.add_transform(RestoreAnchors)

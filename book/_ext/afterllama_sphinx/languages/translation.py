"""The language of the edition: its catalogues, the settings that readers see, and the prose.

Sphinx translates the prose paragraph by paragraph, from catalogues named like the pages, and parses
each translation as Markdown. This module adds what MyST lacks: computed values in a translation,
the anchors of headings, and the descriptions of pages.
"""

from __future__ import annotations

import ast
import os
import re
from typing import Any

from afterllama.words import language
from docutils import nodes
from myst_nb.ext.eval import EvalRoleAny, eval_warning
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import CatalogRepository

#: Settings under `sphinx: config:` in `_config.yml` that readers see.
SETTINGS = (
    ("html_title",),
    ("html_theme_options", "search_bar_text"),
    ("html_theme_options", "logo", "text"),
)

#: How Python writes a character that it does not print, such as a space that does not break.
ESCAPED = re.compile(r"(?<!\\)\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})")
#: Prefix of a link's target while its page is translated; the translation has its own target.
OUT_OF_REACH = "\0"


def choose_language(app: Sphinx, config: Config) -> None:
    """Compile the catalogue, and tell this process and kernels the language.

    Handles ``config-inited``.
    """
    os.environ[language.VARIABLE] = config.language
    compile_words(config.language)
    for path in SETTINGS:
        translate(config, path)


def compile_words(code: str) -> None:
    """Compile the catalogue of the package's texts in a language, if it has changed."""
    folders = [language.LOCALES.as_posix()]
    for catalogue in CatalogRepository("", folders, code, "utf-8").catalogs:
        if catalogue.domain == language.DOMAIN and catalogue.is_outdated():
            catalogue.write_mo(code)


def translate_contents(app: Sphinx, config: Config) -> None:
    """Translate the short names of pages in the table of contents.

    Handles ``config-inited``, once the file has been read.
    """
    for page in config.external_site_map.values():
        page.title = language.say(page.title) if page.title else page.title


def translate(config: Config, path: tuple[str, ...]) -> None:
    """Translate a setting."""
    held: Any = config
    for key in path[:-1]:
        held = held[key]
    held[path[-1]] = language.say(held[path[-1]])


def unescaped(text: str) -> str:
    """A value as it is meant, from what Python's `repr` makes of it."""
    return ESCAPED.sub(lambda found: str(ast.literal_eval(f'"{found[0]}"')), text)


class Value(EvalRoleAny):
    """The role `{eval}`, which also works in translations, parsed after the kernel has ended."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the value of a name, from the kernel or as stored when the page was run."""
        values = self.document.settings.env.temp_data.setdefault("afterllama_values", {})
        if not self.document.current_source.endswith("<translated>"):
            found, messages = super().run()
            for text in [text for node in found for text in node.findall(nodes.Text)]:
                text.parent.replace(text, nodes.Text(unescaped(text)))
            values[self.text] = [node.deepcopy() for node in found]
            return found, messages
        if self.text not in values:
            told = f"{self.text!r} is in the translation, but not in the page"
            return [], [eval_warning(told, self.document, self.line)]
        return [node.deepcopy() for node in values[self.text]], []


class MetasEarly(SphinxTransform):
    """Puts `html_meta` of a page's front matter into the page before translation.

    MyST leaves it pending until long after Sphinx has translated everything else.
    """

    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        """Resolve all pending metadata."""
        for pending in list(self.document.findall(nodes.pending)):
            held = pending.details.get("nodes", [])
            if held and all(isinstance(node, nodes.meta) for node in held):
                pending.parent.insert(pending.parent.index(pending), held)
                pending.details["nodes"] = []


class KeepAnchors(SphinxTransform):
    """Saves the anchors of headings before a translation replaces them."""

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:
        """Save the anchors found when the page was parsed."""
        slugs = self.env.metadata[self.env.docname].get("myst_slugs", {})
        self.env.temp_data["afterllama_slugs"] = dict(slugs)
        # Sphinx would give all links of a paragraph to one page the anchor of the last of them.
        for link in self.document.findall(pending_xref):
            link["reftarget"] = OUT_OF_REACH + link["reftarget"]


class RestoreAnchors(SphinxTransform):
    """Restores the anchors of headings, with the translated headings as their texts."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Restore the anchors, so that links work in every edition."""
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
    """Register the language and the transforms of translated pages."""
    app.connect("config-inited", choose_language)
    app.connect("config-inited", translate_contents, priority=950)
    app.add_role("eval", Value(), override=True)
    app.add_transform(MetasEarly)
    app.add_transform(KeepAnchors)
    app.add_transform(RestoreAnchors)

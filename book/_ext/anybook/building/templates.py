"""Translates the pages' templates with the catalogue of the edition.

A template marks texts for jinja2's i18n extension: `{% trans %}Sources{% endtrans %}`, with `{%
pluralize %}` for plurals, or `_("Sources")` in an attribute. A sentence stays whole, with
placeholders; a number goes through the filter `grouped`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.application import Sphinx

from anybook.host import host


def gettext(text: str) -> str:
    """Return a text of a template in the edition's language."""
    return host().catalogue().gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the plural form of a template's text for a number."""
    return host().catalogue().ngettext(one, many, number)


def grouped(value: int) -> str:
    """Return a whole number in digits, in the format of the edition."""
    return host().digits(value)


def forms(one: str, many: str) -> str:
    """Return the plural forms of a text as JSON, for a script that knows the number.

    Keys are the language's plural categories in `Intl.PluralRules`; the script fills in the
    placeholders.
    """
    category = Locale.parse(host().language()).plural_form
    samples = {category(number): number for number in (1_000_000, *range(200, -1, -1))}
    return json.dumps(
        {name: ngettext(one, many, number) for name, number in samples.items()}, ensure_ascii=False
    )


def environment() -> Environment:
    """Return the environment of the templates, named by path: `anybook/figures/figure.html`."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parents[2]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # A text may span several lines of a template; `catalogues.TEMPLATES` agrees.
    templates.policies["ext.i18n.trimmed"] = True
    install: Any = templates
    install.install_gettext_callables(gettext, ngettext, newstyle=True)
    templates.filters["grouped"] = grouped
    templates.globals["forms"] = forms
    return templates


TEMPLATES = environment()


def join_catalogues(app: Sphinx) -> None:
    """Use the book's catalogue in the theme's templates too, before the theme's own.

    Handles ``builder-inited``, when the html builder has made its templates.
    """
    theirs = app.translator

    def one(text: str) -> str:
        ours = gettext(text)
        return theirs.gettext(text) if ours == text else ours

    def several(single: str, many: str, number: int) -> str:
        ours = ngettext(single, many, number)
        theirs_too = theirs.ngettext(single, many, number)
        return theirs_too if ours in (single, many) else ours

    bridge: Any = getattr(app.builder, "templates", None)
    if bridge is not None:
        bridge.environment.install_gettext_callables(one, several)


def setup(app: Sphinx) -> None:
    """Register the translation of the theme's templates."""
    app.connect("builder-inited", join_catalogues)

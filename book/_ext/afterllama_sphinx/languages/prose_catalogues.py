"""The pages' prose for translators: the texts that Sphinx looks up in catalogues, by page.

What only notebooks show, such as questions to try, has a catalogue of its own.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from anybook.editions.notebooks import ALONE, texts
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from afterllama_sphinx.languages.notebooks import pages

#: Nothing is run, so values and figures are missing, and links to figures are broken.
CHANGES = {
    "language": "en",
    "nb_execution_mode": "off",
    "lite_build": False,
    "suppress_warnings": ["mystnb.eval", "myst.xref_missing"],
}
#: MyST-NB counts this many lines for every cell of a notebook.
CELL = 10_000
#: A place in a file of Sphinx, and the marks around a path without which spaces end it.
PLACE = re.compile(r"^#: (.+):(\d+)$", re.MULTILINE)
WHOLE = "#: \u2068\\1\u2069:\\2"


def paragraphs(root: Path) -> dict[str, Catalog]:
    """Return the prose of the book at ``root`` by page, such as ``book/index``.

    Raises
    ------
    SphinxError
        If reading a page gives a warning.
    """
    root = root.resolve()
    given, _ = get_final_config(
        user_yaml=root / "_config.yml",
        sourcedir=root,
        cli_config={"latex_individualpages": False, **CHANGES},
    )
    with tempfile.TemporaryDirectory() as made:
        out, kept = Path(made).resolve() / "out", Path(made).resolve() / "kept" / "doctrees"
        with patch_docutils(str(root)), docutils_namespace():
            app = Sphinx(root, None, out, kept, "gettext", given, status=None, warning=sys.stderr)
            app.build()
        if app._warncount:
            raise SphinxError("The prose could not be collected; see the warnings above.")
        files = {
            path: path.relative_to(out).with_suffix("").as_posix() for path in out.rglob("*.pot")
        }
        # Texts that Sphinx finds in templates are not prose.
        found = {
            name: page(path, out, root) for path, name in sorted(files.items()) if name != "sphinx"
        }
    return {**found, ALONE: alone(root, found)}


def alone(root: Path, known: dict[str, Catalog]) -> Catalog:
    """Return the prose of notebooks that no page has, by cell."""
    found = Catalog(project="After LLaMA", charset="utf-8")
    for path in sorted(path for path in pages(root) if path.suffix == ".ipynb"):
        where = path.relative_to(root)
        shown = known.get(where.with_suffix("").as_posix(), Catalog())
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
            is_prose = cell["cell_type"] == "markdown"
            for text in texts("".join(cell["source"])) if is_prose else ():
                if text not in shown:
                    found.add(text, locations=[(where.as_posix(), number)]).flags.clear()
    return found


def page(path: Path, out: Path, root: Path) -> Catalog:
    """Return the texts of one of Sphinx's files, with paths from the root."""
    texts = Catalog(project="After LLaMA", charset="utf-8")
    for message in read_po(PLACE.sub(WHOLE, path.read_text(encoding="utf-8")).splitlines()):
        if message.id:
            places = [
                (
                    (out / place).resolve().relative_to(root).as_posix(),
                    line // CELL if place.endswith(".ipynb") else line,
                )
                for place, line in message.locations
            ]
            # {eval} is a role, not a placeholder.
            texts.add(message.id, locations=places).flags.clear()
    return texts

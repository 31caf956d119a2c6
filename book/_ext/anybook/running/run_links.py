"""The button that opens a page's notebook in the reader's own browser, and Binder's."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml
from docutils import nodes
from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.osutil import relative_uri

from anybook.building.templates import TEMPLATES
from anybook.framing.chapter_frame import HOW, FoldNode, opening_of

#: The page of the site, see `lite`, that shows one notebook.
NOTEBOOK = "lite/notebooks/index.html"


class RunNode(nodes.General, nodes.Element):
    """The button that opens a page's notebook in the reader's own browser."""


class AddButton(SphinxTransform):
    """Puts the button on every page that is a notebook: where its story ends, or after its opening.

    A story ends with the box that says how the book knows; a page without an opening, with itself.
    """

    default_priority = 510

    def apply(self, **kwargs: Any) -> None:
        """Add the button where the site is built, and the notebook is part of it."""
        source = Path(self.env.doc2path(self.env.docname))
        page = next(iter(self.document.findall(nodes.section)), None)
        if page is not None and source.suffix == ".ipynb" and self.config.lite_build:
            button = RunNode("", path=source.relative_to(self.env.srcdir).as_posix())
            boxes = (one for one in page.findall(FoldNode) if one["look"] == HOW)
            box = next(boxes, None)
            if box is not None:
                box.parent.append(button)
            else:
                place = opening_of(page)
                page.insert(place if place > 1 else len(page), button)


def visit_html(translator: Any, node: RunNode) -> None:
    """Write the button, and the sentence that stands for it where no server is."""
    builder, config = translator.builder, translator.builder.config
    page = builder.get_target_uri(builder.current_docname)
    context = {
        "href": f"{relative_uri(page, NOTEBOOK)}?path={quote(node['path'], safe='')}",
        "host": "" if config.lite_pyodide else urlsplit(PYODIDE_CDN_URL).hostname,
        "binder": binder(repository(Path(builder.srcdir)), node["path"]),
    }
    translator.body.append(TEMPLATES.get_template("anybook/running/run_links.html").render(context))
    raise nodes.SkipNode


def repository(root: Path) -> str:
    """Return the address of the book's repository; jupyter-book does not pass it on."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return str(config["repository"]["url"])


def binder(repository: str, path: str) -> str:
    """Return the address at which Binder opens a notebook of a repository; none without one."""
    if not repository:
        return ""
    owner = repository.rstrip("/").removesuffix(".git").partition("github.com/")[2]
    where = f"gh/{owner}" if owner else f"git/{quote(repository, safe='')}"
    return f"https://mybinder.org/v2/{where}/HEAD?urlpath={quote(f'lab/tree/{path}', safe='')}"


def skip(translator: Any, node: RunNode) -> None:
    """Leave the button out where there is no browser."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the button."""
    app.add_node(RunNode, html=(visit_html, skip), latex=(skip, skip), text=(skip, skip))
    app.add_transform(AddButton)

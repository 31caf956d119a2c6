"""The button that runs a page's notebook in the reader's browser, and the link to Binder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml
from docutils import nodes
from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.osutil import relative_uri

from anybook.editions.editions import own
from anybook.framing.chapter_frame import HOW, FoldNode, opening_of
from anybook.host import host
from anybook.nodes import LEFT_OUT, skip, write

#: The page of the JupyterLite site that shows one notebook, from the root of the whole site.
NOTEBOOK = "lite/notebooks/index.html"


class RunNode(nodes.General, nodes.Element):
    """The button that runs a page's notebook in the reader's browser."""


class AddButton(SphinxTransform):
    """Adds the button to every page that is a notebook: at the end of its story, or after its
    opening.

    A story ends with the box "How we know". On a page without an opening, the button is at the end.
    A notebook whose metadata say `"run_button": false` has none.
    """

    default_priority = 510

    def apply(self, **kwargs: Any) -> None:
        """Add the button if the site is built and includes the notebook."""
        source = Path(self.env.doc2path(self.env.docname))
        page = next(iter(self.document.findall(nodes.section)), None)
        if page is not None and self.config.lite_build and asks_for_button(source):
            button = RunNode("", path=source.relative_to(self.env.srcdir).as_posix())
            boxes = (one for one in page.findall(FoldNode) if one["look"] == HOW)
            box = next(boxes, None)
            if box is not None:
                box.parent.append(button)
            else:
                place = opening_of(page)
                page.insert(place if place > 1 else len(page), button)


def asks_for_button(source: Path) -> bool:
    """Tell whether a page is a notebook with a button."""
    if source.suffix != ".ipynb":
        return False
    notebook = json.loads(source.read_text(encoding="utf-8"))
    return bool(notebook["metadata"].get("run_button", True))


def visit_html(translator: Any, node: RunNode) -> None:
    """Write the button, and the sentence that replaces it when there is no server."""
    builder, config = translator.builder, translator.builder.config
    folder = own(config).folder
    notebook = relative_uri(folder + builder.get_target_uri(builder.current_docname), NOTEBOOK)
    # Those of a further edition lie in its folder: see `editions.notebooks`.
    path = folder + Path(node["path"]).name if folder else node["path"]
    context = {
        "href": f"{notebook}?path={quote(path, safe='')}",
        "host": "" if config.lite_pyodide else urlsplit(PYODIDE_CDN_URL).hostname,
        "binder": binder(repository(Path(builder.srcdir)), node["path"]),
        "workbench": workbench(builder),
    }
    write(translator, "anybook/running/run_links.html", context)


def workbench(builder: Any) -> str:
    """Return the address of the page with controls, as seen from the page that is written.

    It is empty without such a page, and on the page itself.
    """
    name = host().workbench
    if name not in builder.env.found_docs or name == builder.current_docname:
        return ""
    return str(builder.get_relative_uri(builder.current_docname, name))


def repository(root: Path) -> str:
    """Return the address of the book's repository; jupyter-book does not pass it on."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return str(config["repository"]["url"])


def binder(repository: str, path: str) -> str:
    """Return the address at which Binder opens a notebook; empty without a repository."""
    if not repository:
        return ""
    owner = repository.rstrip("/").removesuffix(".git").partition("github.com/")[2]
    where = f"gh/{owner}" if owner else f"git/{quote(repository, safe='')}"
    return f"https://mybinder.org/v2/{where}/HEAD?urlpath={quote(f'lab/tree/{path}', safe='')}"


def setup(app: Sphinx) -> None:
    """Register the button."""
    app.add_node(RunNode, html=(visit_html, skip), **LEFT_OUT)
    app.add_transform(AddButton)

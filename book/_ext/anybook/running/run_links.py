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

#: The page of the site, see `lite`, that shows one notebook.
NOTEBOOK = "lite/notebooks/index.html"


class RunNode(nodes.General, nodes.Element):
    """The button that opens a page's notebook in the reader's own browser."""


class AddButton(SphinxTransform):
    """Puts the button under the title of every page that is a notebook."""

    default_priority = 510

    def apply(self, **kwargs: Any) -> None:
        """Add the button where the site is built, and the notebook is part of it."""
        source = Path(self.env.doc2path(self.env.docname))
        title = next(self.document.findall(nodes.title), None)
        if title is not None and source.suffix == ".ipynb" and self.config.lite_build:
            path = source.relative_to(self.env.srcdir).as_posix()
            title.parent.insert(title.parent.index(title) + 1, RunNode("", path=path))


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

"""What a built book is made of: its data, its code and the tools, told on one page alone.

All other pages are the same from the same data and code, whatever the commit is called.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from anybook.building.templates import TEMPLATES

#: What decides how pages look, beside the book's own code.
TOOLS = ("jupyter-book", "Sphinx", "sphinx-book-theme", "myst-nb", "pandas", "networkx", "plotly")
#: `git archive` writes the commit into this file of a tarball, see `.gitattributes`.
ARCHIVAL = ".git_archival.txt"


@dataclass(frozen=True)
class Commit:
    """The code of a book: its commit, blank where it is not known, and whether files differ."""

    name: str
    changed: bool = False


def data_digest(folder: Path) -> str:
    """Return the digest of the data, which a shell gives too.

    In ``data/``: ``LC_ALL=C; sha256sum *.csv datapackage.json | sha256sum``.
    """
    files = [*sorted(folder.glob("*.csv")), folder / "datapackage.json"]
    lines = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def commit(root: Path) -> Commit:
    """Return the commit of a repository, or that of the tarball that was made of one."""
    if (root / ".git").exists():
        name = git(root, "rev-parse", "HEAD")
        return Commit(name, bool(name and git(root, "status", "--porcelain")))
    archival = root / ARCHIVAL
    told = archival.read_text(encoding="utf-8").strip() if archival.is_file() else ""
    name = told.removeprefix("node: ")
    return Commit("" if "Format" in name else name)


def git(root: Path, *words: str) -> str:
    """Return what git says; nothing where it is not there, or refuses."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", *words],
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


class ProvenanceNode(nodes.General, nodes.Element):
    """The place where a page says what the book is made of."""


class ProvenanceDirective(Directive):
    """Says what the book is made of: no argument, no content."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the place; it is filled when the page is written, for commits come and go."""
        return [ProvenanceNode()]


def visit_html(translator: Any, node: ProvenanceNode) -> None:
    """Write the digest, the commit and the tools."""
    root = Path(translator.builder.srcdir)
    tools = [("Python", platform.python_version()), *((tool, version(tool)) for tool in TOOLS)]
    context = {"digest": data_digest(root / "data"), "commit": commit(root), "tools": tools}
    translator.body.append(
        TEMPLATES.get_template("anybook/building/provenance.html").render(context)
    )
    raise nodes.SkipNode


def skip(translator: Any, node: ProvenanceNode) -> None:
    """Leave it out elsewhere: what is printed or sent on is an edition of its own."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directive ``provenance``."""
    app.add_node(ProvenanceNode, html=(visit_html, skip), latex=(skip, skip), text=(skip, skip))
    app.add_directive("provenance", ProvenanceDirective)

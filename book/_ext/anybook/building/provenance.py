"""Shows what a built book was made from (data, code, tools), on one page only.

All other pages depend only on data and code, not on the commit.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from anybook.nodes import LEFT_OUT, skip, write

#: The tools that affect how pages look.
TOOLS = ("jupyter-book", "Sphinx", "sphinx-book-theme", "myst-nb", "pandas", "networkx", "plotly")
#: `git archive` writes the commit into this file of a tarball, see `.gitattributes`.
ARCHIVAL = ".git_archival.txt"


@dataclass(frozen=True)
class Commit:
    """The code of a book: its commit, blank if unknown, and whether files differ from it."""

    name: str
    changed: bool = False


def data_digest(folder: Path) -> str:
    """Return the digest of the data, which a shell can compute too.

    In ``data/``: ``LC_ALL=C; sha256sum *.csv datapackage.json */*.csv | sha256sum``.
    """
    own, below = (sorted(folder.glob(tables)) for tables in ("*.csv", "*/*.csv"))
    files = [*own, folder / "datapackage.json", *below]
    lines = (
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in files
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def commit(root: Path) -> Commit:
    """Return the commit of a repository, or of a tarball made from one."""
    if (root / ".git").exists():
        name = git(root, "rev-parse", "HEAD")
        return Commit(name, bool(name and git(root, "status", "--porcelain")))
    archival = root / ARCHIVAL
    told = archival.read_text(encoding="utf-8").strip() if archival.is_file() else ""
    name = told.removeprefix("node: ")
    return Commit("" if "Format" in name else name)


def git(root: Path, *words: str) -> str:
    """Return git's output; empty if git is missing or fails."""
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
    """The provenance on a page."""


class ProvenanceDirective(Directive):
    """Shows the provenance; takes no argument and no content."""

    def run(self) -> list[nodes.Node]:
        """Return the node, which is filled when the page is written, as commits change."""
        return [ProvenanceNode()]


def visit_html(translator: Any, node: ProvenanceNode) -> None:
    """Write the digest, the commit and the tools."""
    root = Path(translator.builder.srcdir)
    tools = [("Python", platform.python_version()), *((tool, version(tool)) for tool in TOOLS)]
    context = {"digest": data_digest(root / "data"), "commit": commit(root), "tools": tools}
    write(translator, "anybook/building/provenance.html", context)


def setup(app: Sphinx) -> None:
    """Register the directive ``provenance``."""
    app.add_node(ProvenanceNode, html=(visit_html, skip), **LEFT_OUT)
    app.add_directive("provenance", ProvenanceDirective)

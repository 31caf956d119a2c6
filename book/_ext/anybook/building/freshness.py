"""Decides which chapters to run again; Sphinx looks only at the chapters' own dates."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from anybook.building.failures import write_whole
from anybook.host import host

LOGGER = logging.getLogger(__name__)

#: What every chapter depends on besides the package, from the root of the book.
SHARED = ("_config.yml", "_toc.yml", "data", "book/_ext", "book/locale")
TOOLS = (
    *("jupyter-book", "Sphinx", "sphinx-book-theme", "pydata-sphinx-theme", "docutils"),
    *("myst-nb", "myst-parser", "markdown-it-py", "ipykernel", "sphinxcontrib-bibtex", "pybtex"),
    *("pandas", "numpy", "networkx", "scipy", "plotly"),
)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files at or under ``paths`` in a fixed order, without caches and hidden files."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            parts = file.relative_to(path.parent).parts
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if file.is_file() and not hidden:
                yield file


def shared_digest(root: Path) -> str:
    """Return one digest of the data, code and tools that all chapters of ``root`` depend on.

    No chapter depends on a style: each build joins them again.
    """
    digest = hashlib.sha256(sys.version.encode())
    for tool in TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for file in files(root / name for name in (*SHARED, f"book/{host().package}")):
        if file.suffix == ".css":
            continue
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


class Freshness:
    """Compares the book with the last successful build.

    The record is removed when a build starts and written when it succeeds. After a failed or
    interrupted build there is none, and every chapter runs again.
    """

    def __init__(self, app: Sphinx) -> None:
        self.record = Path(app.doctreedir) / "freshness.json"
        self.now: dict[str, str] = {}

    def outdated(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        added: set[str],
        changed: set[str],
        removed: set[str],
    ) -> list[str]:
        """Return the chapters to run again (handles Sphinx's ``env-get-outdated``)."""
        last = json.loads(self.record.read_text()) if self.record.exists() else {}
        self.record.unlink(missing_ok=True)
        shared = shared_digest(Path(app.srcdir))
        self.now = {
            doc: hashlib.sha256(shared.encode() + Path(env.doc2path(doc)).read_bytes()).hexdigest()
            for doc in sorted(env.found_docs)
        }
        return [doc for doc, digest in self.now.items() if last.get(doc) != digest]

    def remember(self) -> None:
        """Record a successful build."""
        write_whole(self.record, json.dumps(self.now, indent=1))

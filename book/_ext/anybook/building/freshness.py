"""Decides which chapters to run again; Sphinx looks only at the chapters' own dates.

A whole site depends on the paths in `SHARED`; any other book on what `anybook_depends` names, or
else on every file in its folder that is not a page.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from anybook.building.failures import write_whole
from anybook.host import host

LOGGER = logging.getLogger(__name__)

#: What every chapter depends on besides the package, from the root of the book.
SHARED = ("_config.yml", "_toc.yml", "data", "book/_ext", "book/locale")
#: The suffixes of pages, and folders that no page depends on.
PAGES = {".ipynb", ".md", ".rst"}
LEFT_OUT = {"_build", "__pycache__", "node_modules"}
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


def shared_digest(root: Path, paths: Iterable[Path] | None = None) -> str:
    """Return one digest of the data, code and tools that all chapters of ``root`` depend on.

    No chapter depends on a style, which each build joins again, or on a compiled catalogue, which
    each makes of the texts beside it.
    """
    digest = hashlib.sha256(sys.version.encode())
    for tool in TOOLS:
        digest.update(f"{tool} {version_of(tool)}\n".encode())
    site = (root / name for name in (*SHARED, f"book/{host().package}"))
    for file in files(site) if paths is None else paths:
        if file.suffix in (".css", ".mo"):
            continue
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def version_of(tool: str) -> str:
    """Return the version of an installed tool; empty if it is not installed."""
    try:
        return version(tool)
    except PackageNotFoundError:
        return ""


def depended(app: Sphinx) -> list[Path]:
    """Return the files that the pages of any book depend on."""
    root, build = Path(app.srcdir), Path(app.doctreedir).parent
    if given := app.config.anybook_depends:
        return list(files(root / name for name in given))
    return [path for path in below(root, build) if path.suffix not in PAGES]


def below(folder: Path, build: Path) -> Iterator[Path]:
    """Yield the files in a folder in a fixed order, without hidden ones, builds, environments."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in LEFT_OUT or path == build:
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and not (path / "pyvenv.cfg").is_file():
            yield from below(path, build)


def use_own_cache(app: Sphinx, config: Config) -> None:
    """Give jupyter-cache, which looks only at code, a folder for each state of data and tools.

    Handles ``config-inited``.
    """
    given = str(getattr(config, "nb_execution_cache_path", ""))
    kept = Path(given) if given else Path(app.doctreedir).parent / ".jupyter_cache"
    if "nb_execution_cache_path" in config and config.nb_execution_mode == "cache":
        state = shared_digest(Path(app.srcdir), depended(app))[:16]
        for old in kept.glob("state-*"):
            if old.name != f"state-{state}":
                shutil.rmtree(old)
        config.nb_execution_cache_path = str(kept / f"state-{state}")


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
        site = "site" in app.config.anybook_features
        shared = shared_digest(Path(app.srcdir), None if site else depended(app))
        self.now = {
            doc: hashlib.sha256(shared.encode() + Path(env.doc2path(doc)).read_bytes()).hexdigest()
            for doc in sorted(env.found_docs)
        }
        return [doc for doc, digest in self.now.items() if last.get(doc) != digest]

    def remember(self) -> None:
        """Record a successful build."""
        write_whole(self.record, json.dumps(self.now, indent=1))

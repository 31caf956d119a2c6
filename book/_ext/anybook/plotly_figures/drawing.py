"""Draws the pictures that pages show until a reader touches a figure, in runs of a Chromium.

A picture is an SVG, or a WebP where that is smaller: a cloud of points, a surface, a map. For print
it is a PNG.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from anybook.building.failures import remark
from anybook.figures import chromium
from anybook.figures.compact_json import embedded_json
from anybook.plotly_figures.plotly_json import Spec

FLAGS = (
    # A build asks no host.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    # WebGL without a graphics card.
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"),
)
#: Seconds that a browser may take for one run, and the most figures and characters of one.
PATIENCE, FIGURES, CHARACTERS = 240, 8, 12_000_000
#: The width of a picture on a wide page and on a phone, if its figure sets none, in pixels.
WIDE, NARROW = 720, 480
SUFFIXES = ("svg", "webp", "png")
#: Coordinates of a path need no more than two decimals.
PATHS = re.compile(r'(?<= )(d|points)="[^"]*"')
LONG = re.compile(r"(\.\d\d)\d+")


@dataclass(frozen=True)
class Job:
    """A picture to draw: a figure at one width."""

    digest: str
    spec: Spec
    width: int

    def key(self, tools: str) -> str:
        """Return a digest of all that the picture depends on."""
        text = f"{tools} {self.digest} {self.width} {self.spec.height}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def widths(spec: Spec) -> list[int]:
    """Return the widths of a figure's pictures, the wide one first."""
    wide = spec.width or WIDE
    return [wide, NARROW] if wide > NARROW else [wide]


class Drawing:
    """The pictures of a book's ordinary figures, kept in a folder between builds.

    ``places`` says by digest where a figure is. ``printed``: for print, which has one width.
    """

    def __init__(
        self,
        folder: Path,
        scripts: list[Path],
        version: str,
        places: Mapping[str, str],
        printed: bool = False,
    ) -> None:
        self.folder, self.scripts, self.printed = folder, scripts, printed
        self.places, self.failed = places, defaultdict[str, list[str]](list)
        self.page = Path(__file__).with_name("drawing.html")
        own = [Path(__file__), Path(__file__).with_name("plotly_json.py"), self.page]
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in own]
        maps = len(scripts) > 1  # without their outlines, maps have other pictures
        self.tools = " ".join([version, str(maps), *digests])

    def draw(self, specs: dict[str, Spec]) -> None:
        """Draw the missing pictures of figures, which are keyed by digest; remove unused ones."""
        jobs = {
            job.key(self.tools): job
            for digest, spec in specs.items()
            for job in (Job(digest, spec, width) for width in self.widths(spec))
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.stem not in jobs:
                path.unlink()
        missing = {key: job for key, job in jobs.items() if not self.path(key)}
        browser = chromium.system_chromium()
        if missing and browser:
            for batch in batches(missing):
                if not self.draw_batch(browser, batch):
                    break
        elif missing:
            remark("No Chromium: figures have no pictures and are drawn by the page.")
        for reason, digests in self.failed.items():
            told = ", ".join(self.places[digest] for digest in dict.fromkeys(digests))
            remark(f"Figures without a picture, which the page draws ({reason}): {told}.")

    def draw_batch(self, browser: str, jobs: dict[str, Job]) -> bool:
        """Draw pictures; return whether there is any.

        A run that has taken long leaves the rest to the next. After one that fails, each picture
        has a run of its own.
        """
        found = self.drawn(browser, jobs)
        self.keep(found, jobs)
        left = {key: job for key, job in jobs.items() if key not in found}
        if left and found:
            self.draw_batch(browser, left)
        elif len(left) > 1:
            return True in [self.draw_batch(browser, {key: job}) for key, job in left.items()]
        return bool(found)

    def of(self, digest: str, spec: Spec) -> dict[int, Path]:
        """Return the pictures of a figure by width; none if one could not be drawn."""
        keys = {width: Job(digest, spec, width).key(self.tools) for width in self.widths(spec)}
        found = {width: self.path(key) for width, key in keys.items()}
        paths = {width: path for width, path in found.items() if path}
        return paths if len(paths) == len(keys) else {}

    def widths(self, spec: Spec) -> list[int]:
        """Return the widths of a figure's pictures here."""
        return widths(spec)[:1] if self.printed else widths(spec)

    def path(self, key: str) -> Path | None:
        """Return the kept picture of a job, if there is one."""
        paths = (self.folder / f"{key}.{suffix}" for suffix in SUFFIXES)
        return next((path for path in paths if path.is_file()), None)

    def keep(self, found: dict[str, dict[str, str]], jobs: dict[str, Job]) -> None:
        """Write pictures into the folder."""
        for key, picture in found.items():
            if "svg" in picture:
                (self.folder / f"{key}.svg").write_text(short(picture["svg"]), encoding="utf-8")
            elif suffix := next((one for one in SUFFIXES if one in picture), None):
                path = self.folder / f"{key}.{suffix}"
                path.write_bytes(base64.b64decode(picture[suffix]))
            else:
                self.failed[picture["error"]].append(jobs[key].digest)

    def drawn(self, browser: str, jobs: dict[str, Job]) -> dict[str, dict[str, str]]:
        """Draw pictures in one run of the browser; return those it drew, none if it fails.

        What fails alone is kept as failed.
        """
        told = [
            {"key": key, "width": job.width, "height": job.spec.height, **job.spec.written()}
            | {"printed": self.printed}
            for key, job in jobs.items()
        ]
        scripts = "".join(
            f'<script src="{path.resolve().as_uri()}"></script>' for path in self.scripts
        )
        page = self.page.read_text(encoding="utf-8")
        page = page.replace("<!--scripts-->", scripts).replace("<!--jobs-->", embedded_json(told))
        with chromium.room(self.folder.parent, "ordinary") as folder:
            try:
                return chromium.drawn(browser, folder, page, *FLAGS, patience=PATIENCE)
            except (subprocess.SubprocessError, OSError, ValueError) as error:
                reason = str(error).splitlines()[0][:200]
        if len(jobs) == 1:
            self.failed[reason] += [job.digest for job in jobs.values()]
        return {}


def batches(jobs: dict[str, Job]) -> Iterator[dict[str, Job]]:
    """Divide jobs into runs that a browser can hold."""
    batch: dict[str, Job] = {}
    weight = 0
    for key, job in jobs.items():
        size = len(json.dumps(job.spec.written()))
        if batch and (len(batch) == FIGURES or weight + size > CHARACTERS):
            yield batch
            batch, weight = {}, 0
        batch[key] = job
        weight += size
    yield batch


def short(svg: str) -> str:
    """Return an SVG with short coordinates."""
    return PATHS.sub(lambda found: LONG.sub(r"\1", found[0]), svg)

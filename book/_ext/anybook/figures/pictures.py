"""Static pictures of the figures, shown until a reader touches one, and in print.

One run of a Chromium draws missing pictures, with the script that also draws the live figures.
Colours become CSS variables, so that a picture works on the light and the dark page. Without a
Chromium there are no pictures, and figures are drawn before they are scrolled into view.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from anybook.building.failures import remark, write_whole
from anybook.figures import chromium
from anybook.figures.compact_json import embedded_json
from anybook.figures.shrink_svg import SVG, slim

#: Seconds that a browser may take for one run.
PATIENCE = 240
#: Widths of the pictures for a wide page and for a phone, in pixels.
WIDTHS = {"wide": 688, "narrow": 358}
XLINK = "http://www.w3.org/1999/xlink"
PAGE = """<!doctype html><meta charset="utf-8"><body><script src="{plotly}"></script>
<script src="{compose}"></script><script type="application/json" id="jobs">{jobs}</script>
<script type="application/json" id="colours">{colours}</script><pre id="out"></pre><script>
(async function () {{
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const colours = read("colours");
  const style = {{ getPropertyValue: (name) => colours[name] || "" }};
  const found = {{}};
  for (const job of read("jobs")) {{
    const choice = {{ ...job, hidden: new Set(), person: null, style }};
    const {{ data, layout }} = anybook.compose(job.view, {{}}, choice);
    const size = {{ width: job.width, height: job.height }};
    Object.assign(layout, size, {{ autosize: false }});
    const config = {{ staticPlot: true, typesetMath: false }};
    const given = {{ format: "svg", imageDataOnly: true, ...size }};
    found[job.key] = await Plotly.toImage({{ data, layout, config }}, given);
  }}
  document.getElementById("out").textContent = JSON.stringify(found);
}})();
</script>"""


@dataclass(frozen=True)
class Job:
    """One picture to draw: a view of a figure at one width."""

    name: str
    view: dict[str, Any]
    width: int
    height: int
    phone: bool

    def key(self, tools: str) -> str:
        """Return a digest of all that the picture depends on."""
        text = json.dumps([tools, self.name, self.view, self.width, self.height], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


class Pictures:
    """The pictures of a book's figures, cached between builds."""

    def __init__(self, folder: Path, static: Path, plotly: Path) -> None:
        self.folder = folder
        self.compose = Path(__file__).with_name("compose.js")
        self.plotly = plotly
        self.colours = colours(static / "palette.css")
        code = [Path(__file__), Path(__file__).with_name("shrink_svg.py")]
        own = [*code, self.compose, self.plotly, static / "palette.css"]
        self.tools = " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in own)

    def draw(self, payloads: Iterable[dict[str, Any]]) -> None:
        """Draw missing pictures, and delete unused ones."""
        jobs = {job.key(self.tools): job for payload in payloads for job in jobs_of(payload)}
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("*.svg"):
            if path.stem not in jobs:
                path.unlink()
        missing = {key: job for key, job in jobs.items() if not self.path(key).is_file()}
        browser = chromium.system_chromium()
        if missing and browser:
            for key, svg in self.drawn(browser, missing).items():
                write_whole(self.path(key), self.cleaned(svg, jobs[key]))
        elif missing:
            remark("No Chromium: figures have no static pictures and are drawn by the page.")

    def of(self, payload: dict[str, Any]) -> dict[str, str]:
        """Return the pictures of a figure by width; none if they could not be drawn."""
        paths = [self.path(job.key(self.tools)) for job in jobs_of(payload)]
        if not all(path.is_file() for path in paths):
            return {}
        texts = (path.read_text(encoding="utf-8") for path in paths)
        return dict(zip(WIDTHS, texts, strict=True))

    def path(self, key: str) -> Path:
        """Return the path of a cached picture."""
        return self.folder / f"{key}.svg"

    def drawn(self, browser: str, jobs: dict[str, Job]) -> dict[str, str]:
        """Draw pictures in one run of the browser; if it fails, say so and return none."""
        page = PAGE.format(
            plotly=self.plotly.resolve().as_uri(),
            compose=self.compose.resolve().as_uri(),
            colours=embedded_json(self.colours),
            jobs=embedded_json(
                [{"key": key, "step": steps_of(job), **vars(job)} for key, job in jobs.items()]
            ),
        )
        with chromium.room(self.folder.parent, "pictures") as folder:
            try:
                return chromium.drawn(browser, folder, page, chromium.TIME, patience=PATIENCE)
            except (subprocess.SubprocessError, OSError, ValueError) as error:
                reason = str(error).splitlines()[0]
        remark(
            f"Chromium drew no static pictures ({reason}): figures are drawn by the page. "
            f"The browser is {browser}."
        )
        return {}

    def cleaned(self, svg: str, job: Job) -> str:
        """Return plotly's SVG made small, with the page's colours and fixed ids."""
        found = re.search(r'id="defs-([0-9a-f]+)"', svg)
        mark = f"{job.name}-{'n' if job.phone else 'w'}-"
        if found:
            svg = re.sub(rf"(id=\"[a-z-]*|url\(#[a-z-]*){found[1]}", rf"\g<1>{mark}", svg)
        root = ElementTree.fromstring(svg)
        for name in ("width", "height", "style"):
            root.attrib.pop(name, None)
        background = root.find(f"{{{SVG}}}rect")
        if background is not None:
            root.remove(background)
        slim(root)
        root.set("role", "img")
        root.set("aria-labelledby", f"{job.name}-title")
        root.set("aria-describedby", f"{job.name}-alt")
        root.set("preserveAspectRatio", "xMinYMin")
        ElementTree.register_namespace("", SVG)
        ElementTree.register_namespace("xlink", XLINK)
        text = ElementTree.tostring(root, encoding="unicode")
        return painted(text, self.colours)


def jobs_of(payload: dict[str, Any]) -> list[Job]:
    """Return the pictures that a figure needs: as first shown, wide and for a phone."""
    view = {key: payload["views"][-1][key] for key in ("figure", "narrow", "steps")}
    return [
        Job(payload["id"], view, width, payload["height"][name], name == "narrow")
        for name, width in WIDTHS.items()
    ]


def steps_of(job: Job) -> int | None:
    """Return the index of the day that a figure with a time control shows first."""
    return job.view["steps"]["start"] if job.view["steps"] else None


def colours(palette: Path) -> dict[str, str]:
    """Return the palette's values on the light page."""
    light = palette.read_text(encoding="utf-8").split("}")[0]
    return dict(re.findall(r"(--al-[\w-]+): (#[0-9a-f]{6});", light))


def painted(svg: str, values: dict[str, str]) -> str:
    """Replace the light colours with the page's CSS variables."""
    for name, value in values.items():
        red, green, blue = (int(value[i : i + 2], 16) for i in (1, 3, 5))
        svg = re.sub(rf"rgb\({red}, ?{green}, ?{blue}\)", f"var({name})", svg)
        svg = svg.replace(value, f"var({name})")
    return svg

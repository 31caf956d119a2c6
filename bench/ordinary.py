"""What ordinary plotly figures add to a page, with `anybook` and with plotly's own `notebook`.

The sample of figures (`tests/sample`) is built three times: with the extension; as plain Jupyter
Book with `PLOTLY_RENDERER=notebook`, which embeds plotly.js; and plain, where MyST-NB shows no
figure. The third is what the others add to. All are measured in one run.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import pages
from bench.builds import ROOT, chapters
from bench.serve import served

SAMPLE = ROOT / "tests" / "sample"
EXTENSION = ROOT / "book" / "_ext" / "anybook"
LOOK = pages.Look(".anybook-box", shown="img, .main-svg", live=".anybook-live .main-svg")
#: The books: the renderer of plotly, whether the extension is on, and how figures look.
BOOKS = {
    "anybook": ("plotly_mimetype", True, LOOK),
    "notebook": ("notebook", False, pages.PLAIN),
    "none": ("plotly_mimetype", False, LOOK),
}
#: The processor for the times: four times slower.
RATE = 4
#: Shows every picture of a page that waits to be seen.
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) {
    window.scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


@dataclass(frozen=True)
class Added:
    """What a page's figures add to it: bytes as sent, bytes gzipped, milliseconds of blocking."""

    raw: float
    gzip: float
    blocking: float


def lay_out(folder: Path, extended: bool) -> Path:
    """Copy the sample into a folder, with the extension or without it."""
    shutil.copytree(SAMPLE, folder)
    if extended:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(EXTENSION, folder / "_ext" / "anybook", ignore=ignore)
    else:
        path = folder / "_config.yml"
        settings, _, _ = path.read_text(encoding="utf-8").partition("sphinx:")
        path.write_text(settings, encoding="utf-8")
    return folder


def build(folder: Path, renderer: str) -> Path:
    """Build a book with a renderer of plotly, and return its pages."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    env = {**os.environ, "PLOTLY_RENDERER": renderer}
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    return folder / "_build" / "html"


def measure(
    folder: Path, runs: int, most: int | None = None
) -> dict[str, dict[str, dict[str, float]]]:
    """Build the three books in an empty folder and measure them; return numbers by page and book.

    Each page is loaded ``runs`` times. ``most`` is the number of pages, from the first on.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    listed = chapters(SAMPLE / "_toc.yml")[:most]
    with pages.chromium() as browser:
        for name, (renderer, extended, look) in BOOKS.items():
            root = build(lay_out(folder / name, extended), renderer)
            names = {page: f"{page}.html" for page in listed}
            measuring = pages.Measure(browser, pages.Book(root, names, look), runs)
            with served(measuring.site) as host:
                for page, path in names.items():
                    found.setdefault(page, {})[name] = loads(measuring, f"{host}/{path}")
    return found


def loads(measuring: pages.Measure, address: str) -> dict[str, float]:
    """Medians of cold loads of a page, all of whose pictures were seen."""
    rows: list[dict[str, Any]] = []
    for _ in range(measuring.runs):
        with measuring.visit(address, RATE) as visit:
            visit.page.evaluate(SCROLL)
            visit.settle()
            weight = visit.traffic.weight()
            blocking = visit.read()["blocking"]
            rows.append({"raw": weight["raw"], "gzip": weight["gzip"], "blocking": blocking})
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def added(page: Mapping[str, Mapping[str, float]], book: str) -> Added:
    """What a book's figures add to a page."""
    return Added(
        **{key: page[book][key] - page["none"][key] for key in ("raw", "gzip", "blocking")}
    )


def table(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[str]:
    """The numbers as rows of Markdown: the extension, plotly's own, and the ratio."""
    lines = [
        "| page | KB added | KB gzipped | blocking added, ms, CPU four times slower |",
        "|---|--:|--:|--:|",
    ]
    for name, page in found.items():
        ours, theirs = added(page, "anybook"), added(page, "notebook")
        cells = [
            f"{a / unit:,.0f} : {b / unit:,.0f} ({a / b:.2f})" if b else f"{a / unit:,.0f} : 0"
            for a, b, unit in (
                (ours.raw, theirs.raw, 1000),
                (ours.gzip, theirs.gzip, 1000),
                (ours.blocking, theirs.blocking, 1),
            )
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines

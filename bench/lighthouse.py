"""Lighthouse's four scores for a phone, run with the Node of the book's requirements."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anybook.building.shrink_assets import Node, reason
from anybook.figures.chromium import system_chromium

from bench.pages import FLAGS, Book, medians
from bench.serve import Site, served

VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def scores(book: Book, runs: int) -> dict[str, dict[str, float | None]]:
    """Medians of several runs, by page and by category; empty without Lighthouse."""
    with installed() as program, served(Site(book.root)) as host:
        if program is None:
            return {}
        return {
            name: medians([_scores(program, f"{host}/{page}") for _ in range(runs)])
            for name, page in book.pages.items()
        }


@contextmanager
def installed() -> Iterator[list[str] | None]:
    """Yield the command of a temporary Lighthouse from npm; None if npm fails."""
    node = Node.found()
    with tempfile.TemporaryDirectory() as folder:
        wanted = ("install", "--no-audit", "--no-fund", f"lighthouse@{VERSION}")
        try:
            if node is None:
                raise OSError("Node is not installed")
            node.run(node.npm, *wanted, folder=Path(folder))
        except (subprocess.SubprocessError, OSError) as error:
            print(f"No Lighthouse: {reason(error)}")
            yield None
        else:
            cli = Path(folder, "node_modules", "lighthouse", "cli", "index.js")
            yield [str(node.program), str(cli)]


def _scores(program: list[str], address: str) -> dict[str, float | None]:
    flags = f"--chrome-flags={' '.join(flag for flag in FLAGS if ' ' not in flag)}"
    only = f"--only-categories={','.join(CATEGORIES)}"
    browser = system_chromium()
    done = subprocess.run(
        [*program, address, flags, "--output=json", only, "--quiet"],
        env={**os.environ, "CHROME_PATH": browser} if browser else None,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)["categories"]
    return {name: round(100 * (found[name]["score"] or 0)) for name in CATEGORIES}

"""Lighthouse's four scores for a phone, where the program is at hand; else none."""

from __future__ import annotations

import json
import shutil
import subprocess

from bench.pages import FLAGS, Book
from bench.serve import Site, served

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def scores(book: Book) -> dict[str, list[int]]:
    """Scores by page, in the order of `CATEGORIES`; empty where Lighthouse is not installed."""
    program = shutil.which("lighthouse")
    if program is None:
        return {}
    with served(Site(book.root)) as host:
        return {name: _scores(program, f"{host}/{page}") for name, page in book.pages.items()}


def _scores(program: str, address: str) -> list[int]:
    flags = [f"--chrome-flags={' '.join(f for f in FLAGS if ' ' not in f)}", "--output=json"]
    only = f"--only-categories={','.join(CATEGORIES)}"
    done = subprocess.run(
        [program, address, *flags, only, "--quiet"], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)["categories"]
    return [round(100 * (found[name]["score"] or 0)) for name in CATEGORIES]

"""Finds the Chromium that draws pictures and prints, and runs it on a page.

It works below the build folder, because a Chromium from a snap cannot see the system's temporary
folder.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Options for a headless browser without background requests, which works with a container's little
#: shared memory.
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",
)
#: How a page that draws says what it drew, and the option that gives it time.
OUT = re.compile(r'<pre id="out">(.+?)</pre>', re.DOTALL)
TIME = "--virtual-time-budget=600000"


def system_chromium() -> str | None:
    """Return the path of the system's Chromium; None if there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def room(build: Path, use: str) -> Iterator[Path]:
    """Yield an empty temporary folder in the build folder; older ones are removed too."""
    folder = build.resolve() / f"browser-{use}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def drawn(browser: str, folder: Path, page: str, *flags: str, patience: int) -> dict[str, Any]:
    """Open a page that draws, and return the JSON that it writes into its element ``out``.

    Raises
    ------
    SubprocessError, OSError, ValueError
        If the browser fails, takes too long, or does not show the page.
    """
    path = folder / "figures.html"
    path.write_text(page, encoding="utf-8")
    out = OUT.search(
        run(browser, path, "--hide-scrollbars", "--dump-dom", *flags, patience=patience)
    )
    if out is None:
        raise OSError("it did not show the page that it was given")
    return dict(json.loads(html.unescape(out[1])))


def run(browser: str, page: Path, *flags: str, patience: int, folder: Path | None = None) -> str:
    """Open a page in a fresh headless browser, and return its output.

    ``flags`` are options; ``patience`` is the timeout in seconds. The browser keeps its profile in
    ``folder``; default: that of the page.

    Raises
    ------
    SubprocessError, OSError
        If the browser fails, or takes too long.
    """
    folder = folder or page.parent
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [browser, *QUIET, profile, *flags, page.as_uri()],
        cwd=folder,
        capture_output=True,
        # Whatever the locale: Chromium writes pages in UTF-8.
        encoding="utf-8",
        errors="replace",
        timeout=patience,
        check=True,
    )
    return done.stdout

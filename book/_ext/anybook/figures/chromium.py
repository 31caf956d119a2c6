"""Finds the Chromium that draws pictures and prints, and runs it on a page.

It works below the build folder, because a Chromium from a snap cannot see the system's temporary
folder.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Options for a headless browser without background requests, which works with a container's little
#: shared memory.
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",
)


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


def run(browser: str, page: Path, *flags: str, patience: int) -> str:
    """Open a page in a fresh headless browser, and return its output.

    ``flags`` are options; ``patience`` is the timeout in seconds.

    Raises
    ------
    SubprocessError, OSError
        If the browser fails, or takes too long.
    """
    profile = f"--user-data-dir={page.parent / 'profile'}"
    done = subprocess.run(
        [browser, *QUIET, profile, *flags, page.as_uri()],
        cwd=page.parent,
        capture_output=True,
        # Whatever the locale: Chromium writes pages in UTF-8.
        encoding="utf-8",
        errors="replace",
        timeout=patience,
        check=True,
    )
    return done.stdout

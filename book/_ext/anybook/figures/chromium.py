"""The Chromium that draws pictures and prints: where it is, and one run of it on one page.

It works below the build folder: one that comes in a snap has a temporary folder of its own, and
would find nothing in the system's.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A browser that shows nothing, asks nobody for anything of its own, and makes do with the little
#: shared memory that a container has.
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",
)


def system_chromium() -> str | None:
    """Return the path of the system's Chromium; None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def room(build: Path, use: str) -> Iterator[Path]:
    """Yield an empty folder in the build folder for one use; it goes, and so does an older one."""
    folder = build.resolve() / f"browser-{use}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(browser: str, page: Path, *flags: str, patience: int) -> str:
    """Open a page in a browser that is new and quiet, and return what it writes.

    ``flags`` say what it is to do; it has ``patience`` seconds.

    Raises
    ------
    SubprocessError, OSError
        Where the browser fails, or takes too long.
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

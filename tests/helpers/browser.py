"""A browser for the tests: the system's Chromium where there is one, else Playwright's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from anybook.figures.chromium import system_chromium
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
#: Milliseconds to wait for a page on which a kernel starts: many, on a busy machine.
PATIENCE = 120_000


class NoBrowserError(Exception):
    """A browser does not start; the one line says what to install."""


@contextmanager
def driver() -> Iterator[Playwright]:
    """Run Playwright's driver, or raise NoBrowserError."""
    try:
        playwright = sync_playwright().start()
    except Exception as error:
        raise NoBrowserError(
            "Playwright's driver does not start: on Debian install `libatomic1` "
            f"({str(error).splitlines()[0]})"
        ) from None
    try:
        yield playwright
    finally:
        playwright.stop()


def launch(playwright: Playwright) -> Browser:
    """Start a browser, or raise NoBrowserError."""
    system = system_chromium()
    try:
        return playwright.chromium.launch(executable_path=system, args=FLAGS)
    except Error as error:
        if system:
            raise
        first_line = str(error).splitlines()[0]
        raise NoBrowserError(
            "The browser tests need Chromium: install Debian's `chromium`, or run "
            f"`.venv/bin/python -m playwright install --with-deps chromium` ({first_line})"
        ) from None

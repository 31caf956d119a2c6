"""A browser for the tests: the system's Chromium where there is one, else Playwright's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from anybook.figures.chromium import system_chromium
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@contextmanager
def driver() -> Iterator[Playwright]:
    """Run Playwright's driver, or end the tests with one line that says what to install."""
    try:
        playwright = sync_playwright().start()
    except Exception as error:
        pytest.exit(
            "Playwright's driver does not start: on Debian install `libatomic1` "
            f"({str(error).splitlines()[0]})",
            returncode=1,
        )
    try:
        yield playwright
    finally:
        playwright.stop()


def launch(playwright: Playwright) -> Browser:
    """Start a browser, or end the tests with one line that says what to install."""
    system = system_chromium()
    try:
        return playwright.chromium.launch(executable_path=system, args=FLAGS)
    except Error as error:
        if system:
            raise
        first_line = str(error).splitlines()[0]
        pytest.exit(
            "The browser tests need Chromium: install Debian's `chromium`, or run "
            f"`.venv/bin/python -m playwright install --with-deps chromium` ({first_line})",
            returncode=1,
        )

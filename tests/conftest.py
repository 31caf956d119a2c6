"""What several test modules share: the built book and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from booklet import ROOT, build
from browser import driver, launch
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def book() -> Path:
    """Build the book of this checkout and return the folder of its pages."""
    done = build(ROOT)
    assert done.returncode == 0, done.stderr
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield one browser for all tests."""
    with driver() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()

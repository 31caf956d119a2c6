"""What several test modules share: the built book and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from booklet import ROOT, build, sample
from browser import driver, launch
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser
from visits import serving

# On a shared machine the same examples each time, and no example fails for being slow; elsewhere
# new ones at every run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book of this checkout, once for all workers, and return the folder of its pages."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    told = shared / "built"
    with FileLock(shared / "build.lock"):
        if not told.exists():
            done = build(ROOT)
            told.write_text("" if done.returncode == 0 else done.stderr, encoding="utf-8")
    assert told.read_text(encoding="utf-8") == ""
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def server(book: Path) -> Iterator[str]:
    """Serve the book and yield its address."""
    with serving(book) as address:
        yield address


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample book and return the folder of its pages."""
    folder = sample(tmp_path_factory.mktemp("trees") / "book")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield one browser for all tests."""
    with driver() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()

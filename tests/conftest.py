"""Shared fixtures: the built book and a browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from afterllama_sphinx.this_book import THIS_BOOK
from anybook.host import use
from book_builds import NOW, ROOT, once, placed_sample, sample, shared
from browser import NoBrowserError, driver, launch
from chapter_runs import KEPT
from hypothesis import settings
from playwright.sync_api import Browser
from records import copied
from visits import serving

# Hypothesis uses the same examples in CI and new ones elsewhere; no example fails for being slow.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Register the book with the general half, as a build does.
use(THIS_BOOK)

#: Fixtures that open a browser, build or run a book, print this one, or start a program. Tests
#: that use one are marked slow automatically, except the first visit to every page.
TAKES_LONG = {
    *("chromium", "pictures", "pdf"),
    *("sample_book", "workplace", "arbres", "edition", "placed"),
    *("lab", "running", "newest", "displayed"),
}
#: Folders that mirror the package, whose coverage is measured; other tests call little of it.
MIRRORS = {
    *("words", "tables", "record", "claims", "network", "loading", "charts", "shown", "chapters"),
    "whole_package",
}
#: The longest test files start first; the first of them builds the book for all.
LONGEST = (
    *("test_pages", "test_commands", "test_chapters", "test_scale", "test_figures", "test_lab"),
    *("test_build", "test_hostile", "test_browser_lab", "test_access", "test_sample"),
    *("test_translation", "test_newest_python", "test_random_faults", "test_failures"),
    *("test_groups", "test_budgets", "test_content_security", "test_surroundings"),
    *("test_mentions", "test_sharing", "test_make_it_yours", "test_controls", "test_escapes"),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a slow fixture, except the first visit; order the files.

    Slow tests measure no coverage: most work in other processes, the others on thousands of people.
    Nor do those outside of `MIRRORS`. What is measured takes twice as long.
    """
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & TAKES_LONG and not item.get_closest_marker("first_visit"):
            item.add_marker("slow")
        if item.get_closest_marker("slow") or item.path.parent.name not in MIRRORS:
            item.add_marker("no_cover")
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen to Ctrl+C, and stop the second measurement of coverage in a process of pytest-xdist.

    What a shell starts in the background ignores Ctrl+C, and so would the builds that tests break.

    pytest-cov starts one as if the process were alone and one for the worker, and reports the
    second. With both, every line costs twice, and tests marked `no_cover` are traced as well.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    measuring = session.config.pluginmanager.getplugin("_cov")
    if measuring is not None and hasattr(session.config, "workerinput"):
        measuring.cov_controller.cov.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Allow only slow tests to build books, except the book of this checkout."""
    NOW.slow = item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session", autouse=True)
def kept_runs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give all processes one folder for what the chapters show."""
    KEPT.folder = shared(tmp_path_factory) / "chapters"
    KEPT.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book of this checkout and return the folder of its pages.

    After `make book`, only changes since then are built.
    """
    return once(tmp_path_factory, "book", lambda _: ROOT) / "_build" / "html"


@pytest.fixture(scope="session")
def server(book: Path) -> Iterator[str]:
    """Serve the book and yield its address."""
    with serving(book) as address:
        yield address


@pytest.fixture(params=["server", "folder"])
def base(request: pytest.FixtureRequest, server: str, book: Path) -> str:
    """The address of the book's folder, once served and once opened from the disk."""
    return server if request.param == "server" else book.as_uri() + "/"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data, to be changed."""
    return copied(tmp_path)


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample book, which tests only read or copy, and return its folder."""
    return once(tmp_path_factory, "sample", sample)


@pytest.fixture(scope="session")
def trees(sample_book: Path) -> Path:
    """Return the folder of the pages of the sample book."""
    return sample_book / "_build" / "html"


@pytest.fixture(scope="session")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample book of a site with an address and return the folder of its pages."""
    return once(tmp_path_factory, "placed", placed_sample) / "_build" / "html"


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Yield one browser for all tests; where there is none, end the tests with one line."""
    missing = ""
    try:
        with driver() as playwright:
            browser = launch(playwright)
            yield browser
            browser.close()
    except NoBrowserError as error:
        missing = str(error)
    if missing:
        # Unlike pytest.exit, this ends a run of several processes too.
        request.session.shouldfail = missing
        pytest.fail(missing, pytrace=False)

"""What several test modules share: the built book and a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from afterllama_sphinx.this_book import THIS_BOOK
from anybook.host import use
from book_builds import NOW, ROOT, build, sample
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

# The general half asks the registered book for its words, in this process as in a build.
use(THIS_BOOK)

#: Fixtures that open a browser, build another book, print this one, or start another program. The
#: tests that ask for one are slow, and nobody has to say so; but for one visit to every page.
TAKES_LONG = {
    *("chromium", "pictures", "pdf"),
    *("sample_book", "workplace", "arbres", "edition", "placed"),
    *("lab", "running", "newest"),
}
#: Files of tests that take longest are begun first; the first of them builds the book for all.
LONGEST = (
    *(
        "test_pages",
        "test_chapters",
        "test_groups",
        "test_scale",
        "test_random_faults",
        "test_figures",
    ),
    *(
        "test_access",
        "test_build",
        "test_failures",
        "test_newest_python",
        "test_lab",
        "test_hostile",
    ),
    *(
        "test_translation",
        "test_browser_lab",
        "test_controls",
        "test_escapes",
        "test_make_it_yours",
    ),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow whoever asks for what takes long, the first visit excepted; order the files."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & TAKES_LONG and not item.get_closest_marker("first_visit"):
            item.add_marker("slow")
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let slow tests alone build books; the one of this checkout is built for all."""
    NOW.slow = item.get_closest_marker("slow") is not None


def once(factory: pytest.TempPathFactory, name: str, lay_out: Callable[[Path], Path]) -> Path:
    """Lay out a book and build it, once for all workers; return its folder."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    told = shared / f"{name}.told"
    with FileLock(shared / f"{name}.lock"):
        if not told.exists():
            folder = lay_out(shared / name)
            done = build(folder)
            told.write_text(f"{folder}\n{done.stderr if done.returncode else ''}", "utf-8")
    folder_, _, fault = told.read_text(encoding="utf-8").partition("\n")
    assert fault == ""
    return Path(folder_)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book of this checkout and return the folder of its pages.

    What `make book` has built is built no second time: only what has changed since then.
    """
    return once(tmp_path_factory, "book", lambda _: ROOT) / "_build" / "html"


@pytest.fixture(scope="session")
def server(book: Path) -> Iterator[str]:
    """Serve the book and yield its address."""
    with serving(book) as address:
        yield address


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample book, which tests only read or copy, and return its folder."""
    return once(tmp_path_factory, "sample", sample)


@pytest.fixture(scope="session")
def trees(sample_book: Path) -> Path:
    """Return the folder of the pages of the sample book."""
    return sample_book / "_build" / "html"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield one browser for all tests."""
    with driver() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()

"""Builds books for the tests: this one, or a small one with the same extensions."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from anybook.building.shrink_assets import LightAssets
from filelock import FileLock
from pytest import TempPathFactory

ROOT = Path(__file__).parents[2]
#: The plain command that builds the book in the current folder.
BUILD = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
#: What a failed build says first, and what a build says that waits for another.
STAYS = "The build failed; the last good book stays. "
WAITS = "Another build of this book is running; this one waits for its end."
SAMPLE = ROOT / "tests" / "fixtures" / "sample_book"
#: The address of the sample book where it has one.
ADDRESS = "https://example.org/a/b"
#: Who answers for it.
MAIL = {"publisher": "A Press", "contact": "desk@example.org"}
#: Another place, another language, another order of sets: the environment of a build elsewhere.
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}
#: Where a page tells of what commit, data and tools it was made.
PROVENANCE = re.compile(r'<dl class="al-provenance">.*?</dl>', re.DOTALL)
#: The modules of the package that speak on the pages of any book.
WORDS_OF_PAGES = {
    "words": ("days", "language", "prose"),
    "shown": ("publisher",),
    "shown/citations": ("bibtex", "book_citation"),
    "shown/downloads": ("csv_export",),
}
#: Whether the test that runs is marked slow; `conftest.py` keeps it up to date.
NOW = SimpleNamespace(slow=True)


def build(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Build the book in ``folder`` with the plain command; ``given`` goes to its environment.

    Only tests that are marked slow build another book than that of this checkout.
    """
    assert NOW.slow or folder == ROOT, "This test builds a book: mark it slow."
    env = {**os.environ, **given}
    return subprocess.run(BUILD, cwd=folder, env=env, capture_output=True, text=True, check=False)


def built(folder: Path, **given: str) -> Path:
    """Build a book, which has to go well, and return its pages."""
    done = build(folder, **given)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "_build" / "html"


def begun(folder: Path, until: str = "reading sources") -> subprocess.Popen[str]:
    """Start a build and return it when it has printed ``until``."""
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        BUILD, cwd=folder, text=True, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    for line in process.stdout:
        if until in line:
            return process
    raise AssertionError(f"never said {until!r}")


def edit(path: Path, old: str, new: str) -> None:
    """Replace ``old``, which must be there, in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def in_one_language(folder: Path) -> None:
    """Have a book leave out its other editions."""
    edit(folder / "_config.yml", "anybook_editions: [fr]", "anybook_editions: []")


def equipped(folder: Path) -> None:
    """Give ``folder`` what builds make with Node, so that not every one fetches the sources."""
    kept = ROOT / "_build" / ".light_assets"
    kept.parent.mkdir(exist_ok=True)
    with FileLock(ROOT / "_build" / "light_assets.lock"):
        LightAssets(kept).open()
    if kept.is_dir():
        shutil.copytree(kept, folder / "_build" / kept.name)


def sample(folder: Path) -> Path:
    """Lay out a small book in ``folder``: this book's machinery, the sample's pages and data.

    It has no notebooks for the browser and no second edition: they take time, and have tests.
    """
    shutil.copytree(SAMPLE, folder)
    shutil.copy(ROOT / "_config.yml", folder)
    edit(folder / "_config.yml", "lite_build: true", "lite_build: false")
    in_one_language(folder)
    equipped(folder)
    for part in ("_ext", "_static"):
        shutil.copytree(ROOT / "book" / part, folder / "book" / part)
    # The words of pages, and how they are cited, come from modules of the package.
    for room, names in WORDS_OF_PAGES.items():
        (folder / "book" / "afterllama" / room).mkdir()
        for name in ("__init__", *names):
            module = ROOT / "book" / "afterllama" / room / f"{name}.py"
            shutil.copy(module, folder / "book" / "afterllama" / room)
    return folder


def shared(factory: TempPathFactory) -> Path:
    """The folder that all processes of a run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(factory: TempPathFactory, name: str, lay_out: Callable[[Path], Path]) -> Path:
    """Lay out a book and build it, once for all workers; return its folder."""
    place = shared(factory)
    told = place / f"{name}.told"
    with FileLock(place / f"{name}.lock"):
        if not told.exists():
            folder = lay_out(place / name)
            done = build(folder)
            told.write_text(f"{folder}\n{done.stderr if done.returncode else ''}", "utf-8")
    folder_, _, fault = told.read_text(encoding="utf-8").partition("\n")
    assert fault == ""
    return Path(folder_)


def configured(folder: Path, **settings: str) -> Path:
    """Lay out the sample book with settings of its own."""
    sample(folder)
    for name, value in settings.items():
        edit(folder / "_config.yml", f'{name}: ""', f"{name}: {value}")
    return folder


def placed_sample(folder: Path) -> Path:
    """Lay out the sample book of a site with an address, and with somebody who answers for it."""
    return configured(folder, html_baseurl=ADDRESS, **MAIL)


def copy_of_the_book(folder: Path) -> Path:
    """Copy what the real book is built from into ``folder``, to be built in its first language."""
    ignore = shutil.ignore_patterns(".*")
    for part in ("book", "data"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignore)
    for name in ("_config.yml", "_toc.yml", "CITATION.cff", "CHANGELOG.md", "corrections.csv"):
        shutil.copy(ROOT / name, folder)
    in_one_language(folder)
    equipped(folder)
    return folder


def until(holds: Callable[[], bool], patience: float = 60) -> bool:
    """Ask until something holds, for so many seconds at most; tell whether it does."""
    end = time.monotonic() + patience
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return held


def recipe(*target: str) -> tuple[dict[str, str], list[str]]:
    """What `make` runs last for a target: its environment and its words, with this Python."""
    env = {name: text for name, text in os.environ.items() if "MAKE" not in name}
    command = ["make", "--no-print-directory", "--dry-run", *target]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return spoken(done.stdout.replace("\\\n", " ").strip().splitlines()[-1])


def spoken(line: str) -> tuple[dict[str, str], list[str]]:
    """The environment and the words of a line of a shell, with this Python."""
    words = shlex.split(line)
    start = words.index(".venv/bin/python")
    given = dict(word.split("=", 1) for word in words[:start])
    return given, [sys.executable, *words[start + 1 :]]


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of every file under ``folder``."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

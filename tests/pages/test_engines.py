"""The pages in Chromium, Firefox and WebKit, from a server and from a folder.

Five pages at every run of the slow tests; all of them, as before a release, with
``AFTERLLAMA_ALL_PAGES=1``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browser_engines import ENGINES, STARTED, chromium, plain
from records import ROOT
from visits import pages

FIVE = [
    *("index.html", "01_authors_who_left.html", "more_figures.html", "claims.html"),
    "search.html?q=lample",
]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_what_readers_do_works_in_every_engine(
    engine: str, base: str, book: Path, request: pytest.FixtureRequest
) -> None:
    names = FIVE
    if os.environ.get("AFTERLLAMA_ALL_PAGES"):
        names = [*FIVE, *(set(pages(book)) - {name.partition("?")[0] for name in FIVE})]
    addresses = [base + name for name in names]
    if engine == "chromium":
        found = chromium(addresses, request.getfixturevalue("chromium"))
    else:
        found = STARTED[engine](addresses)
    assert len(found) == len(names)
    assert sum(one.figures for one in found) > 5
    assert [(one.address, plain(fault)) for one in found for fault in one.faults] == []


@pytest.mark.slow
def test_an_engine_that_is_absent_is_told_in_one_line(tmp_path: Path) -> None:
    tests = [f"def test_{name}():\n    STARTED[{name!r}]([])\n" for name in STARTED]
    path = tmp_path / "test_absent.py"
    path.write_text("\n".join(["from browser_engines import STARTED\n", *tests]), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), str(path)]
    done = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider"],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert len(told) == len(STARTED), done.stdout
    assert all("is not installed (on Debian `" in line for line in told)

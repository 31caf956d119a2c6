"""From clone to open book: installing and building where neither environment nor cache is.

This book by the commands of README.md, the baseline by pip: plain Jupyter Book and what the same
notebooks need, in the same versions. Both get empty caches, so that everything is fetched.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from bench import builds
from bench.builds import ROOT

#: What plain Jupyter Book and the notebooks need of what this book names in requirements.txt.
NEEDED = ("jupyter-book", "ipykernel", "pandas", "networkx", "scipy", "plotly")


def measure(folder: Path, own: bool) -> dict[str, float]:
    """Install and build in a fresh copy; give the seconds of both.

    Parameters
    ----------
    folder : Path
        Where the copy is made.
    own : bool
        Whether it is this book, or the baseline.
    """
    steps = by_make(folder) if own else by_pip(folder)
    environment = fresh(folder.with_name(f"{folder.name}-caches"))
    return {
        name: sum(spent(command, folder, environment) for command in commands)
        for name, commands in steps.items()
    }


def by_make(folder: Path) -> dict[str, list[list[str]]]:
    """Lay out this book; the commands that install and that build it."""
    builds.lay_out(folder)
    python = f"PYTHON={base()}"
    return {
        "install": [["make", python, ".venv/book.stamp"]],
        "build": [["make", python, "book"]],
    }


def by_pip(folder: Path) -> dict[str, list[list[str]]]:
    """Lay out the baseline; the commands that install and that build it."""
    builds.baseline(folder)
    pip = ".venv/bin/pip", "install", "--disable-pip-version-check", "--quiet"
    pinned = "-c", str(ROOT / "constraints.txt")
    return {
        "install": [[base(), "-m", "venv", ".venv"], [*pip, *pinned, *needs()]],
        "build": [[".venv/bin/jupyter-book", "build", "."]],
    }


def needs() -> list[str]:
    """The lines of requirements.txt that the baseline needs too."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    named = {name: line for line, name in re.findall(r"^(([\w.-]+)==\S+)", text, re.MULTILINE)}
    return [named[name] for name in NEEDED]


def base() -> str:
    """The Python from which environments are made: not one of an environment itself."""
    return str(getattr(sys, "_base_executable", sys.executable))


def fresh(caches: Path) -> dict[str, str]:
    """The variables of a machine on which nothing of this was ever fetched or built."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
    kept = {
        name: text
        for name, text in os.environ.items()
        if name not in ours and not name.startswith(("MAKE", "MFLAGS", "AFTERLLAMA_"))
    }
    own = {name: str(caches / name.lower()) for name in ("PIP_CACHE_DIR", "UV_CACHE_DIR")}
    return {
        **kept,
        **own,
        "XDG_CACHE_HOME": str(caches),
        "npm_config_cache": str(caches / "npm"),
        "PLOTLY_RENDERER": "notebook",
    }


def spent(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Run a command; give the seconds it took, or RuntimeError with what it said."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}"
        raise RuntimeError(f"{' '.join(command)} failed in {folder}:\n{said}")
    return time.perf_counter() - start

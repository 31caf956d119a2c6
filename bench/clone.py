"""From clone to open book: installing and building without environment and caches.

This book uses the commands of README.md. The baseline uses pip to install plain Jupyter Book and
what the notebooks need, in the same versions. Both get empty caches, so that everything is
downloaded.
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

#: The packages of requirements.txt that plain Jupyter Book and the notebooks need.
NEEDED = ("jupyter-book", "ipykernel", "pandas", "networkx", "scipy", "plotly")


def measure(folder: Path, own: bool) -> dict[str, float]:
    """Install and build a fresh copy of this book or the baseline; return the seconds of both."""
    steps = by_make(folder) if own else by_pip(folder)
    environment = fresh(folder.with_name(f"{folder.name}-caches"))
    return {
        name: sum(spent(command, folder, environment) for command in commands)
        for name, commands in steps.items()
    }


def by_make(folder: Path) -> dict[str, list[list[str]]]:
    """Copy this book; return the commands that install and build it."""
    builds.lay_out(folder)
    python = f"PYTHON={base()}"
    return {
        "install": [["make", python, ".venv/book.stamp"]],
        "build": [["make", python, "book"]],
    }


def by_pip(folder: Path) -> dict[str, list[list[str]]]:
    """Copy the baseline; return the commands that install and build it."""
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
    """The Python outside any environment, from which environments are made."""
    return str(getattr(sys, "_base_executable", sys.executable))


def fresh(caches: Path) -> dict[str, str]:
    """The environment variables of a fresh machine."""
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
    """Run a command; return the seconds it took, or raise RuntimeError with its output."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}"
        raise RuntimeError(f"{' '.join(command)} failed in {folder}:\n{said}")
    return time.perf_counter() - start

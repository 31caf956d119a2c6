"""The notebooks with the versions that the browser has, on the newest Python of this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import chapter_runs
import nbformat
import pytest
from book_builds import ROOT, copy_of_the_book
from pyodide_runtime import fetched, locked

#: What the chapters import, in the versions of Pyodide's lock; plotly comes with the site.
FROM_LOCK = ("networkx", "numpy", "packaging", "narwhals", "pandas", "python-dateutil", "ipython")
#: What runs a notebook outside of a browser.
RUNS = ("ipykernel", "nbclient", "nbformat")
#: The oldest Python that takes all of these.
OLDEST, NEWEST = 12, 14
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], 4)
nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": "."}}).execute()
print(notebook.cells[-1].outputs[0].text)
"""


def uv(*words: str) -> subprocess.CompletedProcess[str]:
    """Run uv, which must not download a Python."""
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    command = [sys.executable, "-m", "uv", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def at_hand(minor: int) -> Path | None:
    """A Python of this version on the path or among pyenv's, that starts."""
    on_path = shutil.which(f"python3.{minor}")
    kept = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))
    for python in [*([Path(on_path)] if on_path else []), *kept]:
        if subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0:
            return python
    return None


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment of the newest Python at hand, and return its interpreter."""
    python = next(filter(None, map(at_hand, range(NEWEST, OLDEST - 1, -1))), None)
    if python is None:
        pytest.skip(f"no Python 3.{OLDEST} or newer on this machine")
    folder = tmp_path_factory.mktemp("newest") / "env"
    done = uv("venv", "--python", str(python), str(folder))
    assert done.returncode == 0, done.stderr
    lock = locked(fetched(ROOT / "_build" / ".tools"))
    pins = [f"{name}=={lock[name]}" for name in FROM_LOCK]
    pins += [f"{name}=={version(name)}" for name in ("plotly", "ipywidgets", *RUNS)]
    own = folder / "bin" / "python"
    done = uv("pip", "install", "--python", str(own), *pins)
    assert done.returncode == 0, done.stderr
    return own


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the book and return the folder of its notebooks."""
    return copy_of_the_book(tmp_path_factory.mktemp("newest") / "book") / "book"


@pytest.mark.slow
@pytest.mark.parametrize("path", chapter_runs.PAGES, ids=lambda path: path.stem)
def test_a_notebook_gives_the_same_with_the_browsers_versions(
    path: Path, newest: Path, notebooks: Path
) -> None:
    expected = chapter_runs.told(path).values
    notebook = nbformat.read(notebooks / path.name, 4)
    asked = f"import json\nprint(json.dumps({{e: str(eval(e)) for e in {[*expected]}}}))"
    notebook.cells.append(nbformat.v4.new_code_cell(asked))
    nbformat.write(notebook, notebooks / path.name)
    env = {name: text for name, text in os.environ.items() if not name.startswith("AFTERLLAMA")}
    done = subprocess.run(
        [str(newest), "-c", RUN, path.name],
        cwd=notebooks,
        env={**env, "JUPYTER_PATH": str(newest.parent.parent / "share" / "jupyter")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.strip().splitlines()[-1]) == expected

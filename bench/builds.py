"""Builds: this book and the baseline, cold and after an edit of one line, in folders of their own.

The baseline is the same notebooks, data and settings in plain Jupyter Book 1: without `book/_ext`
and `book/_static`, with jupyter-book's own list of extensions, and plotly embedded in the pages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
#: What a plain book does not have: settings of the book's own extension, and of its slimming.
OWN = (
    *("extensions", "nb_ipywidgets_js", "html_css_files", "html_js_files", "html_static_path"),
    *("html_favicon", "html_sidebars", "templates_path", "lite_build", "lite_pyodide"),
)
EDIT = "A line that the benchmark adds."
#: What a cold build finds in `_build` all the same: it is made once, and timed apart.
MADE_ONCE = (".lite", ".pictures", ".workshop")


@dataclass(frozen=True)
class Built:
    """Seconds of the very first build, of a cold one, and of one after an edit; the pages.

    The first build also makes what `MADE_ONCE` names: pictures of the figures, scripts and styles,
    and the notebooks for the browser.
    """

    first: float
    cold: float
    edit: float
    pages: Path

    @property
    def seconds(self) -> dict[str, float]:
        return {"first": self.first, "cold": self.cold, "edit": self.edit}


def chapters(contents: Path) -> list[str]:
    """The pages in a table of contents, as it names them."""
    listed = yaml.safe_load(contents.read_text(encoding="utf-8"))
    return [listed["root"], *(item["file"] for item in listed.get("chapters", []))]


def lay_out(folder: Path) -> Path:
    """Copy what the book is built from."""
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in ("book", "data"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignore)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, folder)
    return folder


def baseline(folder: Path) -> Path:
    """The same book for plain Jupyter Book."""
    lay_out(folder)
    for part in ("_ext", "_static"):
        shutil.rmtree(folder / "book" / part)
    path = folder / "_config.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(plain(settings)), encoding="utf-8")
    return folder


def plain(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings without those that belong to the book's extension and to its slimming."""
    sphinx = {name: part for name, part in settings["sphinx"].items() if name != "local_extensions"}
    kept = {name: value for name, value in sphinx["config"].items() if name not in OWN}
    return {**settings, "sphinx": {**sphinx, "config": kept}}


def build(folder: Path) -> float:
    """Build the book of a folder; give the seconds it took."""
    own = ("AFTERLLAMA_BOOK", "AFTERLLAMA_DATA")
    environment = {name: text for name, text in os.environ.items() if name not in own}
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment, "PLOTLY_RENDERER": "notebook"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the build of {folder} failed:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start


def edit(chapter: Path) -> None:
    """Add a line to the last text of a notebook."""
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"][-1]
    cell["source"] = "".join(cell["source"]) + f"\n\n{EDIT}\n"
    chapter.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def cool(folder: Path) -> None:
    """Forget what earlier builds of a folder left, but for what is made once."""
    for path in (folder / "_build").iterdir():
        if path.is_dir() and path.name not in MADE_ONCE:
            shutil.rmtree(path)


def measure(folder: Path) -> Built:
    """Build the book of a folder first and cold, keep its pages, edit a line and build again."""
    first = build(folder)
    cool(folder)
    cold = build(folder)
    pages = folder / "_build" / "html"
    kept = Path(shutil.copytree(pages, folder / "pages"))
    (chapter,) = sorted((folder / "book").glob("0*.ipynb"))[:1]
    edit(chapter)
    again = build(folder)
    if not any(EDIT in page.read_text(encoding="utf-8") for page in pages.rglob("*.html")):
        raise RuntimeError(f"the page of {chapter.name} is stale after an edit")
    return Built(first, cold, again, kept)

"""Builds of this book and the baseline: cold, and after an edit of one line.

The baseline has the same notebooks, data and settings in plain Jupyter Book 1: without `book/_ext`,
`book/_static` and settings about them, with jupyter-book's own list of extensions, and with plotly
embedded in the pages.
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
#: The folders of a book that a plain one does not have.
OWN = ("book/_ext", "book/_static")
#: Settings that make this book light; without them jupyter-book uses its own.
SLIMMING = ("extensions", "nb_ipywidgets_js")
#: Folders that are never part of the book, if there is no git to say so.
LEFT = ("_build", ".venv", ".git", "__pycache__", ".ipynb_checkpoints", ".*_cache", ".hypothesis")
EDIT = "A line that the benchmark adds."
#: Caches in `_build` that a cold build keeps: they are made once, and timed separately.
MADE_ONCE = (".lite", ".pictures", ".light_assets", ".plotly", ".plotly-pictures")


@dataclass(frozen=True)
class Built:
    """Seconds of the first build, a cold one, and one after an edit; the pages.

    The first build also makes the caches in `MADE_ONCE`: pictures of the figures, scripts and
    styles, and the notebooks for the browser.
    """

    seconds: dict[str, float]
    pages: Path


def chapters(contents: Path) -> list[str]:
    """The pages in a table of contents."""
    listed = yaml.safe_load(contents.read_text(encoding="utf-8"))
    return [listed["root"], *(item["file"] for item in listed.get("chapters", []))]


def lay_out(folder: Path) -> Path:
    """Copy the working tree without ignored files."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT), dirs_exist_ok=True)
        return folder
    for name in filter(None, done.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def baseline(folder: Path) -> Path:
    """The same book for plain Jupyter Book."""
    lay_out(folder)
    names = set(OWN)
    for part in OWN:
        names |= {path.name for path in (folder / part).rglob("*") if path.is_file()}
        shutil.rmtree(folder / part)
    path = folder / "_config.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(plain(settings, names)), encoding="utf-8")
    return folder


def shorten(folder: Path) -> Path:
    """Leave a book its front page alone, whose links to the other pages may then lead nowhere."""
    contents = folder / "_toc.yml"
    listed = yaml.safe_load(contents.read_text(encoding="utf-8"))
    contents.write_text(yaml.safe_dump({k: listed[k] for k in ("format", "root")}), "utf-8")
    path = folder / "_config.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["only_build_toc_files"] = True
    config = settings["sphinx"]["config"]
    if "anybook_features" in config:
        config["anybook_features"].remove("strict")
        config["lite_build"] = False
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


def plain(settings: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Settings without those that make the book light, or that name a missing file or folder."""
    config = {k: v for k, v in settings["sphinx"]["config"].items() if k not in SLIMMING}
    kept = without(names, {**settings["sphinx"], "config": config})
    return {**settings, "sphinx": kept}


def without(names: set[str], value: Any) -> Any:
    """A value of the settings without the parts that name one of these; None if nothing is left."""
    if isinstance(value, dict):
        parts = {key: without(names, part) for key, part in value.items()}
        left = {k: part for k, part in parts.items() if part is not None or value[k] is None}
        return left if left or not value else None
    if isinstance(value, list):
        # An item of a list is kept or dropped whole, such as a script with its attributes.
        items = [part for part in value if not tells_of(names, part)]
        return items if items or not value else None
    return None if tells_of(names, value) else value


def tells_of(names: set[str], value: Any) -> bool:
    """Whether a value of the settings names one of these anywhere."""
    if isinstance(value, dict | list):
        return any(
            tells_of(names, part) for part in (value.values() if isinstance(value, dict) else value)
        )
    return str(value) in names or any(str(value).startswith(f"{part}/") for part in OWN)


def build(folder: Path) -> float:
    """Build the book in a folder; return the seconds it took."""
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
    """Add a line to the text under a notebook's title: the last text is for the guards, unseen."""
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"][:2][-1]
    cell["source"] = "".join(cell["source"]) + f"\n\n{EDIT}\n"
    chapter.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def edited(folder: Path, name: str) -> float:
    """Edit a notebook of a book and build; return the seconds that the build took.

    Raises
    ------
    RuntimeError
        If no page has the new line.
    """
    edit(folder / "book" / name)
    seconds = build(folder)
    pages = (folder / "_build" / "html").rglob("*.html")
    if not any(EDIT in page.read_text(encoding="utf-8") for page in pages):
        raise RuntimeError(f"the page of {name} is stale after an edit")
    return seconds


def cool(folder: Path) -> None:
    """Remove what earlier builds left in a folder, except `MADE_ONCE`."""
    for path in (folder / "_build").iterdir():
        if path.is_dir() and path.name not in MADE_ONCE:
            shutil.rmtree(path)


def measure(folder: Path) -> Built:
    """Build a book for the first time and cold, keep its pages, edit a line and build again."""
    pages = folder / "_build" / "html"
    first = build(folder)
    cool(folder)
    cold = build(folder)
    kept = Path(shutil.copytree(pages, folder / "pages"))
    (chapter,) = sorted((folder / "book").glob("0*.ipynb"))[:1]
    return Built({"first": first, "cold": cold, "edit": edited(folder, chapter.name)}, kept)

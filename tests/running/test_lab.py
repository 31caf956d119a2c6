"""The chapters in JupyterLab: started as `make lab` starts it, and run in a browser to the end."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import chapter_runs
import pytest
from book_builds import copy_of_the_book, recipe, until
from hostile_data import MADE, hostile
from playwright.sync_api import Browser, Page

#: The chapter that every run of the tests opens; the others take a minute more.
FIRST = "02_compute_battle"
CHAPTERS = [
    pytest.param(path, id=path.stem, marks=() if path.stem == FIRST else pytest.mark.slow)
    for path in chapter_runs.PAGES
    if chapter_runs.figure_texts(chapter_runs.read(path))
]
TOKEN = "tests"
#: JupyterLab leaves out what is not on the screen; here everything is looked at.
SETTINGS = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
ERROR = '[data-mime-type="application/vnd.jupyter.error"]'


#: Whether some figure draws a value.
DRAWS = """
(value) => [...document.querySelectorAll(".js-plotly-plot")].some(
  (plot) => plot._fullData.some((trace) => Array.from(trace.y || []).includes(value))
)
"""


@dataclass
class Lab:
    """A JupyterLab that runs, and the copy of the book that it shows."""

    address: str
    root: Path


def answers(address: str) -> bool:
    """Tell whether the server is up."""
    try:
        with urllib.request.urlopen(f"{address}api/status?token={TOKEN}", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab on a copy of the book, and yield it; end it afterwards."""
    folder = tmp_path_factory.mktemp("lab")
    root = copy_of_the_book(folder / "un été")
    (folder / "settings" / SETTINGS).parent.mkdir(parents=True)
    (folder / "settings" / SETTINGS).write_text('{"windowingMode": "none"}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given, words = recipe("lab")
    words += ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    words += [f"--IdentityProvider.token={TOKEN}"]
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AFTERLLAMA")}
    kept |= {**given, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
    kept |= {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(words, cwd=root, env=kept, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/"
            until(lambda: answers(address) or server.poll() is not None)
            assert answers(address), (folder / "log").read_text(encoding="utf-8")
            yield Lab(address, root)
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window that reaches this machine alone."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.route("https://**", lambda route: route.abort())
        yield context.new_page()


def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Open a notebook by itself, wait for its kernel, and unfold the guards in its last cell."""
    page.goto(f"{lab.address}lab/tree/book/{name}?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    folded = page.locator(".jp-InputPlaceholder")
    assert folded.count() == 1
    folded.click()
    page.locator(".jp-CodeCell").last.get_by_text("guard(").first.wait_for()


def run_all(page: Page, expected: str) -> None:
    """Run all cells, and wait until the last has run and the text says what is expected."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    page.wait_for_function(
        "prompt => /\\d/.test(prompt.textContent)", arg=last.element_handle(), timeout=60_000
    )
    page.locator(".jp-MarkdownCell", has_text=expected).first.wait_for()


def plain(text: str) -> str:
    """A text without the marks that MyST changes or takes away."""
    for mark in "*_'\"\u2018\u2019\u201c\u201d":
        text = text.replace(mark, "")
    return " ".join(text.split())


def prose(page: Page) -> str:
    """What the text of the open notebook says."""
    return plain(" ".join(page.locator(".jp-MarkdownCell").all_inner_texts()))


def unsaid(page: Page, expected: dict[str, str]) -> dict[str, str]:
    """The values that the text still lacks in the end: cells take them in one after the other."""

    def left() -> dict[str, str]:
        said = prose(page)
        return {name: text for name, text in expected.items() if plain(text) not in said}

    until(lambda: not left(), patience=20)
    return left()


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_chapter_runs_to_its_end_and_shows_figures_and_numbers(
    path: Path, page: Page, lab: Lab
) -> None:
    expected = chapter_runs.run(path, lab.root / "data").values
    open_notebook(page, lab, path.name)
    run_all(page, max(expected.values(), key=len)[:40])
    assert page.locator(ERROR).count() == 0
    drawn = page.locator(".jp-OutputArea .js-plotly-plot")
    drawn.last.locator(".main-svg").first.wait_for()
    assert drawn.count() == len(chapter_runs.shows(chapter_runs.read(path))) > 0
    assert all(one.locator(".main-svg").count() for one in drawn.all())
    assert unsaid(page, expected) == {}
    assert page.locator(".jp-MarkdownCell code", has_text=".").count() == 0
    # The book's look, and no way to send a figure elsewhere.
    fonts = drawn.evaluate_all("all => all.map((plot) => plot._fullLayout.font.family)")
    assert all("Liberation Sans" in font for font in fonts)
    assert page.locator('.modebar-btn[data-title^="Share"]').count() == 0


def test_a_changed_table_changes_numbers_and_figures(page: Page, lab: Lab) -> None:
    open_notebook(page, lab, f"{FIRST}.ipynb")
    run_all(page, "46.9")
    assert "43.9" in prose(page)
    table = lab.root / "data" / "benchmarks.csv"
    before = table.read_text(encoding="utf-8")
    assert before.count(",5,46.9,") == 1
    table.write_text(before.replace(",5,46.9,", ",5,45.8,"), encoding="utf-8")
    try:
        run_all(page, "45.8")
        page.wait_for_function(DRAWS, arg=45.8)
        assert "46.9" not in prose(page)
        assert page.locator(ERROR).count() == 0
    finally:
        table.write_text(before, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["01_authors_who_left", "claims"])
def test_text_of_hostile_data_stays_text(name: str, page: Page, lab: Lab) -> None:
    data, kept = lab.root / "data", lab.root / "kept"
    data.rename(kept)
    hostile(lab.root)
    try:
        expected = chapter_runs.run(chapter_runs.BOOK / f"{name}.ipynb", data).values
        open_notebook(page, lab, f"{name}.ipynb")
        run_all(page, max(expected.values(), key=len)[:40])
        assert page.locator(ERROR).count() == 0
        page.locator(".jp-OutputArea .main-svg").last.wait_for()
        # A value stands as Python writes it: with some letters behind a backslash.
        assert unsaid(page, {name: repr(text)[1:-1] for name, text in expected.items()}) == {}
        notebook = page.locator(".jp-Notebook")
        made = (
            notebook.locator(MADE)
            .and_(page.locator(":not(.plot-img)"))
            .evaluate_all("all => all.map((one) => one.outerHTML)")
        )
        assert made == []
        assert notebook.locator("mjx-container, .katex").count() == 0
        assert page.evaluate("window.broken === undefined") is True
    finally:
        shutil.rmtree(data)
        kept.rename(data)


def test_the_lab_opens_on_a_chapter_and_asks_nobody(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.address}?token={TOKEN}")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    first = next(chapter_runs.BOOK.glob("01_*.ipynb"))
    title = json.loads(first.read_text(encoding="utf-8"))["cells"][0]["source"]
    page.get_by_role("heading", name="".join(title).removeprefix("# ")).wait_for()
    shown = page.locator(".jp-DirListing-itemText").all_inner_texts()
    assert first.name in shown
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    assert page.locator(".jp-toast, .Toastify__toast").count() == 0


def test_a_chapter_finds_the_data_whatever_the_working_folder(tmp_path: Path) -> None:
    first = chapter_runs.read(chapter_runs.BOOK / f"{FIRST}.ipynb").code[0]
    script = (
        f"import sys; sys.path.insert(0, {str(chapter_runs.BOOK)!r})\n{first}\nprint(n.small_score)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "46.9", done.stderr

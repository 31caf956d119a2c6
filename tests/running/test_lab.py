"""The chapters in JupyterLab: started as `make lab` starts it, and run in a browser to the end."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import chapter_runs
import pytest
from afterllama import load
from afterllama.chapters import workbench
from afterllama.chapters.authors import authors
from afterllama.shown.workbench import Question
from afterllama.words import language
from afterllama_sphinx.languages.translation import compile_words
from book_builds import copy_of_the_book, recipe, until
from browser import PATIENCE
from hostile_data import MADE, hostile
from playwright.sync_api import Browser, Page

#: The chapter that every run of the tests opens; the others take a minute more.
FIRST = "02_compute_battle"
#: The notebook of controls.
BENCH = "workbench"
CHAPTERS = [
    pytest.param(path, id=path.stem, marks=() if path.stem == FIRST else pytest.mark.slow)
    for path in chapter_runs.PAGES
    if chapter_runs.figure_texts(chapter_runs.read(path)) and path.stem != BENCH
]
TOKEN = "tests"
START = chapter_runs.BOOK / "start.ipynb"
#: JupyterLab leaves out what is not on the screen; here everything is looked at.
SETTINGS = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
ERROR = '[data-mime-type="application/vnd.jupyter.error"]'


#: Whether some figure draws a value.
DRAWS = """
(value) => [...document.querySelectorAll(".js-plotly-plot")].some(
  (plot) => plot._fullData.some(
    (trace) => [...(trace.x || []), ...(trace.y || [])].includes(value)
  )
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
    # The command names the package of this checkout; the copy has its own.
    given["PYTHONPATH"] = str(root / "book")
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
            server.wait(timeout=PATIENCE / 1000)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window that reaches this machine alone."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.route("https://**", lambda route: route.abort())
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def open_notebook(page: Page, lab: Lab, name: str, folder: str = "book") -> None:
    """Open a notebook by itself, wait for its kernel, and unfold the guards in its last cell."""
    page.goto(f"{lab.address}lab/tree/{folder}/{name}?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    folded = page.locator(".jp-InputPlaceholder")
    folded.wait_for()
    assert folded.count() == 1
    folded.click()
    page.locator(".jp-CodeCell").last.get_by_text("guard(").first.wait_for()


def run_cells(page: Page) -> None:
    """Run all cells, by the menu."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def run_all(page: Page, expected: str) -> None:
    """Run all cells, and wait until the last has run and the text says what is expected."""
    run_cells(page)
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    page.wait_for_function(
        "prompt => /\\d/.test(prompt.textContent)", arg=last.element_handle(), timeout=60_000
    )
    page.locator(".jp-MarkdownCell", has_text=expected).first.wait_for(state="attached")


def plain(text: str) -> str:
    """A text without the marks that MyST changes or takes away."""
    for mark in "*_'\"\u2018\u2019\u201c\u201d":
        text = text.replace(mark, "")
    return " ".join(text.split())


def prose(page: Page) -> str:
    """What the text of the open notebook says, folded boxes included."""
    folded = page.locator(".jp-MarkdownCell details:not([open])")
    folded.evaluate_all("all => all.forEach((one) => (one.open = true))")
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
    expected = chapter_runs.told(path).values
    open_notebook(page, lab, path.name)
    run_all(page, max(expected.values(), key=len)[:40])
    assert page.locator(ERROR).count() == 0
    drawn = page.locator(".jp-OutputArea .js-plotly-plot")
    drawn.last.locator(".main-svg").first.wait_for()
    assert drawn.count() == len(chapter_runs.shows(chapter_runs.read(path), "show")) > 0
    assert all(one.locator(".main-svg").count() for one in drawn.all())
    assert unsaid(page, expected) == {}
    left = page.locator(".jp-MarkdownCell code").all_text_contents()
    assert set(left).isdisjoint(chapter_runs.read(path).expressions)
    # The book's look, and no way to send a figure elsewhere.
    fonts = drawn.evaluate_all("all => all.map((plot) => plot._fullLayout.font.family)")
    assert all("Liberation Sans" in font for font in fonts)
    assert page.locator('.modebar-btn[data-title^="Share"]').count() == 0


#: Cells of two tables before and after: the prose tells the first, a figure draws the second.
CHANGED = {"models.csv": (",google,540,", ",google,535,"), "training.csv": ("1022362", "1922362")}


def test_a_changed_table_changes_numbers_and_figures(page: Page, lab: Lab) -> None:
    open_notebook(page, lab, f"{FIRST}.ipynb")
    run_all(page, "which has 540 billion")
    before = {name: (lab.root / "data" / name).read_text(encoding="utf-8") for name in CHANGED}
    for name, (old, new) in CHANGED.items():
        assert before[name].count(old) == 1
        (lab.root / "data" / name).write_text(before[name].replace(old, new), encoding="utf-8")
    try:
        run_all(page, "which has 535 billion")
        page.wait_for_function(DRAWS, arg=1922362)
        assert "540 billion" not in prose(page)
        assert page.locator(ERROR).count() == 0
    finally:
        for name, text in before.items():
            (lab.root / "data" / name).write_text(text, encoding="utf-8")


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


def test_the_lab_opens_on_a_page_that_says_what_to_run_first_and_asks_nobody(
    page: Page, lab: Lab
) -> None:
    page.goto(f"{lab.address}?token={TOKEN}")
    page.get_by_role("heading", name="Start here").wait_for()
    shown = page.locator(".jp-DirListing-itemText").all_inner_texts()
    assert {START.name, f"{FIRST}.ipynb"} <= set(shown)
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    assert page.locator(".jp-toast, .Toastify__toast").count() == 0
    run_cells(page)
    tables = page.locator(".jp-OutputArea-output table")
    tables.wait_for()
    assert page.locator(ERROR).count() == 0
    assert "evidence" in tables.inner_text()


def test_what_the_start_page_names_is_there() -> None:
    text = chapter_runs.read(START).prose
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 8
    assert [link for link in links if not (START.parent / link).exists()] == []
    cells = json.loads(START.read_text(encoding="utf-8"))["cells"]
    assert [c for c in cells if c.get("outputs") or c.get("execution_count")] == []


def test_a_link_of_the_start_page_opens_a_chapter(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.address}?token={TOKEN}")
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    # JupyterLab opens files from links that have this address; before that, a click does nothing.
    link = page.locator("a[href*='/files/book/']", has_text="the authors who left")
    chapter = next(chapter_runs.BOOK.glob("01_*.ipynb"))
    tab = page.locator(".lm-TabBar-tab", has_text=chapter.name)
    link.click()
    tab.wait_for()
    # While JupyterLab still opens the start page, it brings that one to the front again.
    tab.click()
    first = json.loads(chapter.read_text(encoding="utf-8"))
    title = "".join(first["cells"][0]["source"]).removeprefix("# ")
    # JupyterLab sets a curly apostrophe for a straight one.
    heading = title.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    page.get_by_role("heading", name=heading).wait_for()
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    assert page.locator(".jp-toast, .Toastify__toast").count() == 0


def test_the_workbench_follows_its_controls(page: Page, lab: Lab) -> None:
    bench = workbench.bench(authors(load(lab.root / "data")))
    page.goto(f"{lab.address}lab/tree/book/{BENCH}.ipynb?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-StatusBar-Left", has_text="| Idle").wait_for()
    run_cells(page)
    shown = page.locator(".jp-OutputArea")

    def follows(question: Question) -> None:
        answer = bench.answer(question)
        shown.get_by_text(answer.told[0]).first.wait_for()
        page.wait_for_function(
            "count => count === "
            "document.querySelectorAll('.jupyter-widgets table tbody tr').length",
            arg=len(answer.people) + len(answer.evidence),
        )
        drawn = [view for view in (answer.storyline, answer.graph) if view]
        page.wait_for_function(
            "counts => JSON.stringify(counts) === JSON.stringify("
            "[...document.querySelectorAll('.js-plotly-plot')].map((one) => one.data.length))",
            arg=[len(view.figure.data) for view in drawn],
        )

    follows(bench.first)
    kind = bench.kinds[0]
    page.locator(".widget-checkbox", has_text=kind.label).locator("input").uncheck()
    follows(replace(bench.first, aside=(kind.name,)))
    (other, *_) = [paper for paper in bench.papers if paper not in bench.first.papers]
    page.get_by_label("Papers").select_option(label=bench.record.name(other))
    follows(replace(bench.first, aside=(kind.name,), papers=(other,)))
    page.get_by_role("button", name="Start again").click()
    follows(bench.first)
    page.get_by_role("slider").first.press("ArrowLeft")
    follows(replace(bench.first, known=bench.days[-2]))
    assert page.locator(ERROR).count() == 0


@pytest.mark.slow
def test_a_french_copy_shows_french_prose_and_french_figures(
    page: Page, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, words = recipe("lab", "EDITION=fr")
    assert "--LabApp.default_url=/lab/tree/fr/start.ipynb" in words
    command = [sys.executable, "-m", "afterllama_sphinx.languages.notebooks", "fr"]
    path = os.pathsep.join(str(lab.root / name) for name in ("book", "book/_ext"))
    subprocess.run(command, cwd=lab.root, env={**os.environ, "PYTHONPATH": path}, check=True)
    open_notebook(page, lab, f"{FIRST}.ipynb", "fr")
    run_all(page, "milliards de paramètres")
    assert page.locator(ERROR).count() == 0
    french = json.loads((lab.root / "fr" / f"{FIRST}.ipynb").read_text(encoding="utf-8"))
    title = "".join(french["cells"][0]["source"]).removeprefix("# ")
    assert plain(title) in prose(page)
    page.locator(".jp-OutputArea .main-svg").last.wait_for()
    shown = plain(" ".join(page.locator(".jp-OutputArea").all_text_contents()))
    compile_words("fr")
    monkeypatch.setenv(language.VARIABLE, "fr")
    figures = chapter_runs.run(chapter_runs.BOOK / f"{FIRST}.ipynb", lab.root / "data").figures
    told = [view["title"] for one in figures.values() for view in one["views"]]
    assert told and [title for title in told if plain(title) not in shown] == []
    page.goto(f"{lab.address}lab/tree/fr/start.ipynb?token={TOKEN}&reset")
    page.locator("a[href*='/files/fr/']", has_text="les auteurs qui ont quitté").click()
    (first,) = (lab.root / "fr").glob("01_*.ipynb")
    title = "".join(json.loads(first.read_text(encoding="utf-8"))["cells"][0]["source"])
    page.get_by_role("heading", name=title.removeprefix("# ")).wait_for()


@pytest.mark.slow
def test_a_chapter_finds_the_data_whatever_the_working_folder(tmp_path: Path) -> None:
    first = chapter_runs.read(chapter_runs.BOOK / f"{FIRST}.ipynb").code[0]
    script = (
        f"import sys; sys.path.insert(0, {str(chapter_runs.BOOK)!r})\n{first}\nprint(n.small_score)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "46.9", done.stderr

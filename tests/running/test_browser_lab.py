"""The notebooks in the reader's own browser: what is built, how it is opened, and that it runs.

The browser's Python comes from npm here, as far as npm has it (see `runtime`). What only a machine
with internet can show is a command in MAINTAINING.md.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import chapter_runs
import nbformat
import pytest
from afterllama.loading.comparison import COMPARISON
from afterllama.network import teams
from anybook.building.freshness import files
from anybook.editions import notebooks
from anybook.figures.chromium import system_chromium
from anybook.running import browser_lab
from anybook.running.browser_lab import Lite
from anybook.running.run_links import asks_for_button, binder
from anybook.running.wheels import answering, repacked
from book_builds import ROOT, build, digests, sample
from browser import FLAGS, PATIENCE
from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_KERNEL_PLUGIN_ID,
    PYODIDE_VERSION,
)
from playwright.sync_api import Browser, Page, Route
from pyodide_runtime import fetched
from records import BOOK, DATA, real
from sphinx.errors import SphinxError
from visits import pages, serving

NOTEBOOKS = [path.name for path in chapter_runs.PAGES]
BUTTON = ".al-run a.al-button"
MESSAGE = "#al-no-python"
#: The most that the site may weigh without Pyodide, in megabytes: MAINTAINING.md says what it does.
MOST = 42


def settings(site: Path) -> dict[str, Any]:
    """The settings of a built site."""
    config = json.loads((site / "jupyter-lite.json").read_text(encoding="utf-8"))
    return dict(config["jupyter-config-data"])


def kernel(site: Path) -> dict[str, Any]:
    """The settings of a built site's kernel."""
    return dict(settings(site)["litePluginSettings"][PYODIDE_KERNEL_PLUGIN_ID])


# What is built


def test_pyodide_comes_from_its_own_host_and_nothing_from_elsewhere(book: Path) -> None:
    told = kernel(book / "lite")
    assert told["pyodideUrl"] == f"{PYODIDE_CDN_URL}/pyodide.mjs"
    assert f"/v{PYODIDE_VERSION}/" in told["pyodideUrl"]
    assert told["disablePyPIFallback"] is True
    assert not [url for url in told["pipliteUrls"] if not url.startswith("./")]


def test_the_version_of_pyodide_is_the_one_that_is_told() -> None:
    for name in ("requirements.txt", "MAINTAINING.md"):
        told = re.findall(r"Pyodide (\d+\.\d+\.\d+)", (ROOT / name).read_text(encoding="utf-8"))
        assert set(told) == {PYODIDE_VERSION}, name


def test_wheels_extensions_and_contents_are_in_place(book: Path) -> None:
    site = book / "lite"
    index = json.loads((site / "pypi" / "all.json").read_text(encoding="utf-8"))
    assert {name: list(entry["releases"]) for name, entry in index.items()} == {
        **{name: [version(name)] for name in ("comm", "ipywidgets", "networkx", "plotly")},
        "pyodide-kernel": [version("jupyterlite-pyodide-kernel")],
    }
    more = notebooks.copies(ROOT, "fr", chapter_runs.EVERY) | notebooks.compiled(ROOT, "fr")
    for name, content in more.items():
        assert (site / "files" / name).read_bytes() == content
    names = {one["name"] for one in settings(site)["federated_extensions"]}
    assert {"jupyterlab-myst", "jupyterlab-plotly", "@jupyter-widgets/jupyterlab-manager"} < names
    own = (path for path in files([DATA]) if COMPARISON not in path.parts)
    beside = [ROOT / "corrections.csv", BOOK / "afterllama" / "__init__.py", *chapter_runs.PAGES]
    for path in [*own, *beside]:
        assert (site / "files" / path.relative_to(ROOT)).read_bytes() == path.read_bytes()
    assert not (site / "files" / "data" / COMPARISON).exists()


def test_every_page_that_a_notebook_links_to_is_among_the_files(tmp_path: Path) -> None:
    held = {path.relative_to(ROOT).as_posix() for path in Lite(ROOT, tmp_path, "").contents()}
    for path in chapter_runs.PAGES:
        prose = chapter_runs.read(path).prose
        linked = set(re.findall(r"\]\(([\w-]+\.(?:md|ipynb))(?:#[^)]*)?\)", prose))
        assert {f"book/{name}" for name in linked} <= held, path.name


def test_the_site_has_no_source_maps_and_stays_within_its_size(book: Path) -> None:
    found = list(files([book / "lite"]))
    assert not [path for path in found if path.suffix == ".map"]
    assert sum(path.stat().st_size for path in found) < MOST * 1e6


def test_what_the_kernel_loads_first_stands_where_it_looks(book: Path) -> None:
    site = book / "lite"
    script = next((site / "extensions").rglob("comlink.worker.*.js"))
    wanted = kernel(site)["loadPyodideOptions"]["packages"]
    bundled = [name for name in wanted if name.endswith(".whl")]
    assert len(bundled) == 3
    assert all((script.parent / name).is_file() for name in bundled)
    assert "pandas" in wanted


def test_a_wheel_is_made_again_from_what_is_installed(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    wheel, again = (repacked("comm", tmp_path / name) for name in ("one", "two"))
    assert wheel.name == f"comm-{version('comm')}-py3-none-any.whl"
    assert wheel.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(wheel) as packed:
        record = next(name for name in packed.namelist() if name.endswith("/RECORD"))
        lines = list(csv.reader(packed.read(record).decode().splitlines()))
        assert sorted(line[0] for line in lines) == sorted(packed.namelist())
        for name, digest, size in (line for line in lines if line[1]):
            content = packed.read(name)
            given = base64.urlsafe_b64decode(digest.removeprefix("sha256=") + "=")
            assert (hashlib.sha256(content).digest(), len(content)) == (given, int(size))


def test_an_unknown_kernel_is_not_changed(tmp_path: Path) -> None:
    wheel = tmp_path / "pyodide_kernel-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("pyodide_kernel/kernel.py", "async def run(self, code): ...")
        packed.writestr("pyodide_kernel-9.9.9.dist-info/RECORD", "")
    with pytest.raises(SphinxError, match="is not the kernel"):
        answering(wheel, tmp_path)


def small(folder: Path) -> Path:
    """Lay out a book of one notebook with this book's package and data, and return its folder."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(BOOK / "afterllama", folder / "book" / "afterllama", ignore=ignore)
    shutil.copytree(DATA, folder / "data")
    shutil.copy(BOOK / "claims.ipynb", folder / "book")
    return folder


def french_words(root: Path, page: str) -> Path:
    """Give a book of one page the French of the ledger's page; return the catalogue."""
    own, given = (folder / "locale" / "fr" / "LC_MESSAGES" for folder in (BOOK, root / "book"))
    (given / "book").mkdir(parents=True)
    shutil.copy(own / "afterllama.po", given)
    return Path(shutil.copy(own / "book" / "claims.po", given / "book" / f"{page}.po"))


@pytest.mark.slow
def test_the_site_is_built_when_something_changed_and_only_then(tmp_path: Path) -> None:
    root = small(tmp_path / "book")
    made = Lite(root, tmp_path / "lite", "")
    made.build()
    before = digests(made.site)
    mark = made.site / "mark"
    mark.touch()
    made.build()
    assert mark.exists()
    (root / "book" / "afterllama" / "more.py").write_text("", encoding="utf-8")
    made.build()
    assert not mark.exists()
    assert "files/book/afterllama/more.py" in digests(made.site).keys() - before.keys()


@pytest.mark.slow
def test_a_changed_file_is_renewed_as_the_whole_site_would_be(tmp_path: Path) -> None:
    root = small(tmp_path / "book")
    made, anew = (Lite(root, tmp_path / name, "") for name in ("lite", "anew"))
    made.build()
    before = digests(made.site)
    (made.site / "mark").touch()
    table = root / "data" / "people.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    made.build()
    (made.site / "mark").unlink()
    after = digests(made.site)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"files/data/people.csv", "api/contents/data/all.json"}
    anew.build()
    assert digests(anew.site) == after


@pytest.mark.slow
def test_notebooks_of_another_language_are_in_its_folder_and_follow_its_words(
    tmp_path: Path,
) -> None:
    root = small(tmp_path / "book")
    catalogue = french_words(root, "claims")
    made, plain, anew = (Lite(root, tmp_path / name, "", ["fr"]) for name in ("a", "b", "c"))
    plain.languages = []
    made.build()
    plain.build()
    more = {"fr/claims.ipynb", "book/locale/fr/LC_MESSAGES/afterllama.mo"}
    added = digests(made.site).keys() - digests(plain.site).keys()
    assert {name.removeprefix("files/") for name in added if name.startswith("files/")} == more
    told = notebooks.read(catalogue)
    copy = (made.site / "files" / "fr" / "claims.ipynb").read_text(encoding="utf-8")
    assert told["Every claim, checked"] in copy
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace(told["Every claim, checked"], "Bon"), encoding="utf-8")
    (made.site / "mark").touch()
    made.build()
    (made.site / "mark").unlink()
    assert "# Bon" in (made.site / "files" / "fr" / "claims.ipynb").read_text(encoding="utf-8")
    anew.build()
    assert digests(anew.site) == digests(made.site)
    made.languages = []
    made.build()
    assert digests(made.site) == digests(plain.site)


@pytest.mark.parametrize(
    ("name", "remedy"), [("nowhere", "has no unpacked"), ("other", "has another Pyodide")]
)
def test_a_pyodide_that_will_not_do_is_refused(name: str, remedy: str, tmp_path: Path) -> None:
    root = small(tmp_path / "book")
    (root / "other").mkdir()
    (root / "other" / "pyodide.mjs").write_text('var U="0.1.0"', encoding="utf-8")
    (root / "other" / "pyodide-lock.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SphinxError, match=remedy):
        Lite(root, tmp_path / "lite", name).build()


@pytest.mark.slow
def test_a_site_that_fails_fails_the_build_and_leaves_the_last_good_book(tmp_path: Path) -> None:
    folder = sample(tmp_path / "book")
    config = folder / "_config.yml"
    text = config.read_text(encoding="utf-8").replace("lite_build: false", "lite_build: true")
    config.write_text(text.replace('lite_pyodide: ""', "lite_pyodide: gone"), encoding="utf-8")
    good = folder / "_build" / "html" / "index.html"
    good.parent.mkdir(parents=True)
    good.write_text("good")
    done = build(folder)
    assert done.returncode != 0
    assert "has no unpacked Pyodide" in done.stderr
    assert "the last good book stays" in done.stderr
    assert digests(good.parent) == {"index.html": hashlib.sha256(b"good").hexdigest()}


# The button


@pytest.mark.parametrize(("edition", "folder"), [(".", "book"), ("fr", "fr")])
def test_every_notebook_has_a_button_that_opens_it_and_no_other_page_has(
    book: Path, edition: str, folder: str
) -> None:
    opened = {}
    for name in pages(book / edition):
        text = (book / edition / name).read_text(encoding="utf-8")
        links = re.findall(r'<div class="al-run"><a class="al-button" href="([^"]+)">', text)
        if links:
            (link,) = links
            parts = urlsplit(link)
            assert (book / edition / parts.path).is_file()
            (path,) = parse_qs(parts.query)["path"]
            assert (book / "lite" / "files" / path).is_file()
            opened[name] = path
    asking = [name for name in NOTEBOOKS if asks_for_button(BOOK / name)]
    assert opened == {f"{Path(name).stem}.html": f"{folder}/{name}" for name in asking}


def test_no_notebook_with_a_button_reads_the_data_that_the_site_leaves_out() -> None:
    asking = [path for path in chapter_runs.PAGES if asks_for_button(path)]
    code = {path.name: "\n".join(chapter_runs.read(path).code) for path in asking}
    assert [name for name, cells in code.items() if "comparison" in cells] == []


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of its own."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def refuse(route: Route) -> None:
    """Answer as a machine without internet does."""
    route.abort("internetdisconnected")


def test_the_press_opens_the_notebook_and_nothing_is_fetched_before(
    page: Page, server: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.route(f"{PYODIDE_CDN_URL}/**", refuse)
    page.goto(f"{server}{Path(NOTEBOOKS[0]).stem}.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/lite/" in url or not url.startswith(server)]
    page.locator(BUTTON).click()
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    title = json.loads((BOOK / NOTEBOOKS[0]).read_text(encoding="utf-8"))["cells"][0]["source"]
    # JupyterLab sets a curly apostrophe for a straight one.
    heading = "".join(title).removeprefix("# ").replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    page.get_by_role("heading", name=heading).wait_for()


def test_from_a_folder_a_sentence_stands_for_the_button(page: Page, book: Path) -> None:
    page.goto((book / f"{Path(NOTEBOOKS[0]).stem}.html").as_uri())
    assert not page.locator(BUTTON).is_visible()
    sentence = page.locator(".al-run .al-folder").inner_text()
    assert sentence.count(".") == 1
    assert page.locator(".al-run").inner_text() == sentence


def test_without_a_script_the_sentence_stands_too(chromium: Browser, server: str) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server}{Path(NOTEBOOKS[0]).stem}.html")
        assert not page.locator(BUTTON).is_visible()
        assert "scripts may run" in page.locator(".al-run").inner_text()


@pytest.mark.slow
def test_binder_is_offered_once_the_repository_has_an_address(tmp_path: Path, book: Path) -> None:
    assert "mybinder" not in (book / f"{Path(NOTEBOOKS[0]).stem}.html").read_text(encoding="utf-8")
    folder = sample(tmp_path / "book")
    config = folder / "_config.yml"
    text = config.read_text(encoding="utf-8").replace("lite_build: false", "lite_build: true")
    text = text.replace('  url: ""', "  url: https://github.com/some/trees")
    config.write_text(text, encoding="utf-8")
    (folder / "data" / "datapackage.json").write_text('{"record_date": "2024-01-01"}')
    done = build(folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "_build" / "html" / "01_trees.html").read_text(encoding="utf-8")
    (link,) = re.findall(r'<a class="al-binder" href="([^"]+)">', page)
    where = "https://mybinder.org/v2/gh/some/trees/HEAD?urlpath="
    assert link == f"{where}lab%2Ftree%2Fbook%2F01_trees.ipynb"


def test_binder_opens_a_repository_wherever_it_is() -> None:
    assert "/v2/gh/some/book/HEAD?" in binder("https://github.com/some/book.git", "a.ipynb")
    assert "/v2/git/https%3A%2F%2Fexample.org%2Fa/HEAD?" in binder("https://example.org/a", "")
    assert binder("", "a.ipynb") == ""


# Where Python cannot be had


def told(page: Page) -> str:
    """What the reader is told, once it is there."""
    page.locator(MESSAGE).wait_for(timeout=10_000)
    return page.locator(MESSAGE).inner_text()


def test_without_internet_the_reader_is_told_at_once(page: Page, server: str) -> None:
    page.context.route(f"{PYODIDE_CDN_URL}/**", refuse)
    page.goto(f"{server}lite/notebooks/index.html?path=book/{NOTEBOOKS[0]}")
    assert "Python could not be fetched from cdn.jsdelivr.net." in told(page)
    page.locator(MESSAGE).get_by_role("button", name="Look without running").click()
    assert page.locator(MESSAGE).count() == 0
    page.reload()
    told(page)
    page.locator(MESSAGE).get_by_role("link", name="Back to the chapter").click()
    page.wait_for_url(f"{server}{Path(NOTEBOOKS[0]).stem}.html")
    page.goto(f"{server}lite/notebooks/index.html?path=fr/{NOTEBOOKS[0]}")
    told(page)
    page.locator(MESSAGE).get_by_role("link", name="Back to the chapter").click()
    page.wait_for_url(f"{server}fr/{Path(NOTEBOOKS[0]).stem}.html")


def test_a_file_that_is_not_there_is_told_as_well(page: Page, server: str) -> None:
    page.context.route(f"{PYODIDE_CDN_URL}/**", lambda route: route.fulfill(status=404))
    page.goto(f"{server}lite/notebooks/index.html")
    assert "Python could not be fetched" in told(page)


def test_a_browser_without_webassembly_is_told(page: Page, server: str) -> None:
    page.add_init_script("delete window.WebAssembly")
    page.goto(f"{server}lite/notebooks/index.html")
    assert "WebAssembly" in told(page)


def test_plain_http_under_another_name_is_told(chromium: Browser, server: str) -> None:
    system = system_chromium()
    flags = [*FLAGS, "--host-resolver-rules=MAP book.test 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=system, args=flags)
    page = browser.new_page()
    page.goto(server.replace("127.0.0.1", "book.test") + "lite/notebooks/index.html")
    assert "only at an https address" in told(page)
    browser.close()


# It runs

CELL = """
import csv, sys
from unittest.mock import MagicMock

sys.modules["pandas"] = MagicMock()  # npm's Pyodide is without it
from afterllama.network import teams

del sys.modules["pandas"]
with open("../data/authorships.csv", encoding="utf-8") as file:
    rows = sorted(csv.DictReader(file), key=lambda row: int(row["position"] or 9999))


class Lists:
    proofs = ()

    def authors(self, paper):
        return [row["person_id"] for row in rows if row["paper_id"] == paper]

    def find_all(self, kind, ids):
        return list(ids)


papers = sorted({row["paper_id"] for row in rows})
graph = teams.joined(Lists(), "llama1", "opt", papers, thanked=False)
cut = teams.cut(Lists(), "llama1", "opt", graph)
print("measured", sys.platform, len(rows), graph.number_of_edges(), sorted(cut))
"""
FIGURE = """
import plotly, plotly.graph_objects as go

print("plotly", plotly.__version__)
go.Figure(go.Bar(x=[len(cut)], y=["people"], orientation="h"))
"""


WORDS = """
import sys
from unittest.mock import MagicMock

sys.modules["pandas"] = MagicMock()  # npm's Pyodide is without it
from afterllama.words.language import say

print(say("The ledger"))
"""
CONTROLS = """
import ipywidgets as widgets

box = widgets.Checkbox(description="counts", value=True)
told, drawn = widgets.HTML(), widgets.Output()


def follow(change=None):
    told.value = f"it counts: {box.value}"
    bar = {"type": "bar", "x": [1 + box.value], "y": ["a"], "orientation": "h"}
    figure = {"data": [bar], "layout": {}}
    bundle = {"application/vnd.plotly.v1+json": figure, "text/plain": "a figure"}
    drawn.outputs = ({"output_type": "display_data", "data": bundle, "metadata": {}},)


box.observe(follow, "value")
follow()
widgets.VBox([box, told, drawn])
"""


def run_all(page: Page) -> None:
    """Run all cells of the open notebook: they wait for a kernel that starts, but not for none."""
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-Toolbar-kernelName", has_text="Pyodide").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site with its own Pyodide, and a notebook to try it with; yield its address."""
    root = small(tmp_path_factory.mktemp("running") / "book")
    shutil.copytree(fetched(ROOT / "_build" / ".tools"), root / "pyodide")
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in (CELL, FIGURE)]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.write(made, root / "book" / "try.ipynb")
    made.cells = [nbformat.v4.new_code_cell("class Words:\n    many = 6\n\nn = Words()")]
    made.cells += [nbformat.v4.new_markdown_cell("In all {eval}`n.many` are cut.")]
    nbformat.write(made, root / "book" / "prose.ipynb")
    made.cells = [nbformat.v4.new_code_cell(CONTROLS.strip())]
    nbformat.write(made, root / "book" / "controls.ipynb")
    made.cells = [nbformat.v4.new_markdown_cell("# Every claim, checked")]
    made.cells += [nbformat.v4.new_code_cell(WORDS.strip())]
    nbformat.write(made, root / "book" / "words.ipynb")
    french_words(root, "words")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            browser_lab, "LOADED", [name for name in browser_lab.LOADED if name != "pandas"]
        )
        Lite(root, root / "lite", "pyodide", ["fr"]).build()
    with serving(root / "lite" / "site") as address:
        yield address


def test_the_kernel_runs_data_graph_and_figure_from_the_sites_own_pyodide(
    page: Page, running: str
) -> None:
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url))
    page.goto(f"{running}notebooks/index.html?path=book/try.ipynb")
    run_all(page)
    outputs = page.locator(".jp-OutputArea-output")
    page.locator(".jp-OutputArea-output", has_text="plotly").wait_for(timeout=120_000)
    page.locator(".jp-OutputArea .main-svg .bars path").first.wait_for(state="attached")
    papers = sorted(real().data["papers"]["paper_id"])
    graph = teams.joined(real(), "llama1", "opt", papers, thanked=False)
    cut = sorted(teams.cut(real(), "llama1", "opt", graph))
    rows = len(real().data["authorships"])
    assert outputs.all_inner_texts()[0].strip() == (
        f"measured emscripten {rows} {graph.number_of_edges()} {cut}"
    )
    assert f"plotly {version('plotly')}" in outputs.all_inner_texts()[1]
    assert page.locator(MESSAGE).count() == 0
    assert not [url for url in foreign if not url.startswith((running, "data:", "blob:"))]


def test_a_computed_number_stands_in_the_prose(page: Page, running: str) -> None:
    page.goto(f"{running}notebooks/index.html?path=book/prose.ipynb")
    run_all(page)
    page.locator(".jp-MarkdownCell", has_text="In all 6 are cut.").wait_for(timeout=120_000)


def test_a_copy_in_french_finds_the_package_and_is_answered_in_french(
    page: Page, running: str
) -> None:
    page.goto(f"{running}notebooks/index.html?path=fr/words.ipynb")
    run_all(page)
    said = notebooks.read(BOOK / "locale" / "fr" / "LC_MESSAGES" / "book" / "claims.po")
    page.get_by_role("heading", name=said["Every claim, checked"]).wait_for()
    page.locator(".jp-OutputArea-output", has_text="Le registre").wait_for(timeout=120_000)


def test_controls_work_in_the_browser(page: Page, running: str) -> None:
    """The parts of the workbench: npm has no pandas with which to run it."""
    page.goto(f"{running}notebooks/index.html?path=book/controls.ipynb")
    run_all(page)
    page.get_by_text("it counts: True").wait_for(timeout=120_000)
    page.locator(".jp-OutputArea .main-svg .bars path").first.wait_for(state="attached")
    page.locator(".widget-checkbox input").uncheck()
    page.get_by_text("it counts: False").wait_for()
    page.wait_for_function("document.querySelector('.js-plotly-plot').data[0].x[0] === 1")


@pytest.mark.skipif("AFTERLLAMA_INTERNET" not in os.environ, reason="needs Pyodide's public host")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_chapter_runs_with_pyodide_from_its_public_host(
    name: str, page: Page, server: str
) -> None:
    page.goto(f"{server}{Path(name).stem}.html")
    page.locator(BUTTON).click()
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    if chapter_runs.guards(chapter_runs.read(BOOK / name)):
        page.locator(".jp-InputPlaceholder").click()
    run_all(page)
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last.element_handle()
    page.wait_for_function("cell => /\\d/.test(cell.textContent)", arg=last, timeout=300_000)
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    if chapter_runs.figure_texts(chapter_runs.read(BOOK / name)):
        page.locator(".jp-OutputArea .js-plotly-plot .main-svg").first.wait_for()


#: Keeps a file in the browser as JupyterLite does; its own interface takes half a minute to open.
KEEP = """
async ([path, content, type]) => {
  const name = `JupyterLite Storage - ${new URL("..", location.href).pathname}`;
  const opened = indexedDB.open(name, 1);
  opened.onupgradeneeded = () => opened.result.createObjectStore("files");
  await new Promise((done) => (opened.onsuccess = done));
  const files = opened.result.transaction("files", "readwrite").objectStore("files");
  const kept = files.put({ path, name: path.split("/").pop(), content, type }, path);
  await new Promise((done) => (kept.onsuccess = done));
  opened.result.close();
}
"""


def test_what_is_told_of_copies_has_its_place_before_it_is_told(
    chromium: Browser, tmp_path: Path
) -> None:
    site = tmp_path / "lite"
    for app in browser_lab.APPS:
        (site / app).mkdir(parents=True)
        (site / app / "index.html").write_text("<!doctype html><body></body>", encoding="utf-8")
    (site / "files").mkdir()
    (site / "files" / "a.csv").write_text("old", encoding="utf-8")
    browser_lab.tell(site, "./pyodide/pyodide.mjs")
    with serving(tmp_path) as address, chromium.new_context() as context:
        page = visited(context.new_page(), address)
        bar = page.locator("#al-own-copies[role=status]")
        page.wait_for_selector("body[data-copies='0']", state="attached")
        assert bar.count() == 1 and bar.inner_text() == ""
        page.evaluate(KEEP, ["a.csv", "new", "file"])
        visited(page, address)
        bar.wait_for()
        assert "a.csv" in bar.inner_text()
        page.get_by_role("button", name="Look without running").click()
        bar.get_by_role("button", name="Keep the copies").click()
        assert bar.count() == 1 and not bar.is_visible()


def visited(page: Page, address: str) -> Page:
    """Open an app of the site without its interface: what tells the reader needs none."""
    page.route("**/build/**", lambda route: route.abort())
    page.goto(f"{address}lite/edit/index.html?path=data/commits.csv")
    return page


@pytest.mark.parametrize("path", ["data/commits.csv", "book/01_authors_who_left.ipynb"])
def test_a_copy_that_the_browser_keeps_is_told_and_the_books_file_comes_back(
    chromium: Browser, server: str, book: Path, path: str
) -> None:
    with chromium.new_context() as context:
        page = visited(context.new_page(), server)
        text = (book / "lite" / "files" / path).read_text(encoding="utf-8")
        kind = "notebook" if path.endswith(".ipynb") else "file"
        # A copy that says the same is none, though JupyterLab wrote it in its own way.
        page.evaluate(KEEP, [path, json.loads(text) if kind == "notebook" else text, kind])
        page = visited(page, server)
        page.wait_for_selector("body[data-copies='0']", state="attached")
        assert not page.locator("#al-own-copies").is_visible()
        changed = text.replace("2022-05,32", "2022-05,23").replace("authors", "writers", 1)
        assert changed != text
        page.evaluate(KEEP, [path, json.loads(changed) if kind == "notebook" else changed, kind])
        bar = visited(page, server).locator("#al-own-copies")
        bar.wait_for()
        assert path in bar.inner_text()
        with page.expect_navigation():
            bar.get_by_role("button", name="Take the book's files").click()
        page.wait_for_selector("body[data-copies='0']", state="attached")
        assert not page.locator("#al-own-copies").is_visible()

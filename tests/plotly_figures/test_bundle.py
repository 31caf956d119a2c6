"""The plotly.js of a book's ordinary figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from anybook.building import failures
from anybook.building.content_security import policy_of_content
from anybook.building.shrink_assets import Node
from anybook.plotly_figures import bundle
from anybook.plotly_figures.bundle import Needs, Plotly
from anybook.plotly_figures.ordinary_figures import Site
from anybook.plotly_figures.plotly_json import Spec, kind_of

#: A script as plotly 5 has it: it gives itself to RequireJS where a page has that.
FULL = """/* plotly.js v2.35.2 */
(function (root, made) {
  if (typeof define === "function" && define.amd) define([], made);
  else root.Plotly = made();
})(this, () => "plotly");
"""
PAGE = """
global.window = {};
global.define = Object.assign(() => {}, { amd: {} });
const script = require("fs").readFileSync("plotly.min.js", "utf8");
require("vm").runInThisContext(script);
process.exit(window.Plotly === "plotly" ? 0 : 1);
"""


GUARDED = Needs(frozenset({"scattermap"}), calendars=False, maps=frozenset(), strict=True)


class Npm:
    """A Node that lays out what npm has of plotly.js."""

    npm = Path("npm")

    def run(self, *_: object, folder: Path) -> None:
        """Write the bundles and the licence."""
        dist = folder / "node_modules" / "plotly.js" / "dist"
        dist.mkdir(parents=True)
        for name in ("plotly.min.js", "plotly-strict.min.js", "../LICENSE"):
            (dist / name).write_text(name, encoding="utf-8")


@pytest.mark.parametrize(
    ("strict", "name"), [(True, "plotly-strict.min.js"), (False, "plotly.min.js")]
)
def test_maps_on_tiles_under_a_policy_have_the_plotly_that_compiles_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: bool, name: str
) -> None:
    monkeypatch.setattr(bundle, "copied", lambda node, folder: folder)
    needs = replace(GUARDED, strict=strict)
    made = bundle.make(Npm(), tmp_path, needs, bundle.locked_version())  # type: ignore[arg-type]
    assert (made / "plotly.min.js").read_text(encoding="utf-8") == name


def test_the_full_plotly_compiles_code_where_no_other_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle.Node, "found", lambda: None)
    plotly = Plotly(tmp_path, GUARDED)
    plotly.open()
    assert plotly.compiles
    assert not Plotly(tmp_path, replace(GUARDED, strict=False)).compiles
    plotly.kept.mkdir()
    plotly.light.touch()
    assert not plotly.compiles


@pytest.mark.parametrize(("guarded", "kind"), [(True, "scatter"), (False, "scattergl")])
def test_a_policy_that_stops_webgl_leaves_marks_as_they_are_and_names_those_it_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guarded: bool, kind: str
) -> None:
    remarks: list[str] = []
    monkeypatch.setattr(failures, "REMARKS", remarks)
    monkeypatch.setattr(bundle.Node, "found", lambda: None)
    specs = {"many": Spec([{"y": [0] * 30_000}]), "splom": Spec([{"type": "splom"}])}
    site = Site({}, {"splom": "pairs of start"}, specs, tmp_path, guarded)
    assert kind_of(site.drawn("many").data[0]) == kind
    assert [told.partition(":")[0] for told in remarks] == (
        ["The policy stops the figure pairs of start, as it has the type splom"] if guarded else []
    )


@pytest.mark.slow
def test_the_full_plotly_stays_the_pages_beside_a_requirejs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, page = tmp_path / "full.js", tmp_path / "page.js"
    full.write_text(FULL, encoding="utf-8")
    page.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(bundle, "full_plotly", lambda: full)
    needs = Needs(frozenset(), calendars=False, maps=frozenset(), strict=False)
    Plotly(tmp_path / "kept", needs).put(tmp_path)
    node = Node.found()
    assert node
    node.run(page, folder=tmp_path)


@pytest.mark.parametrize(("tiles", "found"), [(" data-tiles", True), ("", False)])
def test_only_a_page_with_a_map_on_tiles_may_have_workers(tiles: str, found: bool) -> None:
    page = (
        f'<article class="bd-article"><div class="anybook-box" data-maps=""{tiles}></div></article>'
    )
    assert ("worker-src blob:" in policy_of_content(page, [])) is found

"""The plotly.js of a book's ordinary figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from anybook.building.shrink_assets import Node
from anybook.ordinary import bundle
from anybook.ordinary.bundle import Needs, Plotly

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

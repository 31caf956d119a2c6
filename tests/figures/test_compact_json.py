"""A figure's data in its page: repeated parts are written once, and read back whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from anybook.figures.compact_json import fold, unfold, written
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from records import ROOT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from(["a long word", "~3", "~"]),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text("ab~", max_size=2), part),
)
LINE = {"color": "var(--al-c1)", "width": 4}
#: Much of a figure's data is alike, and one text looks like a reference.
VIEWS = {"views": [{"figure": {"data": [{"line": LINE, "name": "~0"}, {"line": LINE}]}}] * 2}


@given(JSON)
def test_what_is_folded_unfolds_to_the_same(value: Any) -> None:
    assert unfold(json.loads(written(fold(value)))) == value


def test_what_stands_more_than_once_is_written_once() -> None:
    text = written(fold(VIEWS))
    assert text.count("var(--al-c1)") == 1
    assert len(text) < len(written(VIEWS))


def test_the_page_reads_the_same_and_every_place_has_its_own_copy(chromium: Browser) -> None:
    page = chromium.new_page()
    page.add_script_tag(
        path=str(Path(ROOT) / "book" / "_ext" / "anybook" / "figures" / "compose.js")
    )
    found = page.evaluate("held => (window.held = anybook.unfolded(held))", fold(VIEWS))
    assert found == VIEWS
    page.evaluate("held.views[0].figure.data[0].line.width = 9")
    assert page.evaluate("held.views.map((view) => view.figure.data[1].line.width)") == [4, 4]
    assert page.evaluate("held.views[1].figure.data[0].line.width") == 4
    page.close()

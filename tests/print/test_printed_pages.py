"""How a page of the built book becomes a chapter for print."""

from __future__ import annotations

from pathlib import Path

import pytest
from anybook.print.printed_pages import chapter


def test_a_heading_without_an_anchor_is_named_with_its_page(tmp_path: Path) -> None:
    page = '<article class="bd-article"><h1 id="one">One</h1><h2>Two</h2></article>'
    (tmp_path / "start.html").write_text(page, encoding="utf-8")
    with pytest.raises(ValueError, match=r"'Two' in start\.html has no anchor"):
        chapter(tmp_path, "start")

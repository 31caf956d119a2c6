"""Ordinary figures in formats of a book other than its pages, and pasted into pages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from book_builds import BUILD
from ordinary_books import PAGE, built, small, touch
from playwright.sync_api import Browser
from reading_text import parsed

pytestmark = pytest.mark.slow

CODE = """import plotly.graph_objects as go
from myst_nb import glue

figure = go.Figure(go.Bar(y=[1, 2]), layout={"title": "Two bars"})
glue("two", figure, display=False)"""
GLUED = PAGE.format(title="Glued", code=CODE)
PASTE = "\n## Pasted\n\n```{glue} two\n```\n"
ELSEWHERE = "# Elsewhere\n\n```{glue} two\n:doc: index.md\n```\n"


def written(folder: Path, builder: str) -> str:
    """Write a book in another format; return what the build says."""
    command = [*BUILD, "--builder", builder]
    done = subprocess.run(
        command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_glued_figure_shows_where_it_is_pasted_and_only_there(tmp_path: Path) -> None:
    folder = small(tmp_path / "book", GLUED + PASTE)
    (folder / "elsewhere.md").write_text(ELSEWHERE, encoding="utf-8")
    with (folder / "_toc.yml").open("a", encoding="utf-8") as toc:
        toc.write("chapters:\n  - file: elsewhere\n")
    done = built(folder)
    site = folder / "_build" / "html"
    page = parsed(site / "index.html")
    (figure,) = page.select("figure.anybook-figure")
    assert figure.find_parent(id="pasted")
    assert done.stderr.count("WARNING:") == 1
    assert "the figure 'two' of index cannot be pasted into another page" in done.stderr


def test_a_book_of_one_page_has_live_figures(tmp_path: Path, chromium: Browser) -> None:
    folder = small(tmp_path / "book", GLUED + PASTE)
    written(folder, "singlehtml")
    site = folder / "_build" / "singlehtml"
    page = chromium.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator(".anybook-box img").count() == 1
    touch(page, 0)
    page.close()


def test_latex_has_the_picture_of_a_figure_whose_output_holds_no_image(tmp_path: Path) -> None:
    folder = small(tmp_path / "book", PAGE.format(title="Bars", code=f"{CODE}\nfigure"))
    written(folder, "latex")
    latex = folder / "_build" / "latex"
    (picture,) = latex.glob("anybook-*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    (source,) = (path for path in latex.glob("*.tex") if "Two bars" in path.read_text("utf-8"))
    assert f"{{{picture.name}}}" in source.read_text("utf-8")

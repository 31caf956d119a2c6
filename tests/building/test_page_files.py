"""Each style stands beside its feature, and the pages load all of them as one file."""

from __future__ import annotations

import re
from pathlib import Path

import anybook.styles
from afterllama_sphinx.styles import EMBED_STYLES, STYLES
from anybook.building.freshness import shared_digest
from anybook.building.page_files import SCRIPTS, joined, joined_style
from anybook.host import Host
from book_builds import ROOT

EXT = ROOT / "book" / "_ext"
#: The style of the PDF, which the pages do not load.
OF_THE_PDF = EXT / "anybook" / "print" / "book_pdf.css"
#: The style of ordinary figures, which only pages with them load.
OF_ORDINARY_FIGURES = EXT / "anybook" / "plotly_figures" / "ordinary.css"
#: A custom property that a style takes, and one that a style or a page sets.
TAKEN, GIVEN = (re.compile(form) for form in (r"var\((--al-[a-z-]+)", r"(--al-[a-z-]+):"))
#: What reading.js measures.
MEASURED = {f"--al-{name}" for name in ("fixed", "head", "left", "room")}


def test_every_style_is_joined_once() -> None:
    apart = {OF_THE_PDF, OF_ORDINARY_FIGURES}
    assert sorted({*STYLES, *EMBED_STYLES}) == sorted({*EXT.rglob("*.css")} - apart)
    assert Host().styles == anybook.styles.STYLES
    own = [path for path in STYLES if path not in anybook.styles.STYLES]
    assert not [path for path in own if path.is_relative_to(EXT / "anybook")]


def test_a_page_loads_one_style_after_the_palette(book: Path) -> None:
    style = (book / "_static" / "book.css").read_text(encoding="utf-8")
    assert style == joined_style(STYLES)
    page = (book / "claims.html").read_text(encoding="utf-8")
    named = re.findall(r'<link rel="stylesheet"[^>]* href="_static/([\w-]+\.css)\?', page)
    assert named[-2:] == ["palette.css", "book.css"]


def test_a_joined_script_holds_its_parts(book: Path) -> None:
    for name, parts in SCRIPTS.items():
        assert (book / "_static" / name).read_text(encoding="utf-8") == joined(parts)


def test_comments_are_left_out_and_quotes_kept(tmp_path: Path) -> None:
    one, two = tmp_path / "one.css", tmp_path / "two.css"
    one.write_text('/* It\'s "one" */\na::after {\n  content: "/* kept */"; /* not */\n}\n')
    two.write_text("b {\n  top: 0;\n}\n")
    assert joined_style([one, two]).split() == joined_style([one]).split() + two.read_text().split()
    assert " ".join(joined_style([one]).split()) == 'a::after { content: "/* kept */"; }'


def test_the_general_styles_say_which_properties_a_book_gives() -> None:
    said = set(re.findall(r"`(--al-[a-z-]+)`", anybook.styles.__doc__ or ""))
    taken = set(TAKEN.findall(joined([*anybook.styles.STYLES, OF_THE_PDF])))
    figures = EXT / "anybook" / "figures" / "figures.py"
    given = set(GIVEN.findall(joined([*anybook.styles.STYLES, figures])))
    assert taken - given - MEASURED == said


def test_a_changed_style_runs_no_chapter_again(tmp_path: Path) -> None:
    style = tmp_path / "book" / "_ext" / "one.css"
    style.parent.mkdir(parents=True)
    for name in ("_config.yml", "_toc.yml"):
        (tmp_path / name).touch()
    style.write_text("a {}")
    before = shared_digest(tmp_path)
    style.write_text("b {}")
    assert shared_digest(tmp_path) == before
    (style.with_suffix(".py")).touch()
    assert shared_digest(tmp_path) != before

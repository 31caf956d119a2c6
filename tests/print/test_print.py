"""Pages on paper: every figure of the book is in the PDF, with its number, title and data."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from anybook.building.page_files import joined_style
from anybook.figures.compact_json import unfold
from anybook.host import host
from book_builds import ROOT
from pdf_texts import squeezed
from playwright.sync_api import Browser
from pypdf import PdfReader
from visits import figures, pages

#: Widest and narrowest sheet of A4, in points; a page that did not fit would be scaled down.
SHEET = (594, 597)


@pytest.fixture(scope="module")
def with_figures(book: Path) -> list[str]:
    """The pages that have figures."""
    return [name for name in pages(book) if 'class="al-figure"' in (book / name).read_text("utf-8")]


@pytest.mark.parametrize(("theme", "touched"), [("light", False), ("dark", True)])
def test_every_figure_is_in_the_pdf_of_its_page(
    chromium: Browser, book: Path, with_figures: list[str], theme: str, touched: bool
) -> None:
    assert len(with_figures) > 2
    for name in with_figures:
        with chromium.new_context(color_scheme="dark" if theme == "dark" else "light") as context:
            page = context.new_page()
            page.goto((book / name).as_uri())
            if touched:
                figures(page)
                tables = page.locator("details.al-data > summary")
                tables.evaluate_all("all => all.map((one) => one.click())")
            document = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
            shown = page.locator("figure.al-figure")
            words = [
                [one.locator(part).inner_text() for part in (".al-place", ".al-title")]
                for one in shown.all()
            ]
            files = [str(one.get_attribute("href")) for one in shown.locator(".al-csv").all()]
            rows = shown.locator("tbody tr").count()
            sources = [str(one.text_content()) for one in shown.locator(".al-sources a").all()]
        text = squeezed("".join(sheet.extract_text() for sheet in document.pages))
        for number, title in words:
            assert squeezed(f"{number}{title}") in text
            # A table is on paper where the reader has opened it.
            assert (squeezed(f"Data: {title}") in text) == touched
        assert [one for one in (*files, *sources) if squeezed(one) not in text] == []
        assert ".csvSVG" not in text
        assert all(re.match(r"Figure \d+\.\d+$", number) for number, _ in words)
        assert rows > len(words)
        assert SHEET[0] < float(document.pages[0].mediabox.width) < SHEET[1]


def test_a_printed_page_keeps_number_marks_and_punctuation(chromium: Browser, book: Path) -> None:
    page = chromium.new_page()
    for name, number in (("claims.html", 8), ("01_authors_who_left.html", 1), ("people.html", 9)):
        page.goto((book / name).as_uri())
        page.emulate_media(media="print")
        heads = page.locator("h1:visible")
        assert heads.count() == 1
        told = [*page.locator(".al-kicker:visible").all_inner_texts(), heads.inner_text()][0]
        assert told.startswith((f"{number}. ", f"{number} · "))
        marks = page.locator(".al-v-contradicted:visible")
        kept = marks.evaluate_all("all => all.map((one) => getComputedStyle(one).printColorAdjust)")
        assert set(kept) == {"exact"}
        said = page.locator(":is(.al-sources, .al-claims dd, .al-entry p):visible")
        texts = [" ".join(text.split()) for text in said.all_inner_texts()]
        assert texts and [text for text in texts if re.search(r" [;.,]", text)] == []
    page.close()


def test_how_the_book_is_cited_is_printed_and_a_closed_box_under_a_figure_is_not(
    chromium: Browser,
) -> None:
    page = chromium.new_page()
    style = f"<style>{joined_style(host().styles)}</style>"
    page.set_content(f'{style}<div class="al-cite">x</div><details class="al-cite">x</details>')
    page.emulate_media(media="print")
    assert page.locator("div.al-cite").is_visible()
    assert not page.locator("details.al-cite").is_visible()
    page.close()


def test_figures_are_numbered_in_order_through_the_book(book: Path) -> None:
    chapters = re.findall(r"file: book/(\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = []
    for chapter, name in enumerate(["index", *chapters]):
        text = (book / f"{name}.html").read_text(encoding="utf-8")
        numbers = re.findall(r'id="fig-[a-z0-9-]+-number">Figure (\d+)\.(\d+)<', text)
        assert [int(place) for _, place in numbers] == list(range(1, len(numbers) + 1))
        assert {int(first) for first, _ in numbers} <= {chapter}
        found += numbers
    assert len(set(found)) == len(found) > 2


def test_every_figure_of_the_book_has_its_files(book: Path, with_figures: list[str]) -> None:
    for name in with_figures:
        text = (book / name).read_text(encoding="utf-8")
        payloads = re.findall(r'id="(fig-[a-z0-9-]+)-data">(.*?)</script>', text, re.DOTALL)
        assert payloads
        for figure, payload in payloads:
            views = unfold(json.loads(payload))["views"]
            assert [(book / view["csv"]).is_file() for view in views] == [True] * len(views)
            assert views[-1]["csv"] == f"figures/{figure}-{views[-1]['day']}.csv"

"""The printed book: one PDF with all chapters, figures as vectors, and links that lead."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from anybook.print import book_pdf, printed_pages
from anybook.print.book_pdf import PrintError
from book_builds import ROOT
from bs4 import BeautifulSoup
from pdf_texts import squeezed
from pypdf import PdfReader
from records import real

#: The reading date of what is printed.
DAY = real().package.record_date.isoformat()
#: Words of the pages' controls, which nobody can press on paper.
CONTROLS = (
    *("Mark a person", "Evidence public by 5", "Count everything", "Download CSV"),
    *("Sort by", "Show all", "Skip to main content", "Search this book"),
    *("Python is fetched", "See the figure", "Link to this heading"),
)


@pytest.fixture(scope="module")
def pdfs(book: Path) -> list[PdfReader]:
    """The PDF of each edition."""
    return [PdfReader(path) for path in book_pdf.make(ROOT)]


@pytest.fixture(scope="module")
def pdf(pdfs: list[PdfReader]) -> PdfReader:
    """The PDF of the book."""
    return pdfs[0]


@pytest.fixture(scope="module")
def chapters(book: Path) -> list[printed_pages.Chapter]:
    """The chapters of the printed book, from the pages."""
    return [printed_pages.chapter(book, name) for name in book_pdf.pages(ROOT)]


@pytest.fixture(scope="module")
def texts(pdf: PdfReader) -> list[str]:
    """The text of each page, without spaces; running head and page number come first."""
    return [squeezed(page.extract_text()) for page in pdf.pages]


def beginnings(pdf: PdfReader) -> list[int]:
    """The pages on which the chapters begin, counted from 0."""
    entries = [item for depth, _, item in outline(pdf.outline) if depth == 0]
    found = [pdf.get_destination_page_number(item) for item in entries]
    return [page for page in found if page is not None]


def outline(items: list[Any], depth: int = 0) -> Iterator[tuple[int, str, Any]]:
    """The entries of an outline with their depth, in order."""
    for item in items:
        if isinstance(item, list):
            yield from outline(item, depth + 1)
        else:
            yield depth, item.title, item


def links(pdf: PdfReader) -> list[dict[str, Any]]:
    """The links of a PDF: annotations, resolved."""
    held = (page.get("/Annots") or [] for page in pdf.pages)
    found = [annotation.get_object() for annotations in held for annotation in annotations]
    return [annotation for annotation in found if annotation["/Subtype"] == "/Link"]


def test_the_toc_decides_what_is_in_the_book_and_in_which_order(book: Path) -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    named = re.findall(r"(?:root|file): book/(\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
    assert toc["root"] == "book/index"
    assert list(book_pdf.pages(ROOT)) == named
    assert all((book / f"{name}.html").is_file() for name in named)


def test_the_outline_has_every_heading_of_the_pages(
    pdf: PdfReader, book: Path, chapters: list[printed_pages.Chapter]
) -> None:
    wanted = []
    for chapter in chapters:
        soup = BeautifulSoup((book / f"{chapter.name}.html").read_text("utf-8"), "html.parser")
        for heading in soup.select("article.bd-article")[0].find_all(["h1", "h2", "h3", "h4"]):
            for sign in heading.select(".headerlink"):
                sign.decompose()
            wanted.append((int(heading.name[1]) - 1, squeezed(heading.get_text())))
    found = [(depth, squeezed(title)) for depth, title, _ in outline(pdf.outline)]
    assert found == wanted


def test_every_chapter_begins_a_page_and_can_be_read_as_text(
    pdf: PdfReader, texts: list[str], chapters: list[printed_pages.Chapter]
) -> None:
    begins = beginnings(pdf)
    assert len(set(begins)) == len(chapters)
    for page, chapter in zip(begins, chapters, strict=True):
        title = squeezed(chapter.title.words)
        soup = BeautifulSoup(chapter.html, "html.parser")
        short = soup.select_one(".al-kicker")
        kicker = squeezed(short.get_text().partition("·")[2]) if short else ""
        assert re.match(rf".*{page + 1}{re.escape(kicker + title)}", texts[page])
        words = soup.select("p:not(.al-kicker)")[0].get_text()
        assert squeezed(words)[:60] in texts[page]


def test_the_contents_name_the_page_of_every_chapter_section_and_figure(
    pdf: PdfReader, texts: list[str], chapters: list[printed_pages.Chapter]
) -> None:
    first, begin = next(i for i, text in enumerate(texts) if "Contents" in text), beginnings(pdf)[0]
    contents = "".join(
        texts[i].removeprefix(f"AfterLLaMAContents{i + 1}") for i in range(first, begin)
    )
    named = [(item.title, item) for depth, _, item in outline(pdf.outline) if depth < 2]
    heads = [(title, pdf.get_destination_page_number(item) or 0) for title, item in named]
    assert len(heads) == sum(1 + len(chapter.sections) for chapter in chapters)
    for chapter in chapters:
        for figure in chapter.figures:
            shown = squeezed(figure.words.replace(". ", "", 1))
            (page,) = (i for i, text in enumerate(texts) if shown in text)
            heads.append((figure.words, page))
    entries = [squeezed(title) + str(page + 1) for title, page in heads]
    entries.insert(len(named), "Figures")
    assert contents == "Contents" + "".join(entries)


def test_links_inside_the_book_lead_to_a_place_in_it_and_others_to_the_web(pdf: PdfReader) -> None:
    places = set(pdf.named_destinations)
    inside, outside = set(), set()
    for link in links(pdf):
        if "/Dest" in link:
            inside.add(str(link["/Dest"]))
        else:
            outside.add(str(link["/A"]["/URI"]))
    assert inside <= places
    assert {name for name in inside if name.startswith("/claim-")}
    assert {name for name in inside if name.startswith("/fig-")}
    assert outside and all(re.match(r"https?://|mailto:", address) for address in outside)


def test_every_figure_is_whole_on_one_page_and_drawn_in_vectors(
    pdf: PdfReader, texts: list[str], chapters: list[printed_pages.Chapter]
) -> None:
    figures = [figure for chapter in chapters for figure in chapter.figures]
    assert len(figures) > 20
    begin = beginnings(pdf)[0]
    # A count that a reader can change is a table on paper.
    html = "".join(chapter.html for chapter in chapters)
    switched = {one["id"] for one in BeautifulSoup(html, "html.parser").select(".al-choice")}
    for figure in figures:
        number, _, title = figure.words.partition(". ")
        (page,) = [
            i for i, text in enumerate(texts) if squeezed(number + title) in text and i >= begin
        ]
        file = figure.anchor.partition("--")[0]
        assert squeezed(f"Data: figures/{file}-{DAY}.csv") in texts[page]
        if figure.anchor in switched:
            continue
        drawn = pdf.pages[page].get_contents()
        assert drawn is not None
        # The smallest drawing has eight squares; a page without one has fewer lines.
        assert len(re.findall(rb"\s(?:l|c|re)\s", drawn.get_data())) > 8, figure.words
    assert not [image for page in pdf.pages for image in page.images]


def test_letters_travel_with_the_book(pdf: PdfReader) -> None:
    fonts = {}
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            held = font.get_object()
            if held["/Subtype"] == "/Type3":
                # It is made of its letters: signs that are drawn.
                assert held["/CharProcs"]
                continue
            inner = held["/DescendantFonts"][0] if "/DescendantFonts" in held else held
            fonts[str(held.get("/BaseFont", held["/Subtype"]))] = inner["/FontDescriptor"]
    assert fonts
    for name, descriptor in fonts.items():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), name


def test_nothing_on_paper_waits_to_be_pressed(texts: list[str]) -> None:
    text = "".join(texts)
    assert [words for words in CONTROLS if squeezed(words) in text] == []


def test_pages_are_broken_well(pdf: PdfReader, texts: list[str]) -> None:
    assert 30 < len(texts) < 200
    for number, text in enumerate(texts[1:], 2):
        assert len(text) > 100, f"page {number} is blank"
        assert not text.endswith("WhatthearticleclaimsVerdict"), f"page {number} ends with a head"
    # The lower margin is 62 points high; a heading has room for itself and two lines above it.
    low = [title for _, title, item in outline(pdf.outline) if float(item["/Top"]) < 110]
    assert low == []


def test_a_page_within_a_chapter_is_full(pdf: PdfReader) -> None:
    starts = beginnings(pdf)
    short = []
    for number in range(starts[0], len(pdf.pages) - 1):
        lowest = [842.0]

        def visit(
            text: str, _: Any, place: list[float], *rest: Any, held: list[float] = lowest
        ) -> None:
            # The page's own number stands in the lower margin.
            if text.strip() and place[5] > 60:
                held[0] = min(held[0], place[5])

        pdf.pages[number].extract_text(visitor_text=visit)
        if number + 1 not in starts and lowest[0] > 842 * 0.45:
            short.append((number + 1, lowest[0]))
    assert short == []


def test_the_pdf_says_what_it_is(pdf: PdfReader) -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    told = book_pdf.imprint(ROOT, book_pdf.editions(ROOT)[0])
    assert f"{told.title}: {told.subtitle[0].lower()}{told.subtitle[1:]}" == cited["title"]
    assert told.abstract == " ".join(cited["abstract"].split())
    assert pdf.metadata and pdf.metadata.title == told.whole == cited["title"]
    assert pdf.metadata.author == told.authors
    assert pdf.metadata["/CreationDate"] == f"D:{told.day:%Y%m%d}000000Z"
    root: Any = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    front = " ".join(pdf.pages[0].extract_text().split())
    assert f"({told.work.year}). {told.work.title} (Version {told.work.version})" in front


@pytest.mark.slow
def test_a_further_edition_is_printed_in_its_language(pdfs: list[PdfReader], book: Path) -> None:
    french, edition = pdfs[1], book_pdf.editions(ROOT)[1]
    with book_pdf.spoken(edition.language):
        told = book_pdf.imprint(ROOT, edition)
    assert told.subtitle != book_pdf.imprint(ROOT, book_pdf.editions(ROOT)[0]).subtitle
    root: Any = french.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert french.metadata and french.metadata.title == told.whole
    texts = [page.extract_text() for page in french.pages]
    assert squeezed(told.subtitle + told.abstract) in squeezed(texts[0])
    chapters = [printed_pages.chapter(book / "fr", name) for name in book_pdf.pages(ROOT)]
    heads = [title for depth, title, _ in outline(french.outline) if depth == 0]
    assert heads == [chapter.title.words for chapter in chapters]
    for page, chapter in zip(beginnings(french), chapters, strict=True):
        words = BeautifulSoup(chapter.html, "html.parser").select("p:not(.al-kicker)")[0].get_text()
        assert squeezed(chapter.title.words) in squeezed(texts[page])
        assert squeezed(words)[:60] in squeezed(texts[page])
    assert "Sommaire" in texts[1] and "Sources :" in "".join(texts)
    assert [words for words in ("Contents", "Sources: ") if words in "".join(texts)] == []


def test_each_edition_has_its_file_and_its_words(book: Path) -> None:
    every = book_pdf.editions(ROOT)
    files = [book_pdf.file_of(ROOT, one).relative_to(ROOT) for one in every]
    assert files == [book_pdf.PDF, Path("_build/after-llama.fr.pdf")]
    with book_pdf.spoken("fr"):
        told = book_pdf.imprint(ROOT, every[1])
    assert (told.title, told.subtitle[:3]) == ("After LLaMA", "Qui")
    assert book_pdf.imprint(ROOT, every[0]).subtitle[:3] == "Who"


@pytest.mark.slow
def test_the_same_book_gives_the_same_bytes(pdfs: list[PdfReader]) -> None:
    paths = [book_pdf.file_of(ROOT, one) for one in book_pdf.editions(ROOT)]
    first = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in book_pdf.make(ROOT)] == first


def built(folder: Path, article: str) -> Path:
    """A book of one page under ``folder``, built, with a PDF from before."""
    for name in ("CITATION.cff", "_config.yml", "data/datapackage.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "book" / "_static", folder / "book" / "_static")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")
    site = folder / book_pdf.SITE
    site.mkdir(parents=True)
    page = f'<title>x</title><article class="bd-article">{article}</article>'
    (site / "index.html").write_text(page, encoding="utf-8")
    (folder / book_pdf.PDF).write_bytes(b"the last one")
    return folder


GOOD = '<section id="one"><h1>One</h1><p>Words.</p>{}</section>'


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("<p>No heading.</p>", "index.html has no article with a heading"),
        (GOOD.format('<a href="#two">x</a>'), "Links have no target: two--index"),
        (GOOD.format('<a href="other.html">x</a>'), "Links have no target: other"),
        (GOOD.format('<p id="one">x</p>'), "Anchors are used twice: one--index"),
    ],
)
def test_a_page_that_cannot_be_printed_is_told_and_the_last_pdf_stays(
    tmp_path: Path, article: str, words: str
) -> None:
    folder = built(tmp_path, article)
    with pytest.raises(PrintError, match=re.escape(words)):
        book_pdf.make(folder)
    assert (folder / book_pdf.PDF).read_bytes() == b"the last one"


@pytest.mark.parametrize("browser", [None, "/bin/false", "/bin/true", "/no/such"])
def test_without_a_chromium_that_prints_the_last_pdf_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: str | None
) -> None:
    folder = built(tmp_path, GOOD.format(""))
    monkeypatch.setattr(shutil, "which", lambda name: browser)
    with pytest.raises(PrintError, match="Chromium") as told:
        book_pdf.make(folder)
    assert "\n" not in str(told.value)
    assert (folder / book_pdf.PDF).read_bytes() == b"the last one"


@pytest.mark.slow
def test_the_command_fails_in_one_line(tmp_path: Path) -> None:
    """As ``make pdf`` runs it, in a place with no browser to be found."""
    command = [sys.executable, "-m", "afterllama_sphinx.print_book"]
    env = {"PYTHONPATH": f"{ROOT / 'book'}:{ROOT / 'book/_ext'}", "PATH": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Chromium prints the book: install it")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("#fig-a", "#fig-a--claims"),
        ("method.html", "#method"),
        ("method.html#what-is-in", "#what-is-in--method"),
        ("#", "#claims"),
        ("figures/fig-a.csv", ""),
        ("lite/notebooks/index.html?path=x", ""),
        ("https://example.org/a#b", "https://example.org/a#b"),
        ("javascript:alert(1)", ""),
    ],
)
def test_where_a_link_of_a_page_leads_on_paper(href: str, target: str) -> None:
    assert printed_pages.target_of("claims", href) == target


def test_a_title_cannot_end_the_style_in_which_it_stands() -> None:
    held = book_pdf.css_string('a "b" </style>\\')
    assert "<" not in held and held.count('"') == 2 and "\\" not in held.replace("\\0000", "")

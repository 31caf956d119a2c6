"""A build is strict, fresh and repeatable, and never removes a good book."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from book_builds import build, built, copy_of_the_book, digests, edit, sample
from chapter_runs import PAGES, guards, read


def page(folder: Path, name: str = "01_trees.html") -> str:
    """Return the text of a built page."""
    return (folder / "_build" / "html" / name).read_text(encoding="utf-8")


def words(folder: Path, name: str = "01_trees.html") -> str:
    """Return what a built page says, without its tags."""
    return re.sub(r"<[^>]+>", "", page(folder, name))


def table(folder: Path, name: str) -> list[list[str]]:
    """Return the rows of a built CSV file."""
    path = folder / "_build" / "html" / "figures" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def published(sample_book: Path, tmp_path: Path) -> Path:
    """A sample book with its pages, but not yet built where it stands: quick to lay out."""
    folder = sample(tmp_path / "book")
    shutil.copytree(sample_book / "_build" / "html", folder / "_build" / "html")
    return folder


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A built sample book, and a copy of it: it would not be fresh anywhere else."""
    folder = sample(tmp_path_factory.mktemp("own") / "book")
    built(folder)
    return folder, Path(shutil.copytree(folder, folder.with_name("kept")))


@pytest.fixture
def own(workplace: tuple[Path, Path]) -> Path:
    """A built sample book that a test may change."""
    folder, copy = workplace
    shutil.rmtree(folder)
    return Path(shutil.copytree(copy, folder))


def assert_fails(folder: Path, *words: str) -> None:
    """Build: it must fail, say ``words`` on stderr, and leave the last good book as it was.

    A second time too: Sphinx must not take what it has read for done.
    """
    before = digests(folder / "_build" / "html")
    for _ in range(2):
        done = build(folder)
        assert done.returncode != 0
        assert all(word in done.stderr for word in words), done.stderr
        assert digests(folder / "_build" / "html") == before


def test_a_warning_fails_the_build_and_removing_it_repairs_it(published: Path) -> None:
    edit(published / "book" / "index.md", "(01_trees.ipynb)", "(no_such_page.ipynb)")
    assert_fails(published, "no_such_page")
    edit(published / "book" / "index.md", "(no_such_page.ipynb)", "(01_trees.ipynb)")
    assert build(published).returncode == 0


def test_what_a_cell_prints_to_stderr_fails_the_build(published: Path) -> None:
    edit(
        published / "book" / "afterllama" / "__init__.py",
        "UNIT =",
        "__import__('warnings').warn('odd')\nUNIT =",
    )
    assert_fails(published, "stderr")


def test_an_unknown_number_in_a_sentence_fails_the_build(published: Path) -> None:
    edit(published / "book" / "01_trees.ipynb", "facts.tallest", "facts.oldest")
    assert_fails(published, "oldest")


def test_a_figure_id_used_twice_fails_the_build_in_one_line(published: Path) -> None:
    edit(
        published / "book" / "index.md",
        "import figure, facts",
        'import figure, facts\nfigure("fig-trees")',
    )
    assert_fails(
        published, "figure id 'fig-trees' is used 2 times: book/01_trees (1), book/index (1)"
    )


def test_a_changed_table_changes_the_page(own: Path) -> None:
    edit(own / "data" / "trees.csv", "cedar,8", "cedar,21")
    assert build(own).returncode == 0
    assert "The tallest has 21 units" in words(own)
    assert '<td class="al-number">21</td>' in page(own)
    assert table(own, "fig-trees-2023-12-31.csv")[-1] == ["cedar", "21", "Ada Åsh"]
    assert [row[0] for row in table(own, "fig-trees-2020-12-31.csv")] == ["name", "ash", "birch"]


def test_a_changed_module_changes_the_page(own: Path) -> None:
    edit(own / "book" / "afterllama" / "__init__.py", "metres", "furlongs")
    assert build(own).returncode == 0
    assert "Height in furlongs" in page(own)


def test_a_changed_chapter_changes_the_page_whatever_its_date(own: Path) -> None:
    chapter = own / "book" / "01_trees.ipynb"
    edit(chapter, "A chapter about trees", "An old chapter")
    subprocess.run(["touch", "-d", "2001-01-01", str(chapter)], check=True)
    assert build(own).returncode == 0
    assert "An old chapter" in page(own)


def test_an_unchanged_chapter_is_not_run_again(own: Path) -> None:
    assert "Starting inline execution" not in build(own).stdout
    edit(own / "book" / "index.md", "A small book", "A little book")
    assert build(own).stdout.count("Starting inline execution") == 1


def test_a_removed_page_leaves_no_file_behind(own: Path) -> None:
    edit(own / "book" / "01_trees.ipynb", '"figure(\\"fig-trees\\")"', '"figure(\\"fig-wood\\")"')
    for name in ("index.md", "01_trees.ipynb"):
        edit(own / "book" / name, "#fig-trees", "#fig-wood")
    assert build(own).returncode == 0
    figures = own / "_build" / "html" / "figures"
    assert sorted(path.name for path in figures.iterdir()) == [
        "fig-growth-2020-12-31.csv",
        "fig-growth-2023-12-31.csv",
        "fig-growth.html",
        "fig-wood-2020-12-31.csv",
        "fig-wood-2023-12-31.csv",
        "fig-wood.html",
    ]


def test_a_build_with_nothing_new_gives_the_same_book(own: Path) -> None:
    before = digests(own / "_build" / "html")
    assert build(own).returncode == 0
    assert digests(own / "_build" / "html") == before


def test_the_previous_book_stays_beside_the_new_one(own: Path) -> None:
    before = digests(own / "_build" / "html")
    edit(own / "data" / "trees.csv", "cedar,8", "cedar,9")
    assert build(own).returncode == 0
    assert digests(own / "_build" / "html.previous") == before
    assert not (own / "_build" / "html.staging").exists()


def test_a_host_that_leaves_out_underscores_is_told_not_to(sample_book: Path) -> None:
    assert (sample_book / "_build" / "html" / ".nojekyll").is_file()


def test_pages_are_at_the_root_and_the_search_links_there(sample_book: Path) -> None:
    html = sample_book / "_build" / "html"
    assert {path.name for path in html.glob("*.html")} == {
        "404.html",
        "index.html",
        "01_trees.html",
        "search.html",
    }
    assert "A small book" in page(sample_book, "index.html")
    found = re.findall(r'\["page", "[^"]*", "([^"]*)"', (html / "search-places.js").read_text())
    assert sorted(found) == ["01_trees.html", "index.html"]


@pytest.mark.parametrize("word", ["zelkova", "forest", "cedar", "wider"])
def test_a_figures_texts_can_be_found(sample_book: Path, word: str) -> None:
    places = (sample_book / "_build" / "html" / "search-places.js").read_text()
    assert re.search(rf"\b{word}", places, re.IGNORECASE)


def test_figures_are_numbered_in_order_and_links_show_the_number(sample_book: Path) -> None:
    chapter, front = page(sample_book), page(sample_book, "index.html")
    numbers = re.findall(r'id="(fig-\w+)-number">(Figure \d+\.\d+)<', chapter)
    assert numbers == [("fig-trees", "Figure 1.1"), ("fig-growth", "Figure 1.2")]
    assert "See Trees differ, that is Figure 1.1, and Figure 1.2." in words(sample_book)
    assert re.search(r'<a [^>]*href="#fig-growth"[^>]*>.*?Figure 1\.2.*?</a>', chapter)
    assert "a figure, Figure 1.2." in words(sample_book, "index.html")
    assert 'href="01_trees.html#fig-growth"' in front


def test_the_controls_of_all_figures_appear_once_under_the_title(sample_book: Path) -> None:
    bars = re.findall(r'<form class="al-reading".*?</form>', page(sample_book), re.S)
    assert len(bars) == 1
    assert re.findall(r'value="([\d-]+)"( checked)?', bars[0]) == [
        ("2020-12-31", ""),
        ("2023-12-31", " checked"),
    ]
    assert re.findall(r'<option value="([^"]+)"', bars[0]) == ["Ada Åsh", "Ben Birch"]
    assert 'class="al-reading"' not in page(sample_book, "index.html")


def test_a_figure_is_escaped_and_links_only_to_the_web(sample_book: Path) -> None:
    text = page(sample_book)
    assert "Taller &lt; wider &amp; older, by both walks." in text
    assert 'href="https://example.org/trees"' in text
    assert "javascript:" not in text


def test_no_code_is_shown(sample_book: Path) -> None:
    assert "from afterllama" not in page(sample_book) + page(sample_book, "index.html")


def test_no_page_names_the_folder_it_was_built_in(sample_book: Path) -> None:
    html = sample_book / "_build" / "html"
    texts = [path for path in html.rglob("*") if path.suffix in {".html", ".js", ".css", ".csv"}]
    assert not [path for path in texts if str(sample_book).encode() in path.read_bytes()]


@pytest.mark.slow
def test_a_fault_in_the_data_stops_the_build_at_once_and_is_printed_last(tmp_path: Path) -> None:
    folder = copy_of_the_book(tmp_path / "book")
    edit(folder / "data" / "counts.csv", "article-p09,llama1", "article-p09,llama9")
    done = build(folder)
    assert done.returncode != 0
    assert "Executing notebook" not in done.stdout + done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("counts.csv, row 3, column paper_id: 'llama9': must occur in")


@pytest.mark.slow
def test_a_sentence_that_is_no_longer_true_fails_the_build_and_is_named(tmp_path: Path) -> None:
    folder = copy_of_the_book(tmp_path / "book")
    edit(folder / "data" / "counts.csv", "2023-09-05,day,7,7", "2023-09-05,day,9,9")
    contents = folder / "_toc.yml"
    first, _, others = contents.read_text(encoding="utf-8").partition("  - file: book/02")
    assert others
    contents.write_text(first, encoding="utf-8")
    done = build(folder)
    assert done.returncode != 0
    # A sentence with an apostrophe stands in double quotation marks.
    named = re.search(r"no longer true of the data, rewrite it: (['\"])(.+)\1", done.stderr)
    assert named is not None
    assert named[2] in {text for page in PAGES for text in guards(read(page))}

"""Text from the data stays text: the whole book, built from hostile data, with a repository."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.io as pio
import pytest
from book_builds import built, copy_of_the_book, edit
from bs4 import BeautifulSoup
from chapter_runs import PAGES, read, shown_in_a_notebook
from hostile_data import ATTACKS, BROKEN, MADE, hostile
from playwright.sync_api import Browser, Page
from reading_text import parsed
from records import change, faults
from visits import HEIGHT, Visit, figures, pages, settled

#: The address of the repository, with which the pages have links that report an error.
REPOSITORY = "https://github.com/owner/book"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book of hostile data and return the folder of its pages."""
    folder = copy_of_the_book(tmp_path_factory.mktemp("hostile") / "book")
    shutil.rmtree(folder / "data")
    hostile(folder)
    edit(folder / "_config.yml", "lite_build: true", "lite_build: false")
    edit(folder / "_config.yml", '  url: ""', f"  url: {REPOSITORY}")
    return built(folder)


def made_by(page: BeautifulSoup) -> list[str]:
    """What stands in a page that no page of the book has; the theme's own scripts are known."""
    found = page.select(MADE)
    return [str(one)[:200] for one in found if one.name != "script" or BROKEN in one.text]


@pytest.mark.slow
def test_no_element_of_any_page_is_made_of_data(site: Path) -> None:
    for name in [*pages(site), *(f"figures/{path.name}" for path in site.glob("figures/*.html"))]:
        page = parsed(site / name)
        assert made_by(page) == [], name
        assert not page.find_all(["extra", "iframe"]), name


@pytest.mark.slow
def test_every_attack_is_there_to_read_and_in_the_tables(site: Path) -> None:
    texts, told, cells = "", "", set[str]()
    for name in pages(site):
        page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        texts += page.get_text()
        # What a cell prints is Python's own way to write a text.
        for printed in page.select(".cell_output pre"):
            printed.decompose()
        told += page.get_text()
        cells |= {cell.get_text() for cell in page.select("table.al-table td")}
    for attack in ATTACKS:
        assert attack in texts, attack
        assert any(cell.endswith(attack) for cell in cells), attack
        if attack not in (escaped := repr(attack)[1:-1]):
            assert escaped not in told, attack


@pytest.mark.slow
def test_the_csv_files_and_the_data_of_figures_hold_the_texts_as_they_are(site: Path) -> None:
    cells = set[str]()
    for path in (site / "figures").glob("*.csv"):
        cells |= {cell for row in csv.reader(io.StringIO(path.read_text("utf-8"))) for cell in row}
    for attack in ATTACKS:
        assert any(cell.endswith(attack) for cell in cells), attack
    for name in pages(site):
        page = parsed(site / name)
        for block in page.select("script[type='application/json']"):
            json.loads(block.text)


@pytest.mark.slow
def test_every_figure_entry_source_and_claim_can_be_reported(site: Path) -> None:
    """Each has one link, which opens a form for its id and its page."""
    found = 0
    for name in pages(site):
        page = parsed(site / name)
        wanted = [*page.select(".al-figure, .al-choice"), *page.select(".al-ledger tbody tr[id]")]
        if name in ("people.html", "places.html"):
            wanted += page.select("section[id]:has(> .al-entry)")
        links = page.select(".al-report a, a.al-report")
        queries = [parse_qs(urlsplit(str(link["href"])).query) for link in links]
        assert sorted(query["place"][0] for query in queries) == sorted(
            str(one["id"]) for one in wanted
        ), name
        for link, query in zip(links, queries, strict=True):
            assert str(link["href"]).startswith(f"{REPOSITORY}/issues/new?")
            is_claim = query["place"][0].startswith("claim-")
            assert query["template"] == ["verdict.yml" if is_claim else "fact.yml"]
            assert query["page"] == [name]
            assert query["day"] and query["digest"]
        found += len(links)
    assert found > 200


# In a notebook

#: All elements of what a notebook shows, with their attributes. Cells of a table have a style.
WRITTEN = {
    *("div", "div.class", "strong", "details", "summary", "a.href", "a.download"),
    *("style.scoped", "table.class", "table.border", "thead", "tbody"),
    *("tr", "tr.style", "th", "td", "blockquote", "p"),
}
#: How plotly hands a figure to JupyterLab, and where links of a notebook may lead.
PLOTLY = "application/vnd.plotly.v1+json"
LINKED = (
    "https://",
    "http://",
    "data:text/csv;",
    "data:application/octet-stream;base64,",
    "claims.ipynb",
)


@pytest.fixture(scope="module")
def displayed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What each page shows in a notebook of hostile data."""
    data = hostile(tmp_path_factory.mktemp("shown"))
    return {page.stem: shown_in_a_notebook(page, data) for page in PAGES}


def written(html: str) -> Iterator[str]:
    """The elements of some HTML, and each with each of its attributes."""
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        yield from [f"{tag.name}.{name}" for name in tag.attrs] or [tag.name]


def test_no_element_of_a_notebook_is_made_of_data(
    displayed: dict[str, list[dict[str, Any]]],
) -> None:
    for page, bundles in displayed.items():
        for bundle in bundles:
            assert not {"text/markdown", "text/latex", "application/javascript"} & set(bundle), page
            html = bundle.get("text/html", "")
            assert set(written(html)) <= WRITTEN, page
            for link in BeautifulSoup(html, "html.parser").select("a"):
                assert str(link["href"]).startswith(LINKED), page


def test_every_attack_is_there_to_read_in_a_notebook(
    displayed: dict[str, list[dict[str, Any]]],
) -> None:
    every = [bundle for bundles in displayed.values() for bundle in bundles]
    pages = [BeautifulSoup(bundle.get("text/html", ""), "html.parser") for bundle in every]
    cells = {cell.get_text() for page in pages for cell in page.select("td")}
    for attack in ATTACKS:
        assert any(cell.endswith(attack) for cell in cells), attack
    # People, places, sources and files are shown as well, beside figures and the ledger.
    assert all(displayed[page.stem] for page in PAGES if "show" in "".join(read(page).code))


def test_nothing_in_a_notebook_is_taken_for_mathematics(
    displayed: dict[str, list[dict[str, Any]]],
) -> None:
    every = [bundle for bundles in displayed.values() for bundle in bundles]
    held = 0
    for bundle in every:
        page = BeautifulSoup(bundle.get("text/html", ""), "html.parser")
        held += page.get_text().count("$x$")
        for part in page.select(".tex2jax_ignore.mathjax_ignore"):
            part.decompose()
        assert "$" not in page.get_text()
        figure = bundle.get(PLOTLY)
        assert figure is None or figure["config"]["typesetMath"] is False
    assert held > 10


def test_a_figures_data_in_a_page_of_a_notebook_is_data(
    displayed: dict[str, list[dict[str, Any]]],
) -> None:
    every = [bundle for bundles in displayed.values() for bundle in bundles]
    figures = [b[PLOTLY] for b in every if PLOTLY in b]
    assert len(figures) > 10
    for figure in figures:
        held = {"data": figure["data"], "layout": figure["layout"]}
        html = pio.to_html(held, include_plotlyjs=False, full_html=False, validate=False)
        page = BeautifulSoup(html, "html.parser")
        assert {tag.name for tag in page.find_all(True)} == {"div", "script"}
        assert len(page.select("script")) == 1


def broken(page: Page) -> bool:
    """Tell whether any text of the data has run."""
    return page.evaluate("window.broken !== undefined") is True


@pytest.mark.slow
@pytest.mark.parametrize("guarded", [True, False], ids=["with the policy", "without it"])
def test_nothing_runs_and_charts_show_text(
    chromium: Browser, site: Path, tmp_path: Path, guarded: bool
) -> None:
    with chromium.new_context(
        viewport={"width": 1280, "height": HEIGHT}, bypass_csp=not guarded
    ) as context:
        visit = Visit(context, site.as_uri() + "/")
        for name in pages(site):
            page = visit.open(name)
            shown = ""
            for figure in figures(page):
                assert figure.locator(MADE).count() == 0, name
                shown += " ".join(figure.locator(".al-plot text").all_text_contents())
                assert figure.locator(".al-plot a, .al-plot [font-weight=bold]").count() == 0
            for person in page.locator("#al-people option").all()[:3]:
                page.locator(".al-reading [name=person]").fill(str(person.get_attribute("value")))
                settled(page)
            for day in page.locator(".al-reading [name=on]").all():
                day.check()
                settled(page)
            assert page.locator(MADE).locator("visible=true").count() == 0, name
            assert not broken(page), name
        page = visit.open("search.html?q=authors")
        page.locator("#search-results a").first.wait_for()
        assert not broken(page)
        assert visit.faults == []


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("javascript:alert(1)", "must match"),
        ("data:text/html,<script>1</script>", "must match"),
        ("//example.org/", "must match"),
        ("https://example.org/ onclick=x", "must match"),
        ("https://example.org/\u202ex", "it has U+202E"),
    ],
)
def test_an_address_that_is_not_of_the_web_is_named(data: Path, url: str, remedy: str) -> None:
    row = change(data, "sources", "article", url=url)
    (fault,) = faults(data)
    assert fault.startswith(f"sources.csv, row {row}, column url: {url!r}: ")
    assert remedy in fault


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("A\tB", "must be one line of letters that can be seen; it has U+0009"),
        ("A \u202eB", "must be one line of letters that can be seen; it has U+202E"),
        ("A\u200bB", "must be one line of letters that can be seen; it has U+200B"),
        ("=1+1", "must not begin with =, or a spreadsheet takes it for a formula"),
        ("@SUM(A1)", "must not begin with @, or a spreadsheet takes it for a formula"),
    ],
)
def test_letters_that_hide_and_formulas_are_named(data: Path, text: str, remedy: str) -> None:
    row = change(data, "people", "armand-joulin", name=text)
    assert faults(data) == [f"people.csv, row {row}, column name: {text!r}: {remedy}"]

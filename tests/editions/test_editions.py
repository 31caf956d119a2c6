"""Two editions in one build: pages in both languages that lead to each other, or none of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from afterllama_sphinx.languages.missing import told
from anybook.editions.editions import (
    UNKNOWN,
    Version,
    alternates,
    editions,
    join_unknown,
    own,
    versions,
)
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from book_builds import ADDRESS, ELSEWHERE, STAYS, build, built, digests, edit, placed_sample
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page
from reading_text import parsed
from records import ROOT
from visits import visiting

from bench.builds import chapters

PAGES = ("index.html", "01_trees.html", "search.html")
WORDS = {
    "book/01_trees": {"Trees": "Arbres"},
    "afterllama": {"Table": "Les données"},
}


def in_two_languages(folder: Path) -> Path:
    """The sample book of a site with an address, in English and in some French."""
    placed_sample(folder)
    edit(folder / "_config.yml", "anybook_editions: []", "anybook_editions: [fr]")
    edit(
        folder / "book" / "01_trees.ipynb",
        '  "kernelspec"',
        '  "run_button": false,\n  "kernelspec"',
    )
    for name, texts in WORDS.items():
        catalogue = Catalog("fr")
        for text, french in texts.items():
            catalogue.add(text, french)
        path = folder / "book" / "locale" / "fr" / "LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue)
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A book in two languages, and what its build said."""
    folder = in_two_languages(tmp_path_factory.mktemp("both") / "book")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture
def site(both: tuple[Path, str]) -> Path:
    """Its pages."""
    return both[0] / "_build" / "html"


def switch(page: BeautifulSoup) -> Tag:
    """The only link of a page to another language."""
    (found,) = page.select("a.al-version")
    return found


@pytest.mark.slow
def test_a_button_opens_the_notebook_in_the_language_of_its_page(tmp_path: Path) -> None:
    folder = in_two_languages(tmp_path / "book")
    edit(folder / "_config.yml", "lite_build: false", "lite_build: true")
    edit(folder / "book" / "01_trees.ipynb", '"run_button": false', '"run_button": true')
    (folder / "data" / "datapackage.json").write_text('{"record_date": "2024-01-01"}')
    site = built(folder)
    titles = {}
    for edition in (site, site / "fr"):
        (link,) = parsed(edition / "01_trees.html").select(".al-run a.al-button")
        parts = urlsplit(str(link["href"]))
        (path,) = parse_qs(parts.query)["path"]
        assert (edition / parts.path).resolve() == site / "lite" / "notebooks" / "index.html"
        cells = json.loads((site / "lite" / "files" / path).read_text(encoding="utf-8"))["cells"]
        titles[path] = "".join(cells[0]["source"]).splitlines()[0]
    assert titles == {"book/01_trees.ipynb": "# Trees", "fr/01_trees.ipynb": "# Arbres"}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_each_page_leads_to_itself_in_the_other_language(site: Path, name: str) -> None:
    english, french = parsed(site / name), parsed(site / "fr" / name)
    for page, language in ((english, "en"), (french, "fr")):
        assert page.html and page.html["lang"] == language
    there, back = switch(english), switch(french)
    assert (there["href"], back["href"]) == (f"fr/{name}", f"../{name}")
    named = [(a["lang"], a["hreflang"], a.select("span")[0].text) for a in (there, back)]
    assert named == [("fr", "fr", "Français"), ("en", "en", "English")]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "end"), [("index.html", ""), ("01_trees.html", "01_trees.html")])
def test_engines_find_both_languages(site: Path, name: str, end: str) -> None:
    wanted = [
        ("en", f"{ADDRESS}/{end}"),
        ("fr", f"{ADDRESS}/fr/{end}"),
        ("x-default", f"{ADDRESS}/{end}"),
    ]
    for folder, canonical in (("", wanted[0][1]), ("fr", wanted[1][1])):
        page = parsed(site / folder / name)
        links = page.select("link[rel=alternate][hreflang]")
        assert [(link["hreflang"], link["href"]) for link in links] == wanted
        assert [link["href"] for link in page.select("link[rel=canonical]")] == [canonical]
    assert f"<loc>{ADDRESS}/fr/{end}</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_own_page_of_a_figure_leads_to_the_figure_in_the_other_language(site: Path) -> None:
    name = "figures/fig-growth.html"
    there, back = switch(parsed(site / name)), switch(parsed(site / "fr" / name))
    assert (there["href"], back["href"]) == (f"../fr/{name}", f"../../{name}")
    assert [(one["lang"], one.text) for one in (there, back)] == [
        ("fr", "Français"),
        ("en", "English"),
    ]
    for folder in ("", "fr"):
        links = parsed(site / folder / name).select("link[rel=alternate][hreflang]")
        assert [(link["hreflang"], link["href"]) for link in links] == [
            ("en", f"{ADDRESS}/{name}"),
            ("fr", f"{ADDRESS}/fr/{name}"),
            ("x-default", f"{ADDRESS}/{name}"),
        ]


@pytest.mark.slow
def test_the_link_of_a_figures_own_page_keeps_the_day_the_month_and_the_colours(
    site: Path, chromium: Browser
) -> None:
    with visiting(chromium, f"{site.as_uri()}/") as visit:
        query = "on=2020-12-31&month=fig-growth.may-2020"
        page = visit.open(f"figures/fig-growth.html?theme=dark&{query}")
        link = page.locator("a.al-version")
        link.focus()
        address, _, handed = str(link.get_attribute("href")).partition("?")
        assert address == "../fr/figures/fig-growth.html"
        assert parse_qs(handed) == {
            "theme": ["dark"],
            "on": ["2020-12-31"],
            "month": ["fig-growth.step-0"],
        }


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_no_more_in_another_language(site: Path, name: str) -> None:
    loaded = [
        [
            urlsplit(str(tag["src"])).path
            for tag in parsed(site / folder / name).select("script[src]")
        ]
        for folder in ("", "fr")
    ]
    assert loaded[0] == loaded[1]
    names = [{path.name for path in (site / f / "_static").glob("*.js")} for f in ("", "fr")]
    assert names[0] == names[1]


@pytest.mark.slow
def test_each_edition_has_its_words_and_its_search_and_the_site_has_the_rest_once(
    site: Path,
) -> None:
    assert "Arbres" in parsed(site / "fr" / "01_trees.html").select("h1")[0].text
    assert "Trees" in parsed(site / "01_trees.html").select("h1")[0].text
    index, french = (
        (site / folder / "search-places.js").read_text(encoding="utf-8") for folder in ("", "fr")
    )
    assert '["page", "Arbres"' in french and '["page", "Arbres"' not in index
    once = {"404.html", "sitemap.xml", "robots.txt"}
    assert once <= {path.name for path in site.iterdir()}
    assert not once & {path.name for path in (site / "fr").iterdir()}


@pytest.mark.slow
def test_the_page_for_an_unknown_address_speaks_both_languages(site: Path) -> None:
    page = parsed(site / "404.html")
    english, french = page.select("main > section")
    assert [part["lang"] for part in (english, french)] == ["en", "fr"]
    assert "Arbres" in french.text and "Arbres" not in english.text
    for part, folder in ((english, "/a/b/"), (french, "/a/b/fr/")):
        links = [link["href"] for link in part.select("a")]
        assert links == [f"{folder}index.html", f"{folder}01_trees.html"]
        assert part.select("form")[0]["action"] == f"{folder}search.html"


@pytest.mark.slow
def test_what_has_no_translation_stands_in_english_and_is_named_in_the_last_line(
    both: tuple[Path, str],
) -> None:
    folder, said = both
    assert "A small book" in parsed(folder / "_build" / "html" / "fr" / "index.html").text
    last = said.strip().splitlines()[-1]
    assert last.startswith("Warning: texts without French, which stand in English: “")
    assert "“Trees”" not in last and "run_button" not in last


@pytest.mark.slow
def test_one_edition_that_fails_keeps_the_last_book_and_the_next_build_has_both(
    both: tuple[Path, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(both[0], tmp_path / "book"))
    before = digests(folder / "_build" / "html")
    fault = "import os; 1 / (os.environ['AFTERLLAMA_LANGUAGE'] != 'fr'); from afterllama import"
    edit(folder / "book" / "01_trees.ipynb", "from afterllama import", fault)
    done = build(folder)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"{STAYS}Edition fr: book/01_trees.ipynb, code cell 1")
    assert last.endswith("ZeroDivisionError: division by zero")
    assert digests(folder / "_build" / "html") == before
    edit(folder / "book" / "01_trees.ipynb", fault, "from afterllama import")
    assert build(folder).returncode == 0
    assert digests(folder / "_build" / "html") == before
    edit(folder / "data" / "trees.csv", "cedar,8", "cedar,21")
    assert build(folder).returncode == 0
    for name in ("01_trees.html", "fr/01_trees.html"):
        text = (folder / "_build" / "html" / name).read_text(encoding="utf-8")
        assert '<td class="al-number">21</td>' in text


@pytest.mark.slow
def test_both_editions_are_the_same_byte_for_byte_elsewhere(site: Path, tmp_path: Path) -> None:
    other = in_two_languages(tmp_path / "un autre été" / "book")
    assert digests(site) == digests(built(other, **ELSEWHERE))


def follow(page: Page) -> None:
    """Follow the link to the other language."""
    page.locator("a.al-version").click()
    page.wait_for_load_state()


@pytest.mark.slow
def test_the_link_keeps_the_place_the_day_the_person_and_the_month(
    site: Path, chromium: Browser
) -> None:
    base = f"{site.as_uri()}/"
    with visiting(chromium, base, bypass_csp=True, reduced_motion="reduce") as visit:
        page = visit.open("01_trees.html?person=ada-ash&on=2020-12-31")
        page.locator("#fig-growth .al-time input").evaluate(
            "(slider) => { slider.value = 0; slider.dispatchEvent(new Event('input')); }"
        )
        link = page.locator("a.al-version")
        link.focus()
        chosen = "fr/01_trees.html?person=ada-ash&on=2020-12-31&month=fig-growth"
        assert link.get_attribute("href") == f"{chosen}.step-0"
        follow(page)
        assert page.url.endswith(f"/{chosen}.may-2020")
        assert page.locator("[name=person]").input_value() == "Ada Åsh"
        assert page.locator("[name=on]:checked").get_attribute("value") == "2020-12-31"
        assert page.locator("#fig-growth .al-time input").input_value() == "0"
        page.evaluate("() => { location.hash = 'fig-growth'; }")
        follow(page)
        assert re.search(r"/html/01_trees\.html\?person=ada-ash&.*#fig-growth$", page.url)


# Without a build


def app(language: str, first: str = "", address: str = "", more: tuple[str, ...] = ("fr",)) -> Any:
    """What a build of an edition knows of itself."""
    config = SimpleNamespace(
        language=language,
        anybook_edition_of=first,
        anybook_editions=more,
        html_baseurl=address,
    )
    return SimpleNamespace(config=config)


def test_without_an_address_readers_get_links_and_engines_none() -> None:
    found = versions(app("fr", first="en"), "a.html")
    assert found == [
        Version("en", "English", "../a.html", "", is_here=False),
        Version("fr", "Français", "a.html", "", is_here=True),
    ]
    assert alternates(found) == ""


def test_a_book_in_one_language_leads_nowhere_else() -> None:
    assert versions(app("en", more=()), "a.html") == []
    assert own(app("fr", more=()).config).folder == ""


def test_the_language_of_the_first_edition_is_no_other() -> None:
    assert [one.folder for one in editions(app("fr", more=("fr", "de")).config)] == ["", "de/"]


def test_few_texts_are_named_and_others_counted() -> None:
    line = told(["A long text " * 20, *"bcdefg"], "French", "fr")
    assert line.count("“") == 5 and " and 2 more." in line and "\n" not in line


def test_a_page_for_unknown_addresses_is_joined_where_there_are_two(tmp_path: Path) -> None:
    page, edition = tmp_path / UNKNOWN, tmp_path / "fr"
    edition.mkdir()
    (edition / UNKNOWN).write_text("<p>Head</p><main>Rien ici.</main>", encoding="utf-8")
    join_unknown(page, edition)
    assert not page.exists()
    page.write_text("<main>Nothing here.</main><p>Foot</p>", encoding="utf-8")
    join_unknown(page, edition)
    assert page.read_text("utf-8") == "<main>Nothing here.Rien ici.</main><p>Foot</p>"
    join_unknown(page, edition)
    assert page.read_text("utf-8").count("Rien") == 1


def test_every_page_of_the_book_leads_to_its_french_one_with_the_same_sections(book: Path) -> None:
    (there,) = parsed(book / "404.html").select('[lang=fr] a[href="fr/index.html"]')
    assert there["data-to"] == there["href"]
    sections = re.compile(r'<section[^>]* id="([^"]+)"')
    for one in chapters(ROOT / "_toc.yml"):
        name = f"{Path(one).name}.html"
        english, french = (
            (book / folder / name).read_text(encoding="utf-8") for folder in ("", "fr")
        )
        assert f'<a class="al-version" href="fr/{name}"' in english
        assert f'<a class="al-version" href="../{name}"' in french
        assert '<html lang="fr"' in french
        assert sections.findall(english) == sections.findall(french)

"""An edition in an invented language: words, prose, links and numbers."""

from __future__ import annotations

import csv
import gettext
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import pytest
import yaml
from afterllama.loading.comparison import COMPARISON
from afterllama.words import language
from anybook.building.freshness import TOOLS
from anybook.building.templates import TEMPLATES, forms
from anybook.running import browser_lab
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from book_builds import ROOT, built, copy_of_the_book, edit, sample
from bs4 import BeautifulSoup
from marked_edition import spoken
from playwright.sync_api import Browser
from pseudo_language import CLOSE, OPEN, anyof, escaped, texts, translate
from reading_text import parsed
from records import DATA, real
from visits import visiting

#: The theme's words come in it, and ours in a language that is none.
LANGUAGE = "fr"
#: Columns of the data that hold names, which stay as they are.
NAMES = {"name", "aliases", "publisher", "title", "short_title", "accelerator"}
#: Where links lead that an edition may have more or fewer of.
OTHERWISE = ("glossary", "people", "places", "lite/", "workbench")
#: Where Sphinx and its theme have their catalogues.
THEIRS = {
    "sphinx/locale": "sphinx",
    "pydata_sphinx_theme/locale": "sphinx",
    "sphinx_book_theme/theme/sphinx_book_theme/static/locales": "booktheme",
}


def in_another_language(folder: Path) -> None:
    """Turn a book's settings to the other language."""
    edit(folder / "_config.yml", "    language: en\n", f"    language: {LANGUAGE}\n")


def names_of_people() -> Iterator[str]:
    """Names of people as the data has them, and surnames: claims find their people by these."""
    for row in real().data["people"].itertuples():
        for name in filter(None, [row.name, *row.aliases.split("|")]):
            yield from (name, name.split()[-1])


def names_of_the_data() -> Iterator[str]:
    """Names of people, organizations, models and works, and ids."""
    yield "et al."
    yield from names_of_people()
    for table in real().package.tables.values():
        yield from (key for key in real().data[table.name][table.key[0]] if "-" in str(key))
        kept = [c.name for c in table.columns if c.name in NAMES and not c.translate]
        for path in (DATA / table.path, DATA / COMPARISON / table.path):
            with path.open(encoding="utf-8", newline="") if path.is_file() else StringIO() as file:
                for row in csv.DictReader(file):
                    yield from (part for column in kept for part in row[column].split("|") if part)
    yield from (one["paper"] for one in real().package.document["chapters"]["comparison"]["thin"])


def names_of_the_book() -> Iterator[str]:
    """How the book is cited, its licences, and what it is made with, in which version."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    yield from (cited["title"], *(author["name"] for author in cited["authors"]))
    yield from (licence["title"] for licence in real().package.document["licenses"])
    yield from ("Python", *TOOLS, *map(version, TOOLS))


def words_of_the_theme() -> Iterator[str]:
    """What Sphinx and its theme say in the other language."""
    packages = sysconfig.get_path("purelib")
    for folder, domain in THEIRS.items():
        held_in = Path(packages) / folder
        found: gettext.NullTranslations | None = gettext.translation(domain, held_in, [LANGUAGE])
        while found is not None:
            held = getattr(found, "_catalog", {})
            yield from (text for text in held.values() if isinstance(text, str) and text)
            found = getattr(found, "_fallback", None)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This book in another language: the folder of its pages."""
    folder = copy_of_the_book(tmp_path_factory.mktemp("edition") / "book")
    places = os.pathsep.join(str(folder / "book" / name) for name in ("", "_ext"))
    command = [sys.executable, "-m", "afterllama_sphinx.languages.catalogues"]
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": places}, check=True)
    pots, locale = folder / "_build" / "gettext", folder / "book" / "locale"
    translate(pots, locale, LANGUAGE, names_of_people())
    in_another_language(folder)
    edit(folder / "_config.yml", "lite_build: true", "lite_build: false")
    return built(folder)


@cache
def known_as(words: frozenset[str]) -> re.Pattern[str]:
    """The pattern of words, made once."""
    return re.compile(anyof(words))


@pytest.mark.slow
def test_no_word_of_any_page_escapes_translation(edition: Path) -> None:
    known = frozenset((*names_of_the_data(), *names_of_the_book(), *words_of_the_theme()))
    found: Counter[str] = Counter()
    for path in sorted(edition.glob("*.html")):
        page = parsed(path)
        # A description of a page may have code of its first paragraph.
        code = {tag.text for tag in page.select("code")}
        for kind, text in texts(page):
            if words := escaped(text, known_as(known | code if kind == "meta" else known)):
                found[f"{path.name}, {kind}: {' '.join(text.split())[:200]} -> {words[:6]}"] += 1
    assert found == {}


@pytest.mark.slow
def test_a_translated_page_keeps_its_links_numbers_and_verdicts(edition: Path, book: Path) -> None:
    def kept(page: BeautifulSoup) -> dict[str, Counter[str]]:
        main = page.select("main")[0]
        return {
            # First mentions are looked for by names and terms, which have accents here. What runs
            # in the browser is not built for this edition.
            "links": Counter(
                str(a["href"])
                for a in main.select("a[href]:not(.al-version, main > section + section a)")
                if not str(a["href"]).startswith(OTHERWISE)
            ),
            "numbers": Counter(
                re.sub(r"[^\d.]", "", a.text) for a in main.select("a.internal > span.std-ref")
            ),
            "verdicts": Counter(
                str(name) for a in main.select("a[class*=al-v-]") for name in a["class"]
            ),
            "ids": Counter(
                str(tag["id"]) for tag in main.select("section[id], figure[id], tr[id]")
            ),
        }

    pages = sorted(path.name for path in edition.glob("*.html"))
    assert "claims.html" in pages
    assert {name: kept(parsed(edition / name)) for name in pages} == {
        name: kept(parsed(book / name)) for name in pages
    }


@pytest.mark.slow
def test_pages_say_their_language_and_no_role_stays_raw(edition: Path) -> None:
    for path in sorted(edition.glob("*.html")):
        page = parsed(path)
        assert page.html and page.html["lang"] == LANGUAGE
        assert "{eval}" not in page.get_text()


@pytest.mark.slow
def test_what_scripts_say_is_translated_too(edition: Path, chromium: Browser) -> None:
    with visiting(chromium, f"{edition.as_uri()}/", bypass_csp=True) as visit:
        page = visit.open("claims.html")
        told = page.locator(".al-count").text_content() or ""
        assert told.startswith(OPEN) and told.endswith(CLOSE)
        page = visit.open("01_authors_who_left.html")
        name = page.locator("#al-people option").first.get_attribute("value") or ""
        page.locator("[name=person]").fill(name)
        told = page.locator(".al-told").text_content() or ""
        assert told.startswith(f"{OPEN}{name} ís márkéd")
        page.locator("[name=person]").fill("nobody at all")
        page.locator("[name=person]").press("Enter")
        assert "Nóbódy" in (page.locator(".al-told").text_content() or "")


# The same at small


@pytest.fixture(scope="module")
def arbres(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample book with translations of prose, a description and a place of a template."""
    folder = sample(tmp_path_factory.mktemp("arbres") / "book")
    in_another_language(folder)
    page = folder / "book" / "index.md"
    text = page.read_text(encoding="utf-8")
    told = "---\nmyst:\n  html_meta:\n    description: A book of trees.\n"
    page.write_text(text.replace("---\n", told, 1), encoding="utf-8")
    prose = Catalog(LANGUAGE)
    prose.add("Trees", "Arbres")
    prose.add(
        "The tallest has {eval}`facts.tallest` units. See [Trees differ](#fig-trees), that is "
        "[Figure](#fig-trees), and [Figure](#fig-growth).",
        "Voir [Figure](#fig-growth), [Figure](#fig-trees) ou [les arbres](#fig-trees) : le plus "
        "grand mesure {eval}`facts.tallest` unités.",
    )
    front = Catalog(LANGUAGE)
    front.add(
        "There are {eval}`facts.count` trees. [The chapter](01_trees.ipynb) has "
        "[a figure](01_trees.ipynb#fig-trees), [](01_trees.ipynb#fig-growth).",
        "[Le chapitre](01_trees.ipynb), [une figure](01_trees.ipynb#fig-trees), "
        "[](01_trees.ipynb#fig-growth).",
    )
    front.add("A book of trees.", "Un livre d'arbres.")
    words = Catalog(LANGUAGE)
    words.add("Figure {chapter}.{place}", "Figure nº {place}, chapitre {chapter}")
    words.add("Table", "Les données")
    words.add("Search this book", "Chercher dans ce livre")
    for name, texts_held in {
        "afterllama": words,
        "book/01_trees": prose,
        "book/index": front,
    }.items():
        path = folder / "book" / "locale" / LANGUAGE / "LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, texts_held)
    return built(folder)


def test_a_translated_paragraph_has_its_values_and_its_links(arbres: Path) -> None:
    page = parsed(arbres / "01_trees.html")
    (found,) = [p for p in page.select("main p") if p.text.startswith("Voir")]
    assert "le plus grand mesure 8 unités." in found.text.replace("\n", " ")
    assert [(a["href"], a.text) for a in found.select("a")] == [
        ("#fig-growth", "Figure nº 2, chapitre 1"),
        ("#fig-trees", "Figure nº 1, chapitre 1"),
        ("#fig-trees", "les arbres"),
    ]


def test_links_to_places_of_one_page_keep_their_places(arbres: Path) -> None:
    page = parsed(arbres / "index.html")
    (found,) = [p for p in page.select("main p") if p.text.startswith("Le chapitre")]
    assert [a["href"] for a in found.select("a")] == [
        *("01_trees.html", "01_trees.html#fig-trees", "01_trees.html#fig-growth")
    ]


def test_a_translated_heading_keeps_its_anchor_and_names_its_page(arbres: Path) -> None:
    page = parsed(arbres / "01_trees.html")
    (section,) = page.select("main section[id=trees]")
    assert section.h1 and section.h1.text.startswith("Arbres")
    assert parsed(arbres / "index.html").select_one(".bd-links a[href='01_trees.html']")


def test_words_of_templates_settings_and_theme_are_in_the_language(arbres: Path) -> None:
    page = parsed(arbres / "01_trees.html")
    assert {tag.text for tag in page.select(".al-data summary")} == {"Les données"}
    assert page.select("[placeholder='Chercher dans ce livre']")
    assert "Passer au contenu principal" in page.get_text()
    assert page.html and page.html["lang"] == LANGUAGE


def test_the_description_of_a_page_is_translated(arbres: Path) -> None:
    page = parsed(arbres / "index.html")
    told = page.select("meta[name=description], meta[property='og:description']")
    assert [meta["content"] for meta in told] == ["Un livre d'arbres."] * 2


@pytest.fixture
def words(tmp_path: Path) -> Iterator[None]:
    """A catalogue that is in force."""
    catalogue = Catalog(LANGUAGE)
    catalogue.add(
        ("{shown} of {total} claims",) * 2, ("{shown} sur {total}", "{shown} des {total}")
    )
    catalogue.add("Time shown in %(number)s", "Durée (%(number)s)")
    with spoken(tmp_path, catalogue):
        yield


def test_a_script_gets_the_forms_of_each_plural_of_the_language(words: None) -> None:
    held = json.loads(forms("{shown} of {total} claims", "{shown} of {total} claims"))
    assert held["one"] == "{shown} sur {total}"
    assert held["other"] == "{shown} des {total}"


def test_english_has_two_forms() -> None:
    assert json.loads(forms("{n} one", "{n} many")) == {"other": "{n} many", "one": "{n} one"}


def test_a_template_fills_places_in_the_translation_and_escapes_them(words: None) -> None:
    template = TEMPLATES.from_string("{% trans %}Time shown in {{ number }}{% endtrans %}")
    assert template.render(number="<1>") == "Durée (&lt;1&gt;)"


def browsers_python() -> dict[str, object]:
    """What the Python of the browser is started with."""
    data = browser_lab.settings([], "pyodide.mjs")["jupyter-config-data"]
    options = data["litePluginSettings"][browser_lab.PYODIDE_KERNEL_PLUGIN_ID]["loadPyodideOptions"]
    return dict(options)


def test_the_browsers_python_is_told_the_language_of_another_edition(words: None) -> None:
    assert browsers_python()["env"] == {language.VARIABLE: LANGUAGE}


def test_in_english_the_browsers_python_is_told_nothing() -> None:
    assert "env" not in browsers_python()

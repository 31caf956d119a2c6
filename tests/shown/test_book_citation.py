"""How the book and its figures are cited: from CITATION.cff, and everywhere the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from afterllama.shown.citations import book_citation
from afterllama.shown.citations.bibtex import entry, escaped, read, value
from afterllama.tables.schema import describe
from check_jsonschema.builtin_schemas import get_builtin_schema
from playwright.sync_api import Browser
from pybtex.database import parse_string
from records import DATA, ROOT
from visits import HEIGHT, Visit, visiting

#: The schema of the format, 1.2.0, as check-jsonschema has it.
SCHEMA = get_builtin_schema("vendor.citation-file-format")
assert "1.2.0" in SCHEMA["$id"]
TOLD = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def work(address: str = "") -> book_citation.Work:
    """The book as it is cited."""
    found = book_citation.read(ROOT, address)
    assert found
    return found


def test_the_citation_file_is_valid() -> None:
    told = json.loads(json.dumps(TOLD, default=str))
    jsonschema.validate(told, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told | {"version": None}, SCHEMA)


def test_version_and_day_are_those_of_the_data_and_of_the_changelog() -> None:
    package = describe(DATA).document
    assert package["version"] == str(TOLD["version"])
    assert package["created"].startswith(f"{TOLD['date-released']}T")
    assert {one["name"] for one in package["licenses"]} <= set(TOLD["license"])
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d\S*) \((\S+)\)$", changelog, re.M)
    assert released[0] == (str(TOLD["version"]), str(TOLD["date-released"]))


def test_the_book_is_cited_with_what_the_file_says() -> None:
    found = parse_string(work("https://books.example/llama/").bibtex, "bibtex").entries[
        "after-llama"
    ]
    assert found.fields["title"] == f"{{{TOLD['title']}}}"
    assert str(found.persons["author"][0]) == f"{{{TOLD['authors'][0]['name']}}}"
    assert found.fields["version"] == str(TOLD["version"])
    assert found.fields["date"] == str(TOLD["date-released"])
    assert found.fields["url"] == "https://books.example/llama/"


def test_a_figure_has_an_address_where_the_site_has_one_and_none_before() -> None:
    given = ("fig-a", "Figure 1.2", "100% of A & B_c", "page.html")
    bare = work().figure(*given)
    assert bare.address == ""
    assert "url" not in bare.bibtex
    placed = work("https://books.example/llama").figure(*given)
    assert placed.address == "https://books.example/llama/page.html#fig-a"
    found = parse_string(placed.bibtex, "bibtex").entries["after-llama-fig-a"]
    assert found.fields["url"] == placed.address
    assert r"100\% of A \& B\_c" in found.fields["title"]
    assert found.fields["howpublished"].startswith("Figure 1.2, ")


def test_people_are_cited_by_family_name_and_initials(tmp_path: Path) -> None:
    people = [
        {"family-names": "Vale", "given-names": "Ada Rose"},
        {"family-names": "Mint", "given-names": "Bo"},
    ]
    told = TOLD | {"authors": people, "license": "MIT"}
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(told), encoding="utf-8")
    found = book_citation.read(tmp_path, "")
    assert found
    assert found.apa_authors == "Vale, A. R., & Mint, B."
    assert "author = {Vale, Ada Rose and Mint, Bo}" in found.bibtex
    assert found.licences == ("MIT",)


def test_a_book_that_says_nothing_of_itself_is_not_cited(tmp_path: Path) -> None:
    assert book_citation.read(tmp_path, "") is None


def test_an_entry_leaves_out_what_is_blank_and_writes_out_what_tex_reads() -> None:
    assert entry("misc", "a", {"title": "", "note": "5 $ ~ {x}"}) == (
        "@misc{a,\n  note = {5 \\$ \\textasciitilde{} \\{x\\}}\n}"
    )
    assert escaped("a\\b^c") == r"a\textbackslash{}b\textasciicircum{}c"


def test_every_figure_says_how_it_is_cited_and_the_citation_follows_the_reading_date(
    chromium: Browser, server: str
) -> None:
    with visiting(chromium, server) as visit:
        page = visit.open("01_authors_who_left.html")
        figures = page.locator("figure.al-figure").all()
        assert len(figures) == page.locator(".al-figure details.al-cite").count() > 1
        for figure in figures:
            title = figure.locator(".al-title").inner_text()
            number = figure.locator(".al-place").inner_text()
            apa, bibtex = figure.locator(".al-cite .al-quote").all()
            assert (apa.text_content() or "").startswith(f"{work().apa_authors} ({work().year}). ")
            assert f"{title} [{number}]" in (apa.text_content() or "")
            held = parse_string(bibtex.text_content(), "bibtex").entries
            assert list(held) == [f"after-llama-{figure.get_attribute('id')}"]
        figure = page.locator("#fig-departures")
        before = figure.locator(".al-quote").first.text_content()
        page.locator("[name=on]").first.check()
        title = figure.locator(".al-title").inner_text()
        assert f"{title} [" in (figure.locator(".al-quote").first.text_content() or "")
        assert figure.locator(".al-quote").first.text_content() != before
        assert f"{{{{{escaped(title)}}}}}" in (figure.locator(".al-cite pre").text_content() or "")


def test_a_button_copies_a_citation(chromium: Browser, server: str) -> None:
    with chromium.new_context(viewport={"width": 1280, "height": HEIGHT}) as context:
        context.grant_permissions(["clipboard-read"])
        page = Visit(context, server).open("01_authors_who_left.html")
        figure = page.locator("figure.al-figure").first
        figure.locator("details.al-cite summary").click()
        button = figure.locator(".al-cite button.al-copy").last
        button.click()
        assert button.inner_text() == button.get_attribute("data-done")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == (figure.locator(".al-cite pre").text_content() or "").strip()


@pytest.mark.parametrize("name", ["title", "note"])
@pytest.mark.parametrize("text", ["$10B & 5%", "{a} \\\\ b", "~^_#", "\\textbackslash{}", "{", ""])
def test_a_field_is_read_as_it_was_before_it_was_written(name: str, text: str) -> None:
    assert read(value(name, text)) == text

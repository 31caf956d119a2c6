"""The sources: a bibliography made from the data, the page of sources, links that cite."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import chapter_runs
import pytest
from afterllama import Sources, judge, load
from afterllama.shown.citations.bibliography import bibtex, references
from afterllama_sphinx.lists.sources_page import Style
from book_builds import ROOT, build, built, sample
from bs4 import Tag
from playwright.sync_api import Browser
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.plugin import find_plugin
from reading_text import parsed
from records import change, real
from visits import Visit, visiting

RECORD = real()
SOURCES = Sources(judge(RECORD))
PAGE = "sources.html"


@pytest.fixture(scope="module")
def bib() -> BibliographyData:
    """The bibliography as another program reads it."""
    return parse_string(bibtex(RECORD), "bibtex")


# The bibliography --------------------------------------------------------------------------------


def test_every_source_is_an_entry_under_its_id(bib: BibliographyData) -> None:
    assert list(bib.entries) == sorted(RECORD.data["sources"]["source_id"])


def test_entries_say_what_the_data_says(bib: BibliographyData) -> None:
    for row in RECORD.data["sources"].itertuples():
        fields = bib.entries[row.source_id].fields
        assert fields["url"] == row.url
        assert fields["urldate"] == row.accessed
        assert ("date" in fields, fields.get("date", "")) == (row.date != "", row.date)
        assert (row.relays in fields.get("note", "")) or not row.relays


def test_papers_have_number_and_authors_as_far_as_the_record_knows_them(
    bib: BibliographyData,
) -> None:
    found = bib.entries["llama-paper"]
    assert found.type == "misc"
    assert (found.fields["eprint"], found.fields["archiveprefix"]) == ("2302.13971", "arXiv")
    names = [RECORD.name(person) for person in RECORD.authors("llama1")]
    assert [str(p.last_names[-1]) for p in found.persons["author"]] == [
        n.split()[-1] for n in names
    ]
    # Of some papers the record has only authors from the middle of the list.
    assert "author" not in bib.entries["mixtral-paper"].persons
    assert bib.entries["chinchilla-paper"].fields["eprint"] == "2203.15556"


def test_a_gap_in_an_author_list_ends_what_is_cited(data: Path) -> None:
    change(data, "authorships", "llama1/thibaut-lavril", position="")
    found = {one.key: one for one in references(load(data))}["llama-paper"]
    assert found.authors == (RECORD.name("hugo-touvron"), "others")


def test_repositories_pages_and_relays_are_told_apart(bib: BibliographyData) -> None:
    assert bib.entries["metaseq-commits"].type == "software"
    assert bib.entries["wsj-2023-06"].type == "online"
    assert bib.entries["wsj-2023-06"].fields["note"].endswith("as relayed by The Decoder")


def test_a_source_without_a_recorded_title_gets_a_description_and_no_title(
    bib: BibliographyData,
) -> None:
    assert bib.entries["verge-leak"].fields["title"] == "{[The Verge on the leak of LLaMA]}"


def written(entry: Entry) -> str:
    """An entry as the book's pages write it."""
    backend = find_plugin("pybtex.backends", "text")()
    return str(Style().format_entry("", entry).text.render(backend))


def test_a_reference_begins_with_its_authors_or_else_with_its_title(
    bib: BibliographyData,
) -> None:
    first, *others = [RECORD.name(person) for person in RECORD.authors("aim")]
    assert others
    assert written(bib.entries["aim-repository"]) == (
        f"{first} et al. (2024). {RECORD.rows('papers').loc['aim', 'title']}. GitHub."
    )
    llama3 = RECORD.rows("papers").loc["llama3"]
    assert written(bib.entries["llama3-paper"]) == (
        f"{llama3['title']} (2024). arXiv:{llama3['arxiv_id']}."
    )
    assert written(bib.entries["sam-repository"]) == "Segment Anything (2023). GitHub."


def test_a_reference_names_its_publisher_once(bib: BibliographyData) -> None:
    for row in RECORD.data["sources"].itertuples():
        text = written(bib.entries[row.source_id])
        assert not re.match(rf"{re.escape(row.publisher)}[ .(]", text), text
        inside = row.label.startswith(row.publisher) or bool(row.relays)
        if not (row.title or inside or "arXiv" in row.publisher):
            assert text.endswith(f" {row.publisher}.")
    label = RECORD.rows("sources").loc["airbnb-cto", "label"]
    assert written(bib.entries["airbnb-cto"]) == f"[{label}]."


# What rests on a source --------------------------------------------------------------------------


def test_all_rows_of_all_tables_are_counted_for_the_sources_they_name() -> None:
    named = 0
    for table in RECORD.package.tables.values():
        columns = [r.columns[0] for r in table.references if r.table == "sources"]
        for row in RECORD.data[table.name].to_dict("records") if columns else []:
            named += len({one for c in columns for one in row[c].split("|") if one})
    assert sum(source.total for source in SOURCES) == named > len(RECORD.data["evidence"])


def test_people_events_and_claims_are_those_of_its_rows() -> None:
    source = SOURCES["wsj-2023-06"]
    assert "2023-06-17-wall-street-journal-7-of" in " ".join(source.events) or source.events
    for one in SOURCES:
        held = RECORD.data["evidence"].query("source_id == @one.id")["person_id"]
        assert set(held) <= set(one.people)
        assert all(one.id in {c.id for c in claim.citations} for claim in one.claims)
    cited = {(c.id, claim.id) for claim in judge(RECORD) for c in claim.citations}
    assert {(one.id, claim.id) for one in SOURCES for claim in one.claims} == cited


def test_a_new_row_rests_on_its_source(data: Path) -> None:
    change(data, "events", "2013-09-facebook-makes-its-plan-for", source_id="newswise-2013")
    after = Sources(judge(load(data)))
    assert after["newswise-2013"].rows["events"] == SOURCES["newswise-2013"].rows["events"] + 1
    assert "2013-09-facebook-makes-its-plan-for" not in after["techworld-2013"].events


# The page ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows(book: Path) -> dict[str, Tag]:
    """The rows of the built page, by the ids of their sources."""
    found = parsed(book / PAGE).select("tr[id^=source-]")
    return {str(row["id"]).removeprefix("source-"): row for row in found}


def links(row: Tag) -> set[str]:
    """Where a row leads."""
    return {str(link["href"]) for link in row.select("a[href]")}


def test_the_page_has_every_source_complete_without_a_script(rows: dict[str, Tag]) -> None:
    assert set(rows) == {source.id for source in SOURCES}
    for source in SOURCES:
        text = " ".join(rows[source.id].get_text().split())
        assert source.row.label in text
        assert all(RECORD.name(person) in text for person in source.people)
        assert all(claim.row["statement"] in text for claim in source.claims)
        led = links(rows[source.id])
        assert {f"claims.html#{claim.anchor}" for claim in source.claims} | {source.row.url} <= led


def test_anchors_stand_once_and_every_link_to_a_source_finds_its_row(book: Path) -> None:
    ids = re.findall(r'id="(source-[^"]+)"', (book / PAGE).read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids)) == len(SOURCES)
    for path in book.glob("*.html"):
        targets = re.findall(r'href="(?:sources\.html)?#(source-[^"]+)"', path.read_text("utf-8"))
        assert set(targets) <= set(ids)


def test_figures_and_ledger_lead_to_what_rests_on_their_sources(
    book: Path, rows: dict[str, Tag]
) -> None:
    text = (book / "01_authors_who_left.html").read_text(encoding="utf-8")
    figure = text[text.index('id="fig-course"') :]
    sources = re.findall(
        r'class="al-about al-screen"> <a href="sources\.html#source-([^"]+)"',
        figure[: figure.index("</figure>")],
    )
    assert sources
    for source in sources:
        assert "01_authors_who_left.html#fig-course" in links(rows[source])
    assert 'class="al-about al-screen"' in (book / "claims.html").read_text(encoding="utf-8")


def test_chapters_cite_sources_and_the_page_says_where(rows: dict[str, Tag]) -> None:
    cited = 0
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        prose = chapter_runs.read(path).prose
        assert not re.findall(r"\]\(https?:", prose), "an address of a source belongs into the data"
        for source in re.findall(r"\]\(sources\.ipynb#source-([\w.-]+)\)", prose):
            assert f"{path.stem}.html" in links(rows[source])
            cited += 1
    assert cited > 20


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[Visit]:
    """A visit to the book."""
    with visiting(chromium, server) as visit:
        yield visit


def test_rows_can_be_searched_filtered_and_sorted(visit: Visit) -> None:
    page = visit.open(PAGE)
    shown = page.locator("tr[id^=source-]:visible")
    assert shown.count() == len(SOURCES)
    page.locator(".al-filters [name=q]").fill("Rozière")
    held = [s.id for s in SOURCES if "baptiste-roziere" in s.people]
    assert {"source-" + one for one in held} <= set(
        shown.evaluate_all("rows => rows.map(row => row.id)")
    )
    page.locator("[type=reset]").click()
    page.locator("[name=read]").select_option("not-read")
    assert shown.count() == sum(s.row.how_read == "not-read" for s in SOURCES)
    assert page.locator(".al-count").inner_text() == f"{shown.count()} of {len(SOURCES)} sources"
    page.locator("[type=reset]").click()
    page.locator("[name=sort]").select_option("total")
    assert shown.first.get_attribute("id") == f"source-{max(SOURCES, key=lambda s: s.total).id}"


# Another book ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_role_cites_as_a_link_does_and_an_unknown_source_stops_the_build(tmp_path: Path) -> None:
    folder = sample(tmp_path / "book")
    package = folder / "book" / "afterllama"
    (package / "shown" / "citations" / "bibliography.py").write_text(
        "import sys, pathlib\n"
        "pathlib.Path(sys.argv[1]).write_text('@misc{oak-paper, title={{Oaks}}, year={2020}, "
        "author={Ada Vale and others}, shorthand={{Oak paper}}, url={https://a.example}}')\n"
    )
    index = folder / "book" / "index.md"
    text = index.read_text(encoding="utf-8")
    index.write_text(text + "\nAs shown {cite:p}`oak-paper`.\n\n```{bibliography}\n```\n")
    html = (built(folder) / "index.html").read_text(encoding="utf-8")
    assert "Oak paper</a>]" in html
    assert 'id="source-oak-paper"' in html
    index.write_text(text + "\nAs shown {cite:p}`elm-paper`.\n")
    failed = build(folder)
    assert failed.returncode != 0
    assert "elm-paper" in failed.stderr
    shutil.rmtree(folder)


def test_a_citation_has_a_card_with_its_reference(visit: Visit) -> None:
    page = visit.open("01_authors_who_left.html")
    link = page.locator("a.al-citation[href$='#source-llama-paper']").first
    card = page.locator("#card-source-llama-paper")
    assert not card.is_visible()
    link.focus()
    assert card.is_visible()
    text = card.inner_text()
    assert RECORD.rows("papers").loc["llama1", "title"] in text
    assert "2302.13971" in text
    page.keyboard.press("Escape")
    assert not card.is_visible()
    link.hover()
    assert card.is_visible()

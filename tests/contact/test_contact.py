"""Publisher and contact; the page for people named in the book; their replies, unedited."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from afterllama.claims.verdicts import judge
from afterllama.loading.folder import load
from afterllama.shown import publisher
from afterllama.shown.directory_entries import people_payload
from afterllama.shown.directory_facts import people
from afterllama.shown.downloads.exports import LEAFLET, files, migration_graph, package_files
from afterllama.shown.ledger_rows import payload_of
from afterllama_sphinx.lists.directory_page import EntryNode, words_of
from anybook.building.templates import TEMPLATES
from book_builds import MAIL, build, built, configured
from bs4 import BeautifulSoup
from reading_text import parsed
from records import DATA, ROOT, exodus, real
from visits import pages

from upkeep import publishable, review

POST = {"publisher": "A Press", "contact": "A Press, Some Street 1, 12345 Somewhere"}
NAMED, PAGE = "if_you_are_named.html", "book/if_you_are_named.md"
SENT = ("I left in December.", "There was no quarrel.")


def assert_figures_lead_to_the_page(site: Path) -> None:
    """The pages of figures, which other sites embed, have the link of the other footers."""
    figures = list(site.glob("figures/*.html"))
    assert figures
    for path in figures:
        links = {a.get_text(): str(a["href"]) for a in parsed(path).select("footer a")}
        named = path.parent / links["If you are named here"]
        assert named.resolve() == (site / NAMED).resolve(), path.name


# Who answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [MAIL, POST])
def test_a_mail_or_a_postal_address_is_a_contact(given: dict[str, str]) -> None:
    assert publisher.missing(given) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "publisher is missing, contact is missing"),
        ({**MAIL, "publisher": " "}, "publisher is missing"),
        ({**MAIL, "contact": "https://example.org/form"}, "contact must be a mail address"),
        ({**MAIL, "contact": "desk@example"}, "contact must be a mail address"),
        ({**MAIL, "contact": "by telephone"}, "contact must be a mail address"),
        ({**MAIL, "contact": "A Press, , "}, "contact must be a mail address"),
    ],
)
def test_an_invalid_contact_is_reported(given: dict[str, str], told: str) -> None:
    assert ", ".join(publisher.missing(given)).startswith(told)


@pytest.mark.slow
def test_a_site_without_publisher_or_contact_is_not_built(tmp_path: Path) -> None:
    folder = configured(tmp_path / "book", html_baseurl="https://example.org/a/")
    done = build(folder)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1] == (
        "_config.yml: html_baseurl names a site, and nobody answers for it: publisher is missing; "
        "contact is missing; the last good book stays."
    )
    assert not (folder / "_build" / "html" / "index.html").exists()


@pytest.mark.slow
def test_every_page_of_a_site_names_publisher_and_contact(tmp_path: Path) -> None:
    folder = configured(tmp_path / "book", html_baseurl="https://example.org/a/", **MAIL)
    (folder / "book" / "if_you_are_named.md").write_text("# If you\n\n```{contact}\n```\n", "utf-8")
    toc = (folder / "_toc.yml").read_text(encoding="utf-8")
    (folder / "_toc.yml").write_text(f"{toc}  - file: book/if_you_are_named\n", encoding="utf-8")
    site = built(folder)
    for name in ("index.html", "01_trees.html", NAMED):
        footer = parsed(site / name).select_one(".al-licence")
        assert footer is not None and "Published by A Press." in footer.get_text()
    assert_figures_lead_to_the_page(site)
    contact = parsed(site / NAMED).select_one(".al-contact")
    assert contact is not None and contact.get_text().startswith(
        "This copy is published by A Press. Write to desk@example.org."
    )
    assert contact.select_one("a[href='mailto:desk@example.org']")


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (MAIL, 0, "A Press answers for the book."),
        ({}, 1, "_config.yml: nobody answers for the book: publisher is missing"),
    ],
)
def test_a_book_without_publisher_or_contact_is_not_published(
    tmp_path: Path,
    given: dict[str, str],
    code: int,
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = tmp_path / "_config.yml"
    lines = [f"    {name}: {text!r}\n" for name, text in given.items()]
    config.write_text("sphinx:\n  config:\n    language: en\n" + "".join(lines), "utf-8")
    fault = publishable.main(config)
    assert bool(fault) == bool(code)
    text = "".join(capsys.readouterr()) + (fault or "")
    assert text.startswith(told) and len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("today", "code", "told"),
    [
        ("2027-01-01", 0, "are due for review by"),
        ("2027-11-26", 1, "has come"),
        ("2030-01-01", 1, "has come"),
        ("2026-01-01", 1, "more than a year off"),
    ],
)
def test_the_rows_about_people_are_looked_at_once_a_year(
    today: str, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = review.main(DATA, date.fromisoformat(today))
    assert bool(fault) == bool(code)
    assert told in (fault or capsys.readouterr().out)


# The page for people who are named ---------------------------------------------------------------


def test_every_footer_and_every_entry_of_a_person_leads_to_the_page(book: Path) -> None:
    for name in set(pages(book)) - {"404.html"}:
        links = parsed(book / name).select(".al-licence a")
        assert "If you are named here" in {link.get_text() for link in links}, name
    assert_figures_lead_to_the_page(book)
    people_page = parsed(book / "people.html")
    entries = people_page.select(".al-entry")
    assert len(entries) > 30
    for entry in entries:
        assert entry.select_one(f".al-named a[href='{NAMED}']")
    assert parsed(book / "places.html").select(".al-named") == []


def test_the_page_says_what_can_be_asked_for_and_what_a_removal_cannot_do(book: Path) -> None:
    text = parsed(book / NAMED).get_text(" ", strip=True)
    for told in (
        "did not ask them before publication",
        "The purpose is",
        "The legal ground, as far as it goes",
        "legitimate interests in Article 6, the right to object to them in Article 21",
        "journalism in Article 85",
        "A row stays for as long as the book is published and the row is needed",
        "no account, no form and no public issue",
        "within a month",
        "is counted without your name, unless a verdict needs it",
        "printed unedited",
        "No comment stands under it",
        "data protection authority",
        "One row about a person withdrawn on request",
        "Old downloads remain",
        "history of the repository",
        "is replaced if you ask for it",
        "looked at anew every year",
        "The people named were not asked before publication",
        "names no publisher",
    ):
        assert told in text, told


def test_the_page_counts_the_people_of_whom_there_are_lists_alone() -> None:
    """Names on lists are facts about people too; a place that is counted without a name is none."""
    record = real()
    table = record.data["people"].set_index("person_id")
    known = {person for paper in ("llama1", "opt") for person in record.authors(paper)}
    known |= set(table[table["role"] == "leader"].index)
    (team,) = record.data["events"].query("source_id == 'metaseq-2d37d656'")["event_id"]
    for name in set(record.data) - {"people", "authorships"}:
        for row in record.data[name].to_dict("records"):
            if row.get("event_id") != team:
                known |= {*row.get("person_ids", "").split("|"), row.get("person_id", "")}
    listed = table.drop(index=list(known & set(table.index)))
    unnamed = listed[listed["name"].str.contains("unnamed")]
    lists = set(record.data["authorships"]["person_id"])
    assert not lists & set(unnamed.index) and set(listed.index) - set(unnamed.index) <= lists
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert "name more people; of those on lists alone nothing else is held" in page
    assert len(listed) > len(unnamed)
    cited = "\n".join(record.data["sources"]["label"])
    told = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*(ROOT / "book").glob("*.ipynb"), *DATA.glob("*.csv")]
        if path.stem not in {"people", "sources"}
    )
    named = {name for name in listed["name"] if name in told}
    assert "A few others spoke in public of these teams: what they said is cited" in page
    assert named and {name for name in named if name not in cited} == set()


def test_the_page_tells_of_the_compared_papers_whose_other_authors_have_no_names() -> None:
    people, sources = (
        pd.read_csv(DATA / "comparison" / f"{name}.csv") for name in ("people", "sources")
    )
    named = people[~people["name"].str.fullmatch(r"Author \d+ of .+")]
    assert set(named["person_id"]) <= set(real().authors("llama1")) | set(real().authors("opt"))
    assert sources["own_page"].eq(True).any()
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert "are places in a list without names, unless they are named here anyway" in page
    assert "It cites their own pages, whose addresses can tell who they are" in page


def test_front_page_and_people_say_that_nobody_was_asked(book: Path) -> None:
    for name in ("index.html", "people.html", "for_the_press.html", NAMED):
        text = parsed(book / name).get_text(" ", strip=True)
        assert "not asked before publication" in text, name
        for told in ("unedited", r"\bdated\b|with its day", "beside|next to", "no comment"):
            assert re.search(told, text, re.I), (name, told)


def test_the_page_goes_with_the_data() -> None:
    text = package_files(real(), DATA)[LEAFLET].decode()
    assert text.startswith("# If you are named here\n")
    assert "This copy names no publisher." in text
    assert not re.search(r"```|\]\(|^---$|html_meta", text, re.M)


CLAIMED = (
    r"and (?:with )?nothing else",
    r"a condition we ask",
    r"papers or the press(?! or)",
)


def test_the_page_claims_nothing_untrue() -> None:
    texts = [*(ROOT / "book").glob("*.md"), *(ROOT / "book").glob("*.ipynb"), *ROOT.glob("*.md")]
    texts += [DATA / "datapackage.json", DATA / "README.md"]
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert [claim for claim in CLAIMED if re.search(claim, text)] == [], path.name


# Replies -----------------------------------------------------------------------------------------


def test_the_book_has_no_reply_yet() -> None:
    assert len(real().data["replies"]) == 0 and real().replies == {}


def test_a_reply_stands_on_the_entry_and_beside_the_row_as_it_was_sent(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    held = people(record, judge(record), ("tides",))
    groups = people_payload(record, held, "index#fig-story")["groups"]
    (entry,) = [e for g in groups for e in g["entries"] if e["anchor"] == "person-ada-vale"]
    (reply,) = entry["replies"]
    assert reply == {
        "label": "Reply by Ada Vale, 2 March 2021, as it was sent:",
        "text": list(SENT),
    }
    facts = [fact for stay in entry["stays"] for fact in stay["facts"]]
    facts += [item for held in entry["lists"] for item in held["items"]]
    assert [fact["replies"] for fact in facts if fact["replies"]] == [[reply]]
    assert set(SENT) <= set(words_of(entry)) and EntryNode("", entry=entry)
    given = ("link", "marked", "about", "evidence_place")
    context = {name: lambda *_: "" for name in given}
    symbol = {"path": "", "colour": "", "open": False}
    html = TEMPLATES.get_template("afterllama_sphinx/lists/entry.html").render(
        {**entry, **context, "symbol": lambda _: symbol, "named": NAMED, "report": ""}
    )
    quotes = BeautifulSoup(html, "html.parser").select("blockquote.al-reply")
    told = [[p.get_text() for p in quote.select("p:not(.al-label)")] for quote in quotes]
    assert told == [list(SENT)] * 2
    for quote in quotes:
        assert quote.find_next_sibling("blockquote") is None


def test_a_reply_goes_with_the_ledger_and_the_exports(tmp_path: Path) -> None:
    data = exodus(tmp_path)
    ledger = judge(load(data))
    claims = {claim["anchor"]: claim for claim in payload_of(ledger, "ledger", "Claims")["claims"]}
    assert claims["claim-p01-two-left"]["replies"][0]["text"] == list(SENT)
    assert claims["claim-p01-quarrel"]["replies"] == []
    (told,) = [row for row in ledger.table().itertuples() if row.claim == "p01-two-left"]
    assert told.replies.endswith(" ".join(SENT))
    dated = re.compile(r".*\d{4}-\d{2}-\d{2}")
    held = {dated.sub("", file.name): file.content for file in files(ledger, data)}
    assert all(SENT[0].encode() in held[name] for name in ("-ledger.csv", "-ledger.json"))
    assert b"tide-reply" in held["-edges.csv"] and b"tide-reply" in held[".graphml"]
    edges = migration_graph(ledger.record).edges(data=True)
    assert {one["replies"] for *_, one in edges if "replies" in one} == {"tide-reply"}

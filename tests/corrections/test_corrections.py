"""The log of corrections: its file, its page, its feed, and who may be named in it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from afterllama import check
from afterllama.shown import corrections
from afterllama_sphinx.corrections import corrections_page
from reading_text import parsed
from records import ROOT, copied, faults, real

RECORD = real()
LOG = corrections.read(ROOT, RECORD)
ATOM = {"a": "http://www.w3.org/2005/Atom", "x": "http://www.w3.org/1999/xhtml"}
ROW = {
    "correction_id": "2026-11-26-01",
    "day": "2026-11-26",
    "was": "Three & <b>more</b>",
    "now": "Four",
    "pages": "claims",
    "tables": "claims",
    "asked_by": "nobody",
    "consent": "no",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    """A folder with a log of these rows."""
    with (folder / corrections.NAME).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(corrections.COLUMNS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def refused(folder: Path, *rows: dict[str, str]) -> list[str]:
    """What is wrong with a log of these rows."""
    return faults(written(folder, *rows), lambda where: corrections.read(where, RECORD))


# The file ----------------------------------------------------------------------------------------


def test_the_log_of_the_book_is_sound() -> None:
    assert len(LOG) >= 31
    assert [one["day"] for one in LOG] == sorted((one["day"] for one in LOG), reverse=True)
    assert {page for one in LOG for page in one["pages"].split("|")} <= {
        path.stem for path in (ROOT / "book").iterdir()
    }


def test_a_book_without_a_log_has_none(tmp_path: Path) -> None:
    assert corrections.read(tmp_path, RECORD) == ()


@pytest.mark.parametrize(
    ("column", "value", "remedy"),
    [
        ("correction_id", "2026-11-25-01", "must be the day, a hyphen and two digits"),
        ("correction_id", "first", "must be the day, a hyphen and two digits"),
        ("day", "26 November 2026", "must be a day, such as 2026-11-26"),
        ("day", "20261126", "must be a day, such as 2026-11-26"),
        ("was", " ", "must not begin or end with a space"),
        ("now", "", "is required"),
        ("pages", "", "is required"),
        ("asked_by", "", "is required"),
        ("now", "two\nlines", "must not begin or end with a space, or hold a line break"),
        ("now", "CafÃ©", "was read in a wrong encoding"),
        ("tables", "claim", "is not a table of the data"),
        ("consent", "", "must be yes or no"),
        ("consent", "Yes", "must be yes or no"),
    ],
)
def test_a_faulty_cell_is_named_by_row_column_and_value(
    tmp_path: Path, column: str, value: str, remedy: str
) -> None:
    lines = refused(tmp_path, ROW | {column: value})
    fault = f"{corrections.NAME}, row 2, column {column}: {value!r}: "
    assert any(line.startswith(fault) and remedy in line for line in lines), lines


def test_a_correction_is_not_from_the_future_and_has_an_id_of_its_own(tmp_path: Path) -> None:
    later = ROW | {"correction_id": "2999-01-01-01", "day": "2999-01-01"}
    (fault,) = refused(tmp_path, later)
    assert "must not be after the record date" in fault
    (fault,) = refused(tmp_path, ROW, ROW)
    assert fault.startswith(f"{corrections.NAME}, row 3, column correction_id") and "twice" in fault


def test_a_person_is_named_with_consent_alone(tmp_path: Path) -> None:
    names = [
        name
        for row in RECORD.data["people"].itertuples()
        for name in (row.name, *filter(None, row.aliases.split("|")))
        if " " in name
    ]
    assert len(names) > 100
    for column in ("was", "now", "asked_by"):
        row = ROW | {column: f"It said that {names[0]} had left."}
        (fault,) = refused(tmp_path, row)
        assert f"column {column}" in fault and "has to agree" in fault
        (one,) = corrections.read(written(tmp_path, row | {"consent": "yes"}), RECORD)
        assert names[0] in f"{one['was']} {one['now']} {one['asked_by']}"
    for name in names:
        assert refused(tmp_path, ROW | {"was": f"{name}, it said"})
        surname = name.split()[-1]
        if not surname[0].isupper():  # as of somebody who is not named
            continue
        (fault,) = refused(tmp_path, ROW | {"now": f"{surname} had left in May"})
        assert f"{surname} names a person" in fault


@pytest.mark.parametrize("text", ["a stone in a lake", "Linear algebra", "Singletons", "Meta AI"])
def test_a_word_that_only_looks_like_a_surname_names_nobody(tmp_path: Path, text: str) -> None:
    assert corrections.read(written(tmp_path, ROW | {"was": text}), RECORD)


def test_the_check_of_the_data_reads_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = RECORD.data["people"]["name"].iloc[0]
    written(copied(tmp_path).parent, ROW | {"was": f"{name} had left"})
    monkeypatch.setenv("AFTERLLAMA_DATA", str(tmp_path / "data"))
    assert check.main() == 1
    assert f"{corrections.NAME}, row 2, column was" in capsys.readouterr().err


# The page and the feed ---------------------------------------------------------------------------


def entries(feed: Path) -> list[ElementTree.Element]:
    """The entries of a feed."""
    return ElementTree.parse(feed).getroot().findall("a:entry", ATOM)


def text(element: ElementTree.Element, path: str) -> str:
    """The text of a part of an element, which has it once."""
    (found,) = element.findall(path, ATOM)
    return "".join(found.itertext())


def checked(root: ElementTree.Element) -> None:
    """Hold a feed to what RFC 4287 asks of it."""
    assert root.tag == f"{{{ATOM['a']}}}feed"
    for one in (root, *root.findall("a:entry", ATOM)):
        assert text(one, "a:id").startswith("urn:uuid:")
        assert text(one, "a:title").strip()
        assert text(one, "a:updated").endswith("T00:00:00Z")
        links = [link for link in one.findall("a:link", ATOM) if link.get("rel") == "alternate"]
        assert len(links) == 1
    assert text(root, "a:author/a:name")
    ids = [text(one, "a:id") for one in (root, *root.findall("a:entry", ATOM))]
    assert len(set(ids)) == len(ids)


def test_the_feed_has_every_correction_and_its_links_lead_to_the_page(book: Path) -> None:
    root = ElementTree.parse(book / "corrections.xml").getroot()
    checked(root)
    page = parsed(book / "data.html")
    assert len(entries(book / "corrections.xml")) == len(LOG)
    for entry, one in zip(entries(book / "corrections.xml"), LOG, strict=True):
        assert one["was"] in text(entry, "a:content") and one["now"] in text(entry, "a:content")
        (link,) = entry.findall("a:link", ATOM)
        place = urlsplit(str(link.get("href")))
        assert (book / place.path).is_file()
        item = page.find(id=place.fragment)
        assert item is not None and one["was"] in item.get_text()
        for target in entry.iter(f"{{{ATOM['x']}}}a"):
            assert (book / str(target.get("href"))).is_file()


def test_the_log_is_there_as_data(book: Path) -> None:
    held = json.loads((book / "corrections.json").read_text("utf-8"))
    assert [(one["correction_id"], one["was"], one["now"]) for one in held] == [
        (one["correction_id"], one["was"], one["now"]) for one in LOG
    ]
    assert all(page["title"] and page["address"] for one in held for page in one["pages"])


def test_every_page_names_the_feed(book: Path) -> None:
    for name in ("index.html", "claims.html", "search.html", "data.html"):
        html = parsed(book / name)
        (link,) = html.select("head link[rel=alternate][type='application/atom+xml']")
        assert link["href"] == "corrections.xml"
    page = parsed(book / "data.html")
    assert page.select_one(".al-corrections a[type='application/atom+xml']")


def app_of(address: str) -> Any:
    """The least of a build that a feed asks for."""
    titles = {"book/claims": SimpleNamespace(astext=lambda: "The claims")}
    return SimpleNamespace(
        srcdir=ROOT,
        config=SimpleNamespace(html_baseurl=address, html_title="After LLaMA"),
        env=SimpleNamespace(titles=titles),
        builder=SimpleNamespace(get_target_uri=lambda page: f"{page[5:]}.html"),
    )


@pytest.fixture
def feeds(tmp_path: Path) -> Callable[[str], ElementTree.Element]:
    """Makes the feed of a log of one row, for a site's address."""
    log = corrections.read(written(tmp_path, ROW), RECORD)
    payload = corrections.payload_of(log, "Corrections")

    def feed(address: str) -> ElementTree.Element:
        app = app_of(address)
        held = corrections_page.linked(app, payload, address)
        return ElementTree.fromstring(
            corrections_page.feed(app, held, f"{address}data.html", address)
        )

    return feed


def test_a_feed_with_an_address_says_where_it_is_and_keeps_its_ids(
    feeds: Callable[[str], ElementTree.Element],
) -> None:
    bare, placed = feeds(""), feeds("https://books.example/llama/")
    checked(bare)
    checked(placed)
    own = [link.get("href") for link in placed.findall("a:link", ATOM) if link.get("rel") == "self"]
    assert own == ["https://books.example/llama/corrections.xml"]
    (entry,), (same,) = placed.findall("a:entry", ATOM), bare.findall("a:entry", ATOM)
    assert text(entry, "a:id") == text(same, "a:id")
    (link,) = entry.findall("a:link", ATOM)
    assert link.get("href") == ("https://books.example/llama/data.html#correction-2026-11-26-01")


def test_text_of_the_log_stays_text_in_the_feed(
    feeds: Callable[[str], ElementTree.Element],
) -> None:
    (entry,) = feeds("").findall("a:entry", ATOM)
    assert ROW["was"] in text(entry, "a:content") and ROW["was"] in text(entry, "a:title")
    assert [one.tag for one in entry.iter() if one.tag.endswith("}b")] == []

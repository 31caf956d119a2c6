"""The links that report an error, and the forms that they open."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from afterllama_sphinx.corrections import reports
from anybook.building.provenance import data_digest
from bs4 import BeautifulSoup
from records import DATA, ROOT, real
from visits import pages

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
#: A link that reports an error, in a page.
REPORT = re.compile(r'"(?:al-note )?al-report"|>Report an error<')
GITHUB = "https://github.com/owner/after-llama"


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Each test has a repository of its own."""
    reports.about.cache_clear()
    yield
    reports.about.cache_clear()


def builder(folder: Path, repository: str) -> Any:
    """A book with a repository, and this book's data."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(config) | {"repository": {"url": repository}}
    (folder / "_config.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    shutil.copytree(DATA, folder / "data")
    return SimpleNamespace(
        srcdir=folder, current_docname="book/page", get_target_uri=lambda page: "page.html"
    )


def fields(address: str) -> dict[str, str]:
    """The query of an address."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def form(name: str) -> Any:
    """A form of the repository."""
    return yaml.safe_load((FORMS / name).read_text(encoding="utf-8"))


def test_without_a_repository_no_page_offers_a_report(book: Path) -> None:
    for name in pages(book):
        html = (book / name).read_text(encoding="utf-8")
        assert not REPORT.search(html), name
    for path in book.glob("figures/*.html"):
        assert not REPORT.search(path.read_text(encoding="utf-8"))


def test_without_a_repository_there_is_no_address(tmp_path: Path) -> None:
    assert reports.report(builder(tmp_path, ""), "fig-a") == ""


@pytest.mark.parametrize("url", [GITHUB, f"{GITHUB}/", f"{GITHUB}.git"])
def test_a_report_is_filled_in_with_what_the_page_knows(tmp_path: Path, url: str) -> None:
    found = reports.report(builder(tmp_path, url), "fig-a", "2023-09-05")
    assert found.startswith(f"{GITHUB}/issues/new?")
    assert fields(found) == {
        "template": "fact.yml",
        "title": "Error: fig-a",
        "place": "fig-a",
        "page": "page.html",
        "day": "2023-09-05",
        "digest": data_digest(DATA)[:16],
    }


def test_what_has_no_reading_date_is_reported_as_of_the_record_date(tmp_path: Path) -> None:
    told = fields(reports.report(builder(tmp_path, GITHUB), "claim-a", form=reports.VERDICT))
    assert told["day"] == real().package.record_date.isoformat()
    assert told["template"] == "verdict.yml"


@pytest.mark.parametrize(
    ("url", "path", "body"),
    [
        ("https://gitlab.com/o/r", "/o/r/-/issues/new", "issue[description]"),
        ("https://codeberg.org/o/r", "/o/r/issues/new", "body"),
    ],
)
def test_other_hosts_get_the_same_as_text(tmp_path: Path, url: str, path: str, body: str) -> None:
    found = reports.report(builder(tmp_path, url), "fig-a", "2023-09-05")
    assert urlsplit(found).path == path
    told = fields(found)[body].splitlines()
    assert told[:3] == ["place: fig-a", "page: page.html", "day: 2023-09-05"]
    assert re.fullmatch(r"digest: [0-9a-f]{16}", told[3])


@pytest.mark.parametrize("name", [reports.FACT, reports.VERDICT])
def test_a_link_fills_in_fields_that_the_form_has(tmp_path: Path, name: str) -> None:
    sent = fields(reports.report(builder(tmp_path, GITHUB), "a", form=name))
    ids = {part["id"] for part in form(name)["body"] if part["type"] == "input"}
    assert set(sent) - {"template", "title"} == ids


def test_the_verdicts_of_the_form_are_those_of_the_book() -> None:
    (choice,) = [part for part in form("verdict.yml")["body"] if part["type"] == "dropdown"]
    schema = real().package.tables["claims"].columns
    (column,) = [column for column in schema if column.name == "verdict"]
    assert set(choice["attributes"]["options"]) == set(column.constraints["enum"])


def test_whoever_is_named_is_told_of_the_private_contact_first() -> None:
    first, second = form("person.yml")["body"][:2]
    assert first["type"] == "markdown" and "private contact" in first["attributes"]["value"]
    (option,) = second["attributes"]["options"]
    assert option["required"]
    for name in ("fact.yml", "verdict.yml"):
        (opening,) = [part for part in form(name)["body"] if part["type"] == "markdown"]
        assert "private contact" in opening["attributes"]["value"]


def test_what_the_templates_write_is_a_link_with_an_id() -> None:
    from anybook.building.templates import TEMPLATES

    module: Any = TEMPLATES.get_template("afterllama_sphinx/corrections/report.html").module
    link = BeautifulSoup(str(module.reported("https://a.example/?a=1&b=2", "P01")), "html.parser").a
    assert link is not None and link["href"] == "https://a.example/?a=1&b=2"
    assert link.get_text() == "Report an error: P01"
    assert str(module.reported("", "P01")).strip() == ""

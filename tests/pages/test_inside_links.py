"""Every address inside the book resolves: pages, anchors, files, and what scripts load."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from anybook.figures.compact_json import unfold
from visits import pages


class Addresses(HTMLParser):
    """What a page leads to, loads, and can be reached at."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.places: set[str] = set()
        self.data = ""
        self.inside = False
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses and ids."""
        given = {name: value or "" for name, value in attrs}
        self.found += [given[name] for name in ("href", "src", "action", "data") if name in given]
        self.places.add(given.get("id", ""))
        self.inside = tag == "script" and given.get("type") == "application/json"

    def handle_endtag(self, tag: str) -> None:
        """Note the end of data."""
        self.inside = False

    def handle_data(self, data: str) -> None:
        """Note the files that a script offers for another reading date."""
        if self.inside:
            held = json.loads(data)
            views = unfold(held).get("views", []) if "shared" in held else []
            self.found += [view["csv"] for view in views if view.get("csv")]


@pytest.fixture(scope="module", params=["", "fr"])
def edition(book: Path, request: pytest.FixtureRequest) -> Path:
    """The folder of an edition."""
    return book / str(request.param)


@pytest.fixture(scope="module")
def held(edition: Path) -> dict[str, Addresses]:
    """The addresses of every page."""
    return {name: Addresses(edition / name) for name in pages(edition)}


def dead(book: Path, held: dict[str, Addresses], address: str, page: str) -> bool:
    """Tell whether an address of a page leads nowhere inside the book."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    name = unquote(parts.path) or page
    path = book / name
    if path.is_dir():
        path = path / "index.html"
    place = unquote(parts.fragment)
    known = held[name].places if name in held else None
    return not path.is_file() or bool(place and known is not None and place not in known)


def test_every_address_inside_the_book_resolves(edition: Path, held: dict[str, Addresses]) -> None:
    found = {(name, address) for name, one in held.items() for address in one.found}
    assert len(found) > 500
    assert any(".csv" in address for _, address in found)
    assert sorted(pair for pair in found if dead(edition, held, pair[1], pair[0])) == []


def test_no_address_leaves_the_folder_or_names_its_root(
    book: Path, edition: Path, held: dict[str, Addresses]
) -> None:
    # Another edition leads to the first one, and to the notebooks that the site has once.
    up = "" if edition == book else r"(?!lite/|[\w-]+\.html)"
    strange = re.compile(rf"^(/|\.\./{up}|file:|[A-Za-z]:\\)")
    assert [a for one in held.values() for a in one.found if strange.match(a)] == []


def test_no_page_is_without_a_link_to_it(held: dict[str, Addresses]) -> None:
    linked = {urlsplit(address).path for one in held.values() for address in one.found}
    assert set(held) - {"404.html"} <= linked

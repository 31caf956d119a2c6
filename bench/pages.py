"""Pages in a real browser: their requests, how long they block, when figures appear and react.

Every load is cold, in a context of its own, from a local server that gzips. Other hosts are out of
reach: requests to them are counted, with a weight of 0.
"""

from __future__ import annotations

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from anybook.figures.chromium import system_chromium
from anybook.figures.compact_json import unfold
from playwright.sync_api import Browser, Page, sync_playwright

from bench.serve import Asset, Site, served

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
VIEWPORT = {"width": 1280, "height": 900}
#: Processors: unchanged, and four times slower.
RATES = (1, 4)
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "fonts"}
#: A page has settled after this many milliseconds without a request or a long task; and the limit.
QUIET, PATIENCE = 1_000, 180_000
#: Milliseconds after which a page has been told of its long tasks, between two looks for a label,
#: and for which a spot is tried: plotly answers a pointer at most every 50.
LATE, GLANCE, TRY = 300, 16, 60
SIZES = ("requests", "raw", "gzip")
PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Look:
    """Selectors for a book's figures and, within them, their visible part.

    `shown` matches a visible figure, interactive or a picture; `live` an interactive one.
    """

    place: str
    shown: str
    live: str = ".main-svg"


BOOK = Look(".al-box", shown=".al-still svg, .main-svg", live=".al-plot .main-svg")
PLAIN = Look(".plotly-graph-div", shown=".main-svg")


@dataclass(frozen=True)
class Book:
    """A built book: its pages by name, and how it shows figures."""

    root: Path
    pages: Mapping[str, str]
    look: Look


@dataclass
class Traffic:
    """A page's requests to its own host and to others, each address once."""

    site: Site
    host: str
    asked: dict[str, str] = field(default_factory=dict)

    def heard(self, url: str, kind: str) -> None:
        """Record a request."""
        parts = urlsplit(url)
        if parts.scheme in ("http", "https"):
            self.asked.setdefault(parts._replace(fragment="").geturl(), kind)

    def foreign(self, url: str) -> bool:
        """Whether an address is on another host."""
        return urlsplit(url).netloc != self.host

    def asset(self, url: str) -> Asset | None:
        """The file for an address of the site; None for another host's."""
        return None if self.foreign(url) else self.site.asset(url)

    def weight(self) -> dict[str, Any]:
        """Requests and bytes, in total and by kind, raw and gzipped."""
        kinds: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SIZES, 0))
        for url, type_ in self.asked.items():
            asset = self.asset(url)
            part = kinds[kind_of(type_, asset.media if asset else "")]
            part["requests"] += 1
            part["raw"] += len(asset.raw) if asset else 0
            part["gzip"] += len(asset.packed) if asset else 0
        return {
            **{name: sum(part[name] for part in kinds.values()) for name in SIZES},
            "foreign": sum(map(self.foreign, self.asked)),
            "kinds": dict(sorted(kinds.items())),
        }


def kind_of(type_: str, media: str) -> str:
    """The kind of a request, by its initiator or else by the response."""
    if type_ in KINDS:
        return KINDS[type_]
    for word, kind in (("json", "json"), ("image", "pictures"), ("font", "fonts")):
        if word in media:
            return kind
    return "pictures" if type_ == "image" else "other"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser: the system's where there is one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """One cold load of a page, settled."""

    def __init__(self, page: Page, address: str, look: Look, traffic: Traffic) -> None:
        self.page, self.look, self.traffic = page, look, traffic
        self.moved: list[float] = []
        page.goto(address, wait_until="load", timeout=PATIENCE)
        self.settle()
        self.first = self.read() | {"weight": traffic.weight()}

    def settle(self) -> None:
        """Wait until there are no requests and no long tasks any more."""
        spent, last = 0, (-1, -1)
        while spent < PATIENCE:
            now = len(self.traffic.asked), self.page.evaluate("bench.tasks.length")
            if now == last:
                return
            last = now
            self.page.wait_for_timeout(QUIET)
            spent += QUIET

    def read(self) -> dict[str, Any]:
        """The page's measurements so far."""
        return dict(self.page.evaluate("bench.read()"))

    def figures(self) -> int:
        return self.page.locator(self.look.place).count()

    def touch(self, number: int, spots: Sequence[Sequence[float]]) -> dict[str, Any] | None:
        """Scroll to a figure and hover over it until a label shows.

        Spots are shares of the figure's width and height. Return the milliseconds to the label,
        the longest task in between, and the spot; None if no spot has a label.
        """
        self.page.evaluate("number => bench.touch(number)", number)
        many = len(spots) > 1
        for turn, (x, y) in enumerate(spots):
            for jolt in (0, 1) if many else (0, 1) * 100:
                box = self.page.evaluate("number => bench.box(number)", number)
                place = box["x"] + x * box["width"], box["y"] + y * box["height"] + jolt
                self.page.mouse.move(*place)
                self.page.wait_for_timeout(TRY if many else GLANCE)
                if self.page.evaluate("bench.label()"):
                    self.page.wait_for_timeout(LATE)
                    found = self.page.evaluate("bench.label()")
                    return {**found, "spot": list(spots[turn])}
        return None

    def scan(self, number: int) -> list[float] | None:
        """Find a spot with a label in a live figure."""
        self.page.evaluate("number => bench.touch(number)", number)
        place = self.page.locator(self.look.place).nth(number)
        self.page.mouse.move(*self.page.evaluate("number => bench.middle(number)", number))
        place.locator(self.look.live).first.wait_for(state="attached", timeout=PATIENCE)
        self.settle()
        # A label may still be there from the middle, and not belong to this spot.
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(LATE)
        found = self.touch(number, self.page.evaluate("number => bench.spots(number)", number))
        return list(found["spot"]) if found else None


class Measure:
    """Measures the pages of one book."""

    def __init__(self, browser: Browser, book: Book, runs: int) -> None:
        self.browser, self.book, self.runs = browser, book, runs
        self.site = Site(book.root)

    @contextmanager
    def visit(self, address: str, rate: int = 1) -> Iterator[Visit]:
        """Load a page in a fresh context, with the processor slowed down by a factor."""
        context = self.browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
        page = context.new_page()
        page.add_init_script(PROBE.replace("LOOK", json.dumps(vars(self.book.look))))
        if rate != 1:
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        traffic = Traffic(self.site, urlsplit(address).netloc)
        page.on("request", lambda request: traffic.heard(request.url, request.resource_type))
        try:
            yield Visit(page, address, self.book.look, traffic)
        finally:
            context.close()

    def page(self, host: str, path: str, person: str | None) -> dict[str, Any]:
        """All measurements of one page."""
        address = f"{host}/{path}"
        found = self.toured(address)
        spot = found.pop("spot")
        found |= self.loads(address, spot)
        if person and spot:
            found["person"] = self.loads(f"{address}?person={person}", spot)
        return found

    def toured(self, address: str) -> dict[str, Any]:
        """The page's weight at first, and after scrolling to and touching every figure."""
        with self.visit(address) as visit:
            spots = [visit.scan(number) for number in range(visit.figures())]
            visit.settle()
            return {
                "figures": len(spots),
                "answering": sum(spot is not None for spot in spots),
                "spot": spots[0] if spots else None,
                "first": visit.first["weight"],
                "all": visit.traffic.weight(),
            }

    def loads(self, address: str, spot: list[float] | None) -> dict[str, Any]:
        """Medians of cold loads, and of the first touch of the first figure, by processor."""
        found: dict[str, Any] = {}
        for rate in RATES:
            rows = []
            for _ in range(self.runs):
                with self.visit(address, rate) as visit:
                    row = {name: visit.first[name] for name in ("blocking", "screen", "shown")}
                    touched = visit.touch(0, [spot]) if spot else None
                    row["label"] = touched["label"] if touched else None
                    row["task"] = touched["task"] if touched else None
                    rows.append(row)
            found[f"{rate}x"] = medians(rows)
        return found


def medians(rows: Sequence[Mapping[str, float | None]]) -> dict[str, float | None]:
    """The median of each measure; None if a load did not give it."""
    found: dict[str, float | None] = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        known = [value for value in values if value is not None]
        found[name] = round(statistics.median(known)) if len(known) == len(values) else None
    return found


def has_figures(page: Path) -> bool:
    """Whether a page of this book has a figure."""
    return 'class="al-figure' in page.read_text(encoding="utf-8")


def person_in(page: str) -> str | None:
    """The id of the first person in a figure of a page."""
    for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL):
        people = unfold(json.loads(text))["people"]
        if people:
            return str(min(people))
    return None


def measure(books: Mapping[str, Book], runs: int, person: str | None = None) -> dict[str, Any]:
    """Measure several books, page by page; return the results by page, then by book."""
    found: dict[str, Any] = defaultdict(dict)
    first = next(iter(books.values()))
    with chromium() as browser:
        for page in first.pages:
            for name, book in books.items():
                measuring = Measure(browser, book, runs)
                path = book.pages[page]
                asked = person or person_in((book.root / path).read_text(encoding="utf-8"))
                with served(measuring.site) as host:
                    found[page][name] = measuring.page(host, path, asked)
        found["browser"] = browser.version
    return dict(found)

"""Visits to the book in a browser that reaches no other host."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import (
    BaseHTTPRequestHandler,
    SimpleHTTPRequestHandler,
    ThreadingHTTPServer,
)
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Route

HEIGHT = 900
#: Ends all movement; a sheet that a script makes is within the policy of the pages.
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { transition: none !important }");
  document.adoptedStyleSheets = [sheet];
}"""


#: Resolves when every figure that was asked for is drawn, what follows in the next frames has been
#: done, and no colour or place is on its way to another.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await Promise.all((window.anybook?.figures ?? []).map((figure) => figure.awake));
  for (let turn = 0; turn < 3; turn++) await frame();
  const moving = document.getAnimations().filter((one) => one.playState === "running");
  const ending = moving.filter((one) => one.effect?.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(ending.map((one) => one.finished));
}"""


class Quiet:
    """Writes no line on stderr for what a server is asked."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class QuietHandler(Quiet, SimpleHTTPRequestHandler):
    """Serves files without a line for each on stderr."""


@contextmanager
def answering(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on this machine alone by a handler, and yield the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone and yield its address."""
    with answering(partial(QuietHandler, directory=str(folder))) as address:
        yield f"{address}/"


class Visit:
    """A browser window on the book that reaches no other host and notes what went wrong."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.faults: list[str] = []
        context.route("**/*", self.pass_or_block)
        self.page: Page = context.new_page()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))

    def pass_or_block(self, route: Route) -> None:
        """Let through what belongs to the book; note and stop the rest."""
        url = route.request.url
        if url.startswith((self.base, "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"asks for {url}")
            route.abort()

    def note(self, message: ConsoleMessage) -> None:
        """Keep warnings and errors of the console."""
        if message.type in {"warning", "error"}:
            self.faults.append(f"{message.type}: {message.text}")

    def open(self, name: str) -> Page:
        """Go to a page of the book."""
        self.page.goto(self.base + name)
        return self.page


def settled(page: Page) -> None:
    """Wait until the page has followed what was done to it."""
    page.evaluate(SETTLED)


@contextmanager
def visiting(
    browser: Browser, base: str, width: int = 1280, height: int = HEIGHT, **options: Any
) -> Iterator[Visit]:
    """Yield a visit in a window of a size, and hold that nothing went wrong in it."""
    size: Any = {"width": width, "height": height}
    with browser.new_context(viewport=size, **options) as context:
        visit = Visit(context, base)
        yield visit
        assert visit.faults == []


@contextmanager
def visited(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a page in a window of its own, whatever it asks for."""
    with browser.new_context(**options) as context:
        page = context.new_page()
        page.goto(address)
        yield page


def pages(book: Path) -> list[str]:
    """Return the names of all book pages; notebooks that run in the browser are none."""
    return sorted(path.name for path in book.glob("*.html"))


def figures(page: Page) -> list[Locator]:
    """Touch every figure of a page until it lives, and return them."""
    found = page.locator("figure.al-figure").all()
    for figure in found:
        box = figure.locator(".al-box")
        box.scroll_into_view_if_needed()
        box.dispatch_event("pointerenter")
        figure.locator(".al-plot[data-drawn] .main-svg").first.wait_for(state="attached")
    return found

"""Visits pages in three browser engines and reports what went wrong.

Chromium comes with Playwright, Firefox and WebKit from Debian. If one is missing, its tests are
skipped with a line that says what to install.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from anybook.building.shrink_assets import Node
from npm_modules import installed
from playwright.sync_api import Browser
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.webkitgtk.service import Service

FIXTURES = Path(__file__).parents[1] / "fixtures"
#: One expression: a function that does what readers do.
STEPS = (FIXTURES / "steps.js").read_text(encoding="utf-8").strip().removesuffix(";")
#: Runs before a page's own scripts, and keeps what a browser tells only its console.
LISTEN = """
window.alFaults = [];
for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
  addEventListener(kind, (event) => window.alFaults.push(
    `${kind}: ${event.message || event.reason || event.blockedURI || "a file"}`), true);
"""
WIDTH, HEIGHT = 1280, 900
BROWSERS = Path("/usr/lib")
#: Seconds that a page may take.
PATIENCE = 120


@dataclass(frozen=True)
class Met:
    """What was met on a page: its figures that came alive, and what went wrong."""

    address: str
    figures: int
    faults: list[str]


def chromium(addresses: list[str], running: Browser) -> list[Met]:
    """Visit pages in Chromium, in the one browser that a process can have through Playwright."""
    return [met(running, address) for address in addresses]


def met(browser: Browser, address: str) -> Met:
    """Visit one page in a browser that Playwright drives."""
    faults: list[str] = []
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    told = page.evaluate(STEPS)
    page.close()
    return Met(address, told["figures"], told["faults"] + faults)


def firefox(addresses: list[str]) -> list[Met]:
    """Visit pages in Firefox, which puppeteer drives over WebDriver BiDi."""
    program, node = wanted("firefox-esr", "firefox-esr"), Node.found()
    assert node is not None
    modules = installed("puppeteer-core").parents[1]
    script = shutil.copy(FIXTURES / "npm" / "firefox.mjs", modules)
    given = {"addresses": addresses, "steps": STEPS, "listen": LISTEN}
    done = subprocess.run(
        [node.program, script, program],
        cwd=modules,
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        timeout=60 + PATIENCE * len(addresses),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Met(**one) for one in json.loads(done.stdout)]


def webkit(addresses: list[str]) -> list[Met]:
    """Visit pages in WebKit's own small browser, on a screen that nobody sees."""
    program = wanted("WebKitWebDriver", "webkit2gtk-driver")
    browsers = sorted(BROWSERS.glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not browsers:
        pytest.skip("WebKit's MiniBrowser is not installed (on Debian `webkit2gtk-driver`)")
    with screen() as display:
        options = WebKitGTKOptions()
        options.binary_location = str(browsers[-1])
        options.add_argument("--automation")
        service = Service(program, env={**os.environ, "DISPLAY": display})
        browser: Any = WebKitGTK(options=options, service=service)
        try:
            browser.set_window_size(WIDTH, HEIGHT)
            browser.set_script_timeout(PATIENCE)
            return [visited(browser, address) for address in addresses]
        finally:
            browser.quit()


def visited(browser: Any, address: str) -> Met:
    """Visit one page in a browser that Selenium drives."""
    browser.get(address)
    browser.execute_script(LISTEN)
    told = browser.execute_async_script(
        f"const done = arguments[arguments.length - 1]; ({STEPS})().then(done, "
        "(error) => done({ figures: 0, faults: [String(error)] }));"
    )
    faults = told["faults"] + browser.execute_script("return window.alFaults")
    return Met(address, told["figures"], faults)


@contextmanager
def screen() -> Iterator[str]:
    """Yield the name of a display that lives as long as it is needed."""
    program = wanted("Xvfb", "xvfb")
    reading, writing = os.pipe()
    size = ("-screen", "0", f"{WIDTH + 100}x{HEIGHT + 200}x24")
    command = [program, "-displayfd", str(writing), *size, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def wanted(program: str, package: str) -> str:
    """Return where a program is; skip the test where it is not installed."""
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed (on Debian `{package}`)")
    return found


#: The engines that are started for one visit.
STARTED: dict[str, Callable[[list[str]], list[Met]]] = {"firefox": firefox, "webkit": webkit}
ENGINES = ("chromium", *STARTED)


def plain(fault: str) -> str:
    """A fault without what differs at every run."""
    return re.sub(r"127\.0\.0\.1:\d+", "the server", fault)

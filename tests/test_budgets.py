"""What the pages may weigh: requests and bytes, of the first view and with every figure touched.

Bytes are the same on every machine; times are not, and are no test's business (see `bench/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from records import ROOT

from bench import builds, pages
from bench.serve import served


@dataclass(frozen=True)
class Budget:
    """The most requests and thousands of bytes, gzipped: at first, and with all figures touched."""

    requests: int
    kilobytes: int
    all_requests: int
    all_kilobytes: int


#: A little above what is measured: lower a number with the page, never raise it with one.
BUDGETS = {
    "index": Budget(18, 84, 19, 450),
    "01_authors_who_left": Budget(18, 142, 19, 505),
    "02_compute_battle": Budget(18, 90, 19, 455),
    "03_february_shakeup": Budget(18, 90, 19, 457),
    "04_reorganization": Budget(18, 115, 19, 480),
    "05_what_the_record_adds": Budget(18, 54, 18, 54),
    "claims": Budget(19, 86, 20, 452),
    "people": Budget(17, 73, 17, 73),
    "places": Budget(17, 66, 17, 66),
    "glossary": Budget(17, 53, 17, 53),
    "run_it": Budget(18, 118, 18, 118),
    "make_it_yours": Budget(18, 118, 18, 118),
    "method": Budget(18, 56, 18, 56),
    "data": Budget(18, 70, 18, 70),
    "sources": Budget(18, 84, 18, 84),
}


def test_every_page_has_a_budget() -> None:
    assert {Path(name).name for name in builds.chapters(ROOT / "_toc.yml")} == set(BUDGETS)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_stays_within_its_budget(name: str, book: Path, chromium: Browser) -> None:
    budget, path = BUDGETS[name], f"{name}.html"
    measuring = pages.Measure(chromium, pages.Book(book, {name: path}, pages.BOOK), runs=1)
    with served(measuring.site) as host:
        found = measuring.toured(f"{host}/{path}")
    first, whole = found["first"], found["all"]
    assert first["foreign"] == whole["foreign"] == 0
    assert found["answering"] == found["figures"]
    assert first["requests"] <= budget.requests, first["kinds"]
    assert first["gzip"] <= budget.kilobytes * 1000, first["kinds"]
    assert whole["requests"] <= budget.all_requests, whole["kinds"]
    assert whole["gzip"] <= budget.all_kilobytes * 1000, whole["kinds"]

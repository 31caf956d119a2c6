"""How the pictures of ordinary figures are drawn, with a browser that fails or is slow."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anybook.building import failures
from anybook.figures import chromium
from anybook.plotly_figures.drawing import Drawing
from anybook.plotly_figures.plotly_json import Spec

Run = Callable[[list[str]], list[str]]
#: Ten figures of one width: two batches.
SPECS = {f"f{n}": Spec([{"y": [n]}], {"width": 400}) for n in range(10)}
PLACES = {digest: f"{digest} of start" for digest in SPECS}
SVG = {"svg": "<svg/>"}
JOBS = re.compile(r'id="jobs">(.*?)</script>')


def drawn(
    monkeypatch: pytest.MonkeyPatch, folder: Path, run: Run, picture: dict[str, str] = SVG
) -> tuple[int, int, list[str]]:
    """Draw with a browser that draws what `run` says; return pictures, runs, and what is told."""
    remarks: list[str] = []
    runs: list[list[str]] = []

    def browser(_: str, __: Path, page: str, *flags: str, patience: int) -> dict[str, Any]:
        found = JOBS.search(page)
        assert found
        runs.append([job["key"] for job in json.loads(found[1])])
        return dict.fromkeys(run(runs[-1]), picture)

    monkeypatch.setattr(failures, "REMARKS", remarks)
    monkeypatch.setattr(chromium, "system_chromium", lambda: "chromium")
    monkeypatch.setattr(chromium, "drawn", browser)
    drawing = Drawing(folder / "pictures", [], "", PLACES)
    drawing.draw(SPECS)
    return len(list(drawing.folder.iterdir())), len(runs), remarks


def hang(*_: object) -> list[str]:
    """Take too long."""
    raise subprocess.TimeoutExpired("chromium", 240)


def test_pictures_of_a_run_that_takes_too_long_are_drawn_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = drawn(monkeypatch, tmp_path, lambda keys: keys if len(keys) == 1 else hang())
    assert found == (10, 2 + 10, [])


def test_what_a_run_leaves_is_drawn_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drawn(monkeypatch, tmp_path, lambda keys: keys[:3]) == (10, 4, [])


def test_a_browser_that_draws_nothing_is_left_alone_after_one_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, runs, told = drawn(monkeypatch, tmp_path, hang)
    assert (pictures, runs) == (0, 1 + 8)
    (line,) = told
    assert line.endswith(f"): {', '.join(list(PLACES.values())[:8])}.")


def test_a_figure_that_plotly_cannot_draw_is_named_with_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, told = drawn(monkeypatch, tmp_path, lambda keys: keys, {"error": "no WebGL"})
    assert told == [
        f"Figures without a picture, which the page draws (no WebGL): {', '.join(PLACES.values())}."
    ]

"""Books of ordinary plotly figures: the extension copied into a plain Jupyter Book."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from book_builds import ROOT, build
from playwright.sync_api import Locator, Page

SAMPLE, EXTENSION = ROOT / "tests" / "sample", ROOT / "book" / "_ext" / "anybook"
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# {title}

```{{code-cell}} python3
{code}
```
"""
MANY = PAGE.format(
    title="Many points",
    code="""import numpy as np
import plotly.graph_objects as go

go.Figure(go.Scatter(y=np.random.default_rng(1).normal(size=100_000), mode="markers"))""",
)


def equipped(folder: Path) -> Path:
    """Give a book the plotly.js that another of these tests has made."""
    kept = ROOT / "_build" / ".plotly"
    if kept.is_dir():
        shutil.copytree(kept, folder / "_build" / ".plotly")
    return folder


def with_extension(folder: Path) -> Path:
    """Copy the one folder that a book needs."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(EXTENSION, folder / "_ext" / "anybook", ignore=ignore)
    return folder


def touch(page: Page, number: int) -> Locator:
    """Touch a figure, and return it once it lives."""
    box = page.locator(".anybook-box").nth(number)
    box.scroll_into_view_if_needed()
    box.dispatch_event("pointerenter")
    box.locator("xpath=self::*[@data-live]").wait_for(state="attached")
    return box


def small(folder: Path, page: str = MANY, features: str = "[]", more: str = "") -> Path:
    """A book of one page."""
    folder.mkdir()
    (folder / "index.md").write_text(page, encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    config = (SAMPLE / "_config.yml").read_text(encoding="utf-8")
    (folder / "_config.yml").write_text(
        f"{config}  config:\n    anybook_features: {features}\n{more}", encoding="utf-8"
    )
    return equipped(with_extension(folder))


def built(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Build a book, which has to go well."""
    done = build(folder, **given)
    assert done.returncode == 0, done.stderr
    return done

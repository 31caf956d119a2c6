"""Pages that are read side by side, in several processes, fail and end as one after the other."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from anybook.building.failures import BROKEN_OFF
from book_builds import STAYS, WAITS, begun, build, built, digests, edit

#: With five pages or fewer Sphinx reads one after the other.
PAGES = 8


@pytest.fixture
def many(sample_book: Path, tmp_path: Path) -> Path:
    """The sample book with more pages, built."""
    folder = Path(shutil.copytree(sample_book, tmp_path / "book"))
    names = [f"page_{number}" for number in range(PAGES)]
    for name in names:
        (folder / "book" / f"{name}.md").write_text(f"# The {name}\n\nText.\n", encoding="utf-8")
    with (folder / "_toc.yml").open("a", encoding="utf-8") as file:
        file.writelines(f"  - file: book/{name}\n" for name in names)
    built(folder)
    return folder


def reading(folder: Path) -> subprocess.Popen[str]:
    """Change the data and return a build that has read some of the pages."""
    edit(folder / "data" / "trees.csv", "cedar,8", "cedar,9")
    return begun(folder)


def test_a_failing_cell_and_a_wrong_link_are_named(many: Path) -> None:
    before = digests(many / "_build" / "html")
    notebook, page = many / "book" / "01_trees.ipynb", many / "book" / "page_6.md"
    whole = notebook.read_text(encoding="utf-8")
    notebook.write_text(whole.replace("from afterllama import", "1 / 0; from afterllama import", 1))
    done = build(many)
    assert done.returncode != 0
    told = done.stderr.strip().splitlines()[-1]
    assert told.startswith(f"{STAYS}book/01_trees.ipynb, code cell 1 `1 / 0; from afterllama")
    assert told.endswith("ZeroDivisionError: division by zero")
    notebook.write_text(whole)
    page.write_text("# The page\n\n[Nowhere](nowhere.md)\n", encoding="utf-8")
    told = build(many).stderr.strip().splitlines()[-1]
    assert told.startswith(f"{STAYS}{page}:")
    assert "nowhere.md" in told
    assert digests(many / "_build" / "html") == before


def test_an_interrupted_build_says_so(many: Path) -> None:
    before = digests(many / "_build" / "html")
    process = reading(many)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip().splitlines()[-1] == BROKEN_OFF
    assert digests(many / "_build" / "html") == before


def test_a_killed_build_keeps_nobody_waiting(many: Path) -> None:
    process = reading(many)
    process.kill()
    process.communicate(timeout=60)
    done = build(many)
    assert done.returncode == 0, done.stderr
    assert WAITS not in done.stdout

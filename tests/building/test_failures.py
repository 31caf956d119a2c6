"""A build that fails says why in its last line; the last book stays, the next build is clean."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from anybook.building.failures import BROKEN_OFF, cell_in, write_whole
from book_builds import BUILD, ROOT, STAYS, begun, build, digests, edit
from records import BOOK


@pytest.fixture
def own(sample_book: Path, tmp_path: Path) -> Path:
    """A built sample book that a test may change, in a folder with a space and an accent."""
    return Path(shutil.copytree(sample_book, tmp_path / "un autre été" / "book"))


def last(text: str) -> str:
    """The last line that is not blank."""
    return text.strip().splitlines()[-1]


def test_the_last_line_names_page_cell_and_error(own: Path) -> None:
    before = digests(own / "_build" / "html")
    edit(own / "book" / "01_trees.ipynb", "from afterllama import", "1 / 0; from afterllama import")
    done = build(own)
    assert done.returncode != 0
    assert last(done.stderr) == (
        f"{STAYS}book/01_trees.ipynb, code cell 1 `1 / 0; from afterllama import facts, figure`: "
        "ZeroDivisionError: division by zero"
    )
    assert digests(own / "_build" / "html") == before
    edit(own / "book" / "01_trees.ipynb", "1 / 0; from", "from")
    assert build(own).returncode == 0
    assert digests(own / "_build" / "html") == before


def test_the_last_line_names_the_first_warning_and_its_place(own: Path) -> None:
    edit(own / "book" / "index.md", "(01_trees.ipynb)", "(no_such_page.ipynb)")
    done = build(own)
    assert done.returncode != 0
    assert last(done.stderr).startswith(f"{STAYS}{own}/book/index.md:")
    assert "no_such_page" in last(done.stderr)


@pytest.mark.parametrize(
    ("number", "until"),
    [(signal.SIGINT, "reading sources"), (signal.SIGTERM, "writing output")],
)
def test_an_interrupted_build_says_so(own: Path, number: int, until: str) -> None:
    before = digests(own / "_build" / "html")
    edit(own / "data" / "trees.csv", "cedar,8", "cedar,9")
    process = begun(own, until)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert last(told) == BROKEN_OFF
    assert digests(own / "_build" / "html") == before
    edit(own / "data" / "trees.csv", "cedar,9", "cedar,8")
    assert build(own).returncode == 0
    assert digests(own / "_build" / "html") == before


#: A build in which a destructor runs when the signal comes.
LOST = """
import signal
from sphinx.application import Sphinx
from anybook.building.failures import FailureReport

class Held:
    def __del__(self):
        signal.raise_signal({number})

app = Sphinx(".", None, "out", "trees", "dummy", confoverrides={{"root_doc": "index"}}, status=None)
FailureReport(app, staged=True)
app.connect("{event}", lambda *given: Held() and None, priority=0)
app.build()
print("went on")
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("event", ["source-read", "env-updated"])
def test_an_interruption_that_a_destructor_swallows_ends_the_build(
    tmp_path: Path, number: int, event: str
) -> None:
    (tmp_path / "index.rst").write_text("Trees\n=====\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOST.format(number=int(number), event=event)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(BOOK / "_ext")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Exception ignored in" in done.stderr
    assert (done.returncode, last(done.stderr), done.stdout) == (130, BROKEN_OFF, "")


@pytest.mark.slow
def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_book(own: Path) -> None:
    before = digests(own / "_build" / "html")
    started = time.monotonic()
    assert build(own).returncode == 0
    length = time.monotonic() - started
    moments = random.Random(9)
    for turn in range(8):
        shutil.rmtree(own / "_build" / ".pictures", ignore_errors=True)
        process = subprocess.Popen(
            BUILD, cwd=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=moments.uniform(0.2, 1) * length)
        process.kill()
        process.wait()
        site = own / "_build" / "html"
        whole = site if (site / "index.html").is_file() else site.with_name("html.previous")
        assert digests(whole) == before, f"turn {turn}"
    assert build(own).returncode == 0
    assert digests(own / "_build" / "html") == before


def test_a_freshness_record_is_never_left_half_written(tmp_path: Path) -> None:
    path = tmp_path / "record"
    write_whole(path, "old")
    (tmp_path / "record.new").write_text("half")
    assert path.read_text() == "old"
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["record"]


def test_if_a_file_cannot_be_written_the_book_stays(own: Path) -> None:
    before = digests(own / "_build" / "html")

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = subprocess.run(
        BUILD, cwd=own, capture_output=True, text=True, check=False, preexec_fn=no_room
    )
    assert done.returncode != 0
    assert last(done.stderr).startswith(STAYS)
    assert "File too large" in last(done.stderr)
    assert digests(own / "_build" / "html") == before
    assert build(own).returncode == 0
    assert digests(own / "_build" / "html") == before


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_folder_that_cannot_be_written_is_named(sample_book: Path, open_folder: Path) -> None:
    folder = Path(shutil.copytree(sample_book, open_folder / "book", symlinks=True))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    for name in ("Makefile", "requirements"):
        (folder / name).symlink_to(ROOT / name)
    before = digests(folder / "_build" / "html")
    everybody = [folder, *folder.rglob("*")]
    for path in everybody:
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    command = ["make", "--no-print-directory", "book"]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("to root every folder is open, and without setpriv it is nobody else")
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    env = {name: text for name, text in os.environ.items() if "MAKE" not in name}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    for path in everybody:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    assert done.returncode != 0
    said = [line for line in (done.stdout + done.stderr).splitlines() if "make:" not in line]
    where = "this folder, or _build in it, cannot be written"
    assert said == [f"The book cannot be built here: {where}."]
    assert digests(folder / "_build" / "html") == before


def test_without_chromium_one_line_says_so_and_the_page_draws(own: Path) -> None:
    shutil.rmtree(own / "_build" / ".pictures")
    env = {**os.environ, "PATH": str(own)}
    done = subprocess.run(BUILD, cwd=own, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = "No Chromium: figures have no static pictures and are drawn by the page."
    assert (done.stdout + done.stderr).count(told) == 1
    page = (own / "_build" / "html" / "01_trees.html").read_text(encoding="utf-8")
    assert 'class="al-plot"' in page
    assert "al-still" not in page


def test_a_cell_of_a_page_without_numbers_is_named_by_its_first_line(tmp_path: Path) -> None:
    rule = "-" * 18
    told = f"An error occurred:\n{rule}\nx = 1\ny\n{rule}\n\nNameError: y"
    assert cell_in(tmp_path / "page.md", told) == "cell `x = 1`"

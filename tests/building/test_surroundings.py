"""Other files, a bare machine or another build do not change the pages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from anybook.building import build_lock, failures, shrink_assets, table_of_contents
from anybook.building.shrink_assets import LightAssets
from anybook.building.staged import recover, swap
from anybook.running.browser_lab import Lite
from book_builds import BUILD, WAITS, begun, build, built, digests
from nbformat import v4
from records import BOOK, DATA, ROOT

#: What notebooks keep of their widgets, in the metadata.
WIDGETS = "application/vnd.jupyter.widget-state+json"


@pytest.fixture
def own(sample_book: Path, tmp_path: Path) -> Path:
    """A built sample book that a test may change."""
    return Path(shutil.copytree(sample_book, tmp_path / "book"))


def keep_beside(folder: Path) -> None:
    """Put into a folder of chapters what authors and editors leave there."""
    broken = v4.new_notebook(cells=[v4.new_code_cell("1 / 0")])
    beside = folder / ".ipynb_checkpoints"
    beside.mkdir()
    for path in ("Untitled.ipynb", "trial.ipynb", "01_trees-Copy1.ipynb"):
        nbformat.write(broken, folder / path)
    shutil.copy(folder / "01_trees.ipynb", beside / "01_trees-checkpoint.ipynb")
    for name in ("notes.md", "01_trees.md", "01_trees.ipynb~", "#index.md#", "plan.txt"):
        (folder / name).write_text("# Notes\n\n[Nowhere](nowhere.md)\n", encoding="utf-8")
    (folder / "half.ipynb").write_text("{", encoding="utf-8")


def test_other_files_beside_the_chapters_are_ignored(own: Path) -> None:
    before = digests(own / "_build" / "html")
    keep_beside(own / "book")
    assert digests(built(own)) == before


def saved_elsewhere(path: Path) -> None:
    """Save a chapter as another program does: kernel, outputs, widgets, values beside the text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python [conda env:x]",
        "language": "python",
        "name": "conda-env-x-py",
    }
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.99.0"}
    bar = {"model_module": "@jupyter-widgets/controls", "model_name": "FloatProgressModel"}
    state = {"model_module_version": "2.0.0", "state": {"value": 3.0}, **bar}
    widgets = {"version_major": 2, "version_minor": 0, "state": {"a1b2": state}}
    notebook["metadata"]["widgets"] = {WIDGETS: widgets}
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            text = {"name": "stdout", "output_type": "stream", "text": ["an old output\n"]}
            cell["outputs"] = [text]
        else:
            value = {"status": "ok", "data": {"text/plain": "99"}, "metadata": {}}
            told = {"expression": "facts.tallest", "result": value}
            cell["metadata"]["user_expressions"] = [told]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_chapter_that_was_run_and_saved_elsewhere_gives_the_same_page(own: Path) -> None:
    before = digests(own / "_build" / "html")
    saved_elsewhere(own / "book" / "01_trees.ipynb")
    assert digests(built(own)) == before


def test_a_chapter_that_names_no_kernel_gives_the_same_page(own: Path) -> None:
    before = digests(own / "_build" / "html")
    path = own / "book" / "01_trees.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"].pop("kernelspec")
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert digests(built(own)) == before


@pytest.mark.slow
def test_the_notebooks_for_the_browser_are_only_the_chapters(tmp_path: Path) -> None:
    book, data = tmp_path / "book", tmp_path / "data"
    shutil.copytree(BOOK / "afterllama", book / "afterllama")
    shutil.copytree(DATA, data)
    for name in ("01_trees.ipynb", "Untitled.ipynb", "trial.ipynb"):
        nbformat.write(v4.new_notebook(), book / name)
    toc = "format: jb-book\nroot: book/index\nchapters:\n  - file: book/01_trees\n"
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    (book / "index.md").write_text("# Trees\n", encoding="utf-8")
    made = Lite(tmp_path, tmp_path / "lite", "")
    wanted = made.contents()
    for path in ("people.csv~", "Untitled.txt", ".~lock.people.csv#", "people.csv.bak"):
        (data / path).write_text("x", encoding="utf-8")
    (book / "afterllama" / "record.py~").write_text("x", encoding="utf-8")
    assert made.contents() == wanted
    notebooks = [path.name for path in wanted if path.suffix == ".ipynb"]
    assert notebooks == ["01_trees.ipynb"]
    made.build()


def test_of_two_files_of_one_name_the_notebook_is_the_chapter(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name in ("index.md", "one.md", "one.ipynb", "two.md"):
        (book / name).touch()
    toc = "format: jb-book\nroot: book/index\nchapters:\n  - file: book/one\n  - file: book/gone\n"
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    assert [path.name for path in table_of_contents.chapters(tmp_path)] == ["index.md", "one.ipynb"]


def test_two_builds_at_once_both_end_well_and_the_book_is_whole(own: Path) -> None:
    before = digests(own / "_build" / "html")
    (own / "_build" / ".doctrees" / "freshness.json").unlink()
    first = begun(own)
    second = build(own)
    first.communicate(timeout=300)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert digests(own / "_build" / "html") == before


@pytest.mark.skipif(sys.platform == "win32", reason="its sockets have no files")
@pytest.mark.parametrize(("name", "transport"), [("t", "ipc"), ("long" * 20, "tcp")])
def test_no_other_program_can_take_a_kernels_address_before_it_starts(
    tmp_path: Path, name: str, transport: str
) -> None:
    code = (
        "import nbformat.v4 as v4; from pathlib import Path; from nbclient import NotebookClient\n"
        "from anybook.building.kernels import prepare\n"
        f"prepare(Path({str(tmp_path)!r}))\n"
        "cell = v4.new_code_cell('from ipykernel import get_connection_info as told; told()')\n"
        "book = v4.new_notebook(cells=[cell])\n"
        "NotebookClient(book, kernel_name='python3').execute()\n"
        "print(cell.outputs[0]['data']['text/plain'])\n"
    )
    with tempfile.TemporaryDirectory(prefix=name) as room:
        env = {**os.environ, "TMPDIR": room, "PYTHONPATH": str(BOOK / "_ext")}
        command = [sys.executable, "-c", code]
        said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        assert f'"transport": "{transport}"' in said
        assert not list(Path(room).glob("kernel-sockets-*"))


def test_a_build_waits_while_another_holds_the_folder_and_says_so(own: Path) -> None:
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (own / "_build" / build_lock.NAME).open("a+") as held:
        build_lock.take(held)
        process = subprocess.Popen(
            BUILD, cwd=own, text=True, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdout is not None
        said = iter(process.stdout)
        assert any(WAITS in line for line in said)
    rest = "".join(said)
    assert process.wait(timeout=300) == 0, rest
    assert WAITS not in rest


def test_a_build_that_was_killed_keeps_nobody_waiting(own: Path) -> None:
    before = digests(own / "_build" / "html")
    (own / "_build" / ".doctrees" / "freshness.json").unlink()
    first = begun(own)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=60)
    second = build(own)
    assert second.returncode == 0, second.stderr
    assert WAITS not in second.stdout
    assert digests(own / "_build" / "html") == before


def test_without_a_home_and_in_any_locale_the_pages_are_the_same(own: Path) -> None:
    before = digests(own / "_build" / "html")
    shutil.rmtree(own / "_build" / ".pictures")
    (own / "_build" / ".doctrees" / "freshness.json").unlink()
    locale = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    # Not even root makes a folder there.
    assert digests(built(own, HOME="/proc/nowhere", **locale)) == before


# The folder that is served


def book_in(folder: Path, text: str) -> Path:
    """Lay out a folder that counts as a book."""
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "book.css").write_text(text, encoding="utf-8")
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_that_is_open_or_mounted_shows_the_new_book(tmp_path: Path) -> None:
    final = book_in(tmp_path / "html", "one")
    number = final.stat().st_ino
    for text in ("two", "three"):
        swap(book_in(tmp_path / "html.staging", text), final)
        assert final.stat().st_ino == number
        assert (final / "index.html").read_text(encoding="utf-8") == text
    previous = tmp_path / "html.previous"
    assert (previous / "_static" / "book.css").read_text(encoding="utf-8") == "two"
    (final / "index.html").unlink()
    recover(final)
    assert final.stat().st_ino == number
    assert digests(final) == digests(previous)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "html.previous"]


@pytest.mark.slow
def test_the_previous_book_is_put_back_when_no_build_runs_and_a_second_time_undoes_it(
    tmp_path: Path,
) -> None:
    assert "-m anybook.building.restore" in (ROOT / "Makefile").read_text(encoding="utf-8")
    final = tmp_path / "_build" / "html"
    env = {**os.environ, "PYTHONPATH": str(BOOK / "_ext"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "anybook.building.restore"]
    none = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert (none.returncode, list(tmp_path.iterdir())) == (1, [])
    assert none.stderr == "There is no previous book to put back.\n"
    old, new = book_in(final.with_name("html.previous"), "old"), book_in(final, "new")
    before = digests(old), digests(new)
    with (tmp_path / "_build" / build_lock.NAME).open("a+") as held:
        build_lock.take(held)
        process = subprocess.Popen(
            command, cwd=tmp_path, env=env, text=True, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert WAITS in process.stdout.readline()
        assert (digests(old), digests(new)) == before
    process.communicate(timeout=60)
    assert (process.returncode, digests(new), digests(old)) == (0, *before)
    assert subprocess.run(command, cwd=tmp_path, env=env).returncode == 0
    assert (digests(old), digests(new)) == before


@pytest.mark.parametrize("step", range(12))
def test_a_swap_interrupted_anywhere_leaves_a_whole_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    final = book_in(tmp_path / "html", "one")
    swap(book_in(tmp_path / "html.staging", "two"), final)
    known = [digests(final), digests(book_in(tmp_path / "other", "three"))]
    staged = book_in(tmp_path / "html.staging", "three")
    moves = 0
    move, drop = shutil.move, shutil.rmtree

    def counted(work: Any) -> Any:
        def moved(*given: Any, **options: Any) -> Any:
            nonlocal moves
            moves += 1
            if moves > step:
                raise KeyboardInterrupt
            return work(*given, **options)

        return moved

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "move", counted(move))
        patched.setattr(shutil, "rmtree", counted(drop))
        try:
            swap(staged, final)
        except KeyboardInterrupt:
            whole = final if (final / "index.html").is_file() else tmp_path / "html.previous"
            assert digests(whole) in known
    recover(final)
    assert digests(final) in known


# A network that does not answer


@contextmanager
def silent() -> Iterator[tuple[str, list[socket.socket]]]:
    """An address that takes every connection and never answers, and the connections."""
    met: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    met.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", met
        server.shutdown(socket.SHUT_RDWR)
    for one in met:
        one.close()


@pytest.mark.slow
def test_if_npm_does_not_answer_one_request_an_hour_is_sent_and_one_line_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "REMARKS", [])
    with silent() as (address, met):
        monkeypatch.setenv("npm_config_registry", address)
        found = LightAssets(tmp_path / "light_assets")
        found.open()
        assert not found.ready
        assert len(met) == 1
        assert len(failures.REMARKS) == 1
        # The next build does not wait for npm; an hour later one asks again.
        found.open()
        assert len(met) == 1
        asked = tmp_path / "light_assets" / shrink_assets.SILENT
        os.utime(asked, (0, time.time() - shrink_assets.AGAIN - 1))
        found.open()
        assert len(met) == 2
    for line in failures.REMARKS:
        assert line.startswith("No slim plotly.js (")
        assert line.endswith("): the pages carry the full one.")

"""Kernels forked from a process that has imported their modules are as all kernels are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import nbformat
import pytest
from anybook.building import warm_kernels
from book_builds import BUILD, digests, edit, sample, until
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import LocalProvisioner
from nbclient import NotebookClient
from sphinx.application import Sphinx
from sphinx.config import Config

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere kernels are never forked"),
]
EXTENSION = Path(warm_kernels.__file__).parents[3]
IMPORTED = "import sys; 'pandas' in sys.modules"


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Have kernels start with modules imported; the process that has them ends with the tests."""

    def start(*modules: str) -> Path:
        monkeypatch.setenv("JUPYTER_PATH", "")
        config = SimpleNamespace(anybook_preload=list(modules))
        warm_kernels.prepare(cast(Sphinx, None), cast(Config, config))
        room = Path(os.environ["JUPYTER_PATH"])
        assert until(lambda: not room.exists() or (room / "socket").exists())
        return room

    return start


def shown(*cells: str, folder: Path) -> list[Any]:
    """Run cells in a kernel of their own; return the outputs of the last, as text."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": folder}}
    ).execute()
    return [one.get("text") or one["data"]["text/plain"] for one in notebook.cells[-1].outputs]


def test_a_kernel_begins_with_the_modules_and_shows_what_any_shows(
    warm: Callable[..., Path], tmp_path: Path
) -> None:
    cells = [
        "import os, sys, pandas as pd, warnings",
        "print(os.getcwd(), len(sys.argv), sys.path, __name__, sorted(os.environ))\n"
        "os.system('echo from a program')\n"
        "print(pd.DataFrame({str(n): [1.5] for n in range(30)}), file=sys.stderr)\n"
        "pd.Series([1])",
    ]
    cold = shown(*cells, folder=tmp_path)
    assert shown(IMPORTED, folder=tmp_path) == ["False"]
    warm("pandas")
    assert shown(IMPORTED, folder=tmp_path) == ["True"]
    assert [text.replace(", 'JUPYTER_PATH'", "") for text in shown(*cells, folder=tmp_path)] == cold


def test_no_two_kernels_draw_the_same_random_numbers(
    warm: Callable[..., Path], tmp_path: Path
) -> None:
    warm("numpy")
    draw = "import random, numpy; random.random(), float(numpy.random.rand())"
    assert shown(draw, folder=tmp_path) != shown(draw, folder=tmp_path)


@pytest.mark.parametrize(
    "does", ["print('a word')", "import warnings; warnings.warn('so')", "1 / 0"]
)
def test_what_a_module_says_when_it_is_imported_stays_in_the_notebook(
    does: str, warm: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spoken_out.py").write_text(does)
    monkeypatch.syspath_prepend(tmp_path)
    warm("pandas", "spoken_out")
    assert shown(IMPORTED, folder=tmp_path) == ["False"]


def test_a_kernel_is_interrupted_and_ends_as_any(warm: Callable[..., Path]) -> None:
    warm("pandas")
    manager, client = start_new_kernel(kernel_name="python3")
    client.execute("import os; os.getpid()")
    process = number(client)
    client.execute("import time; time.sleep(600)")
    assert until(lambda: client.get_iopub_msg()["msg_type"] == "execute_input")
    manager.interrupt_kernel()
    reply = until(lambda: client.get_iopub_msg()["content"].get("ename") == "KeyboardInterrupt")
    assert reply
    launcher = cast(LocalProvisioner, manager.provisioner)
    assert launcher.process is not None
    os.kill(launcher.process.pid, signal.SIGKILL)
    assert until(lambda: not alive(process))
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def number(client: Any) -> int:
    """The number that a cell shows."""
    while True:
        content = client.get_iopub_msg(timeout=60)["content"]
        if "data" in content:
            return int(content["data"]["text/plain"])


def alive(process: int) -> bool:
    """Whether a process exists."""
    return Path(f"/proc/{process}").exists()


def test_nothing_is_left_when_the_build_has_ended(tmp_path: Path) -> None:
    start = (
        "import os; from types import SimpleNamespace; from anybook.building import warm_kernels\n"
        "warm_kernels.prepare(None, SimpleNamespace(anybook_preload=['json']))\n"
        "print(os.environ['JUPYTER_PATH'])"
    )
    env = {**os.environ, "JUPYTER_PATH": "", "PYTHONPATH": str(EXTENSION), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", start]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).parent == tmp_path
    assert until(lambda: not list(tmp_path.iterdir()))


def test_a_book_is_the_same_with_it_and_without(sample_book: Path, tmp_path: Path) -> None:
    cold = sample(tmp_path / "cold")
    config = (cold / "_config.yml").read_text(encoding="utf-8")
    (line,) = (line for line in config.splitlines() if "anybook_preload" in line)
    edit(cold / "_config.yml", line, "    anybook_preload: []")
    subprocess.run(BUILD, cwd=cold, check=True, capture_output=True)
    assert digests(cold / "_build" / "html") == digests(sample_book / "_build" / "html")

"""`make` installs exactly what a lock pins, whatever pip's settings and the index.

The index is of this machine: small packages, and the pip and uv that are installed here.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from wheelhouse import NOWHERE, Project, index, installed, wheel

KEY = "reader:secret"
ABOVE = "Not everything could be installed: the reason stands above."


class Shelf:
    """An index, and the lines of its packages in a lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        extra = "Provides-Extra: toml\n"
        self.tools = installed(folder, "uv") + installed(folder, "pip")
        self.old = wheel(folder, "cover", "1.0", {"cover.py": b""}, extra)
        wheel(folder, "cover", "1.1", {"cover.py": b""}, extra)
        needs = "Requires-Dist: cover[toml]>=1.0\n"
        self.plugin = wheel(folder, "plugin", "1.0", {"plugin.py": b""}, needs)
        self.large = wheel(folder, "large", "1.0", {"large.bin": bytes(8_000_000)})
        self.lonely = wheel(folder, "lonely", "1.0", {}, "Requires-Dist: absent\n")

    def project(self, folder: Path, tools: str = "") -> Project:
        """Lay out a project whose locks are part of one another, as the book's are."""
        locks = {"book": self.old, "lab": self.old, "test": self.old + self.plugin}
        return Project(folder, tools or self.tools, locks)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """An index with a newer release of a package that another wants with an extra."""
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def address(shelf: Shelf) -> Iterator[str]:
    """Where the index is served, to everybody."""
    with index(shelf.folder) as served:
        yield served


@pytest.fixture(scope="module")
def good(shelf: Shelf, address: str, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which two locks were installed at once, against the settings of pip."""
    project = shelf.project(tmp_path_factory.mktemp("good"))
    given = {"PIP_USER": "1", "PIP_NO_BINARY": ":all:", "PIP_TARGET": "elsewhere"}
    wanted = partial(project.make, PIP_INDEX_URL=address, **given)
    with ThreadPoolExecutor() as together:
        both = list(together.map(wanted, (".venv/book.stamp", ".venv/test.stamp")))
    told = "".join(done.stdout for done in both)
    assert [done.returncode for done in both] == [0, 0], told
    assert told.count("Making an environment") == 1
    assert "waiting for it to end" in told
    return project


@pytest.fixture
def adding(good: Project) -> Iterator[Project]:
    """The same, for a test that tries to add what `lab.lock` pins."""
    lock = good.requirements / "lab.lock"
    before = lock.read_text()
    (good.venv / "lab.stamp").unlink(missing_ok=True)
    yield good
    lock.write_text(before)
    (good.venv / "begun").unlink(missing_ok=True)


@pytest.fixture
def empty(shelf: Shelf, tmp_path: Path) -> Project:
    """A project whose environment has neither pip nor a stamp."""
    project = shelf.project(tmp_path)
    command = [sys.executable, "-m", "venv", "--without-pip", str(project.venv)]
    subprocess.run(command, check=True)
    return project


def last(text: str) -> str:
    """The last line that make itself does not add."""
    return [line for line in text.splitlines() if line and not line.startswith("make")][-1]


def installer(project: Project) -> ModuleType:
    """The script of a project, as a module."""
    spec = importlib.util.spec_from_file_location("install", project.requirements / "install.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What is installed, and by whose settings


def test_a_newer_release_of_what_is_wanted_with_an_extra_changes_nothing(good: Project) -> None:
    held = good.holds()
    assert (held["cover"], held["plugin"]) == (("1.0", "uv"), ("1.0", "uv"))
    assert set(held) == {"cover", "plugin", "pip", "uv"}
    assert not (good.home / "user").exists()


def test_what_a_larger_lock_holds_is_not_installed_again(good: Project) -> None:
    for lock in ("book", "test"):
        assert good.make(f".venv/{lock}.stamp", PIP_INDEX_URL=NOWHERE).stdout == ""


@pytest.mark.slow
def test_an_index_that_only_pips_own_file_names_is_asked_with_its_key(
    shelf: Shelf, empty: Project
) -> None:
    conf = empty.home / "pip.conf"
    (empty.venv / "kept").touch()
    with index(shelf.folder, KEY) as private:
        conf.write_text(f"[global]\nindex-url = {private}\n[install]\nuser = true\n")
        done = empty.make(".venv/book.stamp", PIP_CONFIG_FILE=str(conf))
    assert done.returncode == 0, done.stdout
    assert empty.holds()["cover"] == ("1.0", "uv")
    assert (empty.venv / "kept").exists(), "an environment that was made by hand stays"


@pytest.mark.slow
def test_without_uv_pip_installs_the_lock(shelf: Shelf, address: str, tmp_path: Path) -> None:
    project = shelf.project(tmp_path, shelf.tools.replace("uv==", "uv==999."))
    done = project.make(".venv/test.stamp", PIP_INDEX_URL=address, PIP_USER="1")
    assert done.returncode == 0, done.stdout
    assert "uv is not available here" in done.stdout
    assert project.holds()["cover"] == ("1.0", "pip")


def test_pips_settings_reach_uv_under_its_own_names(good: Project) -> None:
    env, options = installer(good).for_uv(
        {
            "index-url": "https://one.example/simple",
            "extra-index-url": "https://two.example/simple",
            "find-links": "/wheels https://three.example/",
            "trusted-host": "one.example",
            "cert": "/own.pem",
            "proxy": "way.example:3128",
            "default-timeout": "180.0",
            "no-index": "true",
            "no-cache-dir": "1",
        }
    )
    assert env["UV_DEFAULT_INDEX"] == "https://one.example/simple"
    assert env["UV_INDEX"] == "https://two.example/simple"
    assert env["UV_INSECURE_HOST"] == "one.example"
    assert env["SSL_CERT_FILE"] == "/own.pem"
    assert env["HTTPS_PROXY"] == env["HTTP_PROXY"] == "http://way.example:3128"
    assert env["UV_HTTP_TIMEOUT"] == "180"
    links = {"--find-links=/wheels", "--find-links=https://three.example/"}
    assert links | {"--no-index", "--no-cache"} < set(options)


# What is said where it fails


def test_a_wrong_hash_is_reported_as_one(shelf: Shelf, address: str, adding: Project) -> None:
    wrong = f"{shelf.large.split(':')[0]}:{'0' * 64}\n"
    (adding.requirements / "lab.lock").write_text(wrong)
    done = adding.make(".venv/lab.stamp", PIP_INDEX_URL=address)
    assert done.returncode != 0
    assert "Hash mismatch" in done.stdout
    assert last(done.stdout) == ABOVE
    assert "network" not in done.stdout
    assert installer(adding).fault_of("lab", False) == "is incomplete"


def test_a_lock_that_lacks_something_is_found_out(
    shelf: Shelf, address: str, adding: Project
) -> None:
    (adding.requirements / "lab.lock").write_text(shelf.lonely)
    done = adding.make(".venv/lab.stamp", PIP_INDEX_URL=address)
    assert done.returncode != 0
    assert "absent" in done.stdout
    assert last(done.stdout) == ABOVE


def test_a_tool_that_is_killed_is_not_said_to_have_spoken(
    shelf: Shelf, address: str, adding: Project
) -> None:
    (adding.requirements / "lab.lock").write_text(shelf.large)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, limits[1]))
    try:
        done = adding.make(".venv/lab.stamp", PIP_INDEX_URL=address)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert done.returncode != 0
    assert last(done.stdout) == "Not everything could be installed: a tool was ended by SIGXFSZ."


def test_a_folder_that_cannot_be_written_is_named(
    adding: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = installer(adding)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(script.InstallError, match="cannot be written"):
        script.install("lab", False)


def test_without_a_network_one_line_says_so_and_what_is_there_stays(
    shelf: Shelf, adding: Project
) -> None:
    (adding.requirements / "lab.lock").write_text(shelf.large)
    done = adding.make(".venv/lab.stamp", PIP_INDEX_URL=NOWHERE)
    assert done.returncode != 0
    assert last(done.stdout) == (
        "Not everything could be installed: 127.0.0.1 cannot be reached. "
        "Is there a network? Run make again when there is."
    )
    assert installer(adding).fault_of("lab", False) == ""
    assert adding.make(".venv/book.stamp", PIP_INDEX_URL=NOWHERE).stdout == ""


def test_a_missing_or_unsuitable_python_is_named(shelf: Shelf, tmp_path: Path) -> None:
    project = shelf.project(tmp_path)
    script = project.requirements / "install.py"
    code = script.read_text()
    done = project.make(".venv/book.stamp", PYTHON="python3.99")
    assert last(done.stdout) == "python3.99 is not installed: install Python 3.11, 3.12 or 3.13."
    for version in ("3, 10", "3, 14"):
        script.write_text(code.replace("sys.version_info[:2] <=", f"({version}) <="))
        done = project.make(".venv/book.stamp")
        assert last(done.stdout).startswith("This book needs Python 3.11, 3.12 or 3.13;")
    assert not project.venv.exists()


# An environment that is not what it should be


def stub(project: Project, says: str) -> None:
    """Put a program that says one thing into the place of the environment's Python."""
    project.python.unlink()
    project.python.write_text(f"#!/bin/sh\necho {says}\n")
    project.python.chmod(0o755)


def moved(project: Project) -> None:
    """Name another place in the scripts, as if the folder had been there."""
    activate = project.venv / "bin" / "activate"
    activate.write_text(activate.read_text().replace("un autre été", "an other place"))


def of_another(project: Project, lock: str) -> None:
    """Let the environment hold a lock, and change the lock after that."""
    (project.venv / "book.stamp").write_text(installer(project).digest("book"))
    assert installer(project).fault_of("book", False) == ""
    (project.requirements / f"{lock}.lock").write_text("cover==1.1\n")


#: A Python that the book runs on, and that does not run this.
OTHER = "3.13" if sys.version_info[:2] != (3, 13) else "3.12"
FAULTS = {
    "gone": ("has no Python that starts", lambda project: project.python.unlink()),
    "other": (
        f"was made with another Python than {OTHER}",
        lambda project: stub(project, OTHER),
    ),
    "too old": ("has Python 3.10", lambda project: stub(project, "3.10")),
    "moved": ("was moved here", moved),
    "broken off": ("is incomplete", lambda project: (project.venv / "begun").touch()),
    "no scripts": ("is incomplete", lambda project: (project.venv / "bin/activate").unlink()),
    "old lock": ("is of another lock", lambda project: of_another(project, "book")),
    "old tools": ("is of another lock", lambda project: of_another(project, "tools")),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_an_unusable_environment_is_recognized(kind: str, empty: Project) -> None:
    fault, spoil = FAULTS[kind]
    assert installer(empty).fault_of("book", False) == ""
    spoil(empty)
    assert installer(empty).fault_of("book", False) == fault


def test_a_python_that_is_asked_for_takes_no_others_environment(empty: Project) -> None:
    stub(empty, OTHER)
    (empty.venv / "lib" / f"python{OTHER}" / "site-packages").mkdir(parents=True)
    assert installer(empty).fault_of("book", False) == ""
    assert installer(empty).fault_of("book", True) == f"has Python {OTHER}"


@pytest.mark.slow
def test_an_unusable_environment_is_replaced(empty: Project, address: str) -> None:
    moved(empty)
    (empty.venv / "lost").touch()
    done = empty.make(".venv/book.stamp", PIP_INDEX_URL=address)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("The environment in .venv was moved here: it is replaced.\n")
    assert not (empty.venv / "lost").exists()
    assert not (empty.folder / ".venv.old").exists()
    assert installer(empty).fault_of("book", True) == ""


@pytest.mark.slow
def test_if_a_new_environment_cannot_be_made_the_old_one_is_restored(empty: Project) -> None:
    moved(empty)
    (empty.venv / "kept").touch()
    done = empty.make(".venv/book.stamp", PIP_INDEX_URL=NOWHERE)
    assert "127.0.0.1 cannot be reached" in last(done.stdout)
    assert (empty.venv / "kept").exists()
    assert not (empty.folder / ".venv.old").exists()

"""Requirements, pins and locks agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "requirements.txt"
FOLDER = ROOT / "requirements"
#: Each lock, and the files of direct requirements it answers.
LOCKS = {
    "book.lock": [BOOK],
    "lab.lock": [BOOK, FOLDER / "lab.txt"],
    "test.lock": [BOOK, FOLDER / "lab.txt", FOLDER / "test.txt", FOLDER / "tools.txt"],
    "tools.lock": [FOLDER / "tools.txt"],
}


def pins(path: Path) -> dict[str, str]:
    """Return the version that ``path`` pins for each package."""
    lines = (line.split(" #")[0].rstrip("\\ ") for line in path.read_text().splitlines())
    wanted = [Requirement(line) for line in lines if re.match(r"[A-Za-z0-9]", line)]
    versions = {str(canonicalize_name(one.name)): str(one.specifier) for one in wanted}
    assert len(versions) == len(wanted), f"{path.name} names a package twice"
    unpinned = [name for name, version in versions.items() if not version.startswith("==")]
    assert not unpinned, f"{path.name} does not pin {unpinned}"
    return versions


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_direct_pin(lock: str) -> None:
    locked = pins(FOLDER / lock)
    for path in LOCKS[lock]:
        assert pins(path).items() <= locked.items(), f"{path.name}: run `make lock`"


def test_the_constraints_are_the_largest_lock() -> None:
    assert pins(ROOT / "constraints.txt") == pins(FOLDER / "test.lock")


def test_a_smaller_lock_is_part_of_a_larger_one() -> None:
    book, lab, test, tools = (pins(FOLDER / lock) for lock in LOCKS)
    assert book.items() <= lab.items() <= test.items()
    assert tools.items() <= test.items()


def test_a_lock_of_tools_holds_no_more_than_these() -> None:
    assert pins(FOLDER / "tools.lock") == pins(FOLDER / "tools.txt"), "uv and pip need nothing"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (FOLDER / lock).read_text()
    assert text.count("==") <= text.count("--hash=sha256:")
    assert not re.search(r"://|--index|--find-links|^#", text, re.MULTILINE)


def test_the_constraints_apply_to_the_plain_command() -> None:
    assert BOOK.read_text().splitlines()[0] == "-c constraints.txt"


def test_jupyter_book_is_one() -> None:
    assert pins(BOOK)["jupyter-book"].startswith("==1.")


def test_the_theme_is_one_whose_menu_opens() -> None:
    assert pins(BOOK)["sphinx-book-theme"] in {"==1.1.4", "==1.2.0"}


@pytest.mark.parametrize("path", [BOOK, *FOLDER.glob("*.txt")])
def test_direct_requirements_are_pinned(path: Path) -> None:
    assert pins(path)


def test_every_direct_requirement_of_the_book_has_its_reason() -> None:
    direct = [line for line in BOOK.read_text().splitlines() if "==" in line]
    assert all(" # " in line for line in direct)

"""The same data, code and tools give the same pages; only one page says which they were."""

from __future__ import annotations

import os
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
from anybook.building.provenance import ARCHIVAL, Commit, commit, data_digest
from book_builds import ELSEWHERE, PROVENANCE, built, digests, sample
from records import DATA, ROOT
from visits import pages

#: Read by every Python at its start: its clock runs years ahead.
YEARS_LATER = """
import time
now, local, gm, written = time.time, time.localtime, time.gmtime, time.strftime
time.time = lambda: now() + 1000 * 86400
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: gm(time.time() if at is None else at)
time.strftime = lambda form, at=None: written(form, time.localtime() if at is None else at)
"""
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")


def another_day(folder: Path) -> dict[str, str]:
    """The environment of a build elsewhere, in another year."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(YEARS_LATER)
    return {**ELSEWHERE, "HOME": "/nonexistent", "PYTHONPATH": str(folder)}


def test_two_builds_are_the_same_byte_for_byte(trees: Path, tmp_path: Path) -> None:
    other = sample(tmp_path / "un autre été" / "book")
    mask = os.umask(0o077)
    try:
        site = built(other, **another_day(tmp_path / "clock"))
    finally:
        os.umask(mask)
    assert digests(trees) == digests(site)


def test_digest_commit_and_tools_are_on_one_page_only(book: Path) -> None:
    told = [PROVENANCE.findall((book / name).read_text("utf-8")) for name in pages(book)]
    ((made_of,),) = [found for found in told if found]
    digest = data_digest(DATA)
    assert digest in made_of
    assert f"plotly {version('plotly')}" in made_of
    name = commit(ROOT).name
    assert f"commit {name or 'unknown'}" in made_of
    texts = [path for path in book.glob("*.*") if path.suffix in {".html", ".js", ".json", ".xml"}]
    for text in (digest, name[:12] or digest):
        assert [path.name for path in texts if text in path.read_text("utf-8")] == ["data.html"]


def test_the_digest_of_the_data_is_that_of_the_shell() -> None:
    line = "LC_ALL=C; export LC_ALL; sha256sum *.csv datapackage.json */*.csv | sha256sum"
    done = subprocess.run(["sh", "-c", line], cwd=DATA, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == data_digest(DATA)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of one file, with this one's attributes."""
    folder = tmp_path / "repository"
    folder.mkdir()
    for name in (".gitattributes", ARCHIVAL):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=one"]):
        subprocess.run([*GIT, *words], cwd=folder, check=True)
    return folder


def test_the_commit_and_uncommitted_changes_are_shown(repository: Path) -> None:
    clean = commit(repository)
    assert re.fullmatch(r"[0-9a-f]{40}", clean.name)
    assert not clean.changed
    (repository / "new").write_text("new")
    assert commit(repository) == Commit(clean.name, changed=True)


def test_a_tarball_knows_its_commit_and_a_plain_copy_does_not(
    repository: Path, tmp_path: Path
) -> None:
    tarball, copy = tmp_path / "tarball", tmp_path / "copy"
    for folder in (tarball, copy):
        folder.mkdir()
    archive = tmp_path / "archive.tar"
    subprocess.run([*GIT, "archive", f"--output={archive}", "HEAD"], cwd=repository, check=True)
    subprocess.run(["tar", "xf", str(archive)], cwd=tarball, check=True)
    assert commit(tarball) == commit(repository)
    (copy / ARCHIVAL).write_bytes((ROOT / ARCHIVAL).read_bytes())
    assert commit(copy) == commit(tmp_path) == Commit("")


def test_without_git_the_commit_is_unknown(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert commit(repository) == Commit("")

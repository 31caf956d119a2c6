"""Corpora of invented people, of any size."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from afterllama.loading.folder import load
from afterllama.record.record import Record
from book_builds import NOW

from bench.corpus import corpus

#: A corpus of more people than this takes long.
SMALL = 1_000


@cache
def folder(size: int) -> Path:
    """The files of a corpus; only tests that are marked slow have one of thousands of people."""
    assert NOW.slow or size <= SMALL, "This test reckons with thousands of people: mark it slow."
    return corpus(size).write(Path(mkdtemp(prefix="afterllama-")) / str(size))


def invented(size: int) -> Record:
    """The record of a corpus, that was asked nothing yet."""
    return load(folder(size))

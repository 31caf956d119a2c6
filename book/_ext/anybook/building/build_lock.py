"""Locks the build folder: a second build waits until the first has ended.

The operating system releases the lock when its process ends, for whatever reason.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def take(file: IO[str]) -> None:
        """Take the lock of an open file, or raise OSError."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def take(file: IO[str]) -> None:
        """Take the lock of an open file, or raise OSError."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


NAME = ".lock"
#: The locks that this process holds until it ends.
HELD: dict[Path, IO[str]] = {}
#: Seconds between two attempts.
PAUSE = 0.2


def leave_to_parent() -> None:
    """Close the locks in a forked process, which would hold them when the build has ended."""
    for file in HELD.values():
        file.close()
    HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=leave_to_parent)


def wait(build: Path) -> None:
    """Wait for the lock of a build folder, with a message if another build holds it.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    path = build.resolve() / NAME
    if path in HELD:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    told = False
    while True:
        try:
            take(file)
            break
        except BlockingIOError:
            pass
        except OSError:
            # A file system without locks, such as some network shares: build without one.
            if sys.platform != "win32":
                break
        if not told:
            print("Another build of this book is running; this one waits for its end.", flush=True)
            told = True
        time.sleep(PAUSE)
    HELD[path] = file


@contextmanager
def held(build: Path) -> Iterator[None]:
    """Hold the lock of a build folder for a while."""
    path = build.resolve() / NAME
    mine = path not in HELD
    wait(build)
    try:
        yield
    finally:
        if mine:
            HELD.pop(path).close()

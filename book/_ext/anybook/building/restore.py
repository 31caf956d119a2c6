"""`python -m anybook.building.restore`: put the previous book back; a second time undoes it.

It waits for a build that is running, which may replace the book.
"""

from __future__ import annotations

import sys
from pathlib import Path

from anybook.building import build_lock
from anybook.building.staged import is_book, linked, swap

FINAL = Path("_build", "html")


def main() -> int:
    """Swap the book in this folder with the previous one; return 1 if there is none."""
    previous = FINAL.with_name(f"{FINAL.name}.previous")
    if FINAL.parent.is_dir():
        with build_lock.held(FINAL.parent):
            if is_book(previous):
                swap(linked(previous, FINAL.with_name(f"{FINAL.name}.restored")), FINAL)
                return 0
    print("There is no previous book to put back.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

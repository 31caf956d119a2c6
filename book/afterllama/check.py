"""`python -m afterllama.check`: name every fault in the data at once, in seconds."""

from __future__ import annotations

import sys

from afterllama import dictionary
from afterllama.loading.folder import load
from afterllama.tables.schema import DataError, folder


def main() -> int:
    """Print one line for every fault; return 0 where there is none, else 1."""
    try:
        record = load()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    stale = dictionary.stale(record.package, folder())
    if stale:
        print(stale, file=sys.stderr)
        return 1
    rows = sum(len(frame) for frame in record.data.values())
    print(f"data: {len(record.data)} tables, {rows} rows, no fault")
    return 0


if __name__ == "__main__":
    sys.exit(main())

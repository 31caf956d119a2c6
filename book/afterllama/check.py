"""`python -m afterllama.check`: list every fault in the data, in seconds.

The data on other papers are checked too, if the folder has them, and the log of corrections.
"""

from __future__ import annotations

import sys

from afterllama import dictionary
from afterllama.loading import comparison
from afterllama.loading.folder import load
from afterllama.shown import corrections
from afterllama.tables.schema import DataError, folder


def main() -> int:
    """Print one line for each fault; return 0 if there is none, else 1."""
    try:
        found = [("data", load())]
        corrections.read(folder().parent, found[0][1])
        if (folder() / comparison.COMPARISON).is_dir():
            found.append((f"data/{comparison.COMPARISON}", comparison.compare(found[0][1])))
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    stale = dictionary.stale(found[0][1].package, folder())
    if stale:
        print(stale, file=sys.stderr)
        return 1
    for name, record in found:
        rows = sum(len(frame) for frame in record.data.values())
        print(f"{name}: {len(record.data)} tables, {rows} rows, no fault")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Tables as CSV for readers: every file to download is written here, in one way.

They begin with a byte order mark, or a spreadsheet opened by double click would take the letters of
names for others; lines end with a line feed, as in `data/`. What reads CSV in programs passes over
the mark.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

ENCODING = "utf-8-sig"


def separated(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A table as the bytes of a CSV file; the first row names the columns."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return made.getvalue().encode(ENCODING)

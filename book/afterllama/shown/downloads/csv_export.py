"""Tables as CSV for readers: every CSV to download is written here.

They begin with a byte order mark, without which a spreadsheet opened by double click garbles
accented letters; CSV libraries skip it. Lines end with a line feed, as in `data/`.
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

"""Says when the rows about people are due for review: once a year, by a day in the data.

`make review` exits with 0 before that day, and with 1 from that day on, or if the day is more than
a year away.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from afterllama.tables.schema import describe

ROOT = Path(__file__).parents[1]
YEAR = timedelta(days=366)


def main(data: Path, today: date) -> str | None:
    """Compare the day in the data with today; return what is to do, or say when it will be due."""
    due = describe(data).review_by
    if today >= due:
        return (
            f"datapackage.json: review_by, {due}, has come: review the rows about people as "
            "MAINTAINING.md says, then set the next day."
        )
    if due - today > YEAR:
        return f"datapackage.json: review_by, {due}, is more than a year off: bring it nearer."
    print(f"The rows about people are due for review by {due}.")
    return None


if __name__ == "__main__":
    sys.exit(main(ROOT / "data", date.today()))

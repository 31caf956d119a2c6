"""The days of a stay as cells of a figure's table, each with its own kind."""

from __future__ import annotations

from afterllama.record.record import Record
from afterllama.record.stay_wording import leaving, there
from afterllama.record.stints import Stint, bounds, day_kind, day_written
from afterllama.words.days import FOREVER
from afterllama.words.language import noted

DAYS = {
    "since": noted("There by"),
    "since_kind": noted("There by: kind"),
    "until": noted("There until at least"),
    "until_kind": noted("There until at least: kind"),
    "left": noted("Left by"),
    "left_kind": noted("Left by: kind"),
    "told": noted("In words"),
}
#: The bound of a stint that each column holds.
BOUNDS = {"since": "begin_latest", "until": "end_earliest", "left": "end_latest"}


def day_cells(record: Record, stint: Stint) -> list[str]:
    """The cells of the columns `DAYS`; blank where the stint has no such day.

    A month that a document states stays a month.
    """
    history = record.history(stint.person_id)
    number = history.index(stint)
    cells: list[str] = []
    for column, bound in BOUNDS.items():
        day = bounds(stint)[bound]
        unknown = day == FOREVER or (column == "until" and day < stint.started.last)
        cells += ["", ""] if unknown else [day_written(stint, bound), day_kind(stint, bound)]
    return [*cells, " ".join([*there(record, history, number), *leaving(record, history, number)])]

"""How people stand towards an employer on a day, and the count of those who had left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

import pandas as pd

from afterllama.record.stints import Stint

#: How somebody stands towards an employer on a day: see `standing`.
HAD_LEFT, THERE, UNKNOWN = "had-left", "there", "unknown"
#: How somebody stands of whom nothing is shown for a day, and who cannot have left before it.
EARLY = "cannot-have-left"


@dataclass(frozen=True)
class Tally:
    """How many had left: `least` are shown to have left, `most` are not shown to be there.

    It prints as `6 of 14 (least 6, most 6)`; `had_left`, `unknown` and `there` hold people's ids,
    and `early` those of `unknown` who cannot have left yet, as they are shown there later or the
    paper came later. In a frame they are `cannot-have-left`.
    `unlisted` is how many authors the paper has beyond those that the record lists, None where that
    is not known; `note` says what else the count leaves out.
    """

    had_left: tuple[str, ...]
    unknown: tuple[str, ...]
    there: tuple[str, ...]
    unlisted: int | None = field(default=0, compare=False)
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    early: tuple[str, ...] = ()
    note: str = field(default="", compare=False)

    def __repr__(self) -> str:
        bounds = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        text = f"{bounds} of {self.total} (least {self.least}, most {self.most})"
        before = f"{len(self.early)} cannot have left yet" if self.early else ""
        return "; ".join(filter(None, (text, before, self.note)))

    @property
    def least(self) -> int:
        return len(self.had_left)

    @property
    def most(self) -> int:
        return len(self.had_left) + len(self.unknown) - len(self.early)

    @property
    def total(self) -> int:
        return len(self.had_left) + len(self.unknown) + len(self.there)

    def _repr_html_(self) -> str:
        """The count, and the people by name."""
        held = self.frame().groupby("status", sort=False)["person"]
        rows = (f"<li><samp>{status}</samp>: {escape(', '.join(who))}</li>" for status, who in held)
        return f"<p><samp>{escape(repr(self))}</samp></p><ul>{''.join(rows)}</ul>"

    def frame(self) -> pd.DataFrame:
        """The people by name: columns `person_id`, `person` and `status`, those who left first.

        `status` is as in `Record.roster`.

        Examples
        --------
        >>> record.tally("llama1", "2023-09-05").frame()["status"].value_counts().to_dict()
        {'there': 8, 'had-left': 6}
        """
        open_ = tuple(p for p in self.unknown if p not in self.early)
        held = {HAD_LEFT: self.had_left, UNKNOWN: open_, EARLY: self.early, THERE: self.there}
        rows = [(p, self.names.get(p, p), status) for status, ids in held.items() for p in ids]
        return pd.DataFrame(rows, columns=["person_id", "person", "status"])


def standing(history: Sequence[Stint], employer_id: str, on: date) -> str:
    """Whether somebody is `there` on a day, `had-left`, or neither is proven: `unknown`."""
    here = [s for s in history if s.employer_id == employer_id]
    if any(s.certain(on) for s in here):
        return THERE
    if not here or on < here[0].started.first or any(s.possible(on) for s in here):
        return UNKNOWN
    return HAD_LEFT


def comes(history: Sequence[Stint], employer_id: str, on: date) -> bool:
    """Whether the first stay at an employer is shown on a day or after it, so that it still lasts.

    Somebody who is not there before cannot have left.
    """
    here = next((s for s in history if s.employer_id == employer_id), None)
    return here is not None and on <= here.ended.first

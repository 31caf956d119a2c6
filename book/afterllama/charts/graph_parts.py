"""Parts of figures that look another way on a phone, or at each step of a control."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import plotly.graph_objects as go

from afterllama.network.graphs import Point
from afterllama.words.days import months

CURVE = 24  # steps of a bend


@dataclass(frozen=True)
class Part:
    """A trace, its differences on a phone, and its look at each step, such as a day."""

    trace: go.Scatter
    narrow: dict[str, Any] = field(default_factory=dict)
    look: Callable[[Any], dict[str, Any]] = lambda step: {}


def monthly(begin: date, start: date, last: date, also: Iterable[date] = ()) -> tuple[date, ...]:
    """One day of every month: a given day if the month has one, else the first."""
    found = {(day.year, day.month): day for day in months(begin, last) if day <= last}
    for day in (*also, last, start):
        if begin <= day <= last:
            found[day.year, day.month] = day
    return tuple(found.values())


def bend(x: float, y: float, to: float, height: float) -> Iterator[Point]:
    """Points of a smooth curve, horizontal at both ends."""
    for n in range(CURVE + 1):
        t = n / CURVE
        yield x + (to - x) * t, y + (height - y) * t * t * (3 - 2 * t)


def drawn(points: Sequence[Point]) -> dict[str, list[float]]:
    """Points as the x and y of a trace."""
    return {"x": [round(x, 1) for x, _ in points], "y": [round(y, 3) for _, y in points]}

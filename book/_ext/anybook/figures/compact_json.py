"""Writes repeated parts of a figure's data once, as readings, months and traces are similar.

Folded data is an object with `shared`, a list of repeated parts, and `value`, the data in which
`~3` stands for the fourth of them. `anybook.unfolded` in compose.js reads it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

SIGN = "~"
#: From this many characters of JSON on, a reference is shorter.
LEAST = 8


def written(value: object) -> str:
    """Return a value as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def embedded_json(value: object) -> str:
    """Return ``value`` as JSON that is safe inside a script element."""
    text = written(value)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def fold(value: Any) -> dict[str, Any]:
    """Return a value of JSON folded."""
    times: Counter[str] = Counter()
    count(value, times)
    shared: list[Any] = []
    places: dict[str, int] = {}
    return {"value": folded(value, times, shared, places), "shared": shared}


def count(value: Any, times: Counter[str]) -> None:
    """Count the occurrences of each part in a value; parts of a repetition do not count again."""
    if isinstance(value, str | list | dict):
        text = written(value)
        times[text] += 1
        if times[text] == 1 and not isinstance(value, str):
            for part in value.values() if isinstance(value, dict) else value:
                count(part, times)


def folded(value: Any, times: Counter[str], shared: list[Any], places: dict[str, int]) -> Any:
    """Return a value with references, or a reference to it, and collect shared parts."""
    if not isinstance(value, str | list | dict):
        return value
    text = written(value)
    if text not in places:
        part = value
        if isinstance(value, dict):
            part = {key: folded(one, times, shared, places) for key, one in value.items()}
        elif isinstance(value, list):
            part = [folded(one, times, shared, places) for one in value]
        looks_like_one = isinstance(value, str) and value.startswith(SIGN)
        if not looks_like_one and (times[text] == 1 or len(text) < LEAST):
            return part
        places[text] = len(shared)
        shared.append(part)
    return f"{SIGN}{places[text]}"


def unfold(found: dict[str, Any]) -> Any:
    """Return what was folded."""

    def whole(part: Any) -> Any:
        if isinstance(part, str) and part.startswith(SIGN):
            held = found["shared"][int(part.removeprefix(SIGN))]
            return held if isinstance(held, str) else whole(held)
        if isinstance(part, dict):
            return {key: whole(one) for key, one in part.items()}
        return [whole(one) for one in part] if isinstance(part, list) else part

    return whole(found["value"])

"""A guard stops a build, and is listed in a notebook."""

from __future__ import annotations

from typing import Any

import pytest
from afterllama.shown import guards
from afterllama.shown.guards import GuardError, guard


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What guards show below a cell."""
    found: list[Any] = []
    monkeypatch.setattr(guards, "display", found.append)
    return found


def test_a_build_stops_at_a_sentence_that_no_longer_holds(
    listed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERLLAMA_BOOK", "1")
    guard("More than half had left.", True)
    with pytest.raises(GuardError, match=r"'More than half had left\.'"):
        guard("More than half had left.", False)
    assert listed == []


def test_a_notebook_lists_it_and_goes_on(
    listed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFTERLLAMA_BOOK", raising=False)
    guard("More than half had left.", True)
    assert listed == []
    guard("{eval}`n.six` of {} & [the press](sources.ipynb#source-x)", False)
    (shown,) = listed
    assert "this no longer holds: “… of … &amp; the press”" in shown.data

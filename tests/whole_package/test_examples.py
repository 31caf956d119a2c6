"""The examples in the package's docstrings: run as they stand, on the record of this repository."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import afterllama
import networkx as nx
import pandas as pd
import pytest
from afterllama import charts, judge, network
from afterllama.record.record import Record
from records import real


def examples() -> Iterator[doctest.DocTest]:
    """Every docstring with examples, which have the record and the ledger at hand."""
    given = {"record": real(), "ledger": judge(real()), "nx": nx, "pd": pd}
    for found in pkgutil.walk_packages(afterllama.__path__, "afterllama."):
        module = importlib.import_module(found.name)
        tests = doctest.DocTestFinder().find(module, globs={**vars(module), **given})
        yield from (test for test in tests if test.examples)


def public() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function of the package that notebooks call, except those that only display."""
    for home in (afterllama, charts, network):
        for name in home.__all__:
            held = getattr(home, name)
            if inspect.isfunction(held) and not name.startswith(("show", "card")):
                yield name, held
    yield from inspect.getmembers(Record, inspect.isfunction)


def test_every_public_function_has_an_example() -> None:
    found = {name: held for name, held in public() if not name.startswith("_")}
    lacking = {name for name, held in found.items() if ">>>" not in (held.__doc__ or "")}
    assert len(found) > 50 and lacking == {"check_signed"}, "it only raises"


@pytest.mark.parametrize("test", [*examples()], ids=lambda test: test.name)
def test_an_example_prints_what_it_says(test: doctest.DocTest) -> None:
    told: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        test, out=told.append
    )
    assert (done.failed, "".join(told)) == (0, "")

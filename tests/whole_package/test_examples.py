"""The examples in the package's docstrings: run as they stand, on the record of this repository."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import afterllama
import networkx as nx
import pandas as pd
import pytest
from afterllama import judge
from records import real


def examples() -> Iterator[doctest.DocTest]:
    """Every docstring with examples, which have the record and the ledger at hand."""
    given = {"record": real(), "ledger": judge(real()), "nx": nx, "pd": pd}
    for found in pkgutil.walk_packages(afterllama.__path__, "afterllama."):
        module = importlib.import_module(found.name)
        tests = doctest.DocTestFinder().find(module, globs={**vars(module), **given})
        yield from (test for test in tests if test.examples)


@pytest.mark.parametrize("test", [*examples()], ids=lambda test: test.name)
def test_an_example_prints_what_it_says(test: doctest.DocTest) -> None:
    told: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        test, out=told.append
    )
    assert (done.failed, "".join(told)) == (0, "")

"""`python -m bench.mutation`: does a test fail for every small fault in record and verdicts?

Cosmic Ray makes one fault at a time. A forked process with the libraries already loaded puts it
into its module in memory, and runs the tests until one fails: first those that found other faults
of the module, then the quickest.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import random
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "book" / "afterllama"
MODULES = (
    *(
        "record.record",
        "record.stints",
        "record.evidence",
        "words.days",
        "claims.verdicts",
        "claims.measures",
        "claims.grammar",
    ),
    *("loading.conflicts", "loading.rules", "tables.reading"),
)
TESTS = ("test_days", "test_record", "test_claims", "test_data_faults", "test_random_faults")
#: Operators that need a variable; `is` for `==` is left out too, as the linter finds it.
NEEDING = ("core/VariableReplacer", "core/VariableInserter")
#: A fault that makes the tests this many times slower counts as found.
PATIENCE = 3
#: So does one that makes them use more memory than this, in bytes.
MEMORY = 2 * 2**30
#: What found a fault if no test did: the modules did not load, or the tests did not end.
LOADING, ENDING = "loading", "ending"


@dataclass(frozen=True)
class Mutant:
    """A module with one fault in it."""

    module: str
    operator: str
    occurrence: int
    text: str

    @property
    def diff(self) -> str:
        """The lines that the fault changes."""
        lines = unified_diff(source(self.module).splitlines(), self.text.splitlines(), n=0)
        return "\n".join(line for line in lines if line[:3] not in ("---", "+++"))


def file_of(module: str) -> Path:
    """The file of a module of the package."""
    return PACKAGE.joinpath(*module.split(".")).with_suffix(".py")


@cache
def source(module: str) -> str:
    """The module as it is."""
    return file_of(module).read_text(encoding="utf-8")


class Runs(ast.NodeTransformer):
    """Removes from a module what does not run: annotations."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        node.annotation = ast.Constant(None)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node


def shape(text: str) -> str:
    """The running part of a source, in a form to compare."""
    return ast.dump(Runs().visit(ast.parse(text)))


def mutants(module: str, most: int, seed: int) -> tuple[int, list[Mutant]]:
    """The number of faults that Cosmic Ray knows for a module, and a sample chosen by the seed."""
    from cosmic_ray.ast import get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    text = source(module)
    nodes = list(_nodes(get_ast(text)))
    places = []
    for name in operator_names():
        identities = [word in ("Is", "IsNot") for word in name.split("_")[1:]]
        if name in NEEDING or (any(identities) and not all(identities)):
            continue
        operator = get_operator(name)()
        count = sum(len(list(operator.mutation_positions(node))) for node in nodes)
        places += [(name, number) for number in range(count)]
    random.Random(f"{seed}{module}").shuffle(places)
    seen = {shape(text)}
    found: list[Mutant] = []
    for name, number in places:
        if len(found) == most:
            break
        mutated = mutate_code(text, get_operator(name)(), number)
        form = shape(mutated)
        if form not in seen:
            seen.add(form)
            found.append(Mutant(module, name.removeprefix("core/"), number, mutated))
    return len(places), found


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", ()):
        yield from _nodes(child)


class Loader(SourceFileLoader):
    """Loads a module from another text than its file's."""

    def __init__(self, mutant: Mutant) -> None:
        name = f"afterllama.{mutant.module}"
        super().__init__(name, str(file_of(mutant.module)))
        self.text = mutant.text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the mutant first."""

    def __init__(self, mutant: Mutant) -> None:
        self.loader = Loader(mutant)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return spec_from_loader(name, self.loader) if name == self.loader.name else None


@dataclass
class Answers:
    """What is known about the tests: how long each takes, and the faults it found by module."""

    seconds: dict[str, float] = field(default_factory=dict)
    found: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def order(self, module: str, test: str) -> tuple[int, float]:
        """The sort key of a test for a fault in a module."""
        return -self.found[module][test], self.seconds.get(test, 0.0)


class Plugin:
    """Orders the tests, and records what they did."""

    def __init__(self, answers: Answers, module: str, told: Path) -> None:
        self.answers, self.module, self.told = answers, module, told
        self.seconds: dict[str, float] = {}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: self.answers.order(self.module, item.nodeid))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed = report.nodeid

    def pytest_sessionfinish(self) -> None:
        files = {name: getattr(module, "__file__", "") for name, module in sys.modules.items()}
        loaded = [name for name, file in files.items() if "site-packages" in (file or "")]
        told = {"failed": self.failed, "seconds": self.seconds, "loaded": loaded}
        self.told.write_text(json.dumps(told), encoding="utf-8")


def outcome(mutant: Mutant | None, answers: Answers, limit: float) -> dict[str, Any]:
    """Run the tests with a fault, in a process of its own.

    Parameters
    ----------
    mutant : Mutant or None
        The fault; None for the unchanged package.
    answers : Answers
        What is known about the tests.
    limit : float
        Limit of processor time in seconds.

    Returns
    -------
    dict
        `by`, what found the fault ("" if nothing did); and if the tests ended, `seconds` by test
        and the names of the `loaded` modules.
    """
    with TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        child = os.fork()
        if not child:
            _run(mutant, Plugin(answers, mutant.module if mutant else "", told), limit)
        _, status = os.waitpid(child, 0)
        found = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    if not status:
        return found | {"by": ""}
    ended = ENDING if os.WIFSIGNALED(status) else LOADING
    return found | {"by": found.get("failed") or ended}


def _run(mutant: Mutant | None, plugin: Plugin, limit: float) -> None:
    """Run the tests in this process, and end it with their result."""
    try:
        import pytest

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(used + limit),) * 2)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        quiet = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(quiet, stream)
        if mutant:
            sys.meta_path.insert(0, Finder(mutant))
        files = [str(path) for name in TESTS for path in (ROOT / "tests").rglob(f"{name}.py")]
        options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow"]
        chosen = ["-k", "not check_fails and not check_passes"]
        os._exit(int(pytest.main([*options, *chosen, *files], plugins=[plugin])))
    finally:
        os._exit(9)


@dataclass
class Report:
    """What was tried and what found it, written after every fault."""

    path: Path
    rows: list[dict[str, Any]] = field(default_factory=list)

    def row(self, mutant: Mutant) -> dict[str, Any]:
        """What is known about a fault: `by` has what found it in each run, "" if nothing did."""
        known = {"module": mutant.module, "operator": mutant.operator, "diff": mutant.diff}
        for row in self.rows:
            if row.items() >= known.items():
                return row
        self.rows.append(known | {"by": []})
        return self.rows[-1]

    def write(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(json.dumps(self.rows, indent=1), encoding="utf-8")

    def score(self, module: str) -> str:
        """The faults of a module found in the first run, and in the last."""
        runs = [row["by"] for row in self.rows if row["module"] == module and row["by"]]
        first, last = (sum(bool(by[at]) for by in runs) for at in (0, -1))
        return f"{module}: of {len(runs)} found {first} at first, {last} at last"


def prepared() -> tuple[Answers, float]:
    """The tests' times without a fault, and the seconds that a fault may take.

    This also loads the libraries, so that no fault has to wait for them.
    """
    answers = Answers()
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    sound = outcome(None, answers, 600)
    if sound["by"]:
        raise SystemExit(f"The tests fail without a fault: {sound['by']}")
    whole = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
    answers.seconds = sound["seconds"]
    for name in sound["loaded"]:
        with suppress(Exception):
            importlib.import_module(name)
    return answers, PATIENCE * whole


def main() -> None:
    """Test a sample of faults in every module and write the results."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("modules", nargs="*", default=MODULES, metavar="module")
    asked.add_argument("--most", type=int, default=100, help="faults a module")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--out", type=Path, default=ROOT / "_build" / "mutation.json")
    again = "go on with the last report: only the faults that it lacks or that survived"
    asked.add_argument("--again", action="store_true", help=again)
    given = asked.parse_args()
    os.environ["CI"] = "true"  # the same examples each time
    report = Report(given.out)
    if given.again:
        report.rows = json.loads(given.out.read_text(encoding="utf-8"))
    chosen = [m for name in given.modules for m in mutants(name, given.most, given.seed)[1]]
    left = [mutant for mutant in chosen if not any(report.row(mutant)["by"][-1:])]
    answers, limit = prepared()
    with ThreadPoolExecutor(given.jobs) as pool:
        tested = pool.map(lambda m: (m, outcome(m, answers, limit)["by"]), left)
        for mutant, by in tested:
            report.row(mutant)["by"].append(by)
            answers.found[mutant.module][by] += 1
            report.write()
            if not by:
                print(f"{mutant.module}, {mutant.operator}\n{mutant.diff}", flush=True)
    print("\n".join(map(report.score, given.modules)))


if __name__ == "__main__":
    main()

"""`python -m bench.mutation`: does some test fail for every small fault in record and verdict?

Cosmic Ray makes the faults, one at a time. Each is put into its module in memory, in a process
forked from one that has the libraries loaded, and the tests run there until the first fails.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import random
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from difflib import unified_diff
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from time import monotonic, sleep
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "book" / "afterllama"
MODULES = (
    *("record", "stints", "proofs", "days", "claims", "checks", "grammar"),
    *("conflicts", "rules", "tables"),
)
TESTS = ("test_days", "test_record", "test_claims", "test_tables", "test_faults")
LIBRARIES = ("pandas", "networkx", "plotly.graph_objects", "hypothesis", "playwright.sync_api")
#: Operators that want to be told a variable; `is` for `==` is left out too, as the linter finds it.
NEEDING = ("core/VariableReplacer", "core/VariableInserter")
#: A fault after which the tests run this many times as long as without one counts as found.
PATIENCE = 4


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


@cache
def source(module: str) -> str:
    """The module as it is."""
    return (PACKAGE / f"{module}.py").read_text(encoding="utf-8")


class Runs(ast.NodeTransformer):
    """Leaves of a module what runs: annotations do not."""

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
    """What runs of a source, in a form to compare."""
    return ast.dump(Runs().visit(ast.parse(text)))


def mutants(module: str, most: int, seed: int) -> tuple[int, list[Mutant]]:
    """How many faults Cosmic Ray knows for a module, and so many of them, chosen by the seed."""
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
        super().__init__(name, str(PACKAGE / f"{mutant.module}.py"))
        self.text = mutant.text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the mutant first."""

    def __init__(self, mutant: Mutant) -> None:
        self.loader = Loader(mutant)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return spec_from_loader(name, self.loader) if name == self.loader.name else None


def outcome(mutant: Mutant | None, limit: float) -> tuple[str, float]:
    """`killed`, `timeout` or `survived`, and the seconds that it took."""
    begun = monotonic()
    child = os.fork()
    if not child:
        _run(mutant)
    while monotonic() - begun < limit:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "killed" if status else "survived", monotonic() - begun
        sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout", monotonic() - begun


def _run(mutant: Mutant | None) -> None:
    """Run the tests in this process, and end it with their answer."""
    import pytest

    os.setpgid(0, 0)
    quiet = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(quiet, stream)
    if mutant:
        sys.meta_path.insert(0, Finder(mutant))
    files = [str(path) for name in TESTS if (path := ROOT / "tests" / f"{name}.py").exists()]
    options = ["-x", "-q", "-p", "no:cacheprovider", "-k", "not check_fails and not check_passes"]
    try:
        os._exit(int(pytest.main([*options, *files])))
    finally:
        os._exit(9)


def main() -> None:
    """Test a sample of faults in every module and write down what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("modules", nargs="*", default=MODULES, metavar="module")
    asked.add_argument("--most", type=int, default=100, help="faults a module")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--out", type=Path, default=ROOT / "_build" / "mutation.json")
    given = asked.parse_args()
    os.environ["CI"] = "true"  # the same examples each time
    for name in LIBRARIES:
        importlib.import_module(name)
    answer, whole = outcome(None, 600)
    if answer != "survived":
        raise SystemExit("The tests fail without a fault.")
    report = []
    with ThreadPoolExecutor(given.jobs) as pool:
        for module in given.modules:
            known, chosen = mutants(module, given.most, given.seed)
            tested = pool.map(lambda m: (m, outcome(m, PATIENCE * whole + 10)[0]), chosen)
            answers = []
            left = []
            for mutant, answer in tested:
                answers.append(answer)
                if answer == "survived":
                    left.append(mutant)
                    print(f"  {mutant.operator} {mutant.occurrence}\n{mutant.diff}", flush=True)
            print(f"{module}: {len(chosen) - len(left)} of {len(chosen)} found", flush=True)
            report.append(
                {
                    "module": module,
                    "known": known,
                    "tested": len(chosen),
                    "timeouts": answers.count("timeout"),
                    "survived": [{**asdict(m), "text": "", "diff": m.diff} for m in left],
                }
            )
            given.out.parent.mkdir(exist_ok=True)
            given.out.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Time and memory of the package by number of people.

Times are processor times, so that other processes matter little. A step's peak of memory includes
the record it works on. The growth is the exponent b of time ~ people^b between the two largest
sizes: 1 is linear, 2 quadratic.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from afterllama import network
from afterllama.charts.storyline_lanes import lanes
from afterllama.loading import rules
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.tables import reading, schema

from bench import figures
from bench.corpus import corpus

ROOT = Path(__file__).parents[1]
SIZES = (100, 1_000, 10_000, 100_000)
#: Graphs are measured up to this size.
GRAPHS = 10_000
DAY = date(2023, 9, 5)
#: How often a quick step is run; the shortest time counts.
RUNS = 3
#: Invented papers may come out after the day asked about, and each would warn.
QUIET = ("-W", "ignore::UserWarning")
#: Papers whose overlaps are listed pair by pair.
CHOSEN = 25


def check(folder: Path) -> None:
    """Read all tables as text, and check them against the schema and the rules."""
    package = schema.describe(folder)
    rows, faults = reading.read(folder, package)
    reading.stop([*faults, *rules.check(rows, package, faults)])


def histories(record: Record) -> None:
    """The stints of everybody."""
    for person in record.people:
        record.history(person)


def tallies(record: Record) -> None:
    """Who had left, for every paper."""
    for paper in papers(record):
        record.tally(paper, DAY)


def overlaps_chosen(record: Record) -> None:
    """The people shared by the papers with the longest lists, pair by pair."""
    network.overlaps(record, papers(record)[:CHOSEN])


def overlaps_all(record: Record) -> None:
    """All pairs of papers that share somebody."""
    network.overlaps(record, papers(record), least=1)


def people(record: Record) -> list[str]:
    """Everybody, in order."""
    return sorted(record.people)


def papers(record: Record) -> list[str]:
    """All papers, those with the longest lists first."""
    rows = record.data["papers"].sort_values("n_authors", ascending=False, kind="stable")
    return rows["paper_id"].tolist()


def cut(record: Record) -> None:
    """The people without whom the graph of people and papers falls apart."""
    network.cut_people(network.signatures(record, papers(record), people(record)))


#: The steps that need a loaded record, with their largest sizes.
STEPS: dict[str, tuple[Callable[[Record], object], int]] = {
    "histories": (histories, SIZES[-1]),
    "tallies": (tallies, SIZES[-1]),
    "overlaps, 25 papers": (overlaps_chosen, SIZES[-1]),
    "overlaps, all that share": (overlaps_all, SIZES[-1]),
    "migration": (lambda r: network.migration(r, people(r), DAY), GRAPHS),
    "moves": (lambda r: network.moves(r, people(r)), GRAPHS),
    "sharing": (lambda r: network.sharing(r, people(r), DAY), GRAPHS),
    "coauthors": (lambda r: network.coauthors(r, papers(r), people(r)), GRAPHS),
    "signatures": (lambda r: network.signatures(r, papers(r), people(r)), GRAPHS),
    "cut people": (cut, GRAPHS),
    "lanes": (lambda r: lanes(r, papers(r), r.employer_of(papers(r)[0])), GRAPHS),
    "layout": (lambda r: network.layout(r, people(r), r.employer_of(papers(r)[0])), GRAPHS),
}
#: The name for all of them in one process.
EVERY = "every"
#: The figures of people, each with its table on a page.
FIGURES = {f"figure: {name}": figures.draw(name) for name in figures.FIGURES}
STEPS |= {step: (draw, GRAPHS) for step, draw in FIGURES.items()}
#: The steps that start from the files.
FOLDER_STEPS: dict[str, Callable[[Path], object]] = {"load": load, "check": check}


@dataclass(frozen=True)
class Cost:
    """The cost of a step at a size: seconds, peak megabytes, and a figure's weight."""

    step: str
    people: int
    seconds: float
    megabytes: float
    kilobytes: float = 0


def names(size: int) -> list[str]:
    """The steps to measure at a size."""
    return [*FOLDER_STEPS, *(name for name, (_, most) in STEPS.items() if size <= most)]


def once(step: str, folder: Path, runs: int = RUNS) -> dict[str, float]:
    """Run a step in this process; quick ones several times, for a steady time."""
    weights: list[float] = []

    def work(record: Record) -> None:
        if step in FIGURES:
            weights.append(FIGURES[step](record))
        else:
            STEPS[step][0](record)

    if step in FOLDER_STEPS:
        seconds = min(_timed(runs, lambda: FOLDER_STEPS[step](folder)))
    else:
        # A new record each time, because it caches its answers.
        seconds = min(_timed(runs, work, lambda: load(folder)))
    cost = {"seconds": seconds, "megabytes": peak()}
    return cost | ({"kilobytes": weights[-1] / 1000} if weights else {})


def every(folder: Path) -> dict[str, float]:
    """Run all steps in this process, on one record; its peak is at least that of each."""
    check(folder)
    record = load(folder)
    for work_on, most in STEPS.values():
        if len(record.data["people"]) <= most:
            work_on(record)
    return {"megabytes": peak()}


def peak() -> float:
    """The peak memory of this process, in megabytes."""
    import resource  # not available on Windows, where the rest of the benchmark works

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 1024)


def _timed(
    runs: int, work: Callable[..., object], prepare: Callable[[], object] | None = None
) -> Iterable[float]:
    """Seconds of several runs, or of one if it takes long."""
    for _ in range(runs):
        given: tuple[object, ...] = (prepare(),) if prepare else ()
        start = time.process_time()
        work(*given)
        spent = time.process_time() - start
        given = ()  # one record at a time
        yield spent
        if spent > 2:
            return


def measure(sizes: Sequence[int] = SIZES) -> list[Cost]:
    """Measure all steps at all sizes, each in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as where:
        for size in sizes:
            folder = corpus(size).write(Path(where) / str(size))
            found += [Cost(step, size, **cost) for step, cost in apart(names(size), folder)]
    return found


def apart(
    steps: Sequence[str], folder: Path, runs: int = RUNS
) -> Iterator[tuple[str, dict[str, float]]]:
    """Run steps, or all of a size as one, each in a process of its own; give each with its cost.

    The processes are forks of one that has imported everything: a fork does not import anew, and
    its peak of memory has nothing of other steps.
    """
    done = subprocess.run(
        [sys.executable, *QUIET, "-m", "bench.scale", str(folder), str(runs), *steps],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return zip(steps, map(json.loads, done.stdout.splitlines()), strict=True)


def _forked(step: str, folder: Path, runs: int) -> dict[str, float]:
    """Run a step, or all, in a fork of this process."""
    work = partial(every, folder) if step == EVERY else partial(once, step, folder, runs)
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork")) as process:
        return process.submit(work).result()


def growth(costs: Iterable[Cost]) -> float:
    """The exponent of growth of one step, between its two largest sizes."""
    *_, less, more = sorted(costs, key=lambda cost: cost.people)
    return math.log(more.seconds / less.seconds) / math.log(more.people / less.people)


def table(costs: Sequence[Cost]) -> list[str]:
    """A Markdown table: a row per step, with its growth and its largest peak."""
    own = [cost for cost in costs if cost.step not in FIGURES]
    return _table("step", own, lambda cost: seconds(cost.seconds))


def figure_table(costs: Sequence[Cost]) -> list[str]:
    """The same for figures, with their KB on a page; empty without figures."""
    own = [cost for cost in costs if cost.step in FIGURES]
    return _table("figure", own, lambda c: f"{seconds(c.seconds)}, {c.kilobytes:,.0f} KB")


def _table(head: str, costs: Sequence[Cost], cell: Callable[[Cost], str]) -> list[str]:
    if not costs:
        return []
    sizes = sorted({cost.people for cost in costs})
    lines = [f"| {head} | " + " | ".join(f"{n:,}" for n in sizes) + " | growth | peak MB |"]
    lines.append("|---" * (len(sizes) + 3) + "|")
    for step in dict.fromkeys(cost.step for cost in costs):
        own = {cost.people: cost for cost in costs if cost.step == step}
        cells = [cell(own[n]) if n in own else "" for n in sizes]
        power = f"{growth(own.values()):.2f}" if len(own) > 1 else ""
        cells += [power, f"{max(cost.megabytes for cost in own.values()):,.0f}"]
        lines.append(f"| {step.removeprefix('figure: ')} | {' | '.join(cells)} |")
    return lines


def seconds(value: float) -> str:
    """A time in the table."""
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.1f} s"


if __name__ == "__main__":
    where, times, *asked = sys.argv[1:]
    for name in asked:
        print(json.dumps(_forked(name, Path(where), int(times))), flush=True)

"""`python -m bench`: measure installing, pages, builds and scale; fill docs/benchmarks.md.

A run of some parts replaces their tables alone. If pages and builds were both measured, four of the
numbers go into README.md.

This book's pages are read from `_build/html`: build it first. The baseline is built in a temporary
folder.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import builds, clone, lighthouse, ordinary, pages, report, scale
from bench.builds import ROOT

PARTS = ("clone", "pages", "builds", "ordinary", "scale")


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--parts", default=",".join(PARTS), type=parts, help=f"of {','.join(PARTS)}")
    add("--runs", default=3, type=int, help="cold loads of each kind; medians are taken")
    add("--site", default=ROOT / "_build" / "html", type=Path, help="this book, built")
    add("--person", help="id of the person in the link (default: the first that a page names)")
    add("--most", default=scale.SIZES[-1], type=int, help="people in the largest corpus")
    add("--short", action="store_true", help="one run, of the front page alone")
    add("--json", default=ROOT / "_build" / "bench.json", type=Path, help="file of all results")
    add("--tables", default=ROOT / "docs" / "benchmarks.md", type=Path, help="file of the tables")
    add("--readme", default=ROOT / "README.md", type=Path, help="file of the four numbers")
    add("--print", action="store_true", dest="only_print", help="print, and write neither file")
    asked = parser.parse_args(given)
    if asked.short:
        asked.runs, asked.most, asked.only_print = 1, scale.SIZES[0], True
    return asked


def parts(text: str) -> list[str]:
    """The parts to measure."""
    return report.names(text, PARTS)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure the chosen parts; a short run builds both books here, and installs nothing."""
    found: dict[str, Any] = {
        "about": {
            "date": datetime.now(UTC).date().isoformat(),
            "runs": asked.runs,
            **report.machine(),
        }
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        times, built = built_books(asked, folder)
        found |= times
        if "pages" in asked.parts:
            found |= compared(asked, built)
            found["about"]["chromium"] = found["pages"].pop("browser")
        if "ordinary" in asked.parts:
            found["ordinary"] = ordinary.measure(
                folder / "ordinary", asked.runs, 1 if asked.short else None
            )
    if "scale" in asked.parts:
        sizes = [size for size in scale.SIZES if size <= asked.most]
        found["scale"] = [vars(cost) for cost in scale.measure(sizes)]
    return found


def built_books(asked: argparse.Namespace, folder: Path) -> tuple[dict[str, Any], Path]:
    """Install and build both books as far as was asked; the times, and the baseline's pages."""
    found: dict[str, Any] = {}
    plain = folder / "baseline"
    if asked.short:
        laid = {"book": builds.lay_out(folder / "book"), "baseline": builds.baseline(plain)}
        short = {name: builds.shorten(book) for name, book in laid.items()}
        found["builds"] = {k: {"first": builds.edited(v, "index.ipynb")} for k, v in short.items()}
        return found, plain / "_build" / "html"
    if "clone" in asked.parts:
        found["clone"] = {
            "book": clone.measure(folder / "clone", own=True),
            "baseline": clone.measure(folder / "plain", own=False),
        }
    if "builds" in asked.parts:
        own = builds.measure(builds.lay_out(folder / "book"))
        other = builds.measure(builds.baseline(plain))
        found["builds"] = {"book": own.seconds, "baseline": other.seconds}
        return found, other.pages
    if "pages" in asked.parts:
        builds.build(builds.baseline(plain))
    return found, plain / "_build" / "html"


def compared(asked: argparse.Namespace, built: Path) -> dict[str, Any]:
    """Compare this book's pages with figures to those of the baseline."""
    every = {n: f"{Path(n).name}.html" for n in builds.chapters(ROOT / "_toc.yml")}
    names = {n: page for n, page in every.items() if pages.has_figures(asked.site / page)}
    if asked.short:
        names = dict(list(names.items())[:1])
    own = pages.Book(asked.site, names, pages.BOOK)
    plain = pages.Book(built, {n: f"{n}.html" for n in names}, pages.PLAIN)
    found = pages.measure({"book": own, "baseline": plain}, asked.runs, asked.person)
    return {"pages": found, "lighthouse": lighthouse.scores(own, asked.runs)}


def main() -> None:
    """Measure, write the results, and show them."""
    asked = arguments()
    results = run(asked)
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    text = report.document(results)
    print(text)
    if not asked.only_print:
        complete = set(asked.parts) == set(PARTS)
        (report.write if complete else report.write_parts)(asked.tables, text)
        if set(results) >= report.HEADLINE_PARTS:
            report.write(asked.readme, report.headline(results))


if __name__ == "__main__":
    main()

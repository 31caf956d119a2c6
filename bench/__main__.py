"""`python -m bench`: measure pages, builds and scale in one run, and show them in README.md.

The pages of this book are those in `_build/html`: build it first. The baseline is built into a
temporary folder.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import builds, lighthouse, pages, report, scale
from bench.builds import ROOT
from bench.serve import Site

PARTS = ("pages", "builds", "scale")


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--parts", default=",".join(PARTS), type=parts, help="of pages,builds,scale")
    add("--runs", default=5, type=int, help="cold loads of each kind; medians are taken")
    add("--site", default=ROOT / "_build" / "html", type=Path, help="this book, built")
    add("--person", help="id of the person in the link (default: the first that a page names)")
    add("--shown", default=pages.BOOK.shown, help="selector of what is seen in a figure's place")
    add("--mirror", type=Path, help="folder of host/path: what other hosts send, to be weighed")
    add("--most", default=scale.SIZES[-1], type=int, help="people in the largest corpus")
    add("--json", default=ROOT / "_build" / "bench.json", type=Path, help="file of all results")
    add("--readme", default=ROOT / "README.md", type=Path, help="file that shows them")
    add("--print", action="store_true", dest="only_print", help="leave the README as it is")
    return parser.parse_args(given)


def parts(text: str) -> list[str]:
    """The parts to measure."""
    return report.names(text, PARTS)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure what is asked for."""
    found: dict[str, Any] = {
        "about": {
            "date": datetime.now(UTC).date().isoformat(),
            "runs": asked.runs,
            "mirror": "a mirror" if asked.mirror else None,
            **report.machine(),
        }
    }
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "baseline"
        if "builds" in asked.parts:
            own = builds.measure(builds.lay_out(Path(folder) / "book"))
            plain = builds.measure(builds.baseline(base))
            found["builds"] = {"book": own.seconds, "baseline": plain.seconds}
        if "pages" in asked.parts:
            if "builds" not in asked.parts:
                builds.build(builds.baseline(base))
            built = base / ("pages" if "builds" in asked.parts else "_build/html")
            found |= compared(asked, built)
            found["about"]["chromium"] = found["pages"].pop("browser")
    if "scale" in asked.parts:
        sizes = [size for size in scale.SIZES if size <= asked.most]
        found["scale"] = [vars(cost) for cost in scale.measure(sizes)]
    return found


def compared(asked: argparse.Namespace, built: Path) -> dict[str, Any]:
    """Measure the pages of this book that have figures beside those of the baseline."""
    every = {n: f"{Path(n).name}.html" for n in builds.chapters(ROOT / "_toc.yml")}
    look = pages.Look(pages.BOOK.place, asked.shown)
    names = {n: page for n, page in every.items() if pages.has_figures(asked.site / page)}
    own = pages.Book(asked.site, names, look)
    plain = pages.Book(built, {n: f"{n}.html" for n in names}, pages.PLAIN)
    mirror = Site(asked.mirror) if asked.mirror else None
    found = pages.measure({"book": own, "baseline": plain}, asked.runs, asked.person, mirror)
    return {"pages": found, "lighthouse": lighthouse.scores(own)}


def main() -> None:
    """Measure, write the results, and show them."""
    asked = arguments()
    results = run(asked)
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    text = report.document(results)
    print(text)
    if not asked.only_print:
        report.write(asked.readme, text)


if __name__ == "__main__":
    main()

"""Writes the results as Markdown tables into docs/benchmarks.md and README.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import lighthouse, ordinary, scale

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

Cell = Callable[[Mapping[str, Any]], float | None]


def path(*names: str, unit: int = 1) -> Cell:
    """A function that takes a number from nested results, in a unit; None if missing."""

    def found(result: Mapping[str, Any]) -> float | None:
        value: Any = result
        for name in names:
            value = value.get(name) if value else None
        return None if value is None else value / unit

    return found


#: The rows of a page's table.
MEASURES: dict[str, Cell] = {
    "requests, first view": path("first", "requests"),
    "of other hosts": path("first", "foreign"),
    "KB gzipped, first view": path("first", "gzip", unit=1000),
    "KB raw, first view": path("first", "raw", unit=1000),
    "requests, all figures touched": path("all", "requests"),
    "KB gzipped, all figures touched": path("all", "gzip", unit=1000),
    "blocking, ms": path("1x", "blocking"),
    "blocking, ms, CPU four times slower": path("4x", "blocking"),
    "figures on the first screen visible, ms": path("1x", "screen"),
    "the same, CPU four times slower": path("4x", "screen"),
    "all figures visible without scrolling, ms": path("1x", "shown"),
    "first touch to label, ms": path("1x", "label"),
    "longest task in it, ms": path("1x", "task"),
    "first touch to label, ms, CPU four times slower": path("4x", "label"),
    "longest task in it, ms, CPU four times slower": path("4x", "task"),
    "`?person=`: blocking, ms": path("person", "1x", "blocking"),
    "`?person=`: figures on the first screen visible, ms": path("person", "1x", "screen"),
    "`?person=`: first touch to label, ms": path("person", "1x", "label"),
    "`?person=`: longest task in it, ms": path("person", "1x", "task"),
    "`?person=`: first touch to label, ms, CPU four times slower": path("person", "4x", "label"),
    "`?person=`: longest task in it, ms, CPU four times slower": path("person", "4x", "task"),
}
#: The rows of the tables of seconds, and the times that each adds up: from a fresh copy, without an
#: environment, to the built pages; and of builds.
CLONE: dict[str, tuple[str, ...]] = {
    "from clone to open book, s": ("install", "build"),
    "installing": ("install",),
    "building": ("build",),
}
BUILDS: dict[str, tuple[str, ...]] = {
    "first build, which also makes pictures, scripts, styles and `lite/`, s": ("first",),
    "cold build, with those cached, s": ("cold",),
    "after an edit of one line, s": ("edit",),
}


def ratio(ours: float | None, theirs: float | None) -> str:
    """Ours divided by theirs, with two decimals; blank if either is missing."""
    return f"{ours / theirs:.2f}" if ours is not None and theirs else ""


def number(value: float | None) -> str:
    """A number in a table; a dash if missing."""
    if value is None:
        return "-"
    return f"{value:,.1f}" if value != round(value) and value < 100 else f"{value:,.0f}"


def compared(ours: float | None, theirs: float | None) -> str:
    """A cell: this book, the baseline if it has a value, and the ratio."""
    if theirs is None:
        return number(ours)
    quotient = ratio(ours, theirs)
    return f"{number(ours)} : {number(theirs)}" + (f" ({quotient})" if quotient else "")


def page_table(pages: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    """All pages: a row per measure, a column per page."""
    heads = [
        f"{name.rpartition('/')[2]}, {page['book']['figures']}" for name, page in pages.items()
    ]
    lines = [f"| page, figures | {' | '.join(heads)} |", "|---" + "|--:" * len(heads) + "|"]
    for name, cell in MEASURES.items():
        pairs = [(cell(page["book"]), cell(page["baseline"])) for page in pages.values()]
        if any(value is not None for pair in pairs for value in pair):
            lines.append(f"| {name} | {' | '.join(compared(*pair) for pair in pairs)} |")
    return lines


def seconds_table(
    rows: Mapping[str, tuple[str, ...]], seconds: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Rows of seconds: each is a sum, and left out if it was not measured."""
    lines = ["| | this book | baseline | ratio |", "|---|--:|--:|--:|"]
    for name, keys in rows.items():
        if seconds["book"].keys() >= {*keys}:
            sums = [sum(seconds[one][key] for key in keys) for one in ("book", "baseline")]
            lines.append(seconds_row(name, *sums))
    return lines


def seconds_row(name: str, ours: float, theirs: float) -> str:
    """A row of a table of seconds."""
    return f"| {name} | {ours:.1f} | {theirs:.1f} | {ratio(ours, theirs)} |"


def document(results: Mapping[str, Any]) -> str:
    """All results as Markdown, with machine and date."""
    about = results["about"]
    parts = [
        f"Measured on {about['date']} on {about['cores']} cores ({about['system']}), "
        f"Python {about['python']}"
        + (f", Chromium {about['chromium']}" if about.get("chromium") else "")
        + ". The baseline is the same notebooks in plain Jupyter Book 1, with plotly embedded. "
        f"Times are medians of {about['runs']} cold loads on this machine; look at the ratios."
    ]
    if "pages" in results:
        parts += [
            "**Pages**, as this book : baseline (ratio). `-` means never, or nothing to touch. A "
            "longest task of 0 took under 50 ms. Bytes from other hosts count as 0: out of reach",
            "\n".join(page_table(results["pages"])),
        ]
    if "clone" in results:
        parts += [
            "**From clone to open book**, with empty caches: this book by `make book`, the "
            "baseline by `pip install` of plain Jupyter Book and of what the notebooks need",
            "\n".join(seconds_table(CLONE, results["clone"])),
        ]
    if "builds" in results:
        parts += ["**Builds**", "\n".join(seconds_table(BUILDS, results["builds"]))]
    if "ordinary" in results:
        parts += [
            "**Ordinary figures**: what they add to a page with `anybook` : with "
            "`PLOTLY_RENDERER=notebook` (ratio), over the same page without figures; all pictures "
            "seen, none touched",
            "\n".join(ordinary.table(results["ordinary"])),
        ]
    if "scale" in results:
        costs = [scale.Cost(**cost) for cost in results["scale"]]
        parts += [
            "**The package, by number of people** (processor time; a growth of 1 is linear)",
            "\n".join(scale.table(costs)),
        ]
        if drawn := scale.figure_table(costs):
            parts += [
                "**The figures of people**, drawn for every reading date, and the weight of each "
                "with its table on a page, not gzipped",
                "\n".join(drawn),
            ]
    parts.append(f"Lighthouse: {lighthouse_words(results)}.")
    return "\n\n".join(parts)


#: The parts behind the four numbers of README.md.
HEADLINE_PARTS = {"pages", "builds"}


def headline(results: Mapping[str, Any]) -> str:
    """The four numbers of README.md: two of the page with the most figures, two of builds."""
    name, page = max(results["pages"].items(), key=lambda item: item[1]["book"]["figures"])
    lines = [
        "| compared with plain Jupyter Book 1 | this book | plain | ratio |",
        "|---|--:|--:|--:|",
    ]
    for measure in ("KB gzipped, first view", "blocking, ms, CPU four times slower"):
        ours, theirs = (MEASURES[measure](page[book]) for book in ("book", "baseline"))
        cells = (number(ours), number(theirs), ratio(ours, theirs))
        lines.append(f"| {name.rpartition('/')[2]}: {measure} | {' | '.join(cells)} |")
    for row, key in (("cold build, s", "cold"), ("build after an edit of one line, s", "edit")):
        ours, theirs = (results["builds"][book][key] for book in ("book", "baseline"))
        lines.append(seconds_row(row, ours, theirs))
    return "\n".join(lines)


def lighthouse_words(results: Mapping[str, Any]) -> str:
    """Lighthouse's scores, or that it was not available."""
    scores = results.get("lighthouse")
    if not scores:
        return "not measured, as it was not available"
    found = (
        f"{page.rpartition('/')[2]} {'/'.join(map(str, row.values()))}"
        for page, row in scores.items()
    )
    return (
        f"median scores out of 100 on a phone, {'/'.join(lighthouse.CATEGORIES)}: "
        f"{', '.join(found)}"
    )


def put(text: str, document: str) -> str:
    """Put the document between a text's markers; ValueError if there are none."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no {BEGIN} ... {END}")
    return pattern.sub(lambda _: f"{BEGIN}\n\n{document}\n\n{END}", text, count=1)


def write(file: Path, document: str) -> None:
    """Put the document into a file, between its markers."""
    file.write_text(put(file.read_text(encoding="utf-8"), document), encoding="utf-8")


def write_parts(file: Path, document: str) -> None:
    """Put the tables of a run that measured some parts into a file, among those of other runs."""
    text = file.read_text(encoding="utf-8")
    old = text.partition(BEGIN)[2].partition(END)[0].strip()
    file.write_text(put(text, merged(old, document)), encoding="utf-8")


def merged(old: str, new: str) -> str:
    """Put the tables of a newer document into an older one; each says when it was measured."""
    about, *fresh, _ = new.split("\n\n")
    measured = about.partition(" on ")[2].partition(" on ")[0]
    blocks = old.split("\n\n")
    for head, table in zip(fresh[::2], fresh[1::2], strict=True):
        title = "**".join(head.split("**")[:2])
        places = [at for at, block in enumerate(blocks) if block.startswith(title)]
        start, end = (places[0], places[0] + 2) if places else (len(blocks) - 1,) * 2
        blocks[start:end] = [f"{head} (measured on {measured})", table]
    return "\n\n".join(blocks)


def machine() -> dict[str, Any]:
    """The machine's properties that times depend on."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def names(given: str, allowed: Sequence[str]) -> list[str]:
    """The parts of a comma-separated list; ValueError for an unknown one."""
    parts = [part for part in given.split(",") if part]
    strange = [part for part in parts if part not in allowed]
    if strange or not parts:
        raise ValueError(f"one or more of {', '.join(allowed)}, and not {given!r}")
    return parts

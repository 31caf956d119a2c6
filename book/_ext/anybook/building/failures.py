"""How a build ends: what it says last, and files that are written whole or not at all."""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import signal
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.logging import WarningLogRecordTranslator

STAYS = "the last good book stays"
BROKEN_OFF = f"The build was broken off; {STAYS}."
#: How nbclient frames the cell that failed, in what it tells.
CELL = re.compile(r"^-{18,}\n(.*?)\n-{18,}$", re.DOTALL | re.MULTILINE)

#: How a traceback names the error.
ERROR = re.compile(r"^[\w.]*(?:Error|Exception|Exit|Interrupt|Iteration)\b.*", re.MULTILINE)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that whoever breaks the build off leaves the old one or the new one."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


#: What a reader of the terminal should know of a build that goes well.
REMARKS: list[str] = []


def remark(text: str) -> None:
    """Have something said, once, among the last words of a build that goes well."""
    if text not in REMARKS:
        REMARKS.append(text)


class Ending(logging.Handler):
    """Gathers what goes wrong in a build, and says it in a line or two as the last words.

    They stand behind what jupyter-book and Sphinx say, where a reader of the terminal looks.
    """

    def __init__(self, app: Sphinx) -> None:
        """Be ready for a build that fails, or is broken off by a key or a signal."""
        super().__init__(logging.WARNING)
        self.first = ""
        self.words = BROKEN_OFF
        self.addFilter(WarningLogRecordTranslator(app))
        logging.getLogger("sphinx").addHandler(self)
        atexit.register(self.tell)
        # As Ctrl+C: what is open is closed, and the kernels end.
        signal.signal(signal.SIGTERM, signal.default_int_handler)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first warning's first line, and where it is of."""
        if not self.first:
            where = getattr(record, "location", None)
            lines = strip_colors(record.getMessage()).strip().splitlines() or [""]
            self.first = f"{where}: {lines[0]}" if where else lines[0]

    def close_well(self) -> None:
        """Have nothing to say: the build went well."""
        self.words = ""

    def close_badly(self, app: Sphinx, error: Exception | None) -> None:
        """Say of each cell that failed which it was; without one, what was the first warning."""
        causes = failed_cells(app) or [str(error or self.first).strip().splitlines()[0]]
        self.words = "\n".join(f"The build failed; {STAYS}. {cause}" for cause in causes)

    def tell(self) -> None:
        """Say it; a build that was broken off did not end well."""
        if not self.words:
            print(*REMARKS, sep="\n", end="\n" if REMARKS else "", flush=True)
            return
        print(self.words, file=sys.stderr, flush=True)
        if self.words == BROKEN_OFF:
            os._exit(130)


def ending_of(app: Sphinx) -> Ending:
    """Return what says the last words of a build."""
    ending: Ending = app.anybook_ending  # type: ignore[attr-defined]
    return ending


def failed_cells(app: Sphinx) -> list[str]:
    """Name every cell that failed: page, number, error."""
    found = []
    for docname in sorted(app.env.found_docs):
        told = exec_data(app, docname)
        if told and not told["succeeded"]:
            path = Path(app.env.doc2path(docname))
            page = path.relative_to(app.srcdir).as_posix()
            text = strip_colors(told["traceback"] or told["error"]).strip()
            error = ERROR.findall(text) or [told["error"]]
            found.append(f"{page}, {cell_in(path, text)}: {error[-1]}")
    return found


def exec_data(app: Sphinx, docname: str) -> dict[str, str] | None:
    """Return what myst-nb keeps about the run of a chapter."""
    kept: dict[str, dict[str, dict[str, str]]] = getattr(app.env, "nb_metadata", {})
    return kept.get(docname, {}).get("exec_data")


def cell_in(path: Path, told: str) -> str:
    """Return the name of the cell in which a chapter failed: its number, where cells have one."""
    found = CELL.search(told)
    source = found[1].strip() if found else ""
    first = source.splitlines()[0] if source else "?"
    if path.suffix != ".ipynb":
        return f"cell `{first}`"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    codes = ["".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code"]
    return f"code cell {codes.index(source) + 1} `{first}`" if source in codes else f"`{first}`"

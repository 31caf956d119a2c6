"""How a build ends: its last words, and files that are written whole or not at all."""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import signal
import sys
from pathlib import Path
from types import FrameType

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.logging import WarningLogRecordTranslator

STAYS = "the last good book stays"
BROKEN_OFF = f"The build was broken off; {STAYS}."
#: nbclient's frame around the failed cell in its message.
CELL = re.compile(r"^-{18,}\n(.*?)\n-{18,}$", re.DOTALL | re.MULTILINE)

#: The line of a traceback with the error.
ERROR = re.compile(r"^[\w.]*(?:Error|Exception|Exit|Interrupt|Iteration)\b.*", re.MULTILINE)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that an interrupted build leaves the old one or the new one."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


#: What to print at the end of a successful build.
REMARKS: list[str] = []


def remark(text: str) -> None:
    """Add a line, once, to the last words of a successful build."""
    if text not in REMARKS:
        REMARKS.append(text)


def tell_remarks(app: Sphinx, error: Exception | None) -> None:
    """Print the remarks of a build that has no `FailureReport` (handles ``build-finished``)."""
    print(*REMARKS, sep="\n", end="\n" if REMARKS else "", flush=True)
    REMARKS.clear()


class FailureReport(logging.Handler):
    """Collects what goes wrong in a build, and prints it in a line or two at the end.

    The lines come after the output of jupyter-book and Sphinx, where people look.
    """

    def __init__(self, app: Sphinx, staged: bool) -> None:
        """Prepare for a build that fails or is interrupted; ``staged``: the last good one stays."""
        super().__init__(logging.WARNING)
        self.first = ""
        self.stays = f"; {STAYS}" if staged else ""
        self.words = self.broken_off = BROKEN_OFF if staged else "The build was broken off."
        self.addFilter(WarningLogRecordTranslator(app))
        logging.getLogger("sphinx").addHandler(self)
        atexit.register(self.tell)
        self.interrupted = False
        # As Ctrl+C does: files are closed, and kernels end.
        signal.signal(signal.SIGTERM, self.interrupt)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self.interrupt)
        app.connect("doctree-read", self.still_wanted)
        app.connect("build-finished", self.still_wanted, priority=0)

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Break off the build (handles SIGINT and SIGTERM)."""
        self.interrupted = True
        signal.default_int_handler(number, frame)

    def still_wanted(self, *given: object) -> None:
        """Break off a build whose interruption was lost (handles two events).

        Python drops what a signal raises in a destructor or in a callback of the collector.
        """
        if self.interrupted:
            raise KeyboardInterrupt

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first warning's first line and location."""
        if not self.first:
            where = getattr(record, "location", None)
            lines = strip_colors(record.getMessage()).strip().splitlines() or [""]
            self.first = f"{where}: {lines[0]}" if where else lines[0]

    def succeeded(self) -> None:
        """Print no failure: the build succeeded."""
        self.words = ""

    def failed(self, app: Sphinx, error: Exception | None) -> None:
        """Name each failed cell, or else the first warning."""
        causes = failed_cells(app) or [str(error or self.first).strip().splitlines()[0]]
        self.words = "\n".join(f"The build failed{self.stays}. {cause}" for cause in causes)

    def tell(self) -> None:
        """Print the last words; an interrupted build counts as failed."""
        if not self.words:
            print(*REMARKS, sep="\n", end="\n" if REMARKS else "", flush=True)
            return
        print(self.words, file=sys.stderr, flush=True)
        if self.words == self.broken_off:
            os._exit(130)


def report_of(app: Sphinx) -> FailureReport:
    """Return the object that prints a build's last words."""
    report: FailureReport = app.anybook_report  # type: ignore[attr-defined]
    return report


def failed_cells(app: Sphinx) -> list[str]:
    """Name every cell that failed: page, number, error."""
    found = []
    for docname in sorted(app.env.found_docs):
        told = NbMetadataCollector.get_exec_data(app.env, docname)
        if told and not told["succeeded"]:
            path = Path(app.env.doc2path(docname))
            page = path.relative_to(app.srcdir).as_posix()
            text = strip_colors(told["traceback"] or told["error"]).strip()
            error = ERROR.findall(text) or [told["error"]]
            found.append(f"{page}, {cell_in(path, text)}: {error[-1]}")
    return found


def cell_in(path: Path, told: str) -> str:
    """Return the name of the cell in which a chapter failed: its number, if cells have one."""
    found = CELL.search(told)
    source = found[1].strip() if found else ""
    first = source.splitlines()[0] if source else "?"
    if path.suffix != ".ipynb":
        return f"cell `{first}`"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    codes = ["".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code"]
    return f"code cell {codes.index(source) + 1} `{first}`" if source in codes else f"`{first}`"

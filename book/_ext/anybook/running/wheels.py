"""Makes wheels of installed packages: the browser gets pinned versions without a network."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath

from sphinx.errors import SphinxError

#: Parts of packages that a notebook in the browser does not need: plotly's JupyterLab extension,
#: which the site has already, its widgets, and tests.
LEFT_OUT = re.compile(r"plotly/(labextension/|package_data/widgetbundle\.js)|.*/tests/")

#: What installers write beside a package: each its own, and not on every machine.
INSTALLED = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
#: In the kernel's wheel: the file that runs a cell, and code to insert after two of its lines. The
#: request is read before the cell waits for anything, because the next message may arrive then.
KERNEL = "pyodide_kernel/kernel.py"
ADDED = {
    "        preprocessing_exc_tuple = None\n": (
        '        asked = (self._parent_header.get("content") or {}).get("user_expressions") or {}\n'
    ),
    "        self.interpreter.payload_manager.clear_payload()\n": (
        '        results["user_expressions"] = self.interpreter.user_expressions(asked)\n'
    ),
}


def repacked(name: str, folder: Path) -> Path:
    """Write an installed package without compiled parts as a wheel; the same bytes each time."""
    dist = distribution(name)
    info = next(str(path.parent) for path in dist.files or [] if path.name == "RECORD")
    path = folder / f"{PurePosixPath(info).stem}-py3-none-any.whl"
    return written(path, info, packed(dist, info))


def written(path: Path, info: str, members: Iterable[tuple[str, bytes]]) -> Path:
    """Write files as a wheel, with the RECORD in its folder ``info``."""
    record = io.StringIO()
    lines = csv.writer(record, lineterminator="\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for member, content in members:
            digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.writerow([member, f"sha256={digest}", len(content)])
            wheel.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
        lines.writerow([f"{info}/RECORD", "", ""])
        wheel.writestr(zipfile.ZipInfo(f"{info}/RECORD"), record.getvalue(), zipfile.ZIP_DEFLATED)
    return path


def answering(kernel: Path, folder: Path) -> Path:
    """Copy the wheel of the browser's kernel with support for {eval} added.

    The kernel lacks the part of Jupyter's protocol that gives {eval} its values.

    Raises
    ------
    SphinxError
        If it is another version of the kernel.
    """
    with zipfile.ZipFile(kernel) as wheel:
        members = {name: wheel.read(name) for name in sorted(wheel.namelist())}
    record = next(name for name in members if name.endswith("/RECORD"))
    del members[record]
    code = members[KERNEL].decode()
    if any(code.count(line) != 1 for line in ADDED) or "user_expressions" in code:
        raise SphinxError(f"{kernel.name} is not the kernel that this book adds {{eval}} to.")
    for line, more in ADDED.items():
        code = code.replace(line, line + more)
    members[KERNEL] = code.encode()
    return written(folder / kernel.name, record.removesuffix("/RECORD"), members.items())


def packed(dist: Distribution, info: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an installed package that belong in its wheel."""
    written = {f"{info}/{name}" for name in INSTALLED}
    for path in sorted(dist.files or []):
        member = path.as_posix()
        outside = member.startswith("..") or path.is_absolute() or "__pycache__" in path.parts
        if not outside and member not in written and not LEFT_OUT.match(member):
            yield member, Path(str(path.locate())).read_bytes()

"""Makes wheels of installed packages: the browser gets what is pinned, and no network is asked."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath

#: Parts of packages that a notebook in the browser has no use for: plotly's extension of
#: JupyterLab, which the site has already, its widgets, and tests.
LEFT_OUT = re.compile(r"plotly/(labextension/|package_data/widgetbundle\.js)|.*/tests/")


def repacked(name: str, folder: Path) -> Path:
    """Write an installed package as a wheel into ``folder``; the same bytes each time.

    Parameters
    ----------
    name : str
        A package without compiled parts.
    folder : Path
        Where the wheel goes.
    """
    dist = distribution(name)
    info = next(str(path.parent) for path in dist.files or [] if path.name == "RECORD")
    path = folder / f"{PurePosixPath(info).stem}-py3-none-any.whl"
    record = io.StringIO()
    lines = csv.writer(record, lineterminator="\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for member, content in packed(dist, info):
            digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.writerow([member, f"sha256={digest}", len(content)])
            wheel.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
        lines.writerow([f"{info}/RECORD", "", ""])
        wheel.writestr(zipfile.ZipInfo(f"{info}/RECORD"), record.getvalue(), zipfile.ZIP_DEFLATED)
    return path


def packed(dist: Distribution, info: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an installed package that belong into its wheel."""
    written = {f"{info}/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")}
    for path in sorted(dist.files or []):
        member = path.as_posix()
        outside = member.startswith("..") or path.is_absolute() or "__pycache__" in path.parts
        if not outside and member not in written and not LEFT_OUT.match(member):
            yield member, Path(str(path.locate())).read_bytes()

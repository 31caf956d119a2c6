"""A small local package index, and a project that installs from it."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.metadata import distribution
from pathlib import Path

from book_builds import ROOT
from visits import QuietHandler, answering

#: An address at which nobody listens.
NOWHERE = "http://127.0.0.1:9/simple/"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel(folder: Path, name: str, version: str, files: Mapping[str, bytes], more: str = "") -> str:
    """Write a wheel into an index; return its line in a lock. ``more`` goes into its metadata."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}"
    members = {**files, f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": WHEEL.encode()}
    path = folder / "simple" / name / f"{name}-{version}-py3-none-any.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as packed:
        record = "".join(f"{member},,\n" for member in [*members, f"{info}/RECORD"])
        for member, content in {**members, f"{info}/RECORD": record.encode()}.items():
            entry = zipfile.ZipInfo(member)
            entry.external_attr = 0o100755 << 16
            packed.writestr(entry, content)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def installed(folder: Path, name: str) -> str:
    """Put a package that is installed here into an index; return its line in a lock."""
    dist = distribution(name)
    files = {}
    for file in dist.files or []:
        place = Path(str(dist.locate_file(file)))
        if file.parts[0] == ".." and file.name == name:
            files[f"{name}-{dist.version}.data/scripts/{name}"] = place.read_bytes()
        elif file.parts[0] == name and file.suffix != ".pyc":
            files[str(file)] = place.read_bytes()
    return wheel(folder, name, dist.version, files)


@contextmanager
def index(folder: Path, key: str = "") -> Iterator[str]:
    """Serve an index on this machine, to those alone who have its key; yield its address."""
    wanted = f"Basic {base64.b64encode(key.encode()).decode()}"

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802
            if key and self.headers.get("Authorization") != wanted:
                self.send_response(401)
                self.send_header("WWW-Authenticate", "Basic")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                super().do_GET()

    handler = partial(Handler, directory=str(folder))
    with answering(handler) as address:
        yield f"{address.replace('//', f'//{key}@') if key else address}/simple/"


class Project:
    """What `make` installs with, in a folder of its own with locks of small packages."""

    def __init__(self, folder: Path, tools: str, locks: Mapping[str, str]) -> None:
        self.folder = folder / "un autre été" / "l'ami"
        self.home = folder / "home"
        self.requirements = self.folder / "requirements"
        self.venv = self.folder / ".venv"
        self.python = self.venv / "bin" / "python"
        self.requirements.mkdir(parents=True)
        self.home.mkdir()
        shutil.copy(ROOT / "Makefile", self.folder)
        shutil.copy(ROOT / "requirements" / "install.py", self.requirements)
        (self.requirements / "tools.lock").write_text(tools)
        for name, text in locks.items():
            (self.requirements / f"{name}.lock").write_text(text)

    def make(self, *targets: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run make with the settings that are given, and with none of this machine's."""
        own = ("PIP_", "UV_", "MAKE", "PYTHON")
        env = {name: text for name, text in os.environ.items() if not name.startswith(own)}
        env |= {"HOME": str(self.home), "XDG_CONFIG_DIRS": str(self.home), "PIP_RETRIES": "0"}
        env |= {"PYTHONUSERBASE": str(self.home / "user"), "PYTHON": sys.executable}
        command = ["make", "--no-print-directory", *targets]
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**env, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def holds(self) -> dict[str, tuple[str, str]]:
        """The packages of the environment: the version of each, and what installed it."""
        found = {}
        for info in self.venv.glob("lib/python3.*/site-packages/*.dist-info"):
            name, _, version = info.name.removesuffix(".dist-info").partition("-")
            found[name] = (version, (info / "INSTALLER").read_text().strip())
        return found

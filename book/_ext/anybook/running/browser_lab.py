"""Builds the notebooks that run in the reader's browser: a JupyterLite site in `lite/`.

It is built while the chapters run, cached between builds, and part of the staged book: if it fails,
the last good book stays. All parts come from the environment, so that a build needs no network.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_KERNEL_PLUGIN_ID,
    PYODIDE_LOCK,
    PYODIDE_MJS,
    PYODIDE_VERSION,
)
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from anybook.building.failures import write_whole
from anybook.building.freshness import files
from anybook.building.table_of_contents import chapters
from anybook.building.templates import TEMPLATES
from anybook.editions import notebooks
from anybook.editions.notebooks import compiled, copies
from anybook.editions.notebooks import folder as catalogues
from anybook.host import host
from anybook.running.wheels import answering, repacked

#: The tools that build the site.
TOOLS = (
    "jupyterlite-core",
    "jupyterlite-pyodide-kernel",
    "jupyterlab-myst",
    "jupyterlab-widgets",
)
#: A single notebook, which also fits a phone; from there the files, an editor, and JupyterLab.
APPS = ("notebooks", "tree", "edit", "lab")
#: JupyterLab extensions that notebooks need: the kernel, roles such as {eval}, figures, controls.
EXTENSIONS = (
    "@jupyterlite/pyodide-kernel-extension",
    "jupyterlab-myst",
    "jupyterlab-plotly",
    "@jupyter-widgets/jupyterlab-manager",
)
SHARED = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
#: Packages that are part of the site: plotly, comm and ipywidgets, which Pyodide lacks, and
#: networkx, which in Pyodide depends on matplotlib.
WHEELS = ("comm", "ipywidgets", "networkx", "plotly")
#: Pyodide's packages that are loaded when a notebook opens; others, such as scipy, load when
#: imported.
LOADED = ("micropip", "narwhals", "packaging", "pandas")
#: The path of the wheels from the folder of the kernel's script, which fetches them.
TO_WHEELS = "../../../../pypi"
#: Files of the package and the data, without what editors leave behind.
SHOWN = re.compile(r"^(?!untitled).+\.(py|csv|json|md)$|^LICENSE$", re.IGNORECASE)
RUNTIME = Path(__file__).with_name("runtime.js")
WORDS = RUNTIME.with_suffix(".html")
HERE = Path(__file__)
MADE_BY = (HERE, HERE.with_name("wheels.py"), Path(notebooks.__file__), RUNTIME, WORDS)


def settings(wheels: list[str], pyodide: str) -> dict[str, Any]:
    """Return the settings of the site: the address of Pyodide, and the packages to load."""
    bundled = [f"{TO_WHEELS}/{name}" for name in wheels if not name.startswith("comm-")]
    language = host().language()
    variable = {} if language == "en" else {"env": {host().language_variable: language}}
    kernel: dict[str, Any] = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": [*LOADED, *bundled], **variable},
        "pyodideUrl": pyodide,
    }
    config = {
        "appName": host().title,
        "litePluginSettings": {PYODIDE_KERNEL_PLUGIN_ID: kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}


class Lite:
    """The site of one book: cached in a folder, copied into each staged book."""

    def __init__(
        self, root: Path, folder: Path, pyodide: str, languages: Sequence[str] = ()
    ) -> None:
        self.root = root
        self.folder = folder
        #: Those of further editions, whose notebooks it has too.
        self.languages = languages
        #: The unpacked Pyodide, if the book's own site serves it.
        self.own = root / pyodide if pyodide else None
        self.site = folder / "site"
        self.record = folder / "digest"

    @property
    def pyodide(self) -> str:
        """The address of Pyodide's entry point, relative to the site if the site serves it."""
        return f"./static/pyodide/{PYODIDE_MJS}" if self.own else f"{PYODIDE_CDN_URL}/{PYODIDE_MJS}"

    def digests(self) -> list[str]:
        """Return a digest of the site's parts, and one of the contents of its files."""
        made, held = hashlib.sha256(), hashlib.sha256()
        spoken = " ".join([host().language(), *self.languages])
        made.update(f"{self.pyodide} {self.day()} {spoken}\n".encode())
        for name in (*TOOLS, *WHEELS):
            made.update(f"{name} {version(name)}\n".encode())
        for file in MADE_BY:
            made.update(file.read_bytes())
        for file in self.words():
            made.update(file.read_bytes())
        for file in files([self.own] if self.own else []):
            made.update(f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}".encode())
        for file in [*self.contents(), *self.translations()]:
            made.update(f"{file.relative_to(self.root).as_posix()}\n".encode())
            held.update(hashlib.sha256(file.read_bytes()).digest())
        return [made.hexdigest(), held.hexdigest()]

    def contents(self) -> list[Path]:
        """Return the files in the site's file browser: pages, package, data, and tables beside.

        The data on other papers are left out: a notebook that uses them has no button.
        """
        data = (path for path in (self.root / "data").iterdir() if path.is_file())
        beside = sorted(self.root.glob("*.csv"))
        held = files([self.root / "book" / host().package, *sorted(data), *beside])
        shown = (path for path in held if SHOWN.search(path.name))
        return [*sorted(chapters(self.root)), *shown, *self.words()]

    def words(self) -> list[Path]:
        """Return the compiled catalogue of the edition, None if it is English."""
        path = catalogues(self.root, host().language()) / f"{host().domain}.mo"
        return [path] if path.is_file() else []

    def translations(self) -> list[Path]:
        """Return the catalogues from which the notebooks of further editions are made."""
        folders = [catalogues(self.root, language) for language in self.languages]
        return sorted(path for folder in folders for path in folder.rglob("*.po"))

    def held(self) -> dict[str, bytes]:
        """Return the contents, and the notebooks and words of further editions, by their paths."""
        paths = self.contents()
        found = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}
        for language in self.languages:
            found |= copies(self.root, language, chapters(self.root))
            found |= compiled(self.root, language)
        return found

    def day(self) -> int:
        """Return the record date in seconds since 1970, which dates all files of the site."""
        package = self.root / "data" / "datapackage.json"
        day = json.loads(package.read_text(encoding="utf-8"))["record_date"]
        return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())

    def build(self) -> None:
        """Build the site, or the parts that have changed.

        Raises
        ------
        SphinxError
            If JupyterLite fails, or its result lacks something.
        """
        if self.own:
            check_pyodide(self.own)
        now = self.digests()
        last = self.record.read_text().split() if self.record.is_file() else []
        if last == now:
            return
        self.record.unlink(missing_ok=True)
        held = self.held()
        if last[:1] == now[:1]:
            self.refresh(held)
        else:
            self.make(held)
        self.verify(held)
        write_whole(self.record, "\n".join(now))

    def make(self, held: Mapping[str, bytes]) -> None:
        """Build the whole site."""
        # JupyterLite's own cache misses changes of settings and contents.
        shutil.rmtree(self.folder, ignore_errors=True)
        work = self.folder / "work"
        self.lay_out(work, held)
        self.run(work)
        tell(self.site, self.pyodide)
        take_english_as_known(self.site)
        shutil.rmtree(work)

    def refresh(self, held: Mapping[str, bytes]) -> None:
        """Update the files of the site, and their sizes in its listings."""
        for name, content in held.items():
            (self.site / "files" / name).write_bytes(content)
        for path in (self.site / "api" / "contents").rglob("all.json"):
            listing = json.loads(path.read_text(encoding="utf-8"))
            for entry in listing["content"]:
                if entry["type"] != "directory":
                    entry["size"] = len(held[entry["path"]])
            path.write_text(json.dumps(listing, indent=2, sort_keys=True), encoding="utf-8")

    def lay_out(self, work: Path, held: Mapping[str, bytes]) -> None:
        """Write JupyterLite's input: contents, wheels, settings, and our own Pyodide if any."""
        for name, content in held.items():
            to = work / "contents" / name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(content)
        (work / "pypi").mkdir()
        wheels = [repacked(name, work / "pypi").name for name in WHEELS]
        (kernel,) = (SHARED / EXTENSIONS[0]).glob("static/pypi/pyodide_kernel-*.whl")
        answering(kernel, work / "pypi")
        text = json.dumps(settings(wheels, self.pyodide), indent=1)
        (work / "jupyter-lite.json").write_text(text, encoding="utf-8")
        if self.own:
            shutil.copytree(self.own, work / "static" / "pyodide")

    def run(self, work: Path) -> None:
        """Run JupyterLite in ``work``, with this environment's parts and no user settings."""
        config = work / "jupyter_lite_config.json"
        config.write_text(json.dumps({"LiteBuildConfig": self.options(work)}), encoding="utf-8")
        command = [sys.executable, "-m", "jupyterlite_core", "build"]
        own = re.compile(r"JUPYTER(?!_(CONFIG|DATA|RUNTIME)_DIR)")
        kept = {name: text for name, text in os.environ.items() if not own.match(name)}
        done = subprocess.run(
            command,
            cwd=work,
            env={**kept, "JUPYTER_NO_CONFIG": "1"},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode:
            told = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
            raise SphinxError(f"The notebooks for the browser could not be built:\n{told}")

    def options(self, work: Path) -> dict[str, Any]:
        """Return JupyterLite's options, with absolute paths, as it misreads relative ones."""
        return {
            "apps": list(APPS),
            "contents": [str((work / "contents").resolve())],
            "federated_extensions": [str(SHARED / name) for name in EXTENSIONS],
            "ignore_sys_prefix": ["federated_extensions"],
            # Otherwise it would silently skip files by name; `contents` has chosen already.
            "ignore_contents": [],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "output_dir": str(self.site.resolve()),
            "source_date_epoch": self.day(),
        }

    def verify(self, wanted: Mapping[str, bytes]) -> None:
        """Check the built site, as JupyterLite silently leaves out missing parts."""
        config = json.loads((self.site / "jupyter-lite.json").read_text(encoding="utf-8"))
        data = config["jupyter-config-data"]
        kernel = data["litePluginSettings"][PYODIDE_KERNEL_PLUGIN_ID]
        index = json.loads((self.site / "pypi" / "all.json").read_text(encoding="utf-8"))
        shown = self.site / "files"
        held = {
            "the address of Pyodide": kernel["pyodideUrl"] == self.pyodide,
            "a stop to packages of other hosts": kernel["disablePyPIFallback"] is True,
            "the wheels": sorted(index) == sorted((*WHEELS, "pyodide-kernel"))
            and kernel["pipliteUrls"][0].startswith("./pypi/all.json?"),
            "the extensions": sorted(EXTENSIONS)
            == sorted(one["name"] for one in data["federated_extensions"]),
            "the contents": sorted(wanted)
            == sorted(file.relative_to(shown).as_posix() for file in files([shown])),
            "Pyodide": not self.own or (self.site / "static/pyodide" / PYODIDE_LOCK).is_file(),
        }
        wrong = [name for name, holds in held.items() if not holds]
        if wrong:
            raise SphinxError(
                f"The notebooks for the browser lack {', '.join(wrong)}; make clean book builds "
                "them anew."
            )


def check_pyodide(folder: Path) -> None:
    """Raise SphinxError unless ``folder`` has the Pyodide that the kernel needs."""
    lock, entry = folder / PYODIDE_LOCK, folder / PYODIDE_MJS
    if not (lock.is_file() and entry.is_file()):
        raise SphinxError(f"lite_pyodide: {folder} has no unpacked Pyodide {PYODIDE_VERSION}.")
    if f'"{PYODIDE_VERSION}"' not in entry.read_text(encoding="utf-8"):
        raise SphinxError(f"lite_pyodide: {folder} has another Pyodide than {PYODIDE_VERSION}.")


def tell(site: Path, pyodide: str) -> None:
    """Make each app of the site tell its reader when Python cannot be loaded."""
    shutil.copyfile(RUNTIME, site / RUNTIME.name)
    address = pyodide if "://" in pyodide else f"../{pyodide.removeprefix('./')}"
    words = TEMPLATES.get_template("anybook/running/runtime.html").render(
        script=RUNTIME.name, address=address
    )
    for page in (site / app / "index.html" for app in APPS):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</body>", f"{words}\n</body>", 1), encoding="utf-8")


def take_english_as_known(site: Path) -> None:
    """Remove the message that there is no language pack for English.

    JupyterLite writes it or not, by what else is installed.
    """
    path = site / "api" / "translations" / "en.json"
    pack = json.loads(path.read_text(encoding="utf-8")) | {"message": ""}
    path.write_text(json.dumps(pack, indent=2, sort_keys=True), encoding="utf-8")


def start(app: Sphinx) -> None:
    """Start building the site while the chapters run (handles ``builder-inited``)."""
    if app.config.lite_build and app.builder.name == "html" and not app.config.anybook_edition_of:
        folder = Path(app.doctreedir).parent / ".lite"
        others = [name for name in app.config.anybook_editions if name != app.config.language]
        lite = Lite(Path(app.srcdir), folder, app.config.lite_pyodide, others)
        pool = ThreadPoolExecutor(1)
        app.anybook_lite = (lite, pool.submit(lite.build))  # type: ignore[attr-defined]
        pool.shutdown(wait=False)


def place(app: Sphinx, folder: Path) -> None:
    """Put the site into the staged book, or raise the error of its build."""
    begun: tuple[Lite, Future[None]] | None = getattr(app, "anybook_lite", None)
    if begun:
        lite, built = begun
        built.result()
        shutil.copytree(lite.site, folder / "lite")


def setup(app: Sphinx) -> None:
    """Register the settings and the build of the site."""
    app.add_config_value("lite_build", False, "env", bool)
    app.add_config_value("lite_pyodide", "", "env", str)
    app.connect("builder-inited", start)

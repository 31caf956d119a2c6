"""The Sphinx side: strict, fresh and staged builds, figures, the ledger, notebooks to run."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError

# Pages and package speak with the same words.
sys.path.append(str(Path(__file__).parents[2]))

from . import (
    alone,
    answering,
    contents,
    directory,
    downloads,
    edition,
    figures,
    ledger,
    lite,
    mentions,
    policy,
    provenance,
    rendering,
    run,
    search,
    share,
    sources,
    spoken,
)
from .ending import Ending
from .fresh import Freshness
from .site import SiteBuilder


def finish(app: Sphinx, freshness: Freshness, ending: Ending, error: Exception | None) -> None:
    """Publish a build without a fault; after any other, say that the last good book stays."""
    if error is None and not app._warncount:
        if isinstance(app.builder, SiteBuilder):
            app.builder.publish()
        freshness.remember()
        ending.close_well()
    else:
        ending.close_badly(app, error)


def prepare_kernels(build: Path) -> None:
    """Set what the kernels inherit: figures as data for this extension, and nobody's own settings.

    A reader's start-up files would run before every chapter, a reader's own kernel of the same name
    would run the chapters, and a kernel's remarks about itself would stand between the warnings
    that count. None of it needs a home folder that can be written.
    """
    profile = build / ".ipython"
    config = profile / "profile_default" / "ipython_kernel_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("c.IPKernelApp.log_level = 40\nc.HistoryManager.enabled = False\n")
    own = build / ".jupyter"
    for name in ("config", "data", "runtime"):
        (own / name).mkdir(parents=True, exist_ok=True)
        os.environ[f"JUPYTER_{name.upper()}_DIR"] = str(own / name)
    os.environ["AFTERLLAMA_BOOK"] = "1"
    os.environ["IPYTHONDIR"] = str(profile)
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    # What a build reads of the programs that it starts is UTF-8, whatever the locale.
    os.environ["PYTHONUTF8"] = "1"


def check_data(app: Sphinx, ending: Ending) -> None:
    """End the build before the first chapter where the data has faults, and name them."""
    book = Path(app.srcdir) / "book"
    if not (book / "afterllama" / "check.py").is_file():
        return
    command = [sys.executable, "-m", "afterllama.check"]
    done = subprocess.run(
        command, cwd=book, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        message = f"The data has faults; the last good book stays.\n{done.stderr.strip()}"
        ending.words = message
        raise SphinxError(message)


def use_templates(app: Sphinx, config: Config) -> None:
    """Let this extension's templates stand before those of the theme."""
    config.templates_path = [str(Path(__file__).parent / "templates"), *config.templates_path]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the book's builder, its checks and its figures."""
    # As `-W --keep-going` on the command line: every warning is shown, and any fails the build.
    app.keep_going = True
    build = Path(app.doctreedir).parent
    alone.wait(build)
    prepare_kernels(build)

    app.connect("config-inited", use_templates)
    # After the table of contents has been read, which says when it is at fault.
    app.connect("config-inited", contents.leave_out, priority=999)

    # jupyter-book sets it for an extension that _config.yml leaves out.
    app.add_config_value("comments_config", {}, "")
    ending = Ending(app)
    app.connect("builder-inited", lambda app: answering.check(app, ending))
    app.connect("builder-inited", lambda app: check_data(app, ending))
    freshness = Freshness(app)
    app.add_builder(SiteBuilder, override=True)
    app.connect("env-get-outdated", freshness.outdated)
    # Last of all: other extensions still write files when the build has finished.
    end = partial(finish, freshness=freshness, ending=ending)
    app.connect("build-finished", lambda app, error: end(app, error=error), priority=999)
    answering.setup(app)
    downloads.setup(app)
    figures.setup(app)
    ledger.setup(app)
    directory.setup(app)
    mentions.setup(app)
    lite.setup(app)
    policy.setup(app)
    provenance.setup(app)
    run.setup(app)
    rendering.setup(app)
    search.setup(app)
    share.setup(app)
    edition.setup(app)
    sources.setup(app)
    spoken.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": False}

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

from anybook.building import (
    build_lock,
    content_security,
    eval_texts,
    provenance,
    table_of_contents,
    templates,
)
from anybook.building.failures import Ending
from anybook.building.freshness import Freshness
from anybook.building.site import SiteBuilder
from anybook.figures import figures
from anybook.framing import chapter_frame
from anybook.running import browser_lab, run_links

from afterllama_sphinx.contact import contact
from afterllama_sphinx.finding import search, sharing
from afterllama_sphinx.languages import translation
from afterllama_sphinx.lists import (
    claim_cards,
    directory_page,
    downloads_page,
    evidence_switches,
    ledger_page,
    mentions,
    sources_page,
)

HERE, ANYBOOK = Path(__file__).parent, Path(__file__).parents[1] / "anybook"
#: Where templates stand that take the place of the theme's.
TEMPLATES = (HERE / "theme", HERE / "finding" / "theme", ANYBOOK / "building" / "theme")
#: The scripts of pages, each beside what it serves.
SCRIPTS = (
    *(ANYBOOK / "figures" / name for name in ("compose.js", "figures.js", "reading.js")),
    *(HERE / "lists" / name for name in ("cards.js", "evidence_switches.js", "ledger.js")),
    HERE / "finding" / "search.js",
)


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


def use_files(app: Sphinx, config: Config) -> None:
    """Let the features' templates stand before those of the theme, and serve their scripts."""
    config.templates_path = [*map(str, TEMPLATES), *config.templates_path]
    config.html_static_path = [*config.html_static_path, *map(str, SCRIPTS)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the book's builder, its checks and its figures."""
    # As `-W --keep-going` on the command line: every warning is shown, and any fails the build.
    app.keep_going = True
    build = Path(app.doctreedir).parent
    build_lock.wait(build)
    prepare_kernels(build)

    app.connect("config-inited", use_files)
    # After the table of contents has been read, which says when it is at fault.
    app.connect("config-inited", table_of_contents.leave_out, priority=999)

    # jupyter-book sets it for an extension that _config.yml leaves out.
    app.add_config_value("comments_config", {}, "")
    ending = Ending(app)
    app.connect("builder-inited", lambda app: contact.check(app, ending))
    app.connect("builder-inited", lambda app: check_data(app, ending))
    freshness = Freshness(app)
    app.add_builder(SiteBuilder, override=True)
    app.connect("env-get-outdated", freshness.outdated)
    # Last of all: other extensions still write files when the build has finished.
    end = partial(finish, freshness=freshness, ending=ending)
    app.connect("build-finished", lambda app, error: end(app, error=error), priority=999)
    contact.setup(app)
    downloads_page.setup(app)
    evidence_switches.setup(app)
    claim_cards.setup(app)
    figures.setup(app)
    chapter_frame.setup(app)
    ledger_page.setup(app)
    directory_page.setup(app)
    mentions.setup(app)
    browser_lab.setup(app)
    content_security.setup(app)
    provenance.setup(app)
    run_links.setup(app)
    templates.setup(app)
    search.setup(app)
    sharing.setup(app)
    translation.setup(app)
    sources_page.setup(app)
    eval_texts.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": False}

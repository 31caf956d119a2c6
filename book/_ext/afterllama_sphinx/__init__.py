"""This book's half of the Sphinx side: lists, search, sharing, languages, contact, corrections."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError

# Pages and package share their words.
sys.path.append(str(Path(__file__).parents[2]))

from anybook.building.failures import report_of
from anybook.host import use

from afterllama_sphinx.contact import contact
from afterllama_sphinx.corrections import corrections_page
from afterllama_sphinx.finding import search, sharing
from afterllama_sphinx.languages import missing, translation
from afterllama_sphinx.lists import (
    claim_cards,
    directory_page,
    downloads_page,
    evidence_switches,
    ledger_page,
    mentions,
    sources_page,
)
from afterllama_sphinx.this_book import THIS_BOOK

HERE = Path(__file__).parent
#: Templates that replace the theme's.
TEMPLATES = (HERE / "theme", HERE / "finding" / "theme")
#: The pages' scripts, each beside its feature.
SCRIPTS = (
    *(HERE / "lists" / name for name in ("mention_cards.js", "evidence_switches.js", "ledger.js")),
    HERE / "finding" / "search.js",
)

use(THIS_BOOK)


def check_data(app: Sphinx) -> None:
    """Stop the build before the first chapter if the data have faults, and list them."""
    book = Path(app.srcdir) / "book"
    if app.config.anybook_edition_of or not (book / "afterllama" / "check.py").is_file():
        return
    command = [sys.executable, "-m", "afterllama.check"]
    done = subprocess.run(
        command, cwd=book, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        message = f"The data has faults; the last good book stays.\n{done.stderr.strip()}"
        report_of(app).words = message
        raise SphinxError(message)


def use_files(app: Sphinx, config: Config) -> None:
    """Put the features' templates before the theme's, and serve their scripts."""
    config.templates_path = [*map(str, TEMPLATES), *config.templates_path]
    config.html_static_path = [*config.html_static_path, *map(str, SCRIPTS)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what any book can use, then what is this book's."""
    app.setup_extension("anybook")
    # Figures reach this extension as data, not as plotly's own output.
    os.environ["AFTERLLAMA_BOOK"] = "1"
    app.connect("config-inited", use_files)
    # Before everything else.
    app.connect("builder-inited", contact.check, priority=400)
    app.connect("builder-inited", check_data, priority=400)
    contact.setup(app)
    downloads_page.setup(app)
    corrections_page.setup(app)
    evidence_switches.setup(app)
    claim_cards.setup(app)
    ledger_page.setup(app)
    directory_page.setup(app)
    mentions.setup(app)
    search.setup(app)
    sharing.setup(app)
    translation.setup(app)
    missing.setup(app)
    sources_page.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}

"""The feature `site`: a book whose pages are all of this extension's making."""

from __future__ import annotations

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from anybook.building import (
    content_security,
    eval_texts,
    kernels,
    page_files,
    provenance,
    table_of_contents,
    templates,
)
from anybook.building.site_builder import SiteBuilder
from anybook.editions import editions
from anybook.embedding import own_pages
from anybook.figures import figures
from anybook.framing import chapter_frame, wide_tables
from anybook.running import browser_lab, run_links

#: Templates that replace the theme's.
TEMPLATES = Path(__file__).parent / "building" / "theme"

#: Processes that read pages at most: each runs a kernel of some 200 MB.
READERS = 4
#: jupyter-book's extension that numbers sections once all pages are read, and does not declare it.
UNDECLARED = "sphinx_multitoc_numbering"


def read_side_by_side(app: Sphinx, config: Config) -> None:
    """Read pages in a process a core, since most of the time goes into running notebooks.

    Handles ``config-inited``.
    """
    app.parallel = max(app.parallel, min(os.cpu_count() or 1, READERS))
    if UNDECLARED in app.extensions:
        app.extensions[UNDECLARED].parallel_read_safe = True


def use_templates(app: Sphinx, config: Config) -> None:
    """Put the templates before the theme's."""
    config.templates_path = [str(TEMPLATES), *config.templates_path]


def setup(app: Sphinx) -> None:
    """Register the builder of the site, its figures, its frame and its notebooks."""
    kernels.prepare(Path(app.doctreedir).parent)
    app.connect("config-inited", use_templates)
    app.connect("config-inited", read_side_by_side)
    # After the table of contents has been read, which reports its own faults.
    app.connect("config-inited", table_of_contents.leave_out, priority=999)
    # jupyter-book sets it for an extension that _config.yml leaves out.
    app.add_config_value("comments_config", {}, "")
    app.add_builder(SiteBuilder, override=True)
    page_files.setup(app)
    editions.setup(app)
    figures.setup(app)
    own_pages.setup(app)
    chapter_frame.setup(app)
    wide_tables.setup(app)
    browser_lab.setup(app)
    content_security.setup_site(app)
    provenance.setup(app)
    run_links.setup(app)
    templates.setup(app)
    eval_texts.setup(app)

"""What any Jupyter Book can use: staged builds, figures, print, and notebooks that run.

It does not depend on a book. A book registers itself with `anybook.host.use`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from anybook.building import (
    build_lock,
    content_security,
    eval_texts,
    kernels,
    page_files,
    provenance,
    table_of_contents,
    templates,
)
from anybook.building.failures import FailureReport
from anybook.building.freshness import Freshness
from anybook.building.site import SiteBuilder
from anybook.figures import figures
from anybook.framing import chapter_frame, wide_tables
from anybook.running import browser_lab, run_links

HERE = Path(__file__).parent
#: Templates that replace the theme's.
TEMPLATES = HERE / "building" / "theme"


def finish(
    app: Sphinx, freshness: Freshness, report: FailureReport, error: Exception | None
) -> None:
    """Publish a successful build; after a failed one, say that the last good book stays."""
    if error is None and not app._warncount:
        if isinstance(app.builder, SiteBuilder):
            app.builder.publish()
        freshness.remember()
        report.succeeded()
    else:
        report.failed(app, error)


def use_templates(app: Sphinx, config: Config) -> None:
    """Put the templates before the theme's."""
    config.templates_path = [str(TEMPLATES), *config.templates_path]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder, its checks and the figures."""
    # As `-W --keep-going` does: every warning is shown and fails the build.
    app.keep_going = True
    build = Path(app.doctreedir).parent
    build_lock.wait(build)
    kernels.prepare(build)

    app.connect("config-inited", use_templates)
    # After the table of contents has been read, which reports its own faults.
    app.connect("config-inited", table_of_contents.leave_out, priority=999)

    # jupyter-book sets it for an extension that _config.yml leaves out.
    app.add_config_value("comments_config", {}, "")
    report = FailureReport(app)
    app.anybook_report = report  # type: ignore[attr-defined]
    freshness = Freshness(app)
    app.add_builder(SiteBuilder, override=True)
    app.connect("env-get-outdated", freshness.outdated)
    # Last, as other extensions still write files when the build has finished.
    end = partial(finish, freshness=freshness, report=report)
    app.connect("build-finished", lambda app, error: end(app, error=error), priority=999)
    page_files.setup(app)
    figures.setup(app)
    chapter_frame.setup(app)
    wide_tables.setup(app)
    browser_lab.setup(app)
    content_security.setup(app)
    provenance.setup(app)
    run_links.setup(app)
    templates.setup(app)
    eval_texts.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": False}

"""What any Jupyter Book can use: ordinary plotly figures, and features switched on by name.

It does not depend on a book. A book registers itself with `anybook.host.use`.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from anybook.building import build_lock, content_security, freshness, warm_kernels
from anybook.building.failures import FailureReport, tell_remarks
from anybook.building.freshness import Freshness
from anybook.building.staged import StagedBuilder
from anybook.plotly_figures import ordinary_figures

HERE = Path(__file__).parent
#: What a book can switch on in `anybook_features`. `site` makes the whole site this extension's: it
#: needs the others, and the packages that README.md lists for it.
FEATURES = ("freshness", "strict", "staged", "security", "print", "site")


def features(app: Sphinx) -> set[str]:
    """Return the features that a book switches on.

    Raises
    ------
    ConfigError
        If one is unknown.
    """
    given = app.config.anybook_features
    names = [given] if isinstance(given, str) else list(given)
    for name in names:
        if name not in FEATURES:
            known = ", ".join(FEATURES)
            raise ConfigError(f"anybook_features: {name!r} is unknown; there are {known}.")
    return set(names)


def leave_out(app: Sphinx, config: Config) -> None:
    """Keep this folder's own texts from becoming pages (handles ``config-inited``)."""
    if HERE.is_relative_to(app.srcdir):
        own = HERE.relative_to(app.srcdir).as_posix()
        config.exclude_patterns = [*config.exclude_patterns, own]


def finish(
    app: Sphinx,
    error: Exception | None,
    remember: Freshness | None,
    report: FailureReport | None,
) -> None:
    """Publish a successful build; after a failed one, say so."""
    if error is None and not (report and app._warncount):
        if isinstance(app.builder, StagedBuilder):
            app.builder.publish()
        if remember:
            remember.remember()
        if report:
            report.succeeded()
    elif report:
        report.failed(app, error)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register ordinary figures, and what the book switches on."""
    app.add_config_value("anybook_features", [], "")
    app.add_config_value("anybook_depends", [], "")
    app.add_config_value("anybook_security_hosts", [], "html")
    chosen = features(app)
    # Cells then show figures as data; a notebook that chooses a renderer keeps its own.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
    app.connect("config-inited", leave_out)
    ordinary_figures.setup(app)
    warm_kernels.setup(app)
    report = remember = None
    if "strict" in chosen:
        # As `-W --keep-going` does: every warning is shown and fails the build.
        app.keep_going = True
        report = FailureReport(app, staged="staged" in chosen)
        app.anybook_report = report  # type: ignore[attr-defined]
    else:
        app.connect("build-finished", tell_remarks, priority=1000)
    if "freshness" in chosen:
        remember = Freshness(app)
        app.connect("env-get-outdated", remember.outdated)
        app.connect("config-inited", freshness.use_own_cache)
    if "staged" in chosen:
        build_lock.wait(Path(app.doctreedir).parent)
        app.add_builder(StagedBuilder, override=True)
    if "security" in chosen:
        content_security.setup(app)
    if "print" in chosen:
        from anybook.print import pages_pdf

        pages_pdf.setup(app)
    if "site" in chosen:
        # It needs packages that other books need not have.
        from anybook import whole_site

        whole_site.setup(app)
    # Last, as other extensions still write files when the build has finished.
    end = partial(finish, remember=remember, report=report)
    app.connect("build-finished", lambda app, error: end(app, error), priority=999)
    alone = chosen.isdisjoint(("freshness", "staged", "site"))
    return {"parallel_read_safe": True, "parallel_write_safe": alone}

"""Builds an edition of a book beside its first one, as told on the standard input."""

from __future__ import annotations

import json
import sys
from typing import Any


def main(given: dict[str, Any]) -> int:
    """Build, and return the status. Only remarks go to the standard output."""
    sys.path[:] = given.pop("path")

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    with patch_docutils(given["srcdir"]), docutils_namespace():
        app = Sphinx(confdir=None, buildername="html", status=None, **given)
        app.build()
    return app.statuscode


if __name__ == "__main__":
    sys.exit(main(json.load(sys.stdin.buffer)))

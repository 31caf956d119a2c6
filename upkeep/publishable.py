"""Checks that the book has a publisher and a contact, without which it is not published.

`make publishable` exits with 0 if `_config.yml` names both, else with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from afterllama.shown import publisher

ROOT = Path(__file__).parents[1]


def main(config: Path) -> str | None:
    """Return in one line what is missing; if nothing is, say who answers."""
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))["sphinx"]["config"]
    given = {name: str(settings.get(name) or "") for name in publisher.VARIABLES}
    wrong = "; ".join(publisher.missing(given))
    if wrong:
        return f"{config.name}: nobody answers for the book: {wrong}; it is not published"
    print(f"{given['publisher']} answers for the book.")
    return None


if __name__ == "__main__":
    sys.exit(main(ROOT / "_config.yml"))

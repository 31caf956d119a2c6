"""Checks that the book has a publisher and a contact, without which it is not published.

`make publishable` exits with 0 if `_config.yml` names both, else with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from afterllama.shown import publisher

ROOT = Path(__file__).parents[1]


def main(config: Path) -> int:
    """Say in one line what is missing, and return the exit status."""
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))["sphinx"]["config"]
    given = {name: str(settings.get(name) or "") for name in publisher.VARIABLES}
    wrong = publisher.missing(given)
    if wrong:
        told = (
            f"{config.name}: nobody answers for the book: {'; '.join(wrong)}; it is not published"
        )
        print(told, file=sys.stderr)
        return 1
    print(f"{given['publisher']} answers for the book.")
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT / "_config.yml"))

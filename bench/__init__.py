"""Measures what the book costs: its pages, its builds, and its package on corpora of any size."""

import sys
from pathlib import Path

# The package is run from its folder, not installed.
sys.path.insert(0, str(Path(__file__).parents[1] / "book"))

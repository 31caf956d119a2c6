"""Measures pages, builds, and the package on corpora of any size."""

import sys
from pathlib import Path

# The package and the Sphinx side are run from their folders, not installed.
BOOK = Path(__file__).parents[1] / "book"
sys.path[:0] = [str(BOOK), str(BOOK / "_ext")]

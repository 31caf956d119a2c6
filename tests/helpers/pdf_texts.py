"""Texts as a PDF has them."""

from __future__ import annotations

import re
import unicodedata


def squeezed(text: str) -> str:
    """Text without spaces and ligatures, which a PDF places as it likes."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))

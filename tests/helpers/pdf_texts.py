"""Texts as a PDF has them."""

from __future__ import annotations

import unicodedata


def squeezed(text: str) -> str:
    """Text without spaces and ligatures, which a PDF places as it likes."""
    return "".join(unicodedata.normalize("NFKC", text).split())

"""The page on the claims: texts, and words of figures."""

from afterllama.chapters.claims.texts import words

__all__ = ["words"]

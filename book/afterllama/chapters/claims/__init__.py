"""The page on the claims: texts, and words of figures."""

from afterllama.chapters.claims.texts import tally, words

__all__ = ["tally", "words"]

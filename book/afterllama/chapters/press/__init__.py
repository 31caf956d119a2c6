"""The page for the press."""

from afterllama.chapters.press.texts import words

__all__ = ["words"]

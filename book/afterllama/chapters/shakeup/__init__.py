"""The chapter on the months around February 2023: numbers, texts, and words of figures."""

from afterllama.chapters.shakeup.numbers import Shakeup, shakeup
from afterllama.chapters.shakeup.texts import words

__all__ = ["Shakeup", "shakeup", "words"]

"""The chapter on the reorganization: numbers, texts, and words of figures."""

from afterllama.chapters.reorganization.numbers import Reorganization, reorganization
from afterllama.chapters.reorganization.texts import words

__all__ = ["Reorganization", "reorganization", "words"]

"""The chapter on the fight over compute: numbers, texts, and words of figures."""

from afterllama.chapters.compute.numbers import Compute, compute
from afterllama.chapters.compute.texts import in_digits, words

__all__ = ["Compute", "compute", "in_digits", "words"]

"""The section on other papers: numbers, texts, and words of its figure."""

from afterllama.chapters.comparison.numbers import Comparison, comparison
from afterllama.chapters.comparison.texts import told, words

__all__ = ["Comparison", "comparison", "told", "words"]

"""The chapter on the authors who left: numbers, texts, and words of figures."""

from afterllama.chapters.authors.evidence import choice, evidence_sets
from afterllama.chapters.authors.numbers import Authors, authors
from afterllama.chapters.authors.texts import words

__all__ = ["Authors", "authors", "choice", "evidence_sets", "words"]

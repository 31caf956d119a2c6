"""The workbench: what it asks at first, and the words of its figure."""

from afterllama.chapters.workbench.first_question import bench

__all__ = ["bench"]

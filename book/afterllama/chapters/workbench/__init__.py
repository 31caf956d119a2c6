"""The workbench: what it asks at first, and the words of its figure."""

from afterllama.chapters.workbench.asking import bench

__all__ = ["bench"]

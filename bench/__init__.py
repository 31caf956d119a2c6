"""Measures what the book costs: its pages, its builds, and its package on corpora of any size."""

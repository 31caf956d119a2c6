"""Ordinary plotly figures: what a cell shows without any call becomes a figure of the book."""

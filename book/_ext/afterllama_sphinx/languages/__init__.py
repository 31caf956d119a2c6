"""Editions in other languages, and what their translators get."""

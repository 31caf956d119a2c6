"""Notebooks to run: in the reader's own browser, on Binder."""

"""Calls for pages and notebooks: figures, the ledger, sources, the directory, downloads."""

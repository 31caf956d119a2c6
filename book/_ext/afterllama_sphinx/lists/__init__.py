"""Pages that are lists of the data: the ledger, sources, the directory, downloads."""

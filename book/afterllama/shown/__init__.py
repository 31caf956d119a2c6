"""What a page or a notebook gets: figures, the ledger, sources, the directory, files."""

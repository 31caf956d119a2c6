"""How readers find a page: the search, and metadata for other sites."""

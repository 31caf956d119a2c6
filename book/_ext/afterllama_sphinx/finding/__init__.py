"""How readers find a page: the search, and what is told of pages to others."""

"""A figure on a page of its own, for other sites to embed and to share."""

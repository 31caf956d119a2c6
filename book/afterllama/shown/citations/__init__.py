"""How the book, its figures and its sources are cited."""

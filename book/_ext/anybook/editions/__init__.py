"""Editions of a book in further languages, in folders of its site."""

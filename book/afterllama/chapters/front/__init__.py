"""The front page: the words of its figure."""

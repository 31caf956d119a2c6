"""The computed numbers and words of each chapter."""

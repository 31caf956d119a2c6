"""Reads a folder of data into a record."""

"""Reads the tables of `data/` as described, or reports every fault in them."""

"""Corrections: the log, its feed, and how a reader reports an error."""

"""The built pages as one PDF."""

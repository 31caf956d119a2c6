"""Builds: staging, freshness, light assets, content security, clear failures."""

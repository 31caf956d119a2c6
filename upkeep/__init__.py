"""Checks to run from time to time, with a network: outside links, and known vulnerabilities."""

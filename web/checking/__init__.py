"""Checking a statement of results, open to everybody."""

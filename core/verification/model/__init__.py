"""Registrations, recognising organisations, shares, searches."""

"""Bringing the catalogue in and keeping a centre's venues."""

"""Passwords and secrets."""

"""Entering candidates for a session: one by one, and by file."""

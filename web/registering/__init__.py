"""Registering with a session's code, without a log-in, and the confirmation of entry."""

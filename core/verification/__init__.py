"""Recognising organisations and candidates: registering, sharing, searching, looking up, and being told of changes."""

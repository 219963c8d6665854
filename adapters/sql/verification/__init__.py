"""Recognising organisations, shares and what they find, stored."""

"""Recognising organisations find results, open them, and look them up."""

"""Signing statements with the awarding body's key, and checking what was signed."""

"""Test sessions in the database."""

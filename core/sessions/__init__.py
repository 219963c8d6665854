"""Test sessions: what is held when and where, until when one can enter, and who may."""

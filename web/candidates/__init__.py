"""Candidates: making an account, their own results, and sharing them."""

"""The trail of who did what: a hash chain in which a changed, removed or inserted record shows."""

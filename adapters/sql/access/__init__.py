"""Organisations, people and their memberships, log-ins, set-password links, and the count of attempts."""

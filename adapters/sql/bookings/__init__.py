"""Candidates, entries, bookings and help requests in the database."""

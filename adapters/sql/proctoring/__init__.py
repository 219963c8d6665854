"""Proctored tests, bookings, their logs and sessions in the database."""

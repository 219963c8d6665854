"""Bookings: a preparation centre's entries for a session, with their candidates, fees and payments."""

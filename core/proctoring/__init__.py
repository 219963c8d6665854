"""Proctored tests, the booking of live proctors at a vendor, and the log that tells every step of it."""

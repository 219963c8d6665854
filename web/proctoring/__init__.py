"""Deliver: proctored tests, their bookings and logs; the service desk's page; the door for vendors' notices."""

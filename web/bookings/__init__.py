"""Pages of bookings: what is entered for a session, for whom, what it costs and what was paid."""

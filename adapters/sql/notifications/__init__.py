"""Messages in the database: deliveries, what people chose, and whom to tell."""

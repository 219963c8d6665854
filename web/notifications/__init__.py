"""Pages of messages: what a person wants to get, what became of deliveries, and the demo's mailbox."""

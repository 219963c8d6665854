"""What organisations, candidates and the recognition team do with results."""

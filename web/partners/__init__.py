"""Pages of a test centre about the preparation centres it works with."""

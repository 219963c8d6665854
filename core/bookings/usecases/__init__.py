"""What preparation centres and test centres do with entries, payments and questions."""

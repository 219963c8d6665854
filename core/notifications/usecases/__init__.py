"""From a promise to a letter, and what people choose to get."""

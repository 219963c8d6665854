"""Results of candidates in the database."""

"""Storage in SQLite and PostgreSQL, with one set of tables and statements for both."""

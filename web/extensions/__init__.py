"""Pages of plugins: what was found at start, and what each organisation uses of it."""

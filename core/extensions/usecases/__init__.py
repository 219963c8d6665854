"""Setting plugins up, switching them on and off, trying them, seeing how they stand."""

"""The embedded job engine: promised jobs from the house's own database, run in its own process."""

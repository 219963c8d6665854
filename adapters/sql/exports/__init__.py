"""Templates and downloads, stored."""

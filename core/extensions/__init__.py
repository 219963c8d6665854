"""What plugins offer, which offer is switched on for whom, and its settings."""

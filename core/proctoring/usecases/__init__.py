"""What planners, schedulers, the service desk, the vendor and the clockwork can ask for."""

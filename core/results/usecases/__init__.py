"""What results officers, the command line and the clockwork can ask for."""

"""What people can ask of access, one module for each thing."""

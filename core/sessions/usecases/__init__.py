"""What a test centre does with its sessions."""

"""What the house costs, beside the bare database driver doing the same, and as the house fills."""

"""What the public is shown of how the offices answer."""

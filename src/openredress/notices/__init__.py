"""What is sent to petitioners, over which channel, and what became of it."""

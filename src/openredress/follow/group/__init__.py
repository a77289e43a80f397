"""A group around a case: its invitation, and the pages of those who take part in it."""

"""A dispute that is mediated: the page of the petitioner, and that of the other side."""

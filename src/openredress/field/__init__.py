"""Going out without a network: kits, the laptop's own pages, the telephone's, and the merge."""

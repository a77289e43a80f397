"""Filing and following a case: the public pages and the counter."""

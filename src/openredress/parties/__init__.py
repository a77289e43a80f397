"""Who a case is from, kept apart from the case."""

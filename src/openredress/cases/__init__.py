"""The case file: one grievance and everything done about it."""

"""The tree of offices, their staff and who may act for whom."""

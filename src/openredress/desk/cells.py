"""Cells of a table that a spreadsheet opens."""


def plain_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: what people write may begin like one."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

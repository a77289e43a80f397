"""How what is owed is called where limits are named, beside the limits of a pack."""

#: A promised remedy.
REMEDY = "remedy"
_DEMAND = "demand-"


def limit_of_demand(number: int) -> str:
    """What the clock of a demand is called, as in "demand-2"."""
    return f"{_DEMAND}{number}"


def demand_in(limit: str) -> int:
    """The number of the demand whose clock this is, 0 where it is none."""
    rest = limit.removeprefix(_DEMAND) if limit.startswith(_DEMAND) else ""
    return int(rest) if rest.isdecimal() and rest.isascii() else 0

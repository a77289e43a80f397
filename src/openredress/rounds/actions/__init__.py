"""The only writer of rounds. Each act is one transaction; a refusal leaves all as it was."""

from .arriving import Came, Given, Outcome, take_in
from .kits import NotHere, opener, revoke, take_kit
from .planning import Plan, cancel, goes_out, move, plan, reads_what_waits
from .waiting import Why, enclosed, settle

__all__ = [
    "Came",
    "Given",
    "NotHere",
    "Outcome",
    "Plan",
    "Why",
    "cancel",
    "enclosed",
    "goes_out",
    "move",
    "opener",
    "plan",
    "reads_what_waits",
    "revoke",
    "settle",
    "take_in",
    "take_kit",
]

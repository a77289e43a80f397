"""The only writer of rounds. Each act is one transaction; a refusal leaves all as it was."""

from .arriving import Came, Given, Outcome, Why, came_already, settle, take_in
from .kits import NotHere, opener, revoke, take_kit
from .planning import Plan, cancel, goes_out, move, plan, reads_what_waits

__all__ = [
    "Came",
    "Given",
    "NotHere",
    "Outcome",
    "Plan",
    "Why",
    "came_already",
    "cancel",
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

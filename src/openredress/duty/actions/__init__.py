"""The only writer of rosters, absences, swaps, duty keys and alerts. Each act is one transaction.

What cannot be done comes back as a `Refused` and leaves everything as it was.
"""

from .absences import away, back
from .alerting import Done, acknowledge, raise_and_climb
from .keys import holder_of, make_key, revoke_key
from .roster import change_shift, make_shifts, remove_shift, set_hours
from .swapping import answer_swap, ask_swap

__all__ = [
    "Done",
    "acknowledge",
    "answer_swap",
    "ask_swap",
    "away",
    "back",
    "change_shift",
    "holder_of",
    "make_key",
    "make_shifts",
    "raise_and_climb",
    "remove_shift",
    "revoke_key",
    "set_hours",
]

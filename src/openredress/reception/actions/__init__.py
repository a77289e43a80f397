"""The only writer of reception. Each act is one transaction; a refusal leaves all as it was."""

from openredress.duty.actions.writing import keeps

from .booking import Booked, NotHere, book, cancel, find, give_up
from .forgetting import forget
from .groups import Trouble, arrive, climb, come, leave, meet, see_to
from .hours import announce, call_off, keep_hours, keep_room
from .numbers import call_next, hand_out

__all__ = [
    "Booked",
    "NotHere",
    "Trouble",
    "announce",
    "arrive",
    "book",
    "call_next",
    "call_off",
    "cancel",
    "climb",
    "come",
    "find",
    "forget",
    "give_up",
    "hand_out",
    "keep_hours",
    "keep_room",
    "keeps",
    "leave",
    "meet",
    "see_to",
]

"""A case, or several together, that no single office can settle, before a coordination meeting."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class PutOnAgenda(Event):
    """The case goes to the `meeting` that `office` has called for the day `meets_on`.

    `item` is its place there, which it may share with other cases; `offices` are asked to settle it
    with the one that answers, and take part from now on.
    """

    tag: ClassVar[str] = "put-on-agenda"

    meeting: int
    item: int
    office: int
    meets_on: date
    offices: tuple[int, ...] = ()
    question: str = words()


@dataclass(frozen=True, kw_only=True)
class TakenOffAgenda(Event):
    """The case does not go to the meeting after all, or the meeting is not held."""

    tag: ClassVar[str] = "taken-off-agenda"

    meeting: int
    item: int
    office: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class JointlyDecided(Event):
    """What the meeting agreed: the office `lead` answers and decides by `due_on` (the demand
    `number`); each of `co_handlers` does its part and tells the lead by `contribute_by` (the
    demands after it). The minutes do not change afterwards.
    """

    tag: ClassVar[str] = "jointly-decided"

    meeting: int
    item: int
    office: int
    number: int
    lead: int
    co_handlers: tuple[int, ...] = ()
    due_on: date
    contribute_by: date
    decision: str = words()


@dataclass(frozen=True, kw_only=True)
class MinutesCorrected(Event):
    """Something is added to the minutes, which stay as they are."""

    tag: ClassVar[str] = "minutes-corrected"

    meeting: int
    item: int
    office: int
    text: str = words()

"""Heard in person: times that were booked, statements taken down, groups that were met."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class ReceptionBooked(Event):
    """The petitioner booked a time at `office`, at `with_head` on a reception day of a head.

    What was asked for, such as an interpreter, is not told here: it is erased soon after the day.
    """

    tag: ClassVar[str] = "reception-booked"

    booking: int
    office: int
    starts_at: datetime
    with_head: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceptionCancelled(Event):
    """The time that was booked is given up by the petitioner, or the office cannot keep it."""

    tag: ClassVar[str] = "reception-cancelled"

    booking: int
    office: int
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class StatementTaken(Event):
    """What the petitioner said at `office` was taken down there and read back to them.

    `received_by` is who heard them, as the petitioner was told.
    """

    tag: ClassVar[str] = "statement-taken"

    office: int
    language: str
    interpreted: bool = False
    text: str = words()
    received_by: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class StatementConfirmed(Event):
    """The petitioner confirmed the statement at `about` in the journal: on `paper`, by a signature
    that the office has, or on their `page`.
    """

    tag: ClassVar[str] = "statement-confirmed"

    about: int
    how: str


@dataclass(frozen=True, kw_only=True)
class StatementAnnotated(Event):
    """The petitioner adds what is wrong or missing in the statement, which stays as it is."""

    tag: ClassVar[str] = "statement-annotated"

    about: int
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class GroupMet(Event):
    """People came to `office` about this together at `arrived_at`. `came` is the capacity of who
    went out to them; who the people were is asked nowhere.
    """

    tag: ClassVar[str] = "group-met"

    office: int
    arrived_at: datetime
    met_at: datetime
    size: int
    came: str
    answer: str = words()

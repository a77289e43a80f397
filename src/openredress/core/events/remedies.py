"""What is said and done about a remedy after it was promised."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class RemedyMoved(Event):
    """The remedy `number` is to be done by another day, `before` which it was to be done. The day
    that was promised first stays the one by which the office is judged.
    """

    tag: ClassVar[str] = "remedy-moved"

    number: int
    due_on: date
    before: date
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class RemedyConfirmed(Event):
    """The petitioner says that the remedy `number` was done."""

    tag: ClassVar[str] = "remedy-confirmed"

    number: int


@dataclass(frozen=True, kw_only=True)
class RemedyObjected(Event):
    """The petitioner says that the remedy `number` was not done. The head of `office`, or whoever
    stands over it, settles that by `due_on`: the demand of the number `demand`.
    """

    tag: ClassVar[str] = "remedy-objected"

    number: int
    demand: int
    office: int
    due_on: date
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class RemedySettled(Event):
    """What came of it that the petitioner said that the remedy `number` was not done: it was
    (`is_done`), or it is to be done again by `due_on`.
    """

    tag: ClassVar[str] = "remedy-settled"

    number: int
    demand: int
    is_done: bool
    due_on: date | None = None
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class RemedyUnanswered(Event):
    """The days were over in which the petitioner could say whether the remedy `number` was done,
    and nothing was said. That is neither a yes nor a no.
    """

    tag: ClassVar[str] = "remedy-unanswered"

    number: int

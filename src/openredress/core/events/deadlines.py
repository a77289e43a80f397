"""Time that is given, stopped, missed, and what followed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(Event):
    """More time is asked for: `amount` in the unit of the `limit`."""

    tag: ClassVar[str] = "extension-requested"

    limit: str
    amount: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ExtensionGranted(Event):
    """More time is given: `amount` in the unit of the `limit`. The petitioner reads the reason."""

    tag: ClassVar[str] = "extension-granted"

    limit: str
    amount: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(Event):
    """No more time is given; the `limit` stays as it was."""

    tag: ClassVar[str] = "extension-refused"

    limit: str
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Paused(Event):
    """The clock of the `limit` stands still from the next day. `ground` is one of the pack."""

    tag: ClassVar[str] = "paused"

    limit: str
    ground: str
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Resumed(Event):
    """The clock of the `limit` runs again from the next day."""

    tag: ClassVar[str] = "resumed"

    limit: str
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class LimitBreached(Event):
    """A duty was not met in time. `started_at` tells which run of the limit it was."""

    tag: ClassVar[str] = "limit-breached"

    limit: str
    due_on: date
    started_at: datetime
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LimitReminded(Event):
    """Those who handle the case were reminded, `before` the last day `due_on`. `remedy` is the
    number of a promised remedy that is meant, 0 where it is a limit of the pack.
    """

    tag: ClassVar[str] = "limit-reminded"

    limit: str
    due_on: date
    before: int
    remedy: int = 0


@dataclass(frozen=True, kw_only=True)
class LimitEscalated(Event):
    """What the pack lays down for what is late was done. `rung` is remind, tell-head,
    tell-supervisor or count-overdue, `after` how long after the last day it was to be done,
    `office` the one that was told or takes it up, if there is one. `remedy` is as in
    `LimitReminded`; `started_at` tells the run of a limit.
    """

    tag: ClassVar[str] = "limit-escalated"

    limit: str
    due_on: date
    rung: str
    after: int
    office: int | None = None
    remedy: int = 0
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(Event):
    """The last day of a limit that runs is another one, because the calendar was changed: by
    `office`, or `None` when official holidays were announced. `change` is the number of the change.
    A limit that counts while the office is open ends at another moment, `due_at` and no longer
    `was_due_at`, perhaps of the same day.
    """

    tag: ClassVar[str] = "deadline-moved"

    limit: str
    was_due_on: date
    due_on: date
    change: int
    office: int | None = None
    reason: str = words(default="")
    was_due_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RemedyOverdue(Event):
    """The remedy `number` was not done on the day that was promised."""

    tag: ClassVar[str] = "remedy-overdue"

    number: int
    due_on: date
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RightLapsed(Event):
    """A right was not used in time."""

    tag: ClassVar[str] = "right-lapsed"

    limit: str
    due_on: date

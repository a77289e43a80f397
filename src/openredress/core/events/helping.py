"""Somebody whom an office offers helps the petitioner who chose them. Who helps is told to both
sides: it is somebody who is named in public for it.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class HelperAsked(Event):
    """The petitioner chose somebody of the list, the helper of this `number`: for what is in
    `scope` beside following the case, and at the longest until the day `until` is over. They see
    nothing of it before they agree.
    """

    tag: ClassVar[str] = "helper-asked"

    number: int
    staff: int
    scope: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class HelperAccepted(Event):
    """The helper agreed, and helps from now on."""

    tag: ClassVar[str] = "helper-accepted"

    number: int


@dataclass(frozen=True, kw_only=True)
class HelperDeclined(Event):
    """The helper cannot; why is for the petitioner."""

    tag: ClassVar[str] = "helper-declined"

    number: int
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class HelperChanged(Event):
    """The same helper may do something else from now on, or until another day."""

    tag: ClassVar[str] = "helper-changed"

    number: int
    scope: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class HelperEnded(Event):
    """The petitioner took it back, or the helper stepped down; why they did is for the petitioner.
    `by_helper` says which.
    """

    tag: ClassVar[str] = "helper-ended"

    number: int
    by_helper: bool = False
    reason: str = words(default="")

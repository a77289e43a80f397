"""Somebody acts for the petitioner. Who that is, is sealed elsewhere and stands in no event."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event


@dataclass(frozen=True, kw_only=True)
class ProxyNamed(Event):
    """The petitioner lets somebody act for them, the proxy of this `number`: for what is in `scope`
    beside following the case, and at the longest until the day `until` is over. The office sees
    what they are called where the petitioner lets it (`is_shown`).
    """

    tag: ClassVar[str] = "proxy-named"

    number: int
    scope: tuple[str, ...] = ()
    until: date | None = None
    is_shown: bool = False


@dataclass(frozen=True, kw_only=True)
class ProxyChanged(Event):
    """The same proxy acts for something else from now on, or until another day."""

    tag: ClassVar[str] = "proxy-changed"

    number: int
    scope: tuple[str, ...] = ()
    until: date | None = None
    is_shown: bool = False


@dataclass(frozen=True, kw_only=True)
class ProxyEnded(Event):
    """The petitioner took it back, or the proxy laid it down: their code opens nothing any more."""

    tag: ClassVar[str] = "proxy-ended"

    number: int

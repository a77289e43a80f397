"""How long a case is kept, and what was erased."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class RetentionWarned(Event):
    """The petitioner is told that the case will be forgotten once the day `until` is over.

    It ended on `ended_on` and is kept for `amount` of `unit`, by the procedure or, where
    `by_institution`, by a rule that the institution set instead.
    """

    tag: ClassVar[str] = "retention-warned"

    until: date
    ended_on: date
    amount: int
    unit: str
    by_institution: bool = False


@dataclass(frozen=True, kw_only=True)
class KeptLonger(Event):
    """The petitioner wants the case kept, at least until the day `until` is over."""

    tag: ClassVar[str] = "kept-longer"

    until: date
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    """The case must not be forgotten; by `review_on` somebody looks whether that is still so."""

    tag: ClassVar[str] = "hold-placed"

    review_on: date
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    """What kept the case from being forgotten is over."""

    tag: ClassVar[str] = "hold-lifted"

    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Event):
    """The petitioner asks that something be erased: `scope` is "identity" or "everything"."""

    tag: ClassVar[str] = "erasure-asked"

    scope: str
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ErasureTakenBack(Event):
    """The petitioner no longer wants it erased, be it that it was asked for or granted already."""

    tag: ClassVar[str] = "erasure-taken-back"


@dataclass(frozen=True, kw_only=True)
class ErasureGranted(Event):
    """The office agrees to erase `scope`, which may be less than was asked for. It is done once
    the day `erase_on` is over; name and contact are erased at once.
    """

    tag: ClassVar[str] = "erasure-granted"

    scope: str
    erase_on: date
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ErasureRefused(Event):
    """The office erases nothing now. `doors` say where one can turn with that."""

    tag: ClassVar[str] = "erasure-refused"

    doors: tuple[str, ...] = ()
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class IdentityErased(Event):
    """Name and contact of the petitioner were erased, every version of them, with their key."""

    tag: ClassVar[str] = "identity-erased"


@dataclass(frozen=True, kw_only=True)
class Forgotten(Event):
    """The case was forgotten: what people wrote in the entries `erased` is gone, and so are name,
    contact and files. `ground` is "retention" or "request", `due_on` the day it was due.
    """

    tag: ClassVar[str] = "forgotten"

    ground: str
    due_on: date
    erased: tuple[int, ...]

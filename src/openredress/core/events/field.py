"""Received away from the office, on a round."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .event import Event


@dataclass(frozen=True, kw_only=True)
class BroughtFromRound(Event):
    """What was filed had been received on the round of this number, at `received_at`, and was
    brought here when this entry was written. The filing itself bears the time at which it was
    received.

    `told_at` is what the clock of the device said; the two differ where that cannot be, before
    the `kit` was taken out or after it came back. `kit_revoked` is true where the kit was
    reported lost after this was received.
    """

    tag: ClassVar[str] = "brought-from-round"

    round: int
    kit: str
    received_at: datetime
    told_at: datetime
    kit_revoked: bool = False
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptGivenAgain(Event):
    """The device on the round had given another code before anybody had taken the first one. The
    later one, handed out there, opens the case.
    """

    tag: ClassVar[str] = "receipt-given-on-round"

    round: int
    kit: str

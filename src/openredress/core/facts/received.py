"""What is known of a visit. It imports nothing, so that `known` can name it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Appointment:
    """A time that was booked. `booking` is its key, `seq` its place in the journal."""

    seq: int
    booking: int
    office: int
    starts_at: datetime
    with_head: bool
    is_cancelled: bool = False


@dataclass(frozen=True)
class Statement:
    """What was taken down in person. `confirmed` is paper or page, "" while it is not;
    `annotations` are the places of what the petitioner added.
    """

    seq: int
    office: int
    confirmed: str = ""
    annotations: tuple[int, ...] = ()

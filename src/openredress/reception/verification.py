"""Whether bookings say what the journals of their cases do."""

from collections.abc import Iterator
from datetime import datetime

from openredress.cases.models import JournalEntry

from .models import BookedCase


def differences(now: datetime) -> Iterator[tuple[str, str]]:
    """Number of a case, and what is wrong with a booking of it. What is over is erased."""
    rows = JournalEntry.objects.filter(tag__in=("reception-booked", "reception-cancelled"))
    told = rows.order_by("case_id", "seq").values_list("case__number", "tag", "data")
    said: dict[int, tuple[str, str, bool]] = {}
    for number, tag, data in told:
        key = data["booking"]
        starts_at = data.get("starts_at") or said.get(key, ("", "", False))[1]
        said[key] = (number, starts_at, tag == "reception-cancelled")
    for row in BookedCase.objects.select_related("booking", "case").order_by("pk"):
        number, starts_at, is_off = said.pop(row.booking_id, ("", "", False))
        kept = row.booking
        stands = kept.starts_at.isoformat() == _utc(starts_at, kept.starts_at)
        if number != row.case.number or not stands or is_off != (kept.cancelled_at is not None):
            yield row.case.number, f"booking {row.booking_id}"
    for key, (number, starts_at, _off) in said.items():
        if datetime.fromisoformat(starts_at) > now:
            yield number, f"booking {key} is gone"


def _utc(told: str, like: datetime) -> str:
    """The moment that the journal tells, written as the row is."""
    return datetime.fromisoformat(told).astimezone(like.tzinfo).isoformat() if told else ""

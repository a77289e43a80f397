"""From what was said in person to plain values."""

from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases.received import Heard, Visit

Plain = dict[str, Any]


def visit_told(visit: Visit, zone: ZoneInfo) -> Plain:
    return {
        "office": visit.office, "starts_at": visit.starts_at.astimezone(zone),
        "with_head": visit.with_head, "ahead": visit.is_ahead, "cancelled": visit.is_cancelled,
        "reason": visit.reason,
    }  # fmt: skip


def statement_told(said: Heard, zone: ZoneInfo) -> Plain:
    return {
        "number": said.seq, "office": said.office, "at": said.at.astimezone(zone),
        "language": said.language, "interpreted": said.interpreted,
        "received_by": said.received_by, "text": said.text, "confirmed": said.confirmed,
        "annotations": list(said.annotations),
    }  # fmt: skip

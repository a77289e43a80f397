"""What is told of being heard in person."""

from datetime import datetime

from ninja import Field

from .base import Schema


class VisitTold(Schema):
    """A time that was booked. It is `ahead` until its hour, unless it was cancelled."""

    office: str
    starts_at: datetime
    with_head: bool = Field(description="Whether the head of the office receives.")
    ahead: bool
    cancelled: bool
    reason: str = Field(description="Why the office could not keep it; else empty.")


class StatementTold(Schema):
    """What was said in person and taken down."""

    number: int = Field(description="Its place in the history of the case.")
    office: str
    at: datetime
    language: str
    interpreted: bool = Field(description="Whether an interpreter was there.")
    received_by: str
    text: str
    confirmed: str = Field(description="paper or page; empty while it is not confirmed.")
    annotations: list[str] = Field(description="What the petitioner added, the first one first.")

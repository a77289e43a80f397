"""What is told of a hearing."""

from datetime import date, datetime

from ninja import Field

from .base import Schema


class SeatTold(Schema):
    """Somebody on the panel; `objection` is what the petitioner said against them."""

    seat: int
    name: str
    office: str = Field(description="Empty for somebody invited from outside.")
    chairs: bool
    declared: bool = Field(description="Whether they declared to have no interest.")
    objection: str
    answer: str


class HearingDocument(Schema):
    side: str = Field(description="petitioner or office.")
    file: int = Field(description="The number of the file in the case.")


class SideSaid(Schema):
    side: str
    said: str = Field(description="confirmed, annotated, silent, or empty while there is time.")


class MinutesNote(Schema):
    side: str
    text: str
    at: datetime


class HearingHeld(Schema):
    """Who was there, the minutes, and what each side says of them."""

    began_at: datetime
    ended_at: datetime
    present: list[str]
    petitioner: bool
    companion: bool
    representatives: list[int]
    office_came: bool
    minutes: str
    answer_until: date | None
    sides: list[SideSaid]
    annotations: list[MinutesNote]
    corrections: list[str]


class Dissent(Schema):
    name: str = Field(description="Empty where the text itself says who.")
    text: str


class HearingFinding(Schema):
    finding: str
    reasons: str
    votes_for: int
    votes_against: int
    abstained: int
    dissents: list[Dissent]


class HearingTold(Schema):
    """A hearing of the case, the latest first."""

    number: int
    state: str = Field(
        description="asked, refused, ordered, announced, cancelled, recorded or found."
    )
    status: str
    office: str = Field(description="Who holds it.")
    side: str = Field(description="Whose answer is heard; empty where nobody speaks for it.")
    asked: str
    needs: str
    companion_comes: bool
    companion: str = Field(description="Who comes along, if they were named.")
    answer_by: date | None
    reason: str
    ended: str = Field(description="Why it was refused or cancelled; else empty.")
    wished_closed: bool
    panel: list[SeatTold]
    starts_at: datetime | None
    public: bool
    where: str
    arranged: str
    why: str
    time_stands_still: bool
    documents: list[HearingDocument]
    documents_until: date | None
    held: HearingHeld | None
    found: HearingFinding | None
    published: str

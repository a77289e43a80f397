"""What those beside the petitioner send and are told: members of a group, and the two sides of a
mediation; and what the petitioner sends about a hearing.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from openredress.core.engine import MAX_TEXT
from openredress.parties.members import LONGEST_NAME, LONGEST_SAY

from .clocks import OfficeNamed
from .given import Given, upto
from .told import AnswerTold, LineTold

Written = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_TEXT, strip_whitespace=True)
]
Scope = Literal["speak", "receive", "negotiate"]
YesOrNo = Literal["yes", "no", ""]


class WrittenGiven(Given):
    text: Written


class AgreesGiven(Given):
    agrees: bool


class ToldGiven(Given):
    """How somebody beside the petitioner is told from now on. A contact that is left out stays as
    it was; one in `remove` is taken out.
    """

    tell_by: list[Literal["email", "sms", "chat"]] = []
    topics: list[upto(20)] = Field(
        [],
        description="Of a member: settlements, spokesmen, reports, course, hearings. Of the other "
        "side of a mediation: answers, meetings, going-on. Left out, all of them.",
    )
    language: upto(20) = Field("", description="en or zh-hans; that of the request otherwise.")
    email: upto(254) = ""
    phone: upto(60) = ""
    chat: upto(100) = ""
    remove: list[Literal["email", "phone", "chat"]] = []


# Members -----------------------------------------------------------------------------------


class SayGiven(Given):
    """What a member says, is called, and lets the office see of it: all of it may be left out."""

    say: upto(LONGEST_SAY) = ""
    name: upto(LONGEST_NAME) = ""
    shown: list[Literal["say", "name"]] = []


class JoiningGiven(SayGiven):
    invitation: upto(100) = Field(description="The code that whoever invites hands on.")


class StandGiven(Given):
    calls: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)] = Field(
        description="What the members call you. The office knows you by a number."
    )
    about: upto(MAX_TEXT) = ""


class MandateGiven(Given):
    scope: list[Scope] = Field(description="What they may do for you. Nobody settles for you.")
    until: date | None = Field(None, description="The last day; left out, until it is taken back.")


class ReceiptGiven(Schema):
    """`receipt_code` opens the page and is given this once: it is not kept here."""

    number: str
    receipt_code: str


class LeftTold(Schema):
    left: bool = True


class SpokesmanTold(Schema):
    """Somebody who is ready to represent the group; `yours` is what you let them do."""

    number: int
    calls: str
    about: str
    support: int
    is_chosen: bool
    is_you: bool
    scope: list[str]
    yours: list[str]
    until: date | None


class ReportTold(Schema):
    number: int
    calls: str
    at: datetime
    text: str


class SettlementTold(Schema):
    """What an office offers; `yours` is yes, no or empty, and silence is a no."""

    case: str
    number: int
    office: str
    terms: str
    answer_by: date
    due_on: date
    is_open: bool
    yours: YesOrNo
    agreed: int
    refused: int
    silent: int


class GroupTold(Schema):
    """What the page of a member shows. `you_represent` is your number among those who are ready to
    represent the group, 0 if you are not; `replaced_from` is from when on somebody who reads your
    e-mail can have a new receipt in place of yours, unless you refuse.
    """

    number: str
    stage: str
    plain: str
    office: OfficeNamed
    about: str
    taking_part: int
    on_paper: int
    most_representatives: int
    chosen: list[SpokesmanTold]
    ready: list[SpokesmanTold]
    you_represent: int
    you_may_write: bool
    reports: list[ReportTold]
    report_by: date | None
    settlements: list[SettlementTold]
    answer: AnswerTold | None
    steps: list[str] = Field(description="What you can do by yourself, by its name.")
    say: str
    name_is_kept: bool
    shown: list[str]
    told_by: list[str]
    replaced_from: datetime | None
    history: list[LineTold]


# Mediation ---------------------------------------------------------------------------------


class LetterGiven(Given):
    letter: upto(100) = Field(description="The code of the letter; it opens once.")


class AloneGiven(WrittenGiven):
    goes_on: bool = Field(False, description="Whether the next mediator may read it, too.")


class RungOfMediation(Schema):
    """`state` is passed, now, ahead, or none where nobody stands on it."""

    name: str
    office: str
    state: str
    days: int
    due_on: date | None
    ground: str
    report: str


class MeetingOfMediation(Schema):
    number: int
    starts_at: datetime
    place: str
    is_ahead: bool
    present: list[str]
    record: str


class SaidTold(Schema):
    side: str
    said: YesOrNo


class AsideTold(Schema):
    """What you and the mediator said alone; `text` is null while it is locked."""

    at: datetime
    by_you: bool
    goes_on: bool
    text: str | None


class PointTold(Schema):
    owner: str = Field(description="petitioner, other or office.")
    text: str
    due_on: date


class AgreementTold(Schema):
    """`until` is until when a side can take back what both have confirmed."""

    number: int
    terms: str
    points: list[PointTold]
    answers: list[SaidTold]
    until: date | None
    is_open: bool
    is_bound: bool


class MediationTold(Schema):
    """What a side reads of a mediation: the petitioner, or the other side."""

    number: str
    side: str = Field(description="petitioner or other: which of the two you are.")
    office: str
    mediating_along: list[str]
    about: str
    called: str = Field(description="How the other side knows whoever asks.")
    is_running: bool
    became: str
    consents: list[SaidTold]
    due_on: date | None
    rungs: list[RungOfMediation]
    meetings: list[MeetingOfMediation]
    alone: list[AsideTold]
    agreements: list[AgreementTold]


# Hearings ----------------------------------------------------------------------------------


class HearingAsked(Given):
    reason: Written
    needs: upto(1000) = ""
    closed: bool = Field(False, description="Whether nobody but those who take part may listen.")


class CompanionGiven(Given):
    name: upto(150) = Field("", description="Who comes along; they need not be named.")


class ObjectionToSeat(Given):
    seat: int = Field(description="The seat on the panel, as `hearings` of the case has it.")
    reason: Written


class DocumentsGiven(Given):
    files: list[int] = Field(description="Numbers of files of the case.")

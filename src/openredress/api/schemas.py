"""What goes in and what comes out. OpenAPI is made from these, and tests hold answers to them."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from openredress.core.engine import MAX_TEXT


def upto(longest: int) -> Any:
    return Annotated[str, StringConstraints(max_length=longest, strip_whitespace=True)]


class Given(Schema):
    """What is sent. A field that does not exist is refused, so that nothing is lost silently."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def refuse_nul(cls, value: Any) -> Any:
        """JSON can carry the character 0, and PostgreSQL keeps no text with it."""
        if isinstance(value, str) and "\0" in value:
            raise PydanticCustomError("string_unicode", "NUL")
        return value


class PetitionerGiven(Given):
    """Who files, all of it optional, kept apart from the case."""

    name: upto(200) = ""
    phone: upto(60) = ""
    email: upto(254) = ""
    address: upto(400) = ""
    revealing: upto(2000) = Field("", description="Things that would give the petitioner away.")


class CaseGiven(Given):
    """Only `text` is required. Matter, place and office are each a code or a name."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] = Field(
        description="What happened, in the words of whoever files."
    )
    wish: upto(MAX_TEXT) = Field("", description="What is asked for.")
    matter: upto(200) = Field("", description="Code or name; see /matters.")
    place: upto(200) = Field("", description="Code or name; see /places.")
    office: upto(200) = Field("", description="Code or name; see /offices. Left out, it is found.")
    language: upto(20) = Field("", description="Of the text: en or zh-hans.")
    keep_out: upto(MAX_TEXT) = Field(
        "", description="Who must not see it, in words. It is answered before the case is sent on."
    )
    petitioner: PetitionerGiven | None = None


class ReportAbout(Given):
    """Where a report of reprisal comes from. With a receipt in the header, `office` is not needed:
    the report goes past every office of that case.
    """

    office: upto(200) = Field("", description="Code or name; see /offices.")
    refused: list[upto(200)] = Field([], description="Further offices that must not read it.")


class ReportGiven(ReportAbout):
    """A report of reprisal. Only `text` is required, and `office` without a receipt."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] = Field(
        description="What happened, in the words of whoever reports."
    )
    wish: upto(MAX_TEXT) = Field("", description="What would make them safer.")
    keep_out: upto(MAX_TEXT) = Field("", description="People who must not read it, in words.")
    language: upto(20) = Field("", description="Of the text: en or zh-hans.")
    petitioner: PetitionerGiven | None = None


class ErrorDetail(Schema):
    code: str
    message: str
    field: str


class Error(Schema):
    error: ErrorDetail


class Named(Schema):
    """Something that can be chosen. `parent` is the code of what lies above it."""

    code: str
    name: str
    parent: str | None


class Citation(Schema):
    """What a date rests on. `basis` is law, check (to be confirmed by the operator) or practice."""

    article: str
    text: str
    basis: str


class OfficeNamed(Schema):
    code: str
    name: str


class OfficeTold(OfficeNamed):
    address: str
    phone: str
    hours: str


class Due(Schema):
    """`provisional`: the official days of rest up to then are not published yet."""

    limit: str
    name: str
    due_on: date
    provisional: bool
    citation: Citation
    office: OfficeNamed


class CaseFiled(Schema):
    """`receipt_code` opens the case and is given this once: it is not kept here."""

    number: str
    receipt_code: str
    office: OfficeNamed
    because: str
    due: list[Due]


class ReadersTold(Schema):
    """`office` reads the report; `passed` learn nothing of it. Nobody reads it yet where `held`."""

    office: OfficeNamed
    because: str
    held: bool
    passed: list[OfficeNamed]


class ReportFiled(ReadersTold):
    """`receipt_code` opens the report, and that of the case does not. It is given this once."""

    number: str
    receipt_code: str
    due: list[Due]


class Day(Schema):
    """`number` counts the days that count; `reason` says why another does not."""

    date: date
    counted: bool
    number: int
    reason: str
    name: str | None
    swapped: bool
    provisional: bool
    words: str


class Clock(Schema):
    """A limit as it runs, with every day up to its end. `from` is not counted."""

    limit: str
    name: str
    kind: str
    amount: int
    unit: str
    extended_by: int
    calendar: str
    from_: str = Field(alias="from")
    due_on: date
    due_at: datetime | None
    provisional: bool
    citation: Citation
    rolled_by: Citation | None
    days: list[Day]


class RungTold(Schema):
    """What is done about a limit on a day before its end or after it, and whether it was done."""

    on: date
    do: str
    text: str
    done: bool
    citation: Citation | None


class RunningClock(Clock):
    """`state` is running, paused, late, met, met-late or passed. `ladder` is what is done before
    the end and what follows if it is late; for a right, nothing.
    """

    state: str
    ladder: list[RungTold]


class Calculation(Clock):
    procedure: str
    version: int


class StageTold(Schema):
    id: str
    name: str
    plain: str
    is_open: bool


class LevelTold(Schema):
    """A level of the case: the first, review, re-review. `shown` is the one told about here."""

    number: str
    name: str
    stage: str
    shown: bool


class OutcomeTold(Schema):
    code: str
    name: str


class Part(Schema):
    label: str
    text: str


class AnswerTold(Schema):
    """`is_earlier`: the petitioner said that it did not put things right."""

    title: str
    office: str
    served_on: date | None
    served_how: str
    is_earlier: bool
    parts: list[Part]
    citation: Citation | None


class RemedyTold(Schema):
    number: int
    text: str
    office: str
    due_on: date
    done_at: datetime | None
    is_overdue: bool


class DoorTold(Schema):
    """Somewhere else to turn."""

    id: str
    name: str
    where: str
    how: str
    by_when: str
    citation: Citation


class StepTold(Schema):
    """A step that the petitioner can take now. `until` is the last day, if the right has one."""

    id: str
    name: str
    does: str
    until: date | None
    citation: Citation


class StepBarred(Schema):
    name: str
    reason: str


class QuestionTold(Schema):
    text: str
    at: datetime
    reply_by: date | None


class WaitingTold(Schema):
    """More time that was asked for and is not answered yet."""

    is_mine: bool
    amount: str
    limit: str
    citation: Citation | None


class LookTold(Schema):
    """Somebody opened name and contact of the petitioner, or asked for leave to, was given it or
    was refused it: `what` is opened, asked, granted, refused or original-opened (the untouched
    original of a file). `purpose` is theirs to say; for
    granted and refused it is the reason.
    """

    what: str
    office: str
    purpose: str
    at: datetime


class LineTold(Schema):
    """`on` is the day on which it took effect; `imported_at` when it was imported, if it was."""

    at: datetime
    on: date | None
    title: str
    texts: list[Part]
    by: str
    office: str
    is_mine: bool
    citation: Citation | None
    imported_at: datetime | None
    erased_at: datetime | None = Field(
        description="When what was written here was erased by law; its texts are gone then."
    )


class HoldTold(Schema):
    """Why the case must not be erased for now, and when that is looked at again."""

    office: str
    reason: str
    review_on: date


class ErasureRefused(Schema):
    at: datetime
    reason: str
    must_keep: str
    doors: list[DoorTold]


class KeepingTold(Schema):
    """Until when the case is kept, with all its levels. `because` is open, remedy, held, no-rule,
    rule, institution, right, kept, request or forgotten.
    """

    because: str
    forget_on: date | None
    is_warned: bool
    ended_on: date | None
    length: str
    citation: Citation | None
    rule_reason: str
    held: HoldTold | None
    asked: str = Field(description="What the petitioner asked to have erased, unanswered so far.")
    answer_by: RunningClock | None
    refused: ErasureRefused | None
    can_ask: bool
    can_take_back: bool
    no_longer: str = Field(description="Why it cannot be kept longer; empty where it can.")
    identity_erased: bool
    forgotten_at: datetime | None
    by_request: bool


class ErasureGiven(Given):
    """`scope` is identity (name and contact) or everything."""

    scope: upto(20)
    reason: upto(MAX_TEXT) = ""


class LongerGiven(Given):
    reason: upto(MAX_TEXT) = ""


class ProcedureTaken(Schema):
    id: str
    version: int
    digest: str
    name: str
    law: str


class StageTaken(Schema):
    id: str
    name: str
    plain: str


class RemedyTaken(Schema):
    number: int
    text: str
    office: str
    due_on: date
    done_at: datetime | None
    note: str


class EventTaken(Schema):
    """An entry of the journal. What offices noted among themselves is not told, nor a decision
    before it was served, so that numbers may be missing. `seal` is that of the hash chain.
    """

    seq: int
    tag: str
    at: datetime
    on: date | None
    recorded_at: datetime
    title: str
    texts: list[Part]
    by: str
    office: str
    is_mine: bool
    erased_at: datetime | None
    citation: Citation | None
    seal: str


class ClockTaken(Clock):
    """As `RunningClock`, without what follows a late duty: that stands among the events."""

    state: str


class LevelTaken(Schema):
    """One level of the case, with everything that happened there."""

    number: str
    level: str
    procedure: ProcedureTaken
    stage: StageTaken
    office: str
    co_handlers: list[str]
    filed_at: datetime
    channel: str
    text: str
    wish: str
    place_words: str
    matter: str
    place: str
    outcome: OutcomeTold | None
    answer: AnswerTold | None
    remedies: list[RemedyTaken]
    doors: list[DoorTold]
    rating: int | None
    clocks: list[ClockTaken]
    events: list[EventTaken]
    proof: dict[str, Any] = Field(description="The signed proof of filing, as /proof/ checks it.")


class LookTaken(LookTold):
    title: str


class KeepingTaken(Schema):
    because: str
    forget_on: date | None
    is_warned: bool
    forgotten_at: datetime | None
    hold: HoldTold | None
    citation: Citation | None
    rule_reason: str


class FileTaken(Schema):
    """A file of the case, by its path in the archive that the page gives; the path is empty where
    the file is not in it: erased, or held back by the scanner.
    """

    case: str
    path: str
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime
    of_office: bool
    is_erased: bool


class CaseTaken(Schema):
    """Everything about a case, for its petitioner. docs/use/download.md explains it."""

    format: str = Field(description="openredress-case/1")
    made_at: datetime
    language: str
    institution: str
    number: str
    identity: dict[str, str] | None = Field(
        description="What the petitioner gave about themselves; null where it was not asked for."
    )
    looks: list[LookTaken]
    keeping: KeepingTaken
    cases: list[LevelTaken]
    files: list[FileTaken]


class ReplacingTold(Schema):
    """A new receipt was asked for in place of this one; POST /case/replacement-refusal says no."""

    how: str = Field(description="email or counter")
    asked_at: datetime
    ready_at: datetime | None = Field(description="By e-mail, from when on it can be collected.")
    office: str = Field(description="At the counter of which office.")


class CaseTold(Schema):
    """What the petitioner's page shows. A decision is told once it was served, never before."""

    number: str
    level: str
    stage: StageTold
    office: OfficeTold
    co_handlers: list[str]
    filed_at: datetime
    text: str
    wish: str
    matter: str
    place: str
    outcome: OutcomeTold | None
    due: list[RunningClock]
    rights: list[RunningClock]
    office_rights: list[RunningClock]
    question: QuestionTold | None
    waiting: WaitingTold | None
    answer: AnswerTold | None
    remedies: list[RemedyTold]
    doors: list[DoorTold]
    steps: list[StepTold]
    steps_closed: list[StepBarred]
    levels: list[LevelTold]
    looks: list[LookTold]
    kept: list[str] | None = Field(
        description="Which kinds of detail are on file; null while they cannot be opened."
    )
    asks_exclusion: bool = Field(
        description="Whether the petitioner said who must not see the case, unanswered so far."
    )
    replacing: ReplacingTold | None
    files: list["FileTold"]
    exclusion_office: str = Field(description="The office that has to answer that; else empty.")
    exclusion_by: date | None = Field(description="The day by which it has to.")
    is_report: bool = Field(description="Whether this is a report of reprisal.")
    about: str = Field(description="The case that the report is about; empty if it is about none.")
    rating: int | None
    keeping: KeepingTold
    history: list[LineTold]


class FileTold(Schema):
    """A file of the case. `size` (bytes) and `sha256` are of what is kept, without hidden details;
    `is_mine` is false for what the office gave you; `state` says what there is to say of it.
    """

    number: int
    id: str
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime
    is_mine: bool
    original_kept: bool
    state: str


class ProcedureNamed(Schema):
    id: str
    version: int
    name: str
    law: str
    calendar: str
    limits: list[str]


class ProcedureTold(Schema):
    """The whole of a procedure, as its pack says it."""

    id: str
    version: int
    digest: str
    name: str
    law: str
    calendar: str
    confirm: list[str]
    levels: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    limits: list[dict[str, Any]]
    doors: list[dict[str, Any]]
    retention: dict[str, Any] | None = Field(
        description="How long cases are kept, as the pack says; an institution may say otherwise."
    )


class OnDutyTold(Schema):
    """Who answers at an office now. `lead` is null when nobody is on duty; `instead_of` is whom
    they stand in for.
    """

    office: OfficeNamed
    keeps_roster: bool
    lead: str | None
    instead_of: str | None
    others: list[str]
    phone: str
    room: str

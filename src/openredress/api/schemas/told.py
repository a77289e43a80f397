"""What is answered."""

from datetime import date, datetime

from ninja import Field

from .base import Schema
from .clocks import Citation, Due, OfficeNamed, Part, RunningClock
from .hearing import HearingTold
from .received import StatementTold, VisitTold


class ErrorDetail(Schema):
    code: str
    message: str
    field: str


class Error(Schema):
    error: ErrorDetail


class OfficeTold(OfficeNamed):
    address: str
    phone: str
    hours: str


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
    """What was promised. `kind` is money, repair, apology, rule, reinstatement, help or other;
    `state` is owed, done (says the office), confirmed or objected (by the petitioner), found-done,
    silent or unasked. `promised_on` is the day that was promised first; until `answer_by` the
    petitioner can say whether it was done, and by `settle_by` an objection is to be settled.
    """

    number: int
    kind: str
    amount: str = Field(description="As in “1,200.00 CNY”; empty where it is not money.")
    text: str
    office: str
    due_on: date
    promised_on: date
    moved: list[str] = Field(description="Why there is another day than was promised first.")
    done_at: datetime | None
    note: str
    evidence: list[str] = Field(description="Names of the files that show what was done.")
    state: str
    answer_by: date | None
    can_confirm: bool
    can_object: bool
    objection: str
    settle_by: date | None
    settled: str
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


class ReplacingTold(Schema):
    """A new receipt was asked for in place of this one; POST /case/replacement-refusal says no."""

    how: str = Field(description="email or counter")
    asked_at: datetime
    ready_at: datetime | None = Field(description="By e-mail, from when on it can be collected.")
    office: str = Field(description="At the counter of which office.")


class AnswerWaiting(Schema):
    """`within` is how long the petitioner has, from the day on which the answer is opened."""

    office: str
    at: datetime
    within: list["Within"]


class Within(Schema):
    name: str
    length: str


class AskedTold(Schema):
    """What a higher office, or a meeting, asked of an office in this case, and what it answered.

    `kind` is urge, report, deal (decide what was given to it), account (say how it stood), lead,
    contribute, systemic or hearing. `ended_at` is when it was answered, met or no longer asked for.
    """

    number: int
    kind: str
    name: str
    office: str
    asked_by: str
    asked_at: datetime
    due_on: date
    text: str
    answer: str
    ended_at: datetime | None
    late: bool


class MissedTold(Schema):
    """A day that an office missed, and why, in its own words; empty while it has not said."""

    name: str
    office: str
    due_on: date
    done: bool = Field(description="Whether it came after all.")
    citation: Citation | None
    explanation: str
    explained_at: datetime | None


class MeetingTold(Schema):
    """A coordination meeting that the case goes to (`ahead`) or was before, and what came of it."""

    office: str = Field(description="The office that called it.")
    meets_on: date
    ahead: bool
    offices: list[str] = Field(description="Who is asked to settle it beside who answers.")
    question: str
    decision: str = Field(description="What was agreed; empty while nothing is.")
    lead: str
    co_handlers: list[str]
    due_on: date | None
    reason: str = Field(description="Why it does not go there after all; else empty.")
    corrections: list[str]


class MediationTold(Schema):
    """Mediation between the petitioner and another side. Each side acts on their own page."""

    can_begin: bool = Field(description="Whether the petitioner can have it mediated.")
    state: str = Field(
        description="running, settled, competent or over; empty where there was none."
    )
    office: str = Field(description="Who mediates, or did last.")
    due_on: date | None = Field(description="The last day of this rung.")
    waits_for_you: bool


class GroupTold(Schema):
    """How many take part with the petitioner; of none of them is anything told."""

    taking_part: int = Field(description="0 while nobody else can join.")
    can_open: bool = Field(description="Whether the petitioner can let others join, on the page.")


class ProxyTold(Schema):
    """Somebody acts for the petitioner, with a code of their own. Who that is, is not told."""

    scope: list[str] = Field(
        description="What they may do beside following the case: write, receive, further, agree."
    )
    until: date | None = Field(description="The last day; null until the case has ended.")
    named_at: datetime
    is_shown: bool = Field(description="Whether the office may know what they are called.")


class HelperTold(Schema):
    """The helper of a list whom the petitioner chose last."""

    name: str = Field(description="The name they go by; empty where they are on no list any more.")
    office: str
    state: str = Field(
        description=(
            "asked, helps, declined, taken-back, stepped-down, over (their day has passed, or the "
            "case has ended for good) or lost (they cannot help any more, and see nothing)."
        )
    )
    scope: list[str] = Field(
        description="What they may do beside following the case: write, receive, further, agree."
    )
    until: date | None = Field(description="The last day; null until the case has ended.")
    asked_at: datetime
    accepted_at: datetime | None
    reason: str = Field(description="Why they declined or stepped down, where they said so.")


class HelperListed(Schema):
    """Somebody whom an office offers to help people file and follow. Everybody can read it."""

    helper: int = Field(description="To be sent to choose them.")
    name: str
    office: str = Field(description="The code of the office.")
    office_name: str
    languages: list[str] = Field(description="What they speak, by the codes of BCP 47.")
    good_at: str
    meets: str = Field(description="Where and when they are met.")


class ProxyNamed(Schema):
    """The code of whoever acts for the petitioner. It is told this once."""

    code: str


class IssueTold(Schema):
    """A systemic issue: what is done about the cause itself, and the answer to everybody."""

    title: str
    plan: str
    office: str = Field(description="The office that has to answer everybody.")
    due_on: date
    late: bool
    answer: str = Field(description="Empty while everybody waits for it.")
    answered_at: datetime | None


class JoiningTold(Schema):
    """That others complain of the same together, and can be joined: on the page of the case."""

    others: int = Field(description="Grievances beside this one; 0 where there are few.")


class CauseTold(Schema):
    """The cause that the case has in common with others, of whom nothing is told."""

    not_alone: bool = Field(description="Whether the petitioner was told that there are others.")
    issue: IssueTold | None


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
    supervision: list[AskedTold]
    missed: list[MissedTold]
    meetings: list[MeetingTold]
    mediation: MediationTold
    group: GroupTold
    proxy: ProxyTold | None
    helper: HelperTold | None
    visits: list[VisitTold]
    statements: list[StatementTold]
    cause: CauseTold | None
    hearings: list[HearingTold]
    can_ask_hearing: bool = Field(description="Whether a hearing can be asked for now.")
    joining: JoiningTold | None
    is_report: bool = Field(description="Whether this is a report of reprisal.")
    about: str = Field(description="The case that the report is about; empty if it is about none.")
    answer_waits: AnswerWaiting | None = Field(
        description="An answer that has not reached the petitioner, who can open it; else null."
    )
    told_by: list[str] | None = Field(
        description="How the petitioner is told of what happens: email, sms, chat, letter; null "
        "while that cannot be opened."
    )
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

"""The file of everything about a case that its petitioner takes away."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from .clocks import Citation, Clock, Part
from .told import AnswerTold, DoorTold, HoldTold, LookTold, OutcomeTold


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
    kind: str
    kind_text: str
    amount: str
    due_on: date
    promised_on: date
    moved: list[str]
    done_at: datetime | None
    note: str
    evidence: list[str] = Field(description="SHA-256 of the files that show what was done.")
    state: str
    state_text: str
    answer_by: date | None
    objection: str
    settle_by: date | None
    settled: str


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

"""Procedures, limits and the days that are counted."""

from datetime import date, datetime
from typing import Any

from ninja import Field

from .base import Schema


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


class Due(Schema):
    """`provisional`: the official days of rest up to then are not published yet."""

    limit: str
    name: str
    due_on: date
    provisional: bool
    citation: Citation
    office: OfficeNamed


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


class Part(Schema):
    label: str
    text: str


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
    hearing: dict[str, Any] | None = Field(
        description="Who may ask for a hearing, at which levels, and how many days each part has; "
        "null where there are none."
    )
    retention: dict[str, Any] | None = Field(
        description="How long cases are kept, as the pack says; an institution may say otherwise."
    )

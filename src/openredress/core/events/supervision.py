"""What a higher office asks of one below, and what that answers in writing.

What is asked is counted within the case from 1 (`number`) and has a last day of its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class OfficeUrged(Event):
    """The `office` is urged to do what it owes, and to answer in writing by the day `due_on`."""

    tag: ClassVar[str] = "office-urged"

    number: int
    office: int
    due_on: date
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class ReportDemanded(Event):
    """The `office` has to report in writing by the day `due_on`."""

    tag: ClassVar[str] = "report-demanded"

    number: int
    office: int
    due_on: date
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class CaseTakenOver(Event):
    """A higher `office` answers for the case itself, instead of `before`.

    It decides by `due_on` (the demand `number`); the office before accounts in writing for how
    things stand by `account_by` (the demand after it).
    """

    tag: ClassVar[str] = "case-taken-over"

    number: int
    office: int
    before: int
    due_on: date
    account_by: date
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class CaseReassigned(Event):
    """A higher office gives the case to another competent `office`; days as in `CaseTakenOver`."""

    tag: ClassVar[str] = "case-reassigned"

    number: int
    office: int
    before: int
    due_on: date
    account_by: date
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class DemandAnswered(Event):
    """The `office` that was asked answers the demand `number` in writing."""

    tag: ClassVar[str] = "demand-answered"

    number: int
    office: int
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class BreachExplained(Event):
    """The `office` says why it was late. `breach` is the place in the journal of what was missed.

    It may say more later; what it said before stays.
    """

    tag: ClassVar[str] = "breach-explained"

    breach: int
    office: int
    text: str = words()

"""Cases about the same cause, and the systemic issue that is opened about it.

A `cause` is a number that linked cases share. No event names another case, or who it is from.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class CauseLinked(Event):
    """An office found that other cases are about the same `cause`. The petitioner is not told by
    this; they are once there are enough cases that nobody is found out by it.
    """

    tag: ClassVar[str] = "cause-linked"
    office_only: ClassVar[bool] = True

    cause: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class CauseUnlinked(Event):
    """The case is not about this `cause` after all."""

    tag: ClassVar[str] = "cause-unlinked"
    office_only: ClassVar[bool] = True

    cause: int
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class OthersTold(Event):
    """The petitioner is told that others complain of the same, and neither who nor how many."""

    tag: ClassVar[str] = "others-told"

    cause: int


@dataclass(frozen=True, kw_only=True)
class JoiningOffered(Event):
    """The petitioner can join those who complain of the same `cause` together, or not. Whether they
    do stands nowhere in this journal, and changes nothing of this case.
    """

    tag: ClassVar[str] = "joining-offered"

    cause: int


@dataclass(frozen=True, kw_only=True)
class IssuePublished(Event):
    """The owner publishes the issue in these words, with plan, day and answer, or takes it off the
    public page again (`is_public` is false).
    """

    tag: ClassVar[str] = "issue-published"

    cause: int
    owner: int
    is_public: bool
    title: str = words(default="")
    text: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class IssueOpened(Event):
    """The cause is a systemic issue: the office `owner` has to answer all who complain of it by the
    day `due_on`, beside the answer that each case gets. `number` is the demand by which that is
    owed where this case carries its clock, and 0 in the others.
    """

    tag: ClassVar[str] = "issue-opened"

    cause: int
    owner: int
    due_on: date
    number: int = 0
    title: str = words()
    plan: str = words()


@dataclass(frozen=True, kw_only=True)
class IssueChanged(Event):
    """The issue has another owner, plan or day; fields as in `IssueOpened`. What was laid down
    before stays in the history.
    """

    tag: ClassVar[str] = "issue-changed"

    cause: int
    owner: int
    due_on: date
    number: int = 0
    plan: str = words()
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class IssueAnswered(Event):
    """The `owner` answers all who complained of the cause. Each case goes on as it was."""

    tag: ClassVar[str] = "issue-answered"

    cause: int
    owner: int
    text: str = words()

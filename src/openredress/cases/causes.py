"""The cause that a case has in common with others, for a reader of the case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from openredress.core import events
from openredress.core.access import Actor
from openredress.core.demands import Kind

from .access import File, visible_to
from .models import Case, Demand, JournalEntry
from .queries import PAGE, for_list

Names = Callable[[int | None], str]


@dataclass(frozen=True)
class IssueShown:
    """A systemic issue. `answer` is "" while everybody waits for it."""

    title: str
    plan: str
    owner: str
    owner_key: int
    due_on: date
    today: date
    answer: str
    answered_at: datetime | None

    @property
    def is_late(self) -> bool:
        return not self.answered_at and self.today > self.due_on


@dataclass(frozen=True)
class CauseShown:
    """`is_told` is true once the petitioner was told that there are others."""

    is_told: bool
    issue: IssueShown | None


def cause_of(file: File, name: Names) -> CauseShown | None:
    """What is known of the cause by the journal of this case alone; it names no other."""
    cause = file.facts.cause
    if cause is None:
        return None
    issue = cause.issue
    if issue is None:
        return CauseShown(cause.is_told, None)
    opened, last = file.entries[issue.opened - 1].event, file.entries[issue.changed - 1].event
    answered = file.entries[issue.answered - 1] if issue.answered else None
    return CauseShown(cause.is_told, IssueShown(
        title=opened.title if isinstance(opened, events.IssueOpened) else "",
        plan=last.plan if isinstance(last, events.IssueOpened | events.IssueChanged) else "",
        owner=name(issue.owner),
        owner_key=issue.owner,
        due_on=issue.due_on,
        today=file.situation.today,
        answer=getattr(answered.event, "text", "") if answered else "",
        answered_at=answered.at if answered else None,
    ))  # fmt: skip


def linked_with(actor: Actor, case: Case) -> tuple[Case, ...]:
    """The other cases about the same cause that the reader may see."""
    if case.cause is None:
        return ()
    rows = visible_to(actor).filter(cause=case.cause).exclude(pk=case.pk)
    return tuple(for_list(rows).order_by("pk")[:PAGE])


def issues_waiting(actor: Actor) -> QuerySet[Demand]:
    """What is owed to all who complain of a cause, in the cases that carry its clock."""
    return Demand.objects.filter(kind=Kind.SYSTEMIC, ended_at=None, case__in=visible_to(actor))


def open_issues(actor: Actor) -> tuple[Demand, ...]:
    """Systemic issues that wait for their answer, the next one due first."""
    rows = issues_waiting(actor)
    return tuple(rows.select_related("case", "office").order_by("due_on", "id")[:PAGE])


def titles(issues: Sequence[Demand]) -> dict[int, str]:
    """By key of the case that carries the clock, what its issue is about."""
    rows = JournalEntry.objects.filter(
        case__in=[issue.case_id for issue in issues], tag=events.IssueOpened.tag
    )
    found = rows.order_by("case_id", "seq").values_list("case_id", "words__title")
    return {case: title or "" for case, title in found}

"""The public page of systemic issues: what the cases of a cause say, repeated for everybody."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from openredress.core import events
from openredress.core.facts import Facts, replay
from openredress.core.journal import Entry
from openredress.offices.calendars import calendar_for

from .journal import entries_of
from .models import Case, PublicIssue
from .naming import gives_away

#: With fewer grievances their number is not told.
LEAST = 5


def shown() -> tuple[PublicIssue, ...]:
    """What is public now: what waits for its answer first, by its day, then what was answered."""
    rows = PublicIssue.objects.select_related("owner")
    return tuple(rows.order_by("answered_on", "due_on", "cause")[:200])


def today(now: datetime) -> date:
    return calendar_for("none", settings.TIME_ZONE).local_date(now)


def may_be_told(cause: int) -> bool:
    """Whether nobody is shut out of a case about this cause: whoever is would learn from the public
    page that there are such cases.
    """
    rows = Case.objects.filter(cause=cause)
    shut = ~Q(blocked=[]) | ~Q(blocked_offices=[]) | Q(exclusion_asked=True) | Q(is_reprisal=True)
    return not rows.filter(shut).exists()


def repeat(cause: int, now: datetime) -> None:
    """Makes the public page say what the cases say; nothing of it where it may not be told."""
    told = _as_told(cause, now) if may_be_told(cause) else None
    if told is None or tells_of(_of(cause), words_of(told)):
        PublicIssue.objects.filter(cause=cause).delete()
    else:
        PublicIssue.objects.update_or_create(cause=cause, defaults=told)


def is_shown(cause: int) -> bool:
    return PublicIssue.objects.filter(cause=cause).exists()


def words_shown(cause: int) -> tuple[str, ...]:
    """What everybody reads now of this cause; nothing where nothing is public."""
    found = PublicIssue.objects.filter(cause=cause).values("title", "text", "plan", "answer")
    return words_of(found[0]) if found else ()


def words_of(told: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(told[name]) for name in ("title", "text", "plan", "answer"))


def tells_of(cases: Iterable[Case], words: Collection[str]) -> bool:
    """Whether these words would give away the petitioner of one of these cases. Cases are linked,
    and petitioners say who they are, also after something was published.
    """
    roots = {case.root_id: case for case in cases}
    return any(gives_away(case, words) for case in roots.values())


def _of(cause: int) -> QuerySet[Case]:
    return Case.objects.filter(cause=cause).select_related("root")


def repeat_all(now: datetime) -> None:
    for cause in PublicIssue.objects.values_list("cause", flat=True):
        repeat(cause, now)


def _as_told(cause: int, now: datetime) -> dict[str, object] | None:
    rows = Case.objects.filter(cause=cause).order_by("pk")
    for case in rows:
        entries = entries_of(case)
        facts = replay(entries)
        if _is_public(facts):
            few = rows.values("root").distinct().count()
            return _told(facts, entries, now) | {"cases": few if few >= LEAST else 0}
    return None


def _is_public(facts: Facts) -> bool:
    issue = facts.cause.issue if facts.cause else None
    return issue is not None and bool(issue.published) and not facts.is_forgotten


def _told(facts: Facts, entries: tuple[Entry, ...], now: datetime) -> dict[str, object]:
    assert facts.cause is not None
    assert facts.cause.issue is not None
    issue = facts.cause.issue
    words, plan = entries[issue.published - 1].event, entries[issue.changed - 1].event
    assert isinstance(words, events.IssuePublished)
    answered = entries[issue.answered - 1] if issue.answered else None
    local = calendar_for("none", settings.TIME_ZONE).local_date
    return {
        "title": words.title, "text": words.text, "plan": getattr(plan, "plan", ""),
        "owner_id": issue.owner, "due_on": issue.due_on,
        "answer": getattr(answered.event, "text", "") if answered else "",
        "answered_on": local(answered.at) if answered else None,
        "published_on": local(entries[issue.published - 1].at), "made_at": now,
    }  # fmt: skip

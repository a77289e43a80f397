"""What the public is shown: how many cases of each office are overdue, once a day."""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from openredress.core.procedure import Follow
from openredress.offices.calendars import calendar_for

from .. import judged, public_issues
from ..models import Breach, Case, OverdueFigures, PromisedRemedy


def publish_overdue(now: datetime) -> bool:
    """Publishes the figures of the day, unless they are. True when it did.

    Cases count once the pack says so (`count-overdue`). One from which somebody is shut out is
    left out: they could subtract what they see from what is published, and learn of it.
    """
    today = calendar_for("none", settings.TIME_ZONE).local_date(now)
    if OverdueFigures.objects.filter(day=today).exists():
        return False
    rows = (
        Case.objects.filter(escalated__contains=[Follow.COUNT_OVERDUE.value], blocked=[])
        .exclude(escalated=[])
        .filter(blocked_offices=[], exclusion_asked=False, is_reprisal=False)
        .values_list("office")
        .annotate(Count("id"))
        .order_by("office")
    )
    counts = {str(office): count for office, count in rows}
    values = {"made_at": now, "counts": counts, "breaches": _breaches(today.year),
              "remedies": _remedies(now)}  # fmt: skip
    public_issues.repeat_all(now)
    return OverdueFigures.objects.get_or_create(day=today, defaults=values)[1]  # type: ignore[no-any-return]


def _breaches(year: int) -> list[list[object]]:
    """What was missed that year: office, procedure, limit, how often, how often it was explained.

    The same cases are left out. What an office wrote is not published: it may tell of somebody.
    """
    rows = (
        Breach.objects.filter(due_on__year=year, case__blocked=[], case__blocked_offices=[])
        .filter(case__exclusion_asked=False, case__is_reprisal=False)
        .order_by()
        .values_list("office", "case__pack", "limit")
        .annotate(times=Count("id"), told=Count("id", filter=Q(explained__gt=0)))
        .order_by("office", "case__pack", "limit")
    )
    return [list(row) for row in rows]


def _remedies(now: datetime) -> list[list[int]]:
    """How offices kept what they promised, without the same cases."""
    rows = PromisedRemedy.objects.filter(case__blocked=[], case__blocked_offices=[])
    rows = rows.filter(case__exclusion_asked=False, case__is_reprisal=False)
    return judged.to_publish(judged.counted(judged.judged_now(rows, now)))

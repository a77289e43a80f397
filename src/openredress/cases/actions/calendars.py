"""Changing working days, and moving the deadlines of the cases that are concerned."""

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Max, Q, QuerySet

from openredress.core import events
from openredress.core.calendar import WorkingCalendar
from openredress.core.facts import Facts, replay
from openredress.core.hours import OpeningHours
from openredress.core.journal import By
from openredress.core.moving import deadlines_moved
from openredress.core.procedure import Role
from openredress.core.text import Text
from openredress.offices import standing
from openredress.offices.calendars import calendar_for
from openredress.offices.models import CalendarChange, Office, OfficialCalendar
from openredress.offices.tree import below
from openredress.wall import as_owner

from ..journal import entries_of
from ..models import Case, PackVersion
from ..projection import procedure_of
from .sweeping import put_aside
from .writing import append, project

log = logging.getLogger(__name__)

#: A transaction that began before a change and ends after it is not longer than this. What it
#: filed is looked at once more.
LONGEST_TRANSACTION = timedelta(minutes=5)
#: So many keys before the newest one may belong to such transactions.
LOOK_BACK = 10_000
#: A day of rest can be taken back until so long before it: what was counted on has to hold.
NOTICE = timedelta(days=30)


def change_calendar(
    office: int, added: Mapping[date, Text], removed: Collection[date], reason: str, now: datetime
) -> CalendarChange:
    """Adds days of rest for what an office and those below it register, or takes some back. The
    worker then moves the deadlines of open cases and tells each petitioner why.
    """
    change = CalendarChange(
        office_id=office,
        made_at=now,
        reason=reason,
        added={day.isoformat(): dict(names) for day, names in sorted(added.items())},
        removed=[day.isoformat() for day in sorted(removed)],
    )
    with as_owner(), transaction.atomic():
        change.newest = _newest()
        change.save()
    return change


def set_opening_hours(
    office: int, hours: OpeningHours | None, since: date, reason: str, now: datetime
) -> CalendarChange:
    """Sets when an office is open from a day to come on, and those below it that say nothing else;
    `None`: as the office above. The worker then moves what is counted while it is open.
    """
    change = CalendarChange(
        office_id=office, made_at=now, reason=reason, hours_since=since,
        hours=standing.plain_weekly(hours) if hours else [],
    )  # fmt: skip
    with as_owner(), transaction.atomic():
        change.newest = _newest()
        change.save()
    return change


def adopt_official(now: datetime) -> int:
    """Adopts official calendars that were published anew. Returns how many have changed."""
    return sum(_adopt(code, now) for code in _codes())


def _codes() -> set[str]:
    digests = PackVersion.objects.values_list("digest", flat=True)
    own = Office.objects.exclude(calendar="").values_list("calendar", flat=True).distinct()
    return {procedure_of(digest).calendar for digest in digests} | set(own)


def _adopt(code: str, now: datetime) -> bool:
    days = standing.plain(calendar_for(code))
    with transaction.atomic():
        known, is_new = OfficialCalendar.objects.select_for_update().get_or_create(
            code=code, defaults={"days": days, "adopted_at": now}
        )
        if is_new or known.days == days:
            return False
        CalendarChange.objects.create(code=code, made_at=now, before=known.days, newest=_newest())
        known.days, known.adopted_at = days, now
        known.save(update_fields=["days", "adopted_at"])
    return True


def _newest() -> int:
    return Case.objects.aggregate(newest=Max("pk"))["newest"] or 0


def recount(now: datetime, batch: int = 200) -> int:
    """Moves the deadlines that changed calendars concern, a batch in a transaction. Returns how
    many have moved. One worker at a time does a change; killed, it goes on behind the last batch.
    """
    moved = 0
    while True:
        with transaction.atomic():
            changes = CalendarChange.objects.select_for_update(skip_locked=True, of=("self",))
            change = changes.filter(done_at=None).order_by("pk").first()
            if change is None or _is_another_before(change):
                return moved
            cases = list(_concerned(change)[:batch])
            moved += sum(_recount_one(case, change, now) for case in cases)
            if not _go_on(change, cases, now):
                return moved


def _is_another_before(change: CalendarChange) -> bool:
    """A change that another worker is at comes first: they are told in their order."""
    return bool(CalendarChange.objects.filter(done_at=None, pk__lt=change.pk).exists())


def _concerned(change: CalendarChange) -> QuerySet[Case]:
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__gt=change.reached)
    rows = rows.filter(Q(is_open=True) | Q(act_at__isnull=False))
    if change.office_id is not None:
        rows = rows.filter(registrar__in=below(change.office_id) | {change.office_id})
    return rows.order_by("pk")


def _go_on(change: CalendarChange, cases: list[Case], now: datetime) -> bool:
    """Notes how far it has come. False when there is nothing more to do now."""
    if cases:
        change.reached = cases[-1].pk
    elif now < change.made_at + LONGEST_TRANSACTION:
        return False
    elif change.newest >= 0:  # Once more over what may have been filed while it was made.
        change.reached = min(change.reached, max(change.newest - LOOK_BACK, 0))
        change.newest = -1
    else:
        change.done_at = now
    change.save(update_fields=["reached", "newest", "done_at"])
    return True


def _recount_one(case: Case, change: CalendarChange, now: datetime) -> int:
    try:
        with transaction.atomic():
            return _move(case, change, now)
    except Exception as error:
        if isinstance(error, OperationalError) and not connection.is_usable():
            raise
        put_aside(case, error, now)
        return 0


def _move(case: Case, change: CalendarChange, now: datetime) -> int:
    facts = replay(entries_of(case))
    if change.office_id is None and facts.calendar != change.code:
        return 0
    common = events.DeadlineMoved(
        step="", stage="", limit="", was_due_on=date.min, due_on=date.min,
        change=change.pk, office=change.office_id, reason=change.reason,
    )  # fmt: skip
    before, after = (_calendar(facts, upto) for upto in (change.pk - 1, change.pk))
    happened = deadlines_moved(
        procedure_of(facts.digest), facts, before, after, common, change.made_at
    )
    if happened:
        append(case, facts, happened, By(Role.SYSTEM), now)
    else:
        project(case, facts)
    return len(happened)


def _calendar(facts: Facts, upto: int) -> WorkingCalendar:
    return standing.standing(facts.calendar, facts.time_zone, facts.registrar, upto)

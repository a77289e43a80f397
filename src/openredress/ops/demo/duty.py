"""Duty in the demonstration: rosters, somebody away with a substitute, a gap, and alerts of which
nobody took one in hand.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases.models import Case
from openredress.core import duty
from openredress.core.alerts import Need, Place, Rung
from openredress.core.calendar import WorkingCalendar
from openredress.core.duty import Hours, Refused
from openredress.core.hours import ONE_DAY, OpeningHours, Span, moment_of, opening_hours, read_day
from openredress.duty import actions
from openredress.duty.actions.roster import Watch
from openredress.duty.models import Alert, Shift, Unread
from openredress.duty.reach import Town
from openredress.offices.models import CalendarChange, Office, Staff
from openredress.offices.standing import plain_weekly, standing
from openredress.offices.tree import actor_of

from .ground import Institution
from .play import ScriptError

Row = Mapping[str, Any]
#: How far back alerts are told, and how soon somebody takes one in hand.
RECENT, SOON = timedelta(days=2), timedelta(minutes=20)
LONG_AGO = timedelta(days=15)


def tell(institutions: Iterable[Institution], data: Traversable, now: datetime) -> None:
    """The rosters of these institutions, then the alerts of the last days."""
    told = tomllib.loads((data / "duty.toml").read_text(encoding="utf-8"))
    rows = told["office"]
    for institution in institutions:
        codes = {office["code"] for office in institution.offices}
        for row in told["opening"]:
            if row["code"] in codes:
                _open(row, now)
        for row in rows:
            if row["code"] in codes:
                office = Office.objects.get(code=row["code"])
                named = institution.calendar
                calendar = standing(named.name, named.time_zone, office.pk)
                _roster(row, office, calendar, now)
    _alerts({row["code"] for row in rows if row.get("alert")}, now)


def _open(row: Row, now: datetime) -> None:
    """Opening hours since ever, by which no limit was counted yet."""
    hours = opening_hours([read_day(day) for day in row["days"]])  # type: ignore[misc]
    assert isinstance(hours, OpeningHours), hours
    office = Office.objects.get(code=row["code"])
    CalendarChange.objects.create(
        office=office, made_at=now - LONG_AGO, done_at=now - LONG_AGO,
        hours=plain_weekly(hours), hours_since=date(2000, 1, 1),
    )  # fmt: skip


def _roster(row: Row, office: Office, calendar: WorkingCalendar, now: datetime) -> None:
    head = actor_of(Staff.objects.get(username=row["by"]))
    began, hours = now - LONG_AGO, Hours(row["hours"])
    _must(actions.set_hours(head, office.pk, hours, row["phone"], row["room"], began))
    zone, today = ZoneInfo(calendar.time_zone), calendar.local_date(now)
    monday = today - ONE_DAY * today.weekday()
    for shift in row["shift"]:
        first = monday + ONE_DAY * (7 * shift["from"])
        only = calendar if hours is Hours.OFFICE_HOURS else None
        days = duty.days_of(first, shift["weeks"], shift["weekdays"], only)
        if only:
            spans = duty.whole_days(days, only)
        else:
            spans = duty.repeated(days, row["opens"], row["opens"], zone)
        if spans:
            watch = Watch(_key(shift["lead"]), tuple(map(_key, shift.get("others", ()))))
            _must(actions.make_shifts(head, office.pk, spans, watch, began))
    _gap(office, monday + ONE_DAY * row["gap"], zone, head, now)
    for away in row["away"]:
        first = monday + ONE_DAY * away["from"]
        span = _days(first, first + ONE_DAY * away["days"], zone)
        who = Staff.objects.get(username=away["who"])
        given = (office.pk, who.pk, span, _key(away["substitute"]), now)
        _must(actions.away(actor_of(who), *given))


def _days(first: date, last: date, zone: ZoneInfo) -> Span:
    midnight = datetime.min.time()
    return Span(moment_of(first, midnight, zone), moment_of(last, midnight, zone))


def _gap(office: Office, day: date, zone: ZoneInfo, head: Any, now: datetime) -> None:
    span = _days(day, day + ONE_DAY, zone)
    rows = Shift.objects.filter(office=office, starts_at__gte=span.starts_at)
    for shift in rows.filter(starts_at__lt=span.ends_at):
        _must(actions.remove_shift(head, shift.pk, now))


def _key(username: str) -> int:
    return int(Staff.objects.values_list("pk", flat=True).get(username=username))


def _must(done: object) -> None:
    if isinstance(done, Refused):
        raise ScriptError(f"The roster refused: {done}")


def _alerts(left_alone: set[str], now: datetime) -> None:
    """Each case's alerts are raised when its last entry was written, as the worker would have.

    Whoever is on duty takes them in hand soon after; but one of each office that is left alone
    has waited for long, and climbs.
    """
    unread = Unread.objects.values("case_id")
    cases = list(Case.objects.filter(pk__in=unread).order_by("changed_at", "pk"))
    late = {_oldest_late(code) for code in left_alone}
    Unread.objects.all().delete()
    recent = now - RECENT
    raised = sorted((c.changed_at if c.pk in late else max(c.changed_at, recent), c.pk)
                    for c in cases)  # fmt: skip
    hours = (recent + timedelta(hours=n) for n in range(1, RECENT // timedelta(hours=1) + 1))
    for moment, case in sorted([*raised, *((hour, 0) for hour in hours)]):
        _climb_until(moment)
        if case:
            Unread.objects.create(case_id=case)
            actions.raise_and_climb(moment)
        else:
            _take_in_hand(late, moment)


def _oldest_late(code: str) -> int | None:
    """A case of this office that has waited since long before any holiday began."""
    rows = Case.objects.filter(office__code=code, is_open=True, next_due_at__isnull=False)
    breached = rows.filter(journal__tag="limit-breached").order_by("changed_at")
    first = breached.values_list("pk", flat=True).first()
    return int(first) if first is not None else None


def _take_in_hand(late: set[int | None], at: datetime) -> None:
    """Whoever is there takes what has waited for a while."""
    waiting = Alert.objects.filter(acknowledged_at=None, settled_at=None, reached__gte=0)
    town = Town(at)
    for alert in waiting.filter(raised_at__lte=at - SOON).exclude(case__in=late - {None}):
        rung = alert.rungs.get(number=alert.reached)
        place = Place(Rung(rung.rung), rung.office_id)
        readers = town.readers(place, Need(alert.need), alert.case, alert.seq)
        if readers:
            reader = actor_of(Staff.objects.get(pk=readers[0]))
            actions.acknowledge(reader, alert.pk, at)


def _climb_until(now: datetime) -> None:
    """At each moment at which an alert climbs, as the worker would have let it."""
    while True:
        waiting = Alert.objects.filter(settled_at=None, acknowledged_at=None)
        due = waiting.filter(climbs_at__lte=now).order_by("climbs_at").first()
        if due is None or due.climbs_at is None:
            return
        if not actions.raise_and_climb(due.climbs_at).climbed:
            raise ScriptError("An alert of the demonstration did not climb.")

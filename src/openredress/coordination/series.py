"""Meetings that come again: beginning a series, ending it, and calling the next one in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from openredress.cases import actions
from openredress.core.access import Actor
from openredress.core.calendar import WorkingCalendar
from openredress.core.hours import moment_of
from openredress.core.series import Every, Rhythm
from openredress.offices.calendars import NONE
from openredress.offices.standing import standing
from openredress.offices.tree import ground_of
from openredress.ops import home
from openredress.procedures import library
from openredress.wall import as_owner

from .actions import NotCalled, NotHere, Trouble, zone_of
from .models import Meeting, Series
from .queries import offices_of

#: The longest time between two meetings, and before one, that its agenda is closed.
MOST_WEEKS, MOST_MONTHS, LONGEST_CLOSED = 52, 12, 60


@dataclass(frozen=True)
class Plan:
    """What a series is to be. Its agendas close `closes_before` days before each meeting."""

    office: int
    attending: Collection[int]
    rhythm: Rhythm
    begins: time
    closes_before: int
    place: str


def series_of(actor: Actor) -> QuerySet[Series]:
    """The series that go on and that an office of the actor has begun or attends."""
    offices = offices_of(actor)
    theirs = Q(office__in=offices) | Q(attending__overlap=offices)
    return Series.objects.filter(theirs, ended_at=None).select_related("office").order_by("pk")


def begin(actor: Actor, plan: Plan, now: datetime) -> Series | NotCalled:
    """Begins a series, and calls its first meeting."""
    if actions.keeper(actor, plan.office) is None:
        return NotCalled(Trouble.NOT_YOURS, "office")
    today = now.astimezone(zone_of(plan.office)).date()
    if plan.rhythm.first_on <= today:
        return NotCalled(Trouble.PAST, "first_on")
    if plan.rhythm.first_on - timedelta(days=plan.closes_before) < today:
        return NotCalled(Trouble.CLOSES_LATE, "closes_before")
    if _gap(plan.rhythm) <= plan.closes_before:
        return NotCalled(Trouble.CLOSED_ALWAYS, "closes_before")
    others = sorted(set(plan.attending) - {plan.office})
    if not others:
        return NotCalled(Trouble.NOBODY, "attending")
    with as_owner(), transaction.atomic():
        series = Series.objects.create(
            office_id=plan.office, attending=others, first_on=plan.rhythm.first_on,
            count=plan.rhythm.count, every=plan.rhythm.every.value, begins=plan.begins,
            closes_before=plan.closes_before, place=plan.place.strip(),
        )  # fmt: skip
        _call_next(series, now)
    return series


def _gap(rhythm: Rhythm) -> int:
    """The fewest days between two of its meetings."""
    return rhythm.count * (7 if rhythm.every is Every.WEEKS else 28)


def end(actor: Actor, series: int, now: datetime) -> Series:
    """No further meeting is called. Those that are called already stay. Raises `NotHere`."""
    found = series_of(actor).filter(pk=series).first()
    if found is None or actions.keeper(actor, found.office_id) is None:
        raise NotHere(series)
    with as_owner():
        found.ended_at = now
        found.save(update_fields=["ended_at"])
    return found


def call_due(now: datetime) -> int:
    """Calls the next meeting of every series that has none ahead whose agenda is open. Returns how
    many were called. Two workers at once call none twice.
    """
    return sum(_call_if_due(key, now) for key in _going_on())


def _going_on() -> list[int]:
    return list(Series.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True))


def _call_if_due(key: int, now: datetime) -> bool:
    with transaction.atomic():
        rows = Series.objects.select_for_update(skip_locked=True)
        series = rows.filter(pk=key, ended_at=None).first()
        return series is not None and _call_next(series, now)


def _call_next(series: Series, now: datetime) -> bool:
    """The next meeting, if there is none on whose agenda a case could be put."""
    calendar = _calendar(series.office_id)
    today = calendar.local_date(now)
    known = series.meetings.order_by("-meets_on")
    if known.filter(cancelled_at=None, closes_on__gte=today).exists():
        return False
    latest = known.values_list("meets_on", flat=True).first()
    meets_on = _next_open(series, max(latest or date.min, today), today, calendar)
    Meeting.objects.create(
        series=series, office_id=series.office_id, attending=series.attending,
        meets_at=moment_of(meets_on, series.begins, zone_of(series.office_id)),
        meets_on=meets_on, closes_on=_closes_on(series, meets_on), place=series.place,
    )  # fmt: skip
    return True


def _next_open(series: Series, after: date, today: date, calendar: WorkingCalendar) -> date:
    """The next day of the series for which it is not too late to bring a case."""
    meets_on = series.rhythm.next_after(after, calendar)
    while _closes_on(series, meets_on) < today:
        meets_on = series.rhythm.next_after(meets_on, calendar)
    return meets_on


def _closes_on(series: Series, meets_on: date) -> date:
    return meets_on - timedelta(days=series.closes_before)


def _calendar(office: int) -> WorkingCalendar:
    ground = ground_of(office)
    pack = library(home.own_procedures()).get(ground.procedure)
    name = ground.calendar or (pack[0].calendar if pack else NONE)
    return standing(name, ground.time_zone, office)

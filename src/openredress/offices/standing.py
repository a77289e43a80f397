"""The calendar by which a case is counted: the official one as it was adopted, and the days of rest
that its registering office and those above it have added.

Every change has a number. A calendar is asked for as it stands, or as it stood up to a change, so
that what a change moves can be worked out and proved.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, time
from functools import lru_cache
from typing import Any

from django.db.models import Subquery

from openredress.core.calendar import WorkingCalendar
from openredress.core.hours import USUAL_HOURS, Opening, OpeningHours
from openredress.core.text import Text

from .calendars import calendar_for
from .models import CalendarChange, Office, OfficialCalendar

#: Opening hours as they are stored: for each day of the week, from when until when.
Weekly = list[list[list[str]]]

_held: ContextVar[int | None] = ContextVar("held", default=None)


def latest() -> int:
    """The number of the latest change, 0 before the first."""
    held = _held.get()
    if held is not None:
        return held
    return CalendarChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


#: The same beside the rows of a query.
LATEST = Subquery(CalendarChange.objects.order_by("-pk").values("pk")[:1])


def not_everywhere() -> tuple[int, ...]:
    """The numbers up to which calendars may still be counted: the worker has not yet brought the
    changes after them to every case.
    """
    waiting = CalendarChange.objects.filter(done_at=None).order_by("pk")
    return tuple(found - 1 for found in waiting.values_list("pk", flat=True))


@contextmanager
def held(change: int | None = None) -> Iterator[None]:
    """Asks for the latest change once, for a block that looks at many cases. Lock them first: a
    change that is made meanwhile then finds them done, and looks at them after the block.

    A block that only reads may say which `change` was the latest when it read.
    """
    token = _held.set(latest() if change is None else change)
    try:
        yield
    finally:
        _held.reset(token)


def is_held() -> bool:
    """Whether the latest change was asked for already, for the block around this."""
    return _held.get() is not None


def standing(code: str, time_zone: str, office: int, upto: int | None = None) -> WorkingCalendar:
    """The calendar of cases that this office registers, up to a change, as it stands if `None`."""
    return _standing(code, time_zone, office, latest() if upto is None else upto)


@lru_cache(maxsize=512)
def _standing(code: str, time_zone: str, office: int, upto: int) -> WorkingCalendar:
    calendar = _official(code, time_zone, upto)
    if not upto:
        return calendar
    path = path_up(office)
    added, opening = days_of(path, upto), opening_of(path, upto)
    calendar = calendar.with_rest_days(added) if added else calendar
    return replace(calendar, opening=opening) if opening else calendar


def _official(code: str, time_zone: str, upto: int) -> WorkingCalendar:
    """As it was adopted; before the first adoption, as the package has it."""
    later = CalendarChange.objects.filter(office=None, code=code, pk__gt=upto).order_by("pk")
    changed = later.first()
    if changed is not None:
        return from_plain(code, time_zone, changed.before)
    adopted = OfficialCalendar.objects.filter(code=code).first()
    if adopted is not None:
        return from_plain(code, time_zone, adopted.days)
    return calendar_for(code, time_zone)


def days_of(offices: tuple[int, ...], upto: int | None = None) -> dict[date, Text]:
    """The days of rest that these offices have added."""
    found: dict[tuple[int, str], Text] = {}
    changes = CalendarChange.objects.filter(office__in=offices).order_by("pk")
    for change in changes if upto is None else changes.filter(pk__lte=upto):
        for day in change.removed:
            found.pop((change.office_id, day), None)
        for day, names in change.added.items():
            found[change.office_id, day] = names
    return {date.fromisoformat(day): names for (_, day), names in sorted(found.items())}


def opening_of(
    path: tuple[int, ...], upto: int | None = None
) -> tuple[tuple[date, OpeningHours], ...]:
    """The opening hours of the first of these offices, each from a day on: its own, else those of
    the next that has any. Nothing where nobody has set any.
    """
    told = {office: _told(office, upto) for office in path}
    since = sorted({day for known in told.values() for day in known})
    found: list[tuple[date, OpeningHours]] = []
    for day in since:
        held = (_held_on(told[office], day) for office in path)
        hours = next((weekly for weekly in held if weekly), None)
        found.append((day, read_weekly(hours) if hours else USUAL_HOURS))
    return tuple(found)


def _told(office: int, upto: int | None) -> dict[date, Weekly]:
    """What an office said of its own hours, by the day from which it holds. What it said later
    takes the place of what it had said before of the same days.
    """
    found: dict[date, Weekly] = {}
    changes = CalendarChange.objects.filter(office=office, hours__isnull=False).order_by("pk")
    for change in changes if upto is None else changes.filter(pk__lte=upto):
        found = {day: hours for day, hours in found.items() if day < change.hours_since}
        found[change.hours_since] = change.hours
    return found


def _held_on(told: Mapping[date, Weekly], day: date) -> Weekly:
    return next((told[since] for since in sorted(told, reverse=True) if since <= day), [])


def plain_weekly(hours: OpeningHours) -> Weekly:
    """Opening hours for JSON."""
    return [[[f"{o.opens:%H:%M}", f"{o.closes:%H:%M}"] for o in day] for day in hours.weekly]


def read_weekly(weekly: Weekly) -> OpeningHours:
    times = time.fromisoformat
    return OpeningHours(
        tuple(
            tuple(Opening(times(opens), times(closes)) for opens, closes in day) for day in weekly
        )
    )


def path_up(office: int) -> tuple[int, ...]:
    """The office and those above it."""
    parents = dict(Office.objects.values_list("id", "parent_id"))
    path: list[int] = []
    current: int | None = office
    while current is not None and current not in path:
        path.append(current)
        current = parents.get(current)
    return tuple(path)


def plain(calendar: WorkingCalendar) -> dict[str, Any]:
    """The days of a calendar for JSON."""
    through = calendar.published_through
    return {
        "weekend": sorted(calendar.weekend),
        "rest": {day.isoformat(): dict(n) for day, n in sorted(calendar.rest_days.items())},
        "swapped": [day.isoformat() for day in sorted(calendar.swapped_days)],
        "published_through": through.isoformat() if through else None,
    }


def from_plain(code: str, time_zone: str, days: Mapping[str, Any]) -> WorkingCalendar:
    through = days["published_through"]
    return WorkingCalendar(
        name=code,
        time_zone=time_zone,
        weekend=frozenset(days["weekend"]),
        rest_days={date.fromisoformat(day): names for day, names in days["rest"].items()},
        swapped_days=frozenset(map(date.fromisoformat, days["swapped"])),
        published_through=date.fromisoformat(through) if through else None,
    )

"""Which times can be booked: what the office keeps open, less what is taken already."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from openredress.core.calendar import ONE_DAY, WorkingCalendar
from openredress.core.hours import DAYS_OF_A_WEEK, Opening, OpeningHours
from openredress.core.procedure import Procedure
from openredress.core.reception import AHEAD, Slot, slots, unreceipted
from openredress.offices.calendars import NONE
from openredress.offices.standing import standing
from openredress.offices.tree import ground_of
from openredress.ops import home
from openredress.procedures import library

from .models import Booking, HeadDay, Room


@dataclass(frozen=True)
class Time:
    """A time with a place left. `head_day` is set where a head receives."""

    slot: Slot
    head_day: HeadDay | None = None

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.slot.starts_at:%H%M}-{self.head_day.pk if self.head_day else 0}"


@dataclass(frozen=True)
class Day:
    on: date
    times: tuple[Time, ...]


def zone_of(room: Room) -> ZoneInfo:
    return zone_at(room.office_id)


def zone_at(office: int) -> ZoneInfo:
    return ZoneInfo(ground_of(office).time_zone)


def calendar_of(office: int) -> WorkingCalendar:
    """The days of rest of the office: its own, else those of its procedure."""
    ground, pack = ground_of(office), procedure_of(office)
    name = ground.calendar or (pack.calendar if pack else NONE)
    return standing(name, ground.time_zone, office)


def procedure_of(office: int) -> Procedure | None:
    """The newest version of the procedure by which the office works."""
    found = library(home.own_procedures()).get(ground_of(office).procedure)
    return found[0] if found else None


def hours_of(room: Room) -> OpeningHours:
    """When the office receives people in an ordinary week."""
    weekly: list[list[Opening]] = [[] for _day in range(DAYS_OF_A_WEEK)]
    for hours in room.hours.all():
        weekly[hours.weekday].append(Opening(hours.begins, hours.ends))
    return OpeningHours(tuple(tuple(day) for day in weekly))


def days(room: Room, now: datetime, *, has_receipt: bool) -> tuple[Day, ...]:
    """Days of the next weeks on which there is still a place, with their times."""
    zone = zone_of(room)
    today = now.astimezone(zone).date()
    taken = _taken(room, now)
    found = []
    for on in _each(today, (now + AHEAD).astimezone(zone).date()):
        times = tuple(_times(room, on, zone, taken, now, has_receipt=has_receipt))
        if times:
            found.append(Day(on, times))
    return tuple(found)


def time_of(room: Room, on: date, key: str, now: datetime, *, has_receipt: bool) -> Time | None:
    """The time that was chosen, if it has a place left."""
    found = (day for day in days(room, now, has_receipt=has_receipt) if day.on == on)
    return next((time for day in found for time in day.times if time.key == key), None)


def _each(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


@dataclass(frozen=True)
class Taken:
    """Places that are taken: by hour with the head's day or 0, and by day without a receipt."""

    at: Mapping[tuple[datetime, int], int]
    unreceipted: Mapping[tuple[date, int], int]


def _taken(room: Room, now: datetime) -> Taken:
    rows = Booking.objects.filter(room=room, cancelled_at=None, starts_at__gte=now - timedelta(1))
    zone = zone_of(room)
    at: dict[tuple[datetime, int], int] = defaultdict(int)
    without: dict[tuple[date, int], int] = defaultdict(int)
    for starts_at, head, code in rows.values_list("starts_at", "head_day", "code_hash"):
        at[starts_at, head or 0] += 1
        if code is not None:
            without[starts_at.astimezone(zone).date(), head or 0] += 1
    return Taken(at, without)


def _times(
    room: Room, on: date, zone: ZoneInfo, taken: Taken, now: datetime, *, has_receipt: bool
) -> Iterator[Time]:
    for head, parts, minutes, seats in _open(room, on):
        key, found = (head.pk if head else 0), list(slots(on, parts, minutes, zone))
        most = unreceipted(len(found), seats)
        if not has_receipt and taken.unreceipted.get((on, key), 0) >= most:
            continue
        for slot in found:
            if slot.starts_at > now and taken.at.get((slot.starts_at, key), 0) < seats:
                yield Time(slot, head)


def _open(room: Room, on: date) -> Iterator[tuple[HeadDay | None, Sequence[Opening], int, int]]:
    """What is open on a day: the ordinary hours if it is worked, and what heads keep themselves."""
    calendar = calendar_of(room.office_id)
    if calendar.is_working_day(on):
        parts = hours_of(room).of(on, is_swapped=on in calendar.swapped_days)
        yield None, parts, room.minutes, room.seats
    for head in room.days.all():
        if head.on == on and head.cancelled_at is None:
            yield head, [Opening(head.begins, head.ends)], head.minutes, 1

"""What each day of a list would change, told before it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from openredress.core.calendar import WorkingCalendar
from openredress.core.text import Text

from .calendars import NONE, YEARS
from .standing import days_of, path_up, standing
from .tree import ground_of

#: What a day does: becomes a day of rest; rests already; was added already; is over; is too far.
NEW, RESTS, KNOWN, PAST, BEYOND = "new", "rests", "known", "past", "beyond"


@dataclass(frozen=True)
class PreviewLine:
    """A day, its names, and what it would do."""

    day: date
    names: Text
    effect: str

    @property
    def counts(self) -> bool:
        return self.effect == NEW


@dataclass(frozen=True)
class Local:
    """An office's own days of rest: its calendar as it stands, and what it or those above added."""

    office: int
    today: date
    calendar: WorkingCalendar
    own: Mapping[date, Text]
    above: Mapping[date, Text]
    is_highest: bool = False


def local(office: int, procedure_calendar: str, now: datetime) -> Local:
    """Where the days of an office stand; `procedure_calendar` holds where it names no other."""
    ground = ground_of(office)
    code = ground.calendar or procedure_calendar or NONE
    calendar = standing(code, ground.time_zone, office)
    above = tuple(o for o in path_up(office) if o != office)
    return Local(
        office, calendar.local_date(now), calendar, days_of((office,)), days_of(above), not above
    )


def preview(place: Local, days: Mapping[date, Text]) -> tuple[PreviewLine, ...]:
    return tuple(PreviewLine(day, names, _effect(place, day)) for day, names in days.items())


def _effect(place: Local, day: date) -> str:
    if day <= place.today:
        return PAST
    if day.year not in YEARS:
        return BEYOND
    if day in place.own or day in place.above:
        return KNOWN
    return NEW if place.calendar.is_working_day(day) else RESTS

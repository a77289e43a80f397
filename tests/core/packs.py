"""What the tests of the core share: every pack, every calendar, and days written out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import strategies as st

from openredress.core.calendar import WorkingCalendar
from openredress.core.clock import Clock, Standstill
from openredress.core.procedure import Limit, Procedure, Unit
from openredress.offices.calendars import calendar_for
from openredress.procedures import BUILT_IN, pack_files, read_file

PACKS: Mapping[str, Procedure] = {path.stem: read_file(path) for path in pack_files(BUILT_IN)}
ZONES = {"CN": "Asia/Shanghai", "GB-ENG": "Europe/London", "IN": "Asia/Kolkata", "none": "UTC"}
LIMITS = [(pack, limit) for pack, found in PACKS.items() for limit in found.limits]


@cache
def calendar(code: str) -> WorkingCalendar:
    return calendar_for(code, ZONES[code])


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def clock_on(
    limit: Limit, days: WorkingCalendar, start: date, extra: int = 0, *pauses: tuple[date, date]
) -> Clock:
    """A clock of `limit` from `start`, with pauses as (the day it stopped, the day it went on)."""
    stills = tuple(Standstill(begin, end) for begin, end in pauses)
    return Clock(limit, days, at(start), start, extra, stills)


# What hypothesis draws from -------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
limits = st.sampled_from([PACKS[pack].limits[limit] for pack, limit in LIMITS])
day_limits = limits.filter(lambda limit: limit.unit is not Unit.HOURS)


@st.composite
def random_calendars(draw: st.DrawFn) -> WorkingCalendar:
    weekend = draw(st.frozensets(st.integers(0, 6), max_size=3))
    rest = draw(st.frozensets(days, max_size=40))
    return WorkingCalendar(
        "drawn",
        "UTC",
        weekend,
        {day: {"en": "Rest"} for day in rest},
        draw(st.frozensets(days, max_size=10)),
        draw(st.none() | days),
    )


calendars = st.one_of(st.sampled_from(sorted(ZONES)).map(calendar), random_calendars())


def later(start: date, least: int = 0, most: int = 120) -> st.SearchStrategy[date]:
    return st.integers(least, most).map(lambda n: start + timedelta(days=n))

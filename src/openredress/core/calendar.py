"""Working calendars: which days count, and what a day of rest is called.

A calendar is a value. Whoever builds one (see `openredress.offices.calendars`) says up to which
day the official arrangement is published; what lies beyond is provisional.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from .hours import ONE_DAY, USUAL_HOURS, Opening, OpeningHours, Span, merged, span_of
from .text import Text

SATURDAY_AND_SUNDAY = frozenset({5, 6})
MIDNIGHT = time()


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days of one jurisdiction.

    `rest_days` are days off by name, `swapped_days` days of a weekend that are worked instead
    (China: 调休). `published_through` is the last day covered by an official arrangement, or
    `None` where the rule itself fixes the days for ever. `opening` are opening hours, each from a
    day on, in their order; before the first of them the usual ones hold.
    """

    name: str = "none"
    time_zone: str = "UTC"
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    rest_days: Mapping[date, Text] = field(default_factory=dict)
    swapped_days: frozenset[date] = frozenset()
    published_through: date | None = None
    opening: tuple[tuple[date, OpeningHours], ...] = ()

    def is_working_day(self, day: date) -> bool:
        if day in self.swapped_days:
            return True
        return day not in self.rest_days and day.weekday() not in self.weekend

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_day(self, count: int, after: date) -> date | None:
        """The working day of this number after a day that is not counted itself, the first being
        1. `None` where there are not as many before the last year that dates know.
        """
        worked, year = self._worked_in(after.year), after.year
        place = bisect_right(worked, after.toordinal()) + count - 1
        while place >= len(worked):
            if year == MAXYEAR or year - after.year > LONGEST_COUNT:
                return None
            year, place = year + 1, place - len(worked)
            worked = self._worked_in(year)
        return date.fromordinal(worked[place])

    def working_days(self, after: date, through: date) -> int:
        """How many days are worked after the one, up to and with the other."""
        total, year = -self._worked_by(after), after.year
        while year < through.year:
            total, year = total + len(self._worked_in(year)), year + 1
        return max(0, total + self._worked_by(through))

    def _worked_by(self, day: date) -> int:
        """How many days of its year are worked up to and with this one."""
        return bisect_right(self._worked_in(day.year), day.toordinal())

    def _worked_in(self, year: int) -> tuple[int, ...]:
        """The working days of a year as ordinals. A calendar never changes, so neither do they."""
        known = self._worked
        if year not in known:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = ((day, date.fromordinal(day)) for day in range(first, last + 1))
            known[year] = tuple(day for day, on in days if self.is_working_day(on))
        return known[year]

    @cached_property
    def _worked(self) -> dict[int, tuple[int, ...]]:
        return {}

    def rest_name(self, day: date) -> Text | None:
        """What the day of rest is called, `None` for a plain weekend."""
        return self.rest_days.get(day)

    def with_rest_days(self, days: Mapping[date, Text]) -> "WorkingCalendar":
        """The same calendar with more days of rest; what rests already keeps its name.

        A day of a weekend that is worked instead rests again: added days only ever take days away
        from those that are counted, so a due date can only move later.
        """
        return replace(
            self,
            rest_days={**days, **self.rest_days},
            swapped_days=self.swapped_days - days.keys(),
        )

    def is_provisional(self, day: date) -> bool:
        """True when the official arrangement for this day is not yet published."""
        return self.published_through is not None and day > self.published_through

    def local_date(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def end_of(self, day: date) -> datetime:
        """The moment at which `day` is over here: what is due on it is late from then on."""
        return _end_of(day, self._zone)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    # While the office is open --------------------------------------------------------------

    def hours_on(self, day: date) -> OpeningHours:
        """The opening hours that hold on this day."""
        held = (hours for since, hours in reversed(self.opening) if since <= day)
        return next(held, USUAL_HOURS)

    def open_on(self, day: date) -> tuple[Span, ...]:
        """When the office is open in hours that begin on this day; never on a day of rest."""
        return _spans(day, self.openings_on(day), self.time_zone)

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """The same by the clock of the office."""
        if not self.is_working_day(day):
            return ()
        return self.hours_on(day).of(day, is_swapped=day in self.swapped_days)

    def open_after(self, moment: datetime, length: timedelta) -> datetime:
        """The moment at which the office has been open for so long since `moment`."""
        left = length
        for span in self._open_from(moment):
            if span.starts_at + left <= span.ends_at:
                return span.starts_at + left
            left -= span.ends_at - span.starts_at
        return moment + LONGEST_WALK

    def open_before(self, moment: datetime, length: timedelta) -> datetime:
        """The moment since which the office has been open for so long until `moment`."""
        left = length
        for span in self._open_back_from(moment):
            if span.ends_at - left >= span.starts_at:
                return span.ends_at - left
            left -= span.ends_at - span.starts_at
        return moment - LONGEST_WALK

    def open_between(self, first: datetime, last: datetime) -> tuple[Span, ...]:
        """When the office is open between two moments."""
        start, end = self.local_date(first) - ONE_DAY, self.local_date(last)
        days = (start + ONE_DAY * n for n in range((end - start).days + 1))
        parts = (span.shared_with(Span(first, last)) for day in days for span in self.open_on(day))
        return merged(part for part in parts if part is not None)

    def _open_from(self, moment: datetime) -> Iterator[Span]:
        """From a moment on, what is open at once told once. A night belongs to the day before."""
        day, done = self.local_date(moment) - ONE_DAY, moment
        for _ in range(LONGEST_WALK.days):
            for span in self.open_on(day):
                if done < span.ends_at:
                    yield Span(max(span.starts_at, done), span.ends_at)
                    done = span.ends_at
            day += ONE_DAY

    def _open_back_from(self, moment: datetime) -> Iterator[Span]:
        day, until = self.local_date(moment), moment
        for _ in range(LONGEST_WALK.days):
            begins = self.end_of(day - ONE_DAY)
            yield from reversed(self.open_between(begins, until))
            day, until = day - ONE_DAY, begins


#: Years. A calendar on which nobody ever works must not loop for ever.
LONGEST_COUNT = 50

#: A calendar without opening hours must not loop for ever.
LONGEST_WALK = timedelta(days=366 * 2)


@lru_cache(maxsize=4096)
def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """Every clock of every case asks for the same few."""
    return datetime.combine(day + ONE_DAY, MIDNIGHT, zone)


@lru_cache(maxsize=4096)
def _spans(day: date, openings: tuple[Opening, ...], time_zone: str) -> tuple[Span, ...]:
    zone = ZoneInfo(time_zone)
    return merged(span_of(day, each.opens, each.closes, zone) for each in openings)

"""Working calendars: which days count, and what a day of rest is called.

A calendar is a value. Whoever builds one (see `openredress.offices.calendars`) says up to which
day the official arrangement is published; what lies beyond is provisional.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .text import Text

ONE_DAY = timedelta(days=1)
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days of one jurisdiction.

    `rest_days` are days off by name, `swapped_days` days of a weekend that are worked instead
    (China: 调休). `published_through` is the last day covered by an official arrangement, or
    `None` where the rule itself fixes the days for ever.
    """

    name: str = "none"
    time_zone: str = "UTC"
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    rest_days: Mapping[date, Text] = field(default_factory=dict)
    swapped_days: frozenset[date] = frozenset()
    published_through: date | None = None

    def is_working_day(self, day: date) -> bool:
        if day in self.swapped_days:
            return True
        return day not in self.rest_days and day.weekday() not in self.weekend

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

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
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def end_of(self, day: date) -> datetime:
        """The moment at which `day` is over here: what is due on it is late from then on."""
        midnight = datetime.combine(day + ONE_DAY, datetime.min.time())
        return midnight.replace(tzinfo=ZoneInfo(self.time_zone))

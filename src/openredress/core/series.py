"""A series of meetings: every so many weeks or months, on a day of the week, until it ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import WorkingCalendar
from .clock import add_months
from .hours import ONE_DAY

WEEK = timedelta(days=7)
#: A month has a day of the week four times for certain; the fifth is told as the last.
LAST = 5


class Every(StrEnum):
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Rhythm:
    """From `first_on` on, every `count` weeks or months on its day of the week; by the month, as it
    was the first, second … or last of its kind.
    """

    first_on: date
    count: int
    every: Every

    @property
    def which(self) -> int:
        """Which of its days of the week in its month the first day is; `LAST` for the fifth."""
        return (self.first_on.day - 1) // 7 + 1

    def planned(self) -> Iterator[date]:
        """Every planned day, without end."""
        number = 0
        while True:
            yield self._planned(number)
            number += self.count

    def _planned(self, number: int) -> date:
        if self.every is Every.WEEKS:
            return self.first_on + WEEK * number
        month = add_months(self.first_on.replace(day=1), number)
        found = month + ONE_DAY * ((self.first_on.weekday() - month.weekday()) % 7)
        later = found + WEEK * (self.which - 1)
        return later if later.month == month.month else later - WEEK

    def next_after(self, day: date, calendar: WorkingCalendar) -> date:
        """The first day of the series after this one. A meeting that would be on a day of rest is
        on the next working day.
        """
        return next(
            held for planned in self.planned() if (held := calendar.next_working_day(planned)) > day
        )

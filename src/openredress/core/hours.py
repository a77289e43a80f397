"""Opening hours: when an office is open on each day of the week, by its own clock.

One description serves all who ask: limits that count while the office is open, rosters, the time
to acknowledge an alert, and the public page. Spans of time begin with their first moment and end
before their last.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE, ONE_DAY = timedelta(minutes=1), timedelta(days=1)
DAYS_OF_A_WEEK = 7
#: More stretches a day than this are a mistake of whoever typed them.
MOST_IN_A_DAY = 6


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of time: from `starts_at` until just before `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def in_zone(self, zone: ZoneInfo) -> "Span":
        """The same stretch, told by the clock of the zone."""
        return Span(self.starts_at.astimezone(zone), self.ends_at.astimezone(zone))

    def shared_with(self, other: "Span") -> "Span | None":
        starts, ends = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Span(starts, ends) if starts < ends else None


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of the zone show this time on this day, in UTC.

    A time that comes twice when clocks are put back is its first; a time that they leap over is
    the moment of the leap. So what is earlier by the clock is never later.
    """
    local = datetime.combine(day, at)
    while _shown(local, zone) != local:
        local += MINUTE
    return local.replace(tzinfo=zone).astimezone(UTC)


def _shown(local: datetime, zone: ZoneInfo) -> datetime:
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    return moment.astimezone(zone).replace(tzinfo=None)


def span_of(day: date, begins: time, ends: time, zone: ZoneInfo) -> Span:
    """From `begins` on this day until `ends`, on the next day if that is not later."""
    last = day if ends > begins else day + ONE_DAY
    return Span(moment_of(day, begins, zone), moment_of(last, ends, zone))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as these spans in their order, none empty, none twice, what touches as one."""
    found: list[Span] = []
    for span in sorted(s for s in spans if s.starts_at < s.ends_at):
        if found and span.starts_at <= found[-1].ends_at:
            found[-1] = Span(found[-1].starts_at, max(found[-1].ends_at, span.ends_at))
        else:
            found.append(span)
    return tuple(found)


@dataclass(frozen=True, order=True)
class Opening:
    """Open from `opens` until `closes`; an end that is not later lies on the next day."""

    opens: time
    closes: time

    @property
    def is_overnight(self) -> bool:
        return self.closes <= self.opens

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True)
class OpeningHours:
    """When an office is open on the seven days of a week, Monday first."""

    weekly: tuple[tuple[Opening, ...], ...]

    @property
    def first(self) -> tuple[Opening, ...]:
        """The hours of the first day of the week that has any."""
        return next((found for found in self.weekly if found), ())

    def of(self, day: date, *, is_swapped: bool = False) -> tuple[Opening, ...]:
        """When it is open on this day, if that is worked. A weekend day that is worked instead of
        another, and has no hours of its own, keeps those of the first day that has any.
        """
        return self.weekly[day.weekday()] or (self.first if is_swapped else ())


#: Where nobody has said anything: which days are worked is for the calendar to say.
USUAL_HOURS = OpeningHours(((Opening(time(9), time(17)),),) * DAYS_OF_A_WEEK)


class Amiss(StrEnum):
    """What is wrong with opening hours. Put into words when it is shown."""

    UNREADABLE = "unreadable"
    TOO_MANY = "too-many"
    OVERLAP = "overlap"
    NEVER = "never"


@dataclass(frozen=True)
class WrongHours:
    """`weekday` is the day that is meant, Monday being 0; `None` where it is all of them."""

    amiss: Amiss
    weekday: int | None = None


_TIME = r"(\d{1,2})(?:[:.：时點点h](\d{2})?分?)?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|~|～|至|到|to)\s*{_TIME}\s*")


def read_day(text: str) -> tuple[Opening, ...] | Amiss:
    """`09:00–12:00, 14:00–17:30` as openings, in any way in which it is typed; "" is closed.

    24:00 is midnight.
    """
    if not text.strip():
        return ()
    parts = [part for part in re.split(r"[,，、;；\n]", text) if part.strip()]
    if len(parts) > MOST_IN_A_DAY:
        return Amiss.TOO_MANY
    found = [_opening(part) for part in parts]
    known = [opening for opening in found if opening is not None]
    return tuple(sorted(known)) if known and len(known) == len(parts) else Amiss.UNREADABLE


def _opening(text: str) -> Opening | None:
    given = _SPAN.fullmatch(text)
    if given is None:
        return None
    opens, closes = _time(given[1], given[2]), _time(given[3], given[4])
    if opens is None or closes is None or (given[1] == "24"):
        return None
    return Opening(opens, closes)


def _time(hour: str, minute: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        return time()
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def opening_hours(weekly: Sequence[Sequence[Opening]]) -> OpeningHours | WrongHours:
    """Hours for a week, or why they cannot be: some on a day of the week, no two at once."""
    if len(weekly) != DAYS_OF_A_WEEK or not any(weekly):
        return WrongHours(Amiss.NEVER)
    for weekday, openings in enumerate(weekly):
        if not _follow(openings, weekly[(weekday + 1) % DAYS_OF_A_WEEK]):
            return WrongHours(Amiss.OVERLAP, weekday)
    return OpeningHours(tuple(tuple(sorted(openings)) for openings in weekly))


def _follow(today: Sequence[Opening], tomorrow: Sequence[Opening]) -> bool:
    """Whether each opening is over when the next begins, the last one before those of tomorrow."""
    ordered = sorted(today)
    for one, following in pairwise(ordered):
        if one.is_overnight or following.opens < one.closes:
            return False
    if not ordered or not ordered[-1].is_overnight or not tomorrow:
        return True
    return ordered[-1].closes <= min(tomorrow).opens


def lines_of(hours: OpeningHours) -> Iterator[tuple[int, int, tuple[Opening, ...]]]:
    """Days of the week that follow one another with the same hours: first, last, hours."""
    first = 0
    for weekday in range(1, DAYS_OF_A_WEEK + 1):
        if weekday == DAYS_OF_A_WEEK or hours.weekly[weekday] != hours.weekly[first]:
            yield first, weekday - 1, hours.weekly[first]
            first = weekday

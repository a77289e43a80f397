"""Clocks: every deadline is a pure function of the limit, the calendar and the journal.

One walk over the days gives both the due date and the proof of it, so that the two can never
disagree. The day of the event is not counted (China: Civil Code Art. 201; UK and India: the
ordinary rule of computation). Days of rest are skipped, never subtracted: adding a holiday can
only move a due date later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from .calendar import WorkingCalendar
from .hours import ONE_DAY, Span
from .keeping import retention_of
from .procedure import Limit, LimitKind, Procedure, Unit
from .text import Text

#: No lawful limit comes near this; a calendar without working days must not loop for ever.
MAX_DAYS = 366 * 20


class DayReason(StrEnum):
    """Why a day counts or does not."""

    EVENT = "event"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    OPEN = "open"  # hours of this day count, see `Day.counted`
    CLOSED = "closed"  # a working day on which the office is not open, or not any more
    ROLLED = "rolled"  # a day of rest at the end, from which the due date moves on
    LANDED = "landed"  # the working day on which the moved due date falls


@dataclass(frozen=True)
class Day:
    """One line of the proof. `number` is which counted day this is, 0 when it is not counted.

    `name` is the holiday's name, and `swapped` marks a weekend day that is worked. Where the limit
    counts while the office is open, `counted` are those hours of this day, by its clock.
    """

    date: date
    number: int
    reason: DayReason
    name: Text | None = None
    swapped: bool = False
    provisional: bool = False
    counted: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Standstill:
    """A pause: days after `start_on` through `end_on` are not counted; `None` is still open."""

    start_on: date
    end_on: date | None


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    LATE = "late"
    MET = "met"
    MET_LATE = "met-late"
    PASSED = "passed"  # a right that was not used in time


@dataclass(frozen=True)
class Clock:
    """A limit as it runs for one case.

    `started_at` is when it began, `started_on` the local day that is not counted, `extra` what
    was granted on top in the limit's unit, `stopped_on` the day on which it was met.
    """

    limit: Limit
    calendar: WorkingCalendar
    started_at: datetime
    started_on: date
    extra: int = 0
    standstills: tuple[Standstill, ...] = ()
    stopped_at: datetime | None = None
    stopped_on: date | None = None

    @cached_property
    def _days(self) -> tuple[Day, ...]:
        return tuple(self._walk())

    def counted_days(self) -> tuple[Day, ...]:
        """Every day from the event to the due date, each with the reason it counts or not."""
        return self._days

    def due_on(self) -> date:
        """The last day in time. While a pause is open it is taken to last as long as it may."""
        return self._due_on

    @cached_property
    def _due_on(self) -> date:
        """The last of `counted_days`, without the proof of each: it is asked at every turn."""
        if self.limit.unit.in_hours:
            return self._due_by_the_hour()
        day, farthest = self._last_counted(), self.started_on + timedelta(days=2 * MAX_DAYS)
        if self.limit.rolls:
            while self._must_roll(day) and day < farthest:
                day += ONE_DAY
        return day

    def _last_counted(self) -> date:
        """The day on which as many are counted as the limit says, passing over each pause."""
        day, left = self.started_on, self._days_to_count()
        if left <= 0:
            return day
        for eve, last in self._pauses:
            if last <= day:
                continue
            before = self._days_between(day, eve)
            if before >= left:
                break
            day, left = last, left - before
        return self._days_after(day, left)

    def _days_between(self, after: date, through: date) -> int:
        if self.limit.unit is Unit.WORKING_DAYS:
            return self.calendar.working_days(after, through)
        return max(0, (through - after).days)

    def _days_after(self, day: date, count: int) -> date:
        """At most as far as `_walk` goes, which never ends where nobody ever works."""
        farthest = self.started_on + timedelta(days=MAX_DAYS)
        if self.limit.unit is Unit.WORKING_DAYS:
            found = self.calendar.working_day(count, day)
            return farthest if found is None else min(found, farthest)
        return min(day + timedelta(days=min(count, MAX_DAYS)), farthest)

    def _due_by_the_hour(self) -> date:
        """The day of the last moment in time: an office that closes at midnight closes on a day."""
        is_open = self.limit.unit is Unit.OFFICE_HOURS
        moment = self.due_at() - timedelta(microseconds=1 if is_open else 0)
        return max(self.calendar.local_date(moment), self.started_on)

    def due_at(self) -> datetime:
        """The moment from which it is late."""
        if self.limit.unit.in_hours:
            return self._due_at
        return self.calendar.end_of(self.due_on())

    @cached_property
    def _due_at(self) -> datetime:
        length = timedelta(hours=self._amount)
        if self.limit.unit is Unit.OFFICE_HOURS:
            return self.calendar.open_after(self.started_at, length)
        return self.started_at + length

    def is_provisional(self) -> bool:
        """True when the due date rests on days whose official calendar is not published."""
        return self._asks_the_calendar and self.calendar.is_provisional(self.due_on())

    @property
    def is_unmet(self) -> bool:
        """Whether nothing has stopped it: it runs, stands still, or its time is over."""
        return self.stopped_at is None or self.stopped_on is None

    def is_paused(self, today: date) -> bool:
        """True while a pause is open and its cap is not used up."""
        is_open = any(still.end_on is None for still in self.standstills)
        return is_open and any(start <= today <= end for start, end in self._pauses)

    def state(self, now: datetime) -> ClockState:
        """How it stands at `now`. Being stopped settles it, whatever came before; a right that
        ended only after its time was not met late, it had passed.
        """
        if self.stopped_at is not None and self.stopped_on is not None:
            late = self.stopped_on > self.due_on()
            if self.limit.unit.in_hours:
                late = self.stopped_at > self.due_at()
            return self._too_late(ClockState.MET_LATE) if late else ClockState.MET
        if now >= self.due_at():
            return self._too_late(ClockState.LATE)
        if self.is_paused(self.calendar.local_date(now)):
            return ClockState.PAUSED
        return ClockState.RUNNING

    def _too_late(self, duty: ClockState) -> ClockState:
        return duty if self.limit.kind is LimitKind.DUTY else ClockState.PASSED

    @property
    def _amount(self) -> int:
        return self.limit.amount + self.extra

    @property
    def _asks_the_calendar(self) -> bool:
        """Whether days of rest can move this clock at all."""
        return self.limit.rolls or self.limit.unit in (Unit.WORKING_DAYS, Unit.OFFICE_HOURS)

    @cached_property
    def _pauses(self) -> tuple[tuple[date, date], ...]:
        """Pauses as (first day's eve, last day), merged and cut to the cap of the limit."""
        if self.limit.pause is None or self.limit.unit.in_hours:
            return ()  # A pause is told in days; `soundness` refuses one on a limit in hours.
        left = self.limit.pause.max_days
        found: list[tuple[date, date]] = []
        for still in sorted(self.standstills, key=lambda s: s.start_on):
            start = max([still.start_on, *(end for _, end in found)])
            end = start + timedelta(days=left)
            if still.end_on is not None:
                end = min(end, still.end_on)
            if end > start:
                found.append((start, end))
                left -= (end - start).days
        return tuple(found)

    def _is_standing_still(self, day: date) -> bool:
        return any(start < day <= end for start, end in self._pauses)

    def _walk(self) -> Iterator[Day]:
        if self.limit.unit is Unit.OFFICE_HOURS:
            yield from self._hours_by_day()
            return
        day, number, target = self.started_on, 0, self._days_to_count()
        yield self._day(day, 0, DayReason.EVENT)
        while number < target and (day - self.started_on).days < MAX_DAYS:
            day += ONE_DAY
            if self._is_standing_still(day):
                yield self._day(day, 0, DayReason.PAUSED)
            elif self.limit.unit is Unit.WORKING_DAYS and not self.calendar.is_working_day(day):
                yield self._day(day, 0, self._rest_reason(day))
            else:
                number += 1
                resting = self.limit.rolls and number == target and self._must_roll(day)
                yield self._day(day, number, DayReason.ROLLED if resting else DayReason.COUNTED)
        if self.limit.rolls:
            yield from self._roll(day)

    def _hours_by_day(self) -> Iterator[Day]:
        """Each day with the hours in which the office was open, from the event to the last one."""
        day, last, number = self.started_on, self.due_on(), 0
        counted = self.calendar.open_between(self.started_at, self.due_at())
        zone = ZoneInfo(self.calendar.time_zone)
        while day <= last:
            whole = Span(self.calendar.end_of(day - ONE_DAY), self.calendar.end_of(day))
            parts = (span.shared_with(whole) for span in counted)
            if spans := tuple(part.in_zone(zone) for part in parts if part is not None):
                number += 1
                yield self._day(day, number, DayReason.OPEN, spans)
            elif self.calendar.is_working_day(day):
                yield self._day(day, 0, DayReason.CLOSED)
            else:
                yield self._day(day, 0, self._rest_reason(day))
            day += ONE_DAY

    def _roll(self, day: date) -> Iterator[Day]:
        """Moves on from a day of rest. The weekend at the end is shown, not silently jumped."""
        moved = False
        while self._must_roll(day) and (day - self.started_on).days < 2 * MAX_DAYS:
            if moved:
                still = self._is_standing_still(day)
                yield self._day(day, 0, DayReason.PAUSED if still else DayReason.ROLLED)
            day, moved = day + ONE_DAY, True
        if moved:
            yield self._day(day, 0, DayReason.LANDED)

    def _must_roll(self, day: date) -> bool:
        return self._is_standing_still(day) or not self.calendar.is_working_day(day)

    def _days_to_count(self) -> int:
        if self.limit.unit is Unit.MONTHS:
            return (add_months(self.started_on, self._amount) - self.started_on).days
        if self.limit.unit is Unit.HOURS:
            ends = self.started_at + timedelta(hours=self._amount)
            return (self.calendar.local_date(ends) - self.started_on).days
        return self._amount

    def _rest_reason(self, day: date) -> DayReason:
        return DayReason.HOLIDAY if self.calendar.rest_name(day) else DayReason.WEEKEND

    def _day(
        self, day: date, number: int, reason: DayReason, counted: tuple[Span, ...] = ()
    ) -> Day:
        return Day(
            date=day,
            number=number,
            reason=reason,
            name=self.calendar.rest_name(day),
            swapped=day in self.calendar.swapped_days,
            provisional=self._asks_the_calendar and self.calendar.is_provisional(day),
            counted=counted,
        )


@dataclass(frozen=True)
class Moment:
    """A step that happened: when it was taken and, if told apart, the day it took effect."""

    step: str
    at: datetime
    on: date | None = None

    def day(self, calendar: WorkingCalendar) -> date:
        return self.on or calendar.local_date(self.at)


@dataclass(frozen=True)
class Granted:
    """An extension that was granted: `amount` in the unit of the limit."""

    limit: str
    amount: int
    at: datetime


def clocks(
    procedure: Procedure,
    level: int,
    trail: tuple[Moment, ...],
    granted: tuple[Granted, ...],
    calendar: WorkingCalendar,
) -> tuple[Clock, ...]:
    """The latest run of every limit that has begun for a case of this level."""
    last = {moment.step: place for place, moment in enumerate(trail)}
    begun = (
        (limit, [last[step] for step in limit.runs_from if step in last])
        for limit in (*procedure.limits_of(level), retention_of(procedure).answer)
    )
    return tuple(
        _run(limit, trail, max(places), granted, calendar, procedure.settling_steps)
        for limit, places in begun
        if places
    )


def _run(
    limit: Limit,
    trail: tuple[Moment, ...],
    begins: int,
    granted: tuple[Granted, ...],
    calendar: WorkingCalendar,
    ends: frozenset[str],
) -> Clock:
    """The run of a limit that the moment at `begins` has begun."""
    start, since = trail[begins], trail[begins + 1 :]
    stop = None
    for place, moment in enumerate(since):
        if moment.step in limit.stops_at:
            stop, since = moment, since[: place + 1]
            break
    return Clock(
        limit=limit,
        calendar=calendar,
        started_at=start.at,
        started_on=start.day(calendar),
        extra=sum(g.amount for g in granted if g.limit == limit.id and g.at >= start.at)
        if granted
        else 0,
        standstills=_standstills(limit, since, calendar, ends) if limit.pause else (),
        stopped_at=stop.at if stop else None,
        stopped_on=stop.day(calendar) if stop else None,
    )


def _standstills(
    limit: Limit, since: tuple[Moment, ...], calendar: WorkingCalendar, ends: frozenset[str]
) -> tuple[Standstill, ...]:
    """The pauses of a run, up to what stopped it. What stops a run ends its pause as well."""
    if limit.pause is None:
        return ()
    marking = {limit.pause.pause, limit.pause.resume} | ends | limit.stops_at
    marks = [m for m in since if m.step in marking]
    found = [
        Standstill(mark.day(calendar), following.day(calendar))
        for mark, following in pairwise(marks)
        if mark.step == limit.pause.pause
    ]
    if marks and marks[-1].step == limit.pause.pause:
        found.append(Standstill(marks[-1].day(calendar), None))
    return tuple(found)


def calculate(limit: Limit, start: datetime | date, calendar: WorkingCalendar) -> Clock:
    """The public calculator: the limit as it would run from an event at `start`."""
    if not isinstance(start, datetime):
        return Clock(limit, calendar, calendar.end_of(start) - ONE_DAY, start)
    return Clock(limit, calendar, start, calendar.local_date(start))


def add_months(day: date, months: int) -> date:
    """The day of the same number `months` later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    following = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - ONE_DAY).day
    return date(day.year + years, month + 1, min(day.day, last))

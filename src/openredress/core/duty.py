"""Duty: who answers now, who stands in for whom, and what nobody covers.

Shifts and absences are moments; the hours an office keeps are times of its own clock. Every span
begins with its first moment and ends before its last, so that one shift ends where the next
begins. Nothing here says why somebody is away: it is asked nowhere.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from .calendar import WorkingCalendar
from .hours import ONE_DAY, Span, merged, moment_of, span_of


@dataclass(frozen=True)
class Shift:
    """Who is on duty at an office in this span. The lead answers first, then the others."""

    id: int
    office: int
    span: Span
    lead: int
    others: tuple[int, ...] = ()

    @property
    def people(self) -> tuple[int, ...]:
        return (self.lead, *self.others)


@dataclass(frozen=True)
class Absence:
    """Somebody is away from an office in this span; `substitute` does their work meanwhile."""

    staff: int
    span: Span
    substitute: int | None = None


#: Whether somebody may do what somebody else does: `able(substitute, absent)`.
Able = Callable[[int, int], bool]


@dataclass(frozen=True)
class Standing:
    """Somebody who answers now. `instead_of` is the person of the roster they stand in for."""

    person: int
    is_lead: bool
    instead_of: int | None = None


class Trouble(StrEnum):
    """Why something cannot be entered in a roster. Put into words when it is shown."""

    NOT_YOURS = "not-yours"
    NOT_OF_THIS_OFFICE = "not-of-this-office"
    TWICE = "twice"
    NO_DAYS = "no-days"
    TOO_MANY = "too-many"
    OVER = "over"
    ENDS_BEFORE = "ends-before"
    AWAY_ALREADY = "away-already"
    NOT_ABLE = "not-able"
    CIRCLE = "circle"
    NOT_ON_IT = "not-on-it"
    BUSY = "busy"
    ASKED_ALREADY = "asked-already"
    ANSWERED = "answered"
    TAKEN = "taken"


@dataclass(frozen=True)
class Refused:
    """`field` is what has to change, `names` the people that the words need."""

    trouble: Trouble
    field: str = ""
    names: tuple[str, ...] = ()


# Who answers ------------------------------------------------------------------------------


def stand_in(person: int, at: datetime, absences: Iterable[Absence], able: Able) -> int | None:
    """Who does this person's work at this moment; `None` when nobody does.

    The person while they are there; else their substitute, or whoever stands in for that one.
    A circle, which is refused when it is entered, would end here with nobody.
    """
    away = {a.staff: a.substitute for a in absences if a.span.covers(at)}
    seen, found = set[int](), person
    while found in away:
        if found in seen:
            return None
        seen.add(found)
        substitute = away[found]
        if substitute is None:
            return None
        found = substitute
    return found if found == person or able(found, person) else None


def on_duty(
    at: datetime,
    shifts: Iterable[Shift],
    absences: Collection[Absence],
    able: Able,
    shut_out: Collection[int] = (),
) -> tuple[Standing, ...]:
    """Who answers at this moment, whom one turns to first at the front.

    Where two shifts overlap, the one that began last goes first: it has taken over. Whoever is
    shut out of a case is passed over, on the roster and as a substitute.
    """
    running = sorted(
        (s for s in shifts if s.span.covers(at)), key=lambda s: (s.span.starts_at, s.id)
    )
    found: dict[int, Standing] = {}
    for shift in reversed(running):
        for planned in shift.people:
            there = stand_in(planned, at, absences, able)
            if there is None or there in shut_out or there in found:
                continue
            instead_of = planned if there != planned else None
            found[there] = Standing(there, planned == shift.lead, instead_of)
    return tuple(found.values())


def closed_circle(new: Absence, others: Collection[Absence]) -> tuple[int, ...]:
    """The people who would stand in for each other in a circle, as they follow; empty: none.

    Only substitutes who are away at the same moment make a circle: A for B in May and B for A in
    June is none.
    """

    def follow(person: int, span: Span, path: tuple[int, ...]) -> tuple[int, ...]:
        path = (*path, person)
        for absence in others:
            shared = absence.span.shared_with(span)
            if absence.staff != person or absence.substitute is None or shared is None:
                continue
            if absence.substitute == new.staff:
                return (*path, new.staff)
            if absence.substitute not in path and (
                found := follow(absence.substitute, shared, path)
            ):
                return found
        return ()

    if new.substitute is None:
        return ()
    if new.substitute == new.staff:
        return (new.staff, new.staff)
    return follow(new.substitute, new.span, (new.staff,))


# What is wanted, and what nobody covers ----------------------------------------------------


class Hours(StrEnum):
    """When somebody has to be on duty at an office."""

    ALWAYS = "always"  # day and night, every day
    OFFICE_HOURS = "office-hours"  # on working days, while the office is open


def repeated(days: Iterable[date], begins: time, ends: time, zone: ZoneInfo) -> tuple[Span, ...]:
    """The same hours on each of these days. Hours that the clocks leap over make no shift."""
    spans = (span_of(day, begins, ends, zone) for day in days)
    return tuple(span for span in spans if span.starts_at < span.ends_at)


def days_of(
    first: date, weeks: int, weekdays: Collection[int], calendar: WorkingCalendar | None
) -> tuple[date, ...]:
    """The days of these weeks (from `first` on) that fall on these weekdays, Monday being 0.

    With a calendar, only those that are worked.
    """
    days = (first + ONE_DAY * n for n in range(7 * weeks))
    wanted = (day for day in days if day.weekday() in weekdays)
    return tuple(day for day in wanted if calendar is None or calendar.is_working_day(day))


def wanted(hours: Hours, calendar: WorkingCalendar, first: date, last: date) -> tuple[Span, ...]:
    """When somebody has to be on duty from the first to the last of these days. Office hours are
    the opening hours of the office, which its calendar tells.
    """
    zone = ZoneInfo(calendar.time_zone)
    if hours is Hours.ALWAYS:
        return (Span(moment_of(first, time(), zone), moment_of(last + ONE_DAY, time(), zone)),)
    days = (first + ONE_DAY * n for n in range((last - first).days + 1))
    return merged(span for day in days for span in calendar.open_on(day))


def is_open(hours: Hours, calendar: WorkingCalendar, at: datetime) -> bool:
    """Whether somebody has to be on duty at this moment."""
    today = calendar.local_date(at)
    return any(s.covers(at) for s in wanted(hours, calendar, today - ONE_DAY, today))


def whole_days(days: Iterable[date], calendar: WorkingCalendar) -> tuple[Span, ...]:
    """From when the office opens on each of these days until it closes for good, with whatever
    break lies between. None on a day on which it stays closed.
    """
    zone = ZoneInfo(calendar.time_zone)
    known = ((day, calendar.openings_on(day)) for day in days)
    return tuple(
        span_of(day, openings[0].opens, openings[-1].closes, zone)
        for day, openings in known
        if openings
    )


def gaps(
    wanted: Iterable[Span], shifts: Sequence[Shift], absences: Sequence[Absence], able: Able
) -> tuple[Span, ...]:
    """The stretches in which somebody has to be on duty and nobody is there.

    A shift whose people are all away, without anybody who stands in, covers nothing. Who is there
    changes only where a shift or an absence begins or ends, so it is asked once between those.
    """
    found: list[Span] = []
    edges = _edges([*(s.span for s in shifts), *(a.span for a in absences)])
    for span in sorted(wanted):
        cuts = [span.starts_at, *(e for e in edges if span.covers(e)), span.ends_at]
        for starts, ends in pairwise(cuts):
            if starts == ends or on_duty(starts, shifts, absences, able):
                continue
            if found and found[-1].ends_at == starts:
                found[-1] = Span(found[-1].starts_at, ends)
            else:
                found.append(Span(starts, ends))
    return tuple(found)


def _edges(spans: Iterable[Span]) -> list[datetime]:
    return sorted({edge for span in spans for edge in (span.starts_at, span.ends_at)})


@dataclass(frozen=True)
class DoubleBooking:
    """Somebody who is to be at two places at once."""

    person: int
    first: Shift
    second: Shift


def double_bookings(shifts: Iterable[Shift]) -> tuple[DoubleBooking, ...]:
    """Everybody who stands on two shifts that overlap, at whatever offices."""
    ordered = sorted(shifts, key=lambda s: (s.span, s.id))
    return tuple(_doubles(ordered))


def _doubles(ordered: Sequence[Shift]) -> Iterator[DoubleBooking]:
    for n, first in enumerate(ordered):
        for second in ordered[n + 1 :]:
            if second.span.starts_at >= first.span.ends_at:
                break
            for person in first.people:
                if person in second.people:
                    yield DoubleBooking(person, first, second)


# The time to acknowledge --------------------------------------------------------------------


@dataclass(frozen=True)
class Within:
    """How long somebody has to say that they have it in hand; by the clock, or in the hours in
    which the office is open.
    """

    minutes: int
    in_office_hours: bool = False


#: Where a pack says nothing: half a working day.
USUAL = Within(4 * 60, in_office_hours=True)
LONGEST = 14 * 24 * 60
_WITHIN = re.compile(r"([1-9]\d{0,4}) (office )?(minutes?|hours?)")


def read_within(text: str) -> Within | None:
    """`30 minutes`, `2 hours`, `4 office hours`; `None` for anything else, or above 14 days."""
    found = _WITHIN.fullmatch(text)
    if found is None:
        return None
    minutes = int(found[1]) * (60 if found[3].startswith("hour") else 1)
    return Within(minutes, bool(found[2])) if minutes <= LONGEST else None


def ends_at(start: datetime, within: Within, calendar: WorkingCalendar) -> datetime:
    """When the time is over. Office hours run while the office is open, whatever its roster."""
    length = timedelta(minutes=within.minutes)
    return calendar.open_after(start, length) if within.in_office_hours else start + length

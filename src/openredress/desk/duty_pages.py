"""What the pages of the roster are given to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openredress.core import duty
from openredress.core.calendar import WorkingCalendar
from openredress.core.hours import Span, moment_of
from openredress.core.procedure import Role
from openredress.duty import queries
from openredress.duty.actions.keys import made_at
from openredress.duty.actions.writing import keeps
from openredress.duty.models import Absence, Shift, Swap
from openredress.duty.posted import Posted, posted_between
from openredress.duty.wording import change_text, people_in
from openredress.offices.models import Office, Staff
from openredress.offices.opening import HoursLine, hours_lines, shown_on
from openredress.offices.standing import standing
from openredress.offices.tree import ground_of
from openredress.ops import home
from openredress.procedures import library
from openredress.web.templatetags.openredress import plain_moment

from .days import offices_of
from .door import Desk

#: A roster shows four weeks at once; one's own shifts are told for a quarter.
WEEKS = timedelta(days=28)
QUARTER = timedelta(days=91)


@dataclass(frozen=True)
class Ground:
    """Where an office stands: its working days and its clock."""

    calendar: WorkingCalendar

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar.time_zone)


def ground(office: int) -> Ground:
    found = ground_of(office)
    pack = library(home.own_procedures()).get(found.procedure)
    name = found.calendar or (pack[0].calendar if pack else "none")
    return Ground(standing(name, found.time_zone, office))


@dataclass(frozen=True)
class ShiftRow:
    """One shift. `stands_in` is who answers for the lead, "" where the lead does."""

    pk: int
    span: Span
    lead: str
    stands_in: str
    others: tuple[str, ...]
    is_mine: bool
    is_over: bool
    is_empty: bool


@dataclass(frozen=True)
class Day:
    date: date
    is_rest: bool
    rest_name: Any
    shifts: tuple[ShiftRow, ...]


@dataclass(frozen=True)
class RosterPage:
    """The roster of an office for four weeks, with what is wrong with it."""

    office: Office
    now: queries.OnDuty
    hours: str
    opening: tuple[HoursLine, ...]
    sets_opening: bool
    keeps: bool
    works_here: bool
    days: tuple[Day, ...]
    gaps: tuple[str, ...]
    doubles: tuple[str, ...]
    absences: tuple[tuple[Absence, date, bool], ...]
    changes: tuple[tuple[Any, str], ...]
    before: str
    after: str


def roster(desk: Desk, here: Posted, ground: Ground) -> RosterPage:
    zone = ground.zone
    first = _first_day(desk, ground)
    starts, ends = (moment_of(d, datetime.min.time(), zone) for d in (first, first + WEEKS))
    around = posted_between(here.office.pk, starts, ends, desk.now)
    rows = queries.shifts_of(here.office.pk, starts, ends)
    absences = queries.absences_of(here.office.pk, starts, ends)
    names = {**_names(rows), **around.names}
    own = keeps(desk.actor, here.office.pk)
    return RosterPage(
        office=here.office,
        now=queries.who_is_on_duty(here),
        hours=_hours(here),
        opening=hours_lines(shown_on(ground.calendar, ground.calendar.local_date(desk.now))),
        sets_opening=any(o.pk == here.office.pk for o in offices_of(desk)),
        keeps=own,
        works_here=desk.actor.staff in here.roles,
        days=_days(rows, around, names, ground, first, desk),
        gaps=tuple(_span_text(gap, zone) for gap in gaps(around, ground, max(starts, desk.now),
                                                         ends)),
        doubles=_doubles(around, names, starts, ends, zone),
        absences=tuple(
            (a, (a.ends_at - timedelta(seconds=1)).astimezone(zone).date(),
             own or a.staff_id == desk.actor.staff)
            for a in absences
        ),
        changes=_changes(here.office.pk),
        before=(first - WEEKS).isoformat(),
        after=(first + WEEKS).isoformat(),
    )  # fmt: skip


def _first_day(desk: Desk, ground: Ground) -> date:
    try:
        asked = date.fromisoformat(desk.request.GET.get("from", ""))
    except ValueError:
        asked = date.min
    if not 2000 <= asked.year <= 2100:
        return ground.calendar.local_date(desk.now)
    return asked


def gaps(around: Posted, ground: Ground, first: datetime, last: datetime) -> tuple[Span, ...]:
    """When somebody has to be on duty and nobody is; none where no roster is kept."""
    if not around.keeps_roster or first >= last:
        return ()
    local = ground.calendar.local_date
    asked = duty.wanted(around.hours, ground.calendar, local(first), local(last))
    within = (span.shared_with(Span(first, last)) for span in asked)
    wanted = [span for span in within if span is not None]
    return duty.gaps(wanted, around.shifts, around.absences, around.able)


def uncovered(desk: Desk) -> int:
    """In how many stretches of the coming week nobody is on duty where the reader is head. The line
    of the desk has to be read a week ahead.
    """
    heads = {post.office for post in desk.actor.posts if post.role is Role.HEAD}
    found, until = 0, desk.now + desk.line.ahead
    for here in desk.line.offices:
        if here.office.pk in heads and here.keeps_roster:
            found += len(gaps(here, ground(here.office.pk), desk.now, until))
    return found


def _days(
    rows: Sequence[Shift], around: Posted, names: dict[int, str], ground: Ground, first: date,
    desk: Desk,
) -> tuple[Day, ...]:  # fmt: skip
    by_day: dict[date, list[ShiftRow]] = {}
    for row in rows:
        began = row.starts_at.astimezone(ground.zone).date()
        shown = _shift_row(row, around, names, desk)
        by_day.setdefault(max(began, first), []).append(shown)
    calendar = ground.calendar
    days = (first + timedelta(days=n) for n in range(WEEKS.days))
    return tuple(
        Day(day, not calendar.is_working_day(day), calendar.rest_name(day),
            tuple(by_day.get(day, ())))
        for day in days
    )  # fmt: skip


def _shift_row(row: Shift, around: Posted, names: dict[int, str], desk: Desk) -> ShiftRow:
    span = Span(row.starts_at, row.ends_at)
    at = max(span.starts_at, min(desk.now, span.ends_at - timedelta(seconds=1)))
    there = duty.stand_in(row.lead_id, at, around.absences, around.able)
    people = (duty.stand_in(p, at, around.absences, around.able) for p in row.others)
    others = [person for person in people if person is not None]
    return ShiftRow(
        pk=row.pk,
        span=span,
        lead=names.get(row.lead_id, ""),
        stands_in="" if there in (None, row.lead_id) else names.get(there or 0, ""),
        others=tuple(names.get(person, "") for person in row.others),
        is_mine=desk.actor.staff in (row.lead_id, *row.others),
        is_over=span.ends_at <= desk.now,
        is_empty=there is None and not others,
    )


def _names(rows: Sequence[Shift]) -> dict[int, str]:
    people = {p for row in rows for p in (row.lead_id, *row.others)}
    return {pk: str(staff) for pk, staff in Staff.objects.in_bulk(people).items()}


def _doubles(
    around: Posted, names: dict[int, str], first: datetime, last: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    people = sorted({p for shift in around.shifts for p in shift.people})
    found = queries.double_bookings(people, first, last)
    return tuple(
        _("%(name)s: %(first)s and %(second)s") % {
            "name": names.get(double.person, ""),
            "first": _span_text(double.first.span, zone),
            "second": _span_text(double.second.span, zone),
        }
        for double in found
    )  # fmt: skip


def _span_text(span: Span, zone: ZoneInfo) -> str:
    """`Monday 23 November 2026 09:00 – 17:00`, with the second day where it is another."""
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    with timezone.override(zone):
        begin = plain_moment(span.starts_at)
        if starts.date() == ends.date():
            return f"{begin} – {ends:%H:%M}"
        return f"{begin} – {plain_moment(span.ends_at)}"


def _hours(here: Posted) -> str:
    if not here.keeps_roster:
        return _("No hours of duty are set yet: until then every alert reaches everybody here.")
    if here.hours is duty.Hours.ALWAYS:
        return _("Somebody is on duty day and night, every day.")
    return _("Somebody is on duty on working days while the office is open.")


def _changes(office: int) -> tuple[tuple[Any, str], ...]:
    changes = queries.changes_of(office)
    people = {person for change in changes for person in people_in(change.data)}
    names = {pk: str(staff) for pk, staff in Staff.objects.in_bulk(people).items()}
    return tuple((change, change_text(change.what, change.data, names)) for change in changes)


# One's own ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MyOffice:
    office: Office
    now: queries.OnDuty
    keeps: bool


@dataclass(frozen=True)
class SwapRow:
    """A swap that waits. `is_asked` when the reader has to answer."""

    swap: Swap
    is_asked: bool
    when: str
    in_return: str


@dataclass(frozen=True)
class MyPage:
    """Duty as one person sees it. `key` is told once, right after it was made."""

    offices: tuple[MyOffice, ...]
    shifts: tuple[tuple[Shift, str, bool], ...]
    swaps: tuple[SwapRow, ...]
    absences: tuple[tuple[Absence, date], ...]
    key_made_at: datetime | None
    key: str


def mine(desk: Desk, key: str = "") -> MyPage:
    me = desk.actor.staff or 0
    zones = _zones()
    rows = queries.shifts_for(me, desk.now, desk.now + QUARTER)
    return MyPage(
        offices=tuple(
            MyOffice(here.office, now, keeps(desk.actor, here.office.pk))
            for here, now in zip(desk.line.offices, desk.line.shown, strict=True)
        ),
        shifts=tuple(
            (s, _when(s, zones), s.lead_id == me) for s in rows
        ),
        swaps=tuple(
            SwapRow(swap, swap.asked_of_id == me, _when(swap.shift, zones),
                    _when(swap.in_return, zones) if swap.in_return else "")
            for swap in queries.swaps_for(me, desk.now)
        ),
        absences=tuple(
            (a, (a.ends_at - timedelta(seconds=1)).astimezone(zones[a.office_id]).date())
            for a in queries.absences_for(me, desk.now)
        ),
        key_made_at=made_at(desk.request.user),
        key=key,
    )  # fmt: skip


def _zones() -> dict[int, ZoneInfo]:
    from openredress.offices.tree import time_zones

    return {office: ZoneInfo(zone) for office, zone in time_zones().items()}


def _when(shift: Shift, zones: dict[int, ZoneInfo]) -> str:
    zone = zones.get(shift.office_id) or ZoneInfo(settings.TIME_ZONE)
    return _span_text(Span(shift.starts_at, shift.ends_at), zone)


def when(shift: Shift, zone: ZoneInfo) -> str:
    return _span_text(Span(shift.starts_at, shift.ends_at), zone)


def returns_for(shift: Shift, me: int, at: datetime, zone: ZoneInfo) -> list[tuple[Shift, str]]:
    """Shifts of others at this office that could be taken in return, with whose they are."""
    rows = [s for s in queries.shifts_of(shift.office_id, at, at + QUARTER)
            if s.starts_at > at and me not in (s.lead_id, *s.others)]  # fmt: skip
    names = _names(rows)
    return [
        (s, _("%(name)s: %(when)s") % {"name": names[s.lead_id], "when": when(s, zone)})
        for s in rows
    ]

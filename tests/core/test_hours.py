"""Office hours: read as people type them, and counted as somebody with a watch would count."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core.calendar import WorkingCalendar
from openredress.core.clock import Clock, ClockState, DayReason
from openredress.core.hours import (
    USUAL_HOURS,
    Amiss,
    Opening,
    OpeningHours,
    WrongHours,
    lines_of,
    opening_hours,
    read_day,
)
from openredress.core.ladder import Owed
from openredress.core.pack import read_pack
from openredress.core.pack_reader import BadPack
from openredress.core.procedure import Follow, Rung, Unit
from openredress.offices.calendars import calendar_for
from tests.core.packs import PACKS, calendar, random_calendars
from tests.core.test_packs import GOOD

MINUTE = timedelta(minutes=1)
MORNING, AFTERNOON = Opening(time(9), time(12)), Opening(time(14), time(17, 30))
SPLIT = OpeningHours(((MORNING, AFTERNOON),) * 5 + ((), ()))
LIMIT = replace(
    PACKS["wb-ess10"].limits["tell-project-unit"], unit=Unit.OFFICE_HOURS, amount=8, follows=()
)


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


def opened(hours=SPLIT, code="GB-ENG", since=date.min):
    return replace(calendar(code), opening=((since, hours),))


def running(start, hours=SPLIT, amount=8, **more):
    days = opened(hours, **more)
    return Clock(replace(LIMIT, amount=amount), days, start, days.local_date(start))


# As people type them --------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "found"), [
    ("", ()), ("  ", ()), ("09:00-12:00, 14:00–17:30", (MORNING, AFTERNOON)),
    ("14:00 to 17:30; 9 - 12", (MORNING, AFTERNOON)), ("9点至12点", (MORNING,)),
    ("9点至12点、14：00到17点30分", (MORNING, AFTERNOON)),
    ("9.00~12.00，14.00～17.30", (MORNING, AFTERNOON)),
    ("20:00–06:00", (Opening(time(20), time(6)),)),
    ("0-24", (Opening(time(0), time(0)),)), ("24:00-06:00", Amiss.UNREADABLE),
    ("9-25", Amiss.UNREADABLE), ("09:60-12:00", Amiss.UNREADABLE), ("morning", Amiss.UNREADABLE),
    ("9-12, later", Amiss.UNREADABLE), ("9", Amiss.UNREADABLE), (",", Amiss.UNREADABLE),
    (",".join("1-2" for _ in range(7)), Amiss.TOO_MANY),
])  # fmt: skip
def test_a_day_is_read_in_any_way_in_which_it_is_typed(text, found):
    assert read_day(text) == found


@pytest.mark.parametrize(("monday", "tuesday", "wrong"), [
    ("9-12, 11-13", "", WrongHours(Amiss.OVERLAP, 0)),
    ("20-6, 22-23", "", WrongHours(Amiss.OVERLAP, 0)),
    ("20-6", "5-12", WrongHours(Amiss.OVERLAP, 0)),
    ("", "", WrongHours(Amiss.NEVER)),
])  # fmt: skip
def test_what_overlaps_or_is_never_open_is_refused(monday, tuesday, wrong):
    assert opening_hours([read_day(monday), read_day(tuesday), *[()] * 5]) == wrong


def test_what_touches_is_not_an_overlap():
    found = opening_hours([read_day("9-12,12-13"), read_day("20-6"), read_day("6-7"), *[()] * 4])
    assert isinstance(found, OpeningHours)
    assert opening_hours(()) == WrongHours(Amiss.NEVER)


def test_days_with_the_same_hours_are_told_in_one_line():
    assert list(lines_of(SPLIT)) == [(0, 4, (MORNING, AFTERNOON)), (5, 6, ())]
    late = OpeningHours((*SPLIT.weekly[:3], (MORNING,), *SPLIT.weekly[4:]))
    assert [(a, b) for a, b, _ in lines_of(late)] == [(0, 2), (3, 3), (4, 4), (5, 6)]


# Counted --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "due", "why"), [
    ("2026-03-02T09:00", "2026-03-03T10:30", "Monday has six hours and a half"),
    ("2026-03-02T10:00", "2026-03-03T11:30", "nothing counts at noon"),
    ("2026-03-02T12:30", "2026-03-03T15:30", "begun at noon, it runs from two"),
    ("2026-03-06T16:30", "2026-03-10T09:30", "an hour on Friday, the whole of Monday"),
    ("2026-03-07T11:00", "2026-03-10T10:30", "begun on a Saturday, it runs from Monday"),
    ("2026-04-02T16:00", "2026-04-07T17:30", "over Easter, and clocks have gone forward"),
])  # fmt: skip
def test_eight_hours_in_which_the_office_is_open(start, due, why):
    assert running(london(start)).due_at() == london(due), why


def test_until_it_closes_is_in_time_on_that_day():
    clock = running(london("2026-03-02T15:30"), amount=2)
    assert clock.due_at() == london("2026-03-02T17:30")
    assert clock.due_on() == date(2026, 3, 2)
    assert clock.state(clock.due_at() - MINUTE) is ClockState.RUNNING
    assert clock.state(clock.due_at()) is ClockState.LATE
    whole = OpeningHours(((Opening(time(0), time(0)),),) * 7)
    assert running(london("2026-03-02T22:00"), whole, amount=2).due_on() == date(2026, 3, 2)


def test_a_night_counts_with_the_day_on_which_it_begins():
    """Friday night is open until Saturday at six; the night of Saturday is not worked."""
    night = OpeningHours(((Opening(time(20), time(6)),),) * 7)
    clock = running(london("2026-03-07T02:00"), night, amount=8)
    assert clock.due_at() == london("2026-03-10T00:00")
    days = {day.date.day: day.reason for day in clock.counted_days()}
    assert days == {7: DayReason.OPEN, 8: DayReason.WEEKEND, 9: DayReason.OPEN}


def test_a_swapped_day_of_a_weekend_is_open_and_a_closed_weekday_is_not():
    """China, 2026: Saturday 14 February is worked before the holidays."""
    monday_only = OpeningHours(((MORNING,), (), *SPLIT.weekly[2:]))
    days = replace(calendar_for("CN", "Asia/Shanghai"), opening=((date.min, monday_only),))
    assert [str(o) for o in days.openings_on(date(2026, 2, 14))] == ["09:00–12:00"]
    assert days.openings_on(date(2026, 2, 10)) == ()  # A Tuesday.
    assert days.openings_on(date(2026, 2, 16)) == ()  # New Year, a Monday.


def test_each_day_is_told_with_the_hours_that_count():
    found = running(london("2026-03-06T16:30")).counted_days()
    told = [(d.date.day, d.number, d.reason, [f"{s.starts_at:%H:%M}" for s in d.counted])
            for d in found]  # fmt: skip
    assert told == [
        (6, 1, DayReason.OPEN, ["16:30"]), (7, 0, DayReason.WEEKEND, []),
        (8, 0, DayReason.WEEKEND, []), (9, 2, DayReason.OPEN, ["09:00", "14:00"]),
        (10, 3, DayReason.OPEN, ["09:00"]),
    ]  # fmt: skip


def test_hours_change_from_a_day_on_and_what_has_passed_stays():
    longer = OpeningHours(((Opening(time(8), time(20)),),) * 7)
    days = replace(opened(), opening=((date.min, SPLIT), (date(2026, 3, 3), longer)))
    start = london("2026-03-02T16:30")
    assert days.open_after(start, timedelta(hours=8)) == london("2026-03-03T15:00")
    assert days.hours_on(date(2026, 3, 2)) == SPLIT
    assert WorkingCalendar().hours_on(date(2026, 3, 2)) == USUAL_HOURS


def test_an_office_that_is_never_open_ends_nothing_and_loops_not_for_ever():
    shut = OpeningHours(((),) * 7)
    start = london("2026-03-02T09:00")
    assert running(start, shut).due_at() > start + timedelta(days=700)
    assert opened(shut).open_before(start, timedelta(hours=1)) < start - timedelta(days=700)


def test_the_ladder_is_counted_in_the_same_hours():
    due = london("2026-03-09T10:00")
    owed = Owed("x", 0, None, due.date(), due, 1, Unit.OFFICE_HOURS, (), opened(), False)
    assert owed.at(Rung(Follow.REMIND, before=2)) == london("2026-03-06T16:30")
    assert owed.on(Rung(Follow.REMIND, before=2)) == date(2026, 3, 6)
    assert owed.at(Rung(Follow.TELL_HEAD, after=4)) == london("2026-03-09T16:00")


def test_a_right_is_not_counted_by_when_an_office_chooses_to_open():
    text = GOOD.replace('unit = "months"', 'unit = "office-hours"')
    assert text != GOOD
    with pytest.raises(BadPack) as refused:
        read_pack(text)
    (problem,) = refused.value.problems
    assert "an office could shorten it" in problem.reason["en"]


# Somebody with a watch ------------------------------------------------------------------------

zones = st.sampled_from(["UTC", "Europe/London", "Asia/Shanghai", "America/New_York",
                         "Australia/Lord_Howe", "Asia/Kolkata"])  # fmt: skip
quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
days_open = st.lists(st.builds(Opening, quarters, quarters), max_size=3).map(sorted).map(tuple)
weeks = st.lists(days_open, min_size=7, max_size=7).filter(any).map(tuple).map(OpeningHours)
#: Around the days on which clocks change in 2026, and any others.
moments = st.one_of(
    st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 6)),  # noqa: DTZ001
    st.datetimes(datetime(2026, 10, 23), datetime(2026, 11, 2)),  # noqa: DTZ001
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001
).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC))


@st.composite
def open_calendars(draw):
    zone, hours = draw(zones), draw(weeks)
    days = replace(draw(random_calendars()), time_zone=zone, opening=((date.min, hours),))
    later = draw(st.none() | weeks)
    if later is not None:
        days = replace(days, opening=((date.min, hours), (date(2026, 3, 30), later)))
    return days


def is_open_by_the_watch(days, moment):
    """Whether the clocks of the office show an hour of this day, or of the night before it."""
    local = moment.astimezone(ZoneInfo(days.time_zone))
    today, now = local.date(), local.time().replace(tzinfo=None)
    here = list(days.openings_on(today))
    before = [o for o in days.openings_on(today - timedelta(days=1)) if o.is_overnight]
    return any(o.opens <= now and (o.is_overnight or now < o.closes) for o in here) or any(
        now < o.closes for o in before
    )


@settings(max_examples=60, deadline=None)
@given(open_calendars(), moments)
def test_minute_by_minute_it_is_the_same(days, moment):
    """Two days, each minute looked at. Around the change of clocks an hour comes twice or never,
    and a watch says nothing; there only the sums are compared.
    """
    until = moment + timedelta(days=2)
    zone = ZoneInfo(days.time_zone)
    spans = days.open_between(moment, until)
    assert all(a.ends_at < b.starts_at for a, b in pairwise(spans))
    at, counted = moment, 0
    while at < until:
        local = at.astimezone(zone)
        changes = local.utcoffset() != (at + timedelta(hours=24)).astimezone(zone).utcoffset() or (
            local.utcoffset() != (at - timedelta(hours=24)).astimezone(zone).utcoffset()
        )
        inside = any(span.covers(at) for span in spans)
        if not changes:
            assert inside == is_open_by_the_watch(days, at), at
        counted += inside
        at += MINUTE
    total = sum(((s.ends_at - s.starts_at) for s in spans), timedelta())
    assert total == counted * MINUTE
    if total:
        assert days.open_after(moment, total) == spans[-1].ends_at
        assert days.open_before(until, total) == spans[0].starts_at


@settings(max_examples=150, deadline=None)
@given(open_calendars(), moments, st.integers(1, 60), st.integers(1, 60), st.dates(
    date(2026, 1, 1), date(2026, 12, 31)))  # fmt: skip
def test_more_hours_and_more_rest_never_end_earlier(days, moment, some, more, rest):
    less, most = sorted((some, more))
    first, second = (days.open_after(moment, timedelta(hours=n)) for n in (less, most))
    assert moment < first <= second
    resting = days.with_rest_days({rest: {"en": "Fair"}})
    assert resting.open_after(moment, timedelta(hours=less)) >= first
    counted = sum((s.ends_at - s.starts_at for s in days.open_between(moment, first)), timedelta())
    assert counted == timedelta(hours=less) or first - moment >= timedelta(days=700)

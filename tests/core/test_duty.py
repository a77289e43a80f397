"""Duty by dated tables, then by properties: every moment is covered or a gap; chains end."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core.calendar import WorkingCalendar
from openredress.core.duty import (
    Absence,
    Hours,
    Shift,
    Within,
    closed_circle,
    days_of,
    double_bookings,
    ends_at,
    gaps,
    is_open,
    on_duty,
    read_within,
    repeated,
    stand_in,
    wanted,
)
from openredress.core.hours import Span, moment_of, span_of
from openredress.offices.calendars import calendar_for

LONDON, SHANGHAI = ZoneInfo("Europe/London"), ZoneInfo("Asia/Shanghai")
ANN, BEN, CAI, DEE = 1, 2, 3, 4
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def able(substitute, absent):
    return True


def hours(first, last):
    """So many hours after that Monday began."""
    return Span(MONDAY + first * HOUR, MONDAY + last * HOUR)


def shift(first, last, lead, *others, key=1, office=1):
    return Shift(key, office, hours(first, last), lead, others)


def away(person, first, last, substitute=None):
    return Absence(person, hours(first, last), substitute)


def answering(at, shifts, absences=(), shut_out=(), able=able):
    found = on_duty(MONDAY + at * HOUR, shifts, absences, able, shut_out)
    return [standing.person for standing in found]


# Who answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "who"), [
    (7, []), (8, [ANN, BEN]), (15, [ANN, BEN]), (16, [CAI]), (23, [CAI]), (24, []),
])  # fmt: skip
def test_a_shift_is_on_from_its_first_moment_until_just_before_its_last(at, who):
    assert answering(at, [shift(8, 16, ANN, BEN), shift(16, 24, CAI, key=2)]) == who


def test_where_shifts_overlap_the_one_that_began_last_has_taken_over():
    shifts = [shift(8, 17, ANN), shift(16, 24, CAI, ANN, key=2)]
    assert answering(16, shifts) == [CAI, ANN]


@pytest.mark.parametrize(("absences", "who"), [
    ([], ANN),
    ([away(ANN, 0, 8)], ANN),  # It is over when the shift begins.
    ([away(ANN, 0, 24)], None),
    ([away(ANN, 0, 24, BEN)], BEN),
    ([away(ANN, 0, 24, BEN), away(BEN, 0, 24, CAI)], CAI),
    ([away(ANN, 0, 24, BEN), away(BEN, 0, 24)], None),
    ([away(ANN, 0, 24, BEN), away(BEN, 10, 24, CAI)], BEN),  # Ben is there until ten.
    ([away(ANN, 0, 24, BEN), away(BEN, 0, 24, ANN)], None),  # A circle ends with nobody.
    ([away(ANN, 0, 24, ANN)], None),
])  # fmt: skip
def test_chains_of_substitutes(absences, who):
    assert stand_in(ANN, MONDAY + 9 * HOUR, absences, able) == who


def test_who_may_not_do_the_work_does_not_stand_in():
    absences = [away(ANN, 0, 24, BEN), away(BEN, 0, 24, CAI)]
    for allowed, who in (({BEN}, None), ({CAI}, CAI)):
        found = stand_in(ANN, MONDAY + HOUR, absences, lambda s, a, allowed=allowed: s in allowed)
        assert found == who


def test_whoever_is_shut_out_is_passed_over_on_the_roster_and_as_a_substitute():
    absences = [away(ANN, 0, 24, CAI)]
    shifts = [shift(8, 16, ANN, BEN)]
    assert answering(9, shifts, absences) == [CAI, BEN]
    assert answering(9, shifts, absences, shut_out={CAI}) == [BEN]
    assert answering(9, shifts, absences, shut_out={CAI, BEN}) == []


def test_the_standing_tells_for_whom_somebody_stands_in():
    (first, second) = on_duty(MONDAY + 9 * HOUR, [shift(8, 16, ANN, BEN)], [away(ANN, 0, 24, CAI)],
                              able)  # fmt: skip
    assert (first.person, first.is_lead, first.instead_of) == (CAI, True, ANN)
    assert (second.person, second.is_lead, second.instead_of) == (BEN, False, None)


@pytest.mark.parametrize(("new", "others", "circle"), [
    (away(ANN, 0, 24), [], ()),
    (away(ANN, 0, 24, ANN), [], (ANN, ANN)),
    (away(ANN, 0, 24, BEN), [away(BEN, 0, 24, ANN)], (ANN, BEN, ANN)),
    (away(ANN, 0, 24, BEN), [away(BEN, 24, 48, ANN)], ()),  # Not in the same days.
    (away(ANN, 0, 24, BEN), [away(BEN, 0, 24, CAI), away(CAI, 0, 24, ANN)], (ANN, BEN, CAI, ANN)),
    # Ben is away in the morning and Cai in the afternoon: never both, so there is no circle.
    (away(ANN, 0, 24, BEN), [away(BEN, 0, 12, CAI), away(CAI, 12, 24, ANN)], ()),
    (away(ANN, 0, 24, BEN), [away(BEN, 0, 13, CAI), away(CAI, 12, 24, ANN)], (ANN, BEN, CAI, ANN)),
    # A circle of others is none of this absence's.
    (away(ANN, 0, 24, BEN), [away(BEN, 0, 24, CAI), away(CAI, 0, 24, BEN)], ()),
])  # fmt: skip
def test_a_circle_is_found_before_it_is_closed(new, others, circle):
    assert closed_circle(new, others) == circle


# Gaps and double bookings -------------------------------------------------------------------


@pytest.mark.parametrize(("shifts", "absences", "uncovered"), [
    ([], [], [(0, 24)]),
    ([shift(0, 24, ANN)], [], []),
    ([shift(8, 16, ANN)], [], [(0, 8), (16, 24)]),
    ([shift(0, 12, ANN), shift(12, 24, BEN, key=2)], [], []),
    ([shift(0, 24, ANN)], [away(ANN, 9, 12)], [(9, 12)]),
    ([shift(0, 24, ANN)], [away(ANN, 9, 12, BEN)], []),
    ([shift(0, 24, ANN)], [away(ANN, 9, 12, BEN), away(BEN, 11, 14)], [(11, 12)]),
    ([shift(0, 24, ANN, CAI)], [away(ANN, 9, 12)], []),
    # Two gaps that touch are told as one.
    ([shift(0, 24, ANN)], [away(ANN, 9, 12), away(ANN, 12, 14)], [(9, 14)]),
])  # fmt: skip
def test_gaps(shifts, absences, uncovered):
    found = gaps([hours(0, 24)], shifts, absences, able)
    assert [(g.starts_at, g.ends_at) for g in found] == [
        (hours(a, b).starts_at, hours(a, b).ends_at) for a, b in uncovered
    ]


def test_who_is_on_two_shifts_at_once_is_found_across_offices():
    shifts = [shift(8, 16, ANN, BEN), shift(15, 20, BEN, key=2, office=2),
              shift(16, 20, ANN, key=3)]  # fmt: skip
    (double,) = double_bookings(shifts)
    assert (double.person, double.first.id, double.second.id) == (BEN, 1, 2)


# Hours by the clock of the office -----------------------------------------------------------


def test_office_hours_leave_out_days_of_rest_and_keep_swapped_days():
    """China's New Year of 2026: rest from 15 to 23 February, worked on the 14th and the 28th."""
    calendar = calendar_for("CN", "Asia/Shanghai")
    spans = wanted(Hours.OFFICE_HOURS, calendar, date(2026, 2, 13), date(2026, 2, 28))
    days = [s.starts_at.astimezone(SHANGHAI).day for s in spans]
    assert days == [13, 14, 24, 25, 26, 27, 28]
    assert spans[0].starts_at == datetime(2026, 2, 13, 1, tzinfo=UTC)
    assert spans[0].ends_at == datetime(2026, 2, 13, 9, tzinfo=UTC)


def test_shifts_by_the_week():
    days = days_of(date(2026, 3, 4), 2, {0, 4}, None)  # From a Wednesday, Mondays and Fridays.
    assert [d.isoformat() for d in days] == ["2026-03-06", "2026-03-09", "2026-03-13", "2026-03-16"]
    easter = days_of(date(2026, 4, 3), 1, {0, 4}, calendar_for("GB-ENG", "Europe/London"))
    assert easter == ()  # Good Friday and Easter Monday.


@pytest.mark.parametrize(("day", "length"), [
    (date(2026, 3, 28), 23), (date(2026, 3, 27), 24), (date(2026, 10, 24), 25),
])  # fmt: skip
def test_a_day_and_night_is_as_long_as_the_clocks_make_it(day, length):
    """London: clocks go forward on 29 March and back on 25 October 2026, both at night."""
    span = span_of(day, time(8), time(8), LONDON)
    assert span.ends_at - span.starts_at == timedelta(hours=length)


@pytest.mark.parametrize(("day", "at", "moment"), [
    (date(2026, 3, 29), time(0, 59), "2026-03-29T00:59"),
    (date(2026, 3, 29), time(1, 0), "2026-03-29T01:00"),  # Leapt over: the moment of the leap,
    (date(2026, 3, 29), time(1, 30), "2026-03-29T01:00"),  # so nothing comes out of order.
    (date(2026, 3, 29), time(2, 0), "2026-03-29T01:00"),
    (date(2026, 10, 25), time(1, 30), "2026-10-25T00:30"),  # Twice: the first.
    (date(2026, 10, 25), time(2, 0), "2026-10-25T02:00"),
])  # fmt: skip
def test_times_at_which_clocks_change(day, at, moment):
    assert moment_of(day, at, LONDON).strftime("%Y-%m-%dT%H:%M") == moment


def test_hours_that_the_clocks_leap_over_make_no_shift():
    assert repeated([date(2026, 3, 29)], time(1, 0), time(1, 45), LONDON) == ()


def test_open_and_closed():
    calendar = calendar_for("GB-ENG", "Europe/London")
    friday = datetime(2026, 3, 6, 16, 59, tzinfo=UTC)
    assert is_open(Hours.OFFICE_HOURS, calendar, friday)
    assert not is_open(Hours.OFFICE_HOURS, calendar, friday + timedelta(minutes=1))
    assert is_open(Hours.ALWAYS, calendar, friday + timedelta(hours=9))


# The time to acknowledge ----------------------------------------------------------------------


@pytest.mark.parametrize(("text", "within"), [
    ("30 minutes", Within(30)), ("1 minute", Within(1)), ("2 hours", Within(120)),
    ("4 office hours", Within(240, in_office_hours=True)), ("336 hours", Within(336 * 60)),
    ("337 hours", None), ("0 hours", None), ("-1 hours", None), ("4 Office hours", None),
    ("soon", None), ("", None), ("4", None), ("4 days", None), ("1.5 hours", None),
])  # fmt: skip
def test_the_time_as_a_pack_writes_it(text, within):
    assert read_within(text) == within


FOUR = Within(240, in_office_hours=True)


@pytest.mark.parametrize(("start", "end"), [
    ("2026-03-06T09:00", "2026-03-06T13:00"),  # Friday morning.
    ("2026-03-06T13:00", "2026-03-06T17:00"),  # Exactly until it closes.
    ("2026-03-06T15:00", "2026-03-09T11:00"),  # Two hours on Friday, two on Monday.
    ("2026-03-06T20:00", "2026-03-09T13:00"),  # Friday night: Monday from nine.
    ("2026-04-02T16:00", "2026-04-07T12:00"),  # Over Easter; clocks have gone forward.
])  # fmt: skip
def test_office_hours_run_while_the_office_is_open(start, end):
    calendar = calendar_for("GB-ENG", "Europe/London")
    moment = datetime.fromisoformat(start).replace(tzinfo=LONDON)
    found = ends_at(moment, FOUR, calendar)
    assert found.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") == end
    assert ends_at(moment, Within(30), calendar) == moment + timedelta(minutes=30)


# Whatever the roster ---------------------------------------------------------------------------

people = st.integers(1, 5)
spans = st.builds(
    lambda first, length: hours(first, first + length), st.integers(0, 60), st.integers(1, 30)
)
shifts = st.lists(
    st.builds(
        lambda key, span, lead, others: Shift(key, 1, span, lead, tuple(others - {lead})),
        st.integers(1, 99), spans, people, st.frozensets(people, max_size=2),
    ),
    max_size=6,
)  # fmt: skip
absences = st.lists(st.builds(Absence, people, spans, st.none() | people), max_size=6)
abilities = st.frozensets(st.tuples(people, people))


@settings(max_examples=300, deadline=None)
@given(shifts, absences, abilities)
def test_every_moment_is_covered_or_reported(shifts, absences, pairs):
    def able(substitute, absent):
        return (substitute, absent) in pairs

    found = gaps([hours(0, 72)], shifts, absences, able)
    for quarter in range(72 * 4):
        at = MONDAY + timedelta(minutes=15 * quarter)
        in_gap = any(gap.covers(at) for gap in found)
        assert in_gap == (on_duty(at, shifts, absences, able) == ())
    assert all(a.ends_at < b.starts_at for a, b in pairwise(found))


@settings(max_examples=300, deadline=None)
@given(absences, people, st.integers(0, 72))
def test_a_chain_always_ends_and_never_with_somebody_who_is_away(absences, person, hour):
    at = MONDAY + hour * HOUR
    found = stand_in(person, at, absences, able)
    gone = {a.staff for a in absences if a.span.covers(at)}
    assert found is None or found not in gone


@settings(max_examples=300, deadline=None)
@given(absences, shifts, st.frozensets(people), st.integers(0, 72))
def test_nobody_who_is_shut_out_ever_answers(absences, shifts, shut_out, hour):
    found = on_duty(MONDAY + hour * HOUR, shifts, absences, able, shut_out)
    assert not {standing.person for standing in found} & shut_out


@settings(max_examples=300, deadline=None)
@given(st.lists(st.builds(Absence, people, spans, st.none() | people), max_size=7))
def test_absences_that_were_let_in_one_by_one_never_make_a_circle(offered):
    """As they are entered: refused for a circle, or for a time in which they are away already."""
    kept: list[Absence] = []
    for new in offered:
        busy = any(a.staff == new.staff and a.span.shared_with(new.span) for a in kept)
        if not busy and not closed_circle(new, kept):
            kept.append(new)
    for hour in range(0, 92):
        at = MONDAY + hour * HOUR
        after = {a.staff: a.substitute for a in kept if a.span.covers(at)}
        for person in after:
            steps, found = 0, person
            while found in after and after[found] is not None:
                found, steps = after[found], steps + 1
                assert steps <= len(after), (at, person)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["Europe/London", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe",
                     "Asia/Kathmandu", "America/St_Johns"]),
    st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.times(),
)  # fmt: skip
def test_shifts_around_the_clock_leave_no_gap_when_clocks_change(zone, first, at):
    """Three shifts a day, each ending when the next begins: every moment, every zone."""
    at = at.replace(second=0, microsecond=0)
    zone = ZoneInfo(zone)
    days = [first + timedelta(days=n) for n in range(40)]
    begins = [at, _later(at, 8), _later(at, 16), at]
    found = []
    for a, b in pairwise(begins):
        offset = [d + timedelta(days=int(a < at)) for d in days]
        found += repeated(offset, a, b, zone)
    found.sort()
    assert all(a.ends_at == b.starts_at for a, b in pairwise(found))


def _later(at, more):
    return at.replace(hour=(at.hour + more) % 24)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(1, 3000),  # noqa: DTZ001
       st.integers(1, 3000))  # fmt: skip
def test_more_time_never_ends_earlier(moment, less, more):
    calendar = WorkingCalendar("none", "Europe/London")
    start = moment.replace(tzinfo=UTC)
    less, more = sorted((less, more))
    first, second = (
        ends_at(start, Within(n, in_office_hours=True), calendar) for n in (less, more)
    )
    assert start < first <= second
    assert ends_at(start, Within(less), calendar) <= first

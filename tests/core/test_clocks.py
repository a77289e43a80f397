"""What holds for every limit of every pack in every calendar."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openredress.core.clock import (
    ClockState,
    Granted,
    Moment,
    Standstill,
    add_months,
    calculate,
    clocks,
)
from openredress.core.procedure import Unit
from tests.core.packs import PACKS, at, calendar, calendars, clock_on, day_limits, days, limits

FAST = settings(max_examples=150, deadline=None)


@FAST
@given(limits, calendars, days, days)
def test_adding_a_holiday_never_brings_a_deadline_nearer(limit, found, start, holiday):
    more = replace(found, rest_days={**found.rest_days, holiday: {"en": "A new day of rest"}})
    assert clock_on(limit, more, start).due_on() >= clock_on(limit, found, start).due_on()
    assert clock_on(limit, more, start).due_at() >= clock_on(limit, found, start).due_at()


@FAST
@given(limits, calendars, days, st.lists(st.integers(0, 40), max_size=6), st.integers(0, 40))
def test_one_more_pause_never_shortens(limit, found, start, gaps, length):
    """Pauses happen one after the other; the property holds for each that is added at the end."""
    marks, day = [], start
    for gap in gaps:
        day += timedelta(days=gap)
        marks.append(day)
    pauses = [*zip(marks[::2], marks[1::2], strict=False)]
    last = pauses[-1][1] if pauses else start
    before = clock_on(limit, found, start, 0, *pauses)
    after = clock_on(limit, found, start, 0, *pauses, (last, last + timedelta(days=length)))
    assert after.due_on() >= before.due_on()
    assert before.due_on() >= clock_on(limit, found, start).due_on()


@FAST
@given(limits, calendars, days, st.integers(0, 60), st.integers(0, 60))
def test_an_open_pause_is_at_least_as_long_as_a_closed_one(limit, found, start, gap, length):
    begin = start + timedelta(days=gap)
    still = clock_on(limit, found, start)
    open_ = replace(still, standstills=(Standstill(begin, None),))
    closed = replace(still, standstills=(Standstill(begin, begin + timedelta(days=length)),))
    assert open_.due_on() >= closed.due_on()


@FAST
@given(limits, calendars, days, st.integers(0, 30), st.integers(0, 30))
def test_an_extension_never_shortens(limit, found, start, extra, more):
    shorter = clock_on(limit, found, start, extra)
    longer = clock_on(limit, found, start, extra + more)
    assert longer.due_on() >= shorter.due_on()
    assert longer.due_at() >= shorter.due_at()


@FAST
@given(limits, calendars, days, st.integers(0, 30), st.integers(0, 20), st.integers(0, 40))
def test_every_day_appears_once_and_numbers_run_up(limit, found, start, extra, gap, length):
    begin = start + timedelta(days=gap)
    clock = clock_on(limit, found, start, extra, (begin, begin + timedelta(days=length)))
    shown = clock.counted_days()
    span = (clock.due_on() - start).days
    assert [day.date for day in shown] == [start + timedelta(days=n) for n in range(span + 1)]
    numbers = [day.number for day in shown if day.number]
    assert numbers == list(range(1, len(numbers) + 1))
    if limit.unit in (Unit.DAYS, Unit.WORKING_DAYS):
        assert len(numbers) == limit.amount + extra
    assert shown[0].number == 0


@FAST
@given(limits, calendars, days, st.integers(0, 30), st.integers(0, 20), st.integers(0, 40))
def test_the_last_day_is_the_one_that_the_proof_ends_with(limit, found, start, extra, gap, length):
    """The one is counted quickly, the other day by day."""
    begin = start + timedelta(days=gap)
    clock = clock_on(limit, found, start, extra, (begin, begin + timedelta(days=length)))
    assert clock.due_on() == clock.counted_days()[-1].date


@FAST
@given(day_limits, calendars, days, st.integers(0, 30))
def test_a_due_date_is_a_working_day_where_the_law_says_so(limit, found, start, extra):
    assume(len(found.weekend) < 7)
    due = clock_on(limit, found, start, extra).due_on()
    if limit.rolls or limit.unit is Unit.WORKING_DAYS:
        assert found.is_working_day(due)


@FAST
@given(day_limits, calendars, days)
def test_calendar_days_end_no_earlier_than_counted_on_the_fingers(limit, found, start):
    due = clock_on(limit, found, start).due_on()
    if limit.unit is Unit.DAYS:
        plain = start + timedelta(days=limit.amount)
        assert due == (found.next_working_day(plain) if limit.rolls else plain)
    if limit.unit is Unit.WORKING_DAYS:
        worked = [d for d in range(1, (due - start).days + 1)
                  if found.is_working_day(start + timedelta(days=d))]  # fmt: skip
        assert len(worked) == limit.amount


@FAST
@given(limits, calendars, days)
def test_what_the_calculator_says_is_what_a_case_gets(limit, found, start):
    assert calculate(limit, start, found).due_on() == clock_on(limit, found, start).due_on()


@given(days, st.integers(1, 48))
def test_months_end_on_the_same_day_or_the_last(start, months):
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert end.day <= start.day


def test_months_clamp():
    table = [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ]
    for start, months, expected in table:
        assert add_months(start, months) == expected


# Runs of a limit, read off the journal --------------------------------------------------

CN = PACKS["cn-2022"]


def _run(limit: str, trail: list[tuple[str, date]], level: int = 1, granted: tuple = ()):
    moments = tuple(Moment(step, at(day)) for step, day in trail)
    found = clocks(CN, level, moments, granted, calendar("CN"))
    return next((clock for clock in found if clock.limit.id == limit), None)


JAN_5, JAN_6, JAN_20, FEB_2 = (date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 20),
                               date(2026, 2, 2))  # fmt: skip


def test_a_limit_that_has_not_begun_has_no_clock():
    assert _run("decide", [("file", JAN_5)]) is None


def test_not_fixed_starts_the_clock_anew():
    trail = [("accept", JAN_5), ("decide", JAN_6), ("serve", JAN_6), ("not-fixed", FEB_2)]
    clock = _run("decide", trail)
    assert clock.started_on == FEB_2
    assert clock.stopped_at is None
    assert clock.due_on() == date(2026, 4, 3)


def test_an_extension_of_an_earlier_run_does_not_count():
    trail = [("accept", JAN_5), ("serve", JAN_20), ("not-fixed", FEB_2)]
    earlier = (Granted("decide", 30, at(JAN_6)),)
    assert _run("decide", trail, granted=earlier).extra == 0
    assert _run("decide", trail[:2], granted=earlier).extra == 30
    later = (*earlier, Granted("decide", 10, at(date(2026, 2, 3))))
    assert _run("decide", trail, granted=later).extra == 10


def test_an_extension_of_another_limit_does_not_count():
    granted = (Granted("ask-review", 30, at(JAN_6)),)
    assert _run("decide", [("accept", JAN_5)], granted=granted).extra == 0


def test_what_came_before_the_start_does_not_stop_it():
    clock = _run(
        "accept", [("transfer", JAN_5), ("object-to-routing", JAN_6), ("transfer", JAN_20)]
    )
    assert (clock.started_on, clock.stopped_at) == (JAN_20, None)


def test_a_limit_of_another_level_does_not_run():
    assert _run("review", [("file", JAN_5)]) is None
    assert _run("review", [("file", JAN_5)], level=2).due_on() == date(2026, 2, 4)


def test_the_day_that_was_told_counts_and_not_the_day_it_was_typed_in():
    moments = (Moment("serve", at(JAN_20), JAN_5),)
    clock = clocks(CN, 1, moments, (), calendar("CN"))[0]
    assert clock.started_on == JAN_5


def test_a_pause_ends_with_resuming():
    trail = [("file", JAN_5), ("pause", date(2026, 1, 10)), ("resume", date(2026, 1, 15))]
    assert _run("re-review", trail, 3).standstills == (
        Standstill(date(2026, 1, 10), date(2026, 1, 15)),
    )


def test_a_decision_ends_a_pause_that_nobody_resumed():
    trail = [("file", JAN_5), ("pause", date(2026, 1, 10)), ("decide", date(2026, 1, 12))]
    assert _run("re-review", trail, 3).due_on() == date(2026, 2, 6)
    still = _run("re-review", trail[:2], 3)
    assert still.due_on() == date(2026, 3, 6)  # As long as it may last.


def test_what_happens_after_a_clock_stopped_does_not_move_it():
    trail = [("file", JAN_5), ("serve", JAN_20), ("pause", date(2026, 1, 21))]
    clock = _run("re-review", trail, 3)
    assert clock.due_on() == date(2026, 2, 4)
    assert clock.state(at(date(2026, 5, 1))) is ClockState.MET


def test_it_says_that_it_is_paused_until_the_cap_is_used_up():
    trail = [("file", JAN_5), ("pause", date(2026, 1, 10))]
    clock = _run("re-review", trail, 3)
    assert clock.state(at(date(2026, 1, 10))) is ClockState.PAUSED
    assert clock.state(at(date(2026, 2, 9))) is ClockState.PAUSED
    assert clock.state(at(date(2026, 2, 10))) is ClockState.RUNNING
    assert clock.state(at(date(2026, 3, 7))) is ClockState.LATE


def test_a_pause_that_was_resumed_is_over():
    trail = [("file", JAN_5), ("pause", date(2026, 1, 10)), ("resume", date(2026, 1, 12))]
    assert _run("re-review", trail, 3).state(at(date(2026, 1, 12), 15)) is ClockState.RUNNING


def test_hours_do_not_pause():
    """A pack cannot ask for it; a clock built by hand must not half do it either."""
    hours = PACKS["wb-ess10"].limits["tell-project-unit"]
    pausing = replace(hours, pause=PACKS["wb-ess10"].limits["investigate"].pause)
    plain, paused = (
        clock_on(limit, calendar("none"), JAN_5, 0, (JAN_5, JAN_20)) for limit in (hours, pausing)
    )
    assert (plain.due_on(), plain.due_at()) == (paused.due_on(), paused.due_at())


def test_a_right_that_ended_after_its_time_had_passed_and_was_not_met_late():
    """An office accepts eight working days after it could have objected until the fifth."""
    limit, accepted_on = PACKS["cn-2022"].limits["object-to-routing"], date(2026, 3, 12)
    running = clock_on(limit, calendar("CN"), date(2026, 3, 2))
    clock = replace(running, stopped_at=at(accepted_on), stopped_on=accepted_on)
    assert clock.state(at(accepted_on)) is ClockState.PASSED

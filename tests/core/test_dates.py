"""Dates spelled out, pack by pack, each with its reason. Nobody should have to trust a program."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from openredress.core.clock import Clock, ClockState, DayReason, calculate
from tests.core.packs import PACKS, at, calendar, clock_on


def _day(text: str) -> date:
    return date.fromisoformat(text)


CHINA = [
    # limit, from, due, why
    ("accept", "2026-01-28", "2026-02-12", "15 calendar days; 12 February is a Thursday"),
    ("accept", "2026-01-30", "2026-02-14", "a Saturday, but worked instead of 20 February"),
    ("accept", "2026-01-31", "2026-02-24", "15 February is a Sunday, then New Year until the 23rd"),
    ("accept", "2026-02-01", "2026-02-24", "16 February is New Year's Eve; the 24th is worked"),
    ("accept", "2026-02-08", "2026-02-24", "23 February is off, swapped with Saturday the 28th"),
    ("accept", "2026-02-09", "2026-02-24", "24 February is a working day as it stands"),
    ("accept", "2026-02-13", "2026-02-28", "a Saturday, worked instead of 23 February"),
    ("accept", "2026-02-14", "2026-03-02", "1 March is a Sunday"),
    ("accept", "2025-01-11", "2025-01-26", "a Sunday, worked for New Year 2025"),
    ("accept", "2025-01-13", "2025-02-05", "28 January is New Year's Eve; off until 4 February"),
    ("accept", "2025-01-24", "2025-02-08", "a Saturday, worked for New Year 2025"),
    ("accept", "2025-09-13", "2025-09-28", "a Sunday, worked for National Day 2025"),
    ("accept", "2025-09-16", "2025-10-09", "1 October 2025; the holiday lasts until the 8th"),
    ("accept", "2025-09-23", "2025-10-09", "8 October is off, swapped with Saturday the 11th"),
    ("accept", "2025-09-26", "2025-10-11", "a Saturday, worked instead of 8 October"),
    ("accept", "2025-09-27", "2025-10-13", "12 October is a plain Sunday"),
    ("accept", "2026-09-05", "2026-09-20", "a Sunday, worked for National Day 2026"),
    ("accept", "2026-09-10", "2026-09-28", "25 September is Mid-Autumn; 26 and 27 are a weekend"),
    ("accept", "2026-09-16", "2026-10-08", "1 October 2026; the holiday lasts until the 7th"),
    ("accept", "2026-09-25", "2026-10-10", "a Saturday, worked instead of 7 October"),
    ("accept", "2025-12-17", "2026-01-04", "1 January; Sunday the 4th is worked for the 2nd"),
    ("accept", "2026-04-20", "2026-05-06", "5 May is off, swapped with Saturday the 9th"),
    ("accept", "2026-04-24", "2026-05-09", "a Saturday, worked instead of 5 May"),
    ("register", "2026-06-04", "2026-06-22", "19 June is Dragon Boat Festival; then a weekend"),
    ("object-to-routing", "2026-02-12", "2026-02-26", "13, 14 (worked Saturday), 24, 25, 26"),
    ("object-to-routing", "2026-02-13", "2026-02-27", "14 (worked Saturday), 24, 25, 26, 27"),
    ("object-to-routing", "2026-02-14", "2026-02-28", "24, 25, 26, 27, 28 (worked Saturday)"),
    ("object-to-routing", "2026-01-28", "2026-02-04", "29, 30 January, 2, 3, 4 February"),
    ("object-to-routing", "2025-01-24", "2025-02-07", "26 (worked Sunday), 27 January, 5, 6, 7"),
    (
        "object-to-routing",
        "2025-09-26",
        "2025-10-10",
        "28 (worked Sunday), 29, 30 September, 9, 10",
    ),
    (
        "object-to-routing",
        "2025-09-30",
        "2025-10-14",
        "9, 10, 11 (worked Saturday), 13, 14 October",
    ),
    ("object-to-routing", "2026-09-30", "2026-10-13", "8, 9, 10 (worked Saturday), 12, 13 October"),
    ("object-to-routing", "2026-04-30", "2026-05-11", "6, 7, 8, 9 (worked Saturday), 11 May"),
    ("decide", "2025-12-18", "2026-02-24", "60 days end on 16 February, New Year's Eve"),
    ("decide", "2025-08-01", "2025-09-30", "60 days; the day before National Day is worked"),
    ("decide", "2025-08-02", "2025-10-09", "60 days end on 1 October"),
    ("decide", "2026-01-05", "2026-03-06", "60 days: 26 in January, 28 in February, 6 in March"),
    ("ask-review", "2026-01-17", "2026-02-24", "30 days end on 16 February, New Year's Eve"),
    ("ask-review", "2025-09-05", "2025-10-09", "30 days end on 5 October, within the holiday"),
    ("review", "2026-08-21", "2026-09-20", "a Sunday, worked for National Day 2026"),
    ("ask-re-review", "2025-12-31", "2026-01-30", "30 days into the next year"),
    ("re-review", "2024-01-30", "2024-02-29", "30 days to the leap day"),
]


@pytest.mark.parametrize(("limit", "start", "due", "why"), CHINA)
def test_china(limit, start, due, why):
    clock = clock_on(PACKS["cn-2022"].limits[limit], calendar("CN"), _day(start))
    assert clock.due_on() == _day(due), why


ENGLAND = [
    ("acknowledge", "2026-03-27", "2026-04-07", "30, 31 March, 1, 2, 7 April; Easter is off"),
    ("acknowledge", "2025-12-22", "2025-12-31", "23, 24, 29, 30, 31; 25 and 26 are off"),
    ("acknowledge", "2026-12-23", "2027-01-04", "24, 29, 30, 31, 4 January; 28 is in lieu"),
    ("acknowledge", "2025-04-15", "2025-04-24", "16, 17, 22, 23, 24; Easter is off"),
    ("stage-1", "2026-04-24", "2026-05-11", "10 working days without 4 May"),
    ("stage-1", "2025-05-16", "2025-06-02", "19–23, 27–30 May, 2 June; 26 May is a bank holiday"),
    ("stage-1", "2025-08-14", "2025-08-29", "25 August is the summer bank holiday"),
    ("stage-1", "2026-06-01", "2026-06-15", "two plain weeks"),
    (
        "stage-2",
        "2026-12-01",
        "2026-12-31",
        "17 until Christmas Eve, then 29, 30, 31; 25 and 28 are off",
    ),
    ("acknowledge-stage-2", "2026-08-28", "2026-09-07", "31 August is the summer bank holiday"),
    ("object-to-routing", "2026-05-21", "2026-05-29", "22, 26, 27, 28, 29 May; 25 May is off"),
    ("not-fixed", "2024-02-29", "2025-02-28", "12 months from a leap day end with February"),
    ("not-fixed", "2025-12-25", "2026-12-25", "a right of the petitioner; months do not roll"),
]


@pytest.mark.parametrize(("limit", "start", "due", "why"), ENGLAND)
def test_england(limit, start, due, why):
    clock = clock_on(PACKS["uk-lgsco-2024"].limits[limit], calendar("GB-ENG"), _day(start))
    assert clock.due_on() == _day(due), why


INDIA = [
    (
        "resolve",
        "2026-01-05",
        "2026-01-26",
        "21 days at most: Republic Day does not help the office",
    ),
    ("resolve", "2025-02-08", "2025-03-01", "a Saturday; the 21 days do not roll"),
    ("resolve", "2024-02-08", "2024-02-29", "a leap day counts"),
    ("ask-appeal", "2026-07-16", "2026-08-17", "15 August is Independence Day and a Saturday"),
    ("ask-appeal", "2025-09-02", "2025-10-03", "2 October is Gandhi's birthday"),
    ("ask-appeal", "2025-12-01", "2025-12-31", "30 days, a Wednesday"),
    ("appeal", "2025-12-01", "2025-12-31", "30 days"),
    ("object-to-routing", "2025-10-01", "2025-10-09", "3, 6, 7, 8, 9; 2 October is off"),
    ("object-to-routing", "2026-01-23", "2026-02-02", "27–30 January, 2 February; the 26th is off"),
]


@pytest.mark.parametrize(("limit", "start", "due", "why"), INDIA)
def test_india(limit, start, due, why):
    clock = clock_on(PACKS["in-cpgrams-2024"].limits[limit], calendar("IN"), _day(start))
    assert clock.due_on() == _day(due), why


ELSEWHERE = [
    ("wb-ess10", "acknowledge", "2026-02-26", "2026-02-28", "two days, also on a Saturday"),
    ("wb-ess10", "investigate", "2026-01-31", "2026-03-02", "30 days over a short February"),
    ("wb-ess10", "answer", "2025-12-28", "2026-01-04", "a week, also on a Sunday"),
    ("wb-ess10", "review", "2024-01-31", "2024-03-01", "30 days over a leap February"),
    ("wb-ess10", "not-fixed", "2025-08-31", "2026-08-31", "12 months"),
    ("workplace", "acknowledge", "2026-02-26", "2026-03-05", "27 February, 2, 3, 4, 5 March"),
    ("workplace", "answer", "2026-01-01", "2026-01-29", "20 working days are four weeks"),
    ("workplace", "ask-appeal", "2026-05-29", "2026-06-26", "four weeks from a Friday"),
    ("workplace", "appeal", "2026-05-30", "2026-06-26", "from a Saturday: Monday is day 1"),
]


@pytest.mark.parametrize(("pack", "limit", "start", "due", "why"), ELSEWHERE)
def test_elsewhere(pack, limit, start, due, why):
    clock = clock_on(PACKS[pack].limits[limit], calendar("none"), _day(start))
    assert clock.due_on() == _day(due), why


EXTENDED = [
    ("cn-2022", "CN", "decide", "2026-01-05", 30, "2026-04-07", "5 April is Qingming, 6 in lieu"),
    (
        "cn-2022",
        "CN",
        "decide",
        "2026-01-05",
        29,
        "2026-04-07",
        "89 days end on Saturday the 4th",
    ),
    ("uk-lgsco-2024", "GB-ENG", "stage-1", "2026-03-20", 10, "2026-04-21", "20 working days"),
    ("in-cpgrams-2024", "IN", "resolve", "2026-01-05", 21, "2026-02-16", "42 days"),
    ("workplace", "none", "answer", "2026-01-01", 10, "2026-02-12", "30 working days"),
    ("wb-ess10", "none", "investigate", "2026-01-01", 30, "2026-03-02", "60 days"),
]


@pytest.mark.parametrize(("pack", "code", "limit", "start", "extra", "due", "why"), EXTENDED)
def test_it_extends(pack, code, limit, start, extra, due, why):
    clock = clock_on(PACKS[pack].limits[limit], calendar(code), _day(start), extra)
    assert clock.due_on() == _day(due), why


PAUSED = [
    # 30 days from 5 January 2026 end on Wednesday 4 February.
    ([], "2026-02-04", "no pause"),
    ([("2026-01-10", "2026-01-15")], "2026-02-09", "5 days: 11 to 15 January"),
    ([("2026-01-10", "2026-01-10")], "2026-02-04", "stopped and resumed on one day: nothing"),
    ([("2026-01-10", "2026-01-15"), ("2026-01-20", "2026-01-22")], "2026-02-11", "5 and 2 days"),
    ([("2026-01-10", "2026-03-30")], "2026-03-06", "the cap of 30 days, however long it lasts"),
    ([("2026-01-10", "2026-01-30"), ("2026-02-01", "2026-02-28")], "2026-03-06", "20 and 10 of 27"),
    ([("2026-02-10", "2026-02-20")], "2026-02-04", "after the due date it is too late to pause"),
    ([("2026-02-03", "2026-02-05")], "2026-02-06", "the last day moves from within the pause"),
]


@pytest.mark.parametrize(("pauses", "due", "why"), PAUSED)
def test_it_pauses_up_to_its_cap(pauses, due, why):
    limit = PACKS["cn-2022"].limits["re-review"]
    spans = [(_day(begin), _day(end)) for begin, end in pauses]
    clock = clock_on(limit, calendar("CN"), _day("2026-01-05"), 0, *spans)
    assert clock.due_on() == _day(due), why


def test_a_rolled_date_moves_on_through_a_pause():
    """30 days from 2 January end on Sunday 1 February, the day the clock stops until the 4th."""
    limit = PACKS["cn-2022"].limits["re-review"]
    pause = (_day("2026-02-01"), _day("2026-02-04"))
    clock = clock_on(limit, calendar("CN"), _day("2026-01-02"), 0, pause)
    tail = [(day.date.day, day.reason) for day in clock.counted_days()[-5:]]
    assert tail == [
        (1, DayReason.ROLLED),
        (2, DayReason.PAUSED),
        (3, DayReason.PAUSED),
        (4, DayReason.PAUSED),
        (5, DayReason.LANDED),
    ]


def test_hours_end_at_the_hour_whatever_the_day():
    limit = PACKS["wb-ess10"].limits["tell-project-unit"]
    start = datetime(2026, 2, 27, 22, 10, tzinfo=UTC)
    clock = calculate(limit, start, calendar("none"))
    assert clock.due_at() == datetime(2026, 3, 1, 22, 10, tzinfo=UTC)
    assert clock.due_on() == date(2026, 3, 1)
    assert clock.state(datetime(2026, 3, 1, 22, 9, tzinfo=UTC)) is ClockState.RUNNING
    assert clock.state(datetime(2026, 3, 1, 22, 10, tzinfo=UTC)) is ClockState.LATE


def test_hours_are_hours_when_the_clocks_change():
    """In London 29 March 2026 has 23 hours. 48 hours stay 48 hours."""
    limit = PACKS["wb-ess10"].limits["tell-project-unit"]
    start = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    clock = calculate(limit, start, calendar("GB-ENG"))
    assert (clock.due_at() - start).total_seconds() == 48 * 3600
    assert clock.due_on() == date(2026, 3, 30)


def test_the_day_ends_where_the_office_is():
    limit = PACKS["cn-2022"].limits["accept"]
    clock = calculate(limit, _day("2026-01-28"), calendar("CN"))
    assert clock.due_at() == datetime(2026, 2, 13, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert clock.due_at() == datetime(2026, 2, 12, 16, 0, tzinfo=UTC)


def test_an_event_late_in_the_evening_belongs_to_the_day_of_the_office():
    """23:30 in London on the 27th is 07:30 on the 28th in Shanghai."""
    late = datetime(2026, 1, 27, 23, 30, tzinfo=UTC)
    clock = calculate(PACKS["cn-2022"].limits["accept"], late, calendar("CN"))
    assert (clock.started_on, clock.due_on()) == (_day("2026-01-28"), _day("2026-02-12"))


STOPPED = [
    ("2026-02-12", ClockState.MET, "on the last day"),
    ("2026-02-13", ClockState.MET_LATE, "a day late"),
    ("2026-01-28", ClockState.MET, "on the day itself"),
]


@pytest.mark.parametrize(("stopped", "state", "why"), STOPPED)
def test_a_stopped_clock_stays_as_it_was(stopped, state, why):
    limit = PACKS["cn-2022"].limits["accept"]
    day = _day(stopped)
    clock = Clock(
        limit, calendar("CN"), at(_day("2026-01-28")), _day("2026-01-28"),
        stopped_at=at(day), stopped_on=day,
    )  # fmt: skip
    assert clock.state(at(_day("2026-08-01"))) is state, why


def test_hours_are_met_to_the_minute():
    limit = PACKS["wb-ess10"].limits["tell-project-unit"]
    start = datetime(2026, 2, 27, 22, 10, tzinfo=UTC)

    def state(stopped: datetime) -> ClockState:
        clock = Clock(
            limit, calendar("none"), start, start.date(), stopped_at=stopped,
            stopped_on=stopped.date(),
        )  # fmt: skip
        return clock.state(stopped)

    assert state(datetime(2026, 3, 1, 22, 10, tzinfo=UTC)) is ClockState.MET
    assert state(datetime(2026, 3, 1, 22, 11, tzinfo=UTC)) is ClockState.MET_LATE


def test_a_right_passes_and_a_duty_is_late():
    after = at(_day("2026-12-01"))
    right = clock_on(PACKS["cn-2022"].limits["ask-review"], calendar("CN"), _day("2026-01-05"))
    duty = clock_on(PACKS["cn-2022"].limits["review"], calendar("CN"), _day("2026-01-05"))
    assert right.state(after) is ClockState.PASSED
    assert duty.state(after) is ClockState.LATE


PROVISIONAL = [
    ("cn-2022", "CN", "accept", "2026-12-10", False, "25 December 2026 is told"),
    ("cn-2022", "CN", "accept", "2026-12-17", True, "the days off of January 2027 are not"),
    ("cn-2022", "CN", "object-to-routing", "2026-12-28", True, "the fifth day is in 2027"),
    ("in-cpgrams-2024", "IN", "resolve", "2026-12-20", False, "21 days do not ask the calendar"),
    ("in-cpgrams-2024", "IN", "ask-appeal", "2027-02-10", True, "Eid of 2027 is an estimate"),
    ("uk-lgsco-2024", "GB-ENG", "stage-1", "2030-12-20", False, "bank holidays stand in the law"),
]


@pytest.mark.parametrize(("pack", "code", "limit", "start", "expected", "why"), PROVISIONAL)
def test_it_says_when_a_date_may_still_move(pack, code, limit, start, expected, why):
    clock = clock_on(PACKS[pack].limits[limit], calendar(code), _day(start))
    assert clock.is_provisional() is expected, why
    if not expected:
        assert not any(day.provisional for day in clock.counted_days())


def test_swapped_days_and_holidays_are_named():
    clock = clock_on(
        PACKS["cn-2022"].limits["object-to-routing"], calendar("CN"), _day("2026-02-12")
    )
    by_day = {day.date.day: day for day in clock.counted_days()}
    assert by_day[14].swapped
    assert by_day[14].number == 2
    assert by_day[16].name is not None
    assert by_day[16].name["zh"] == "农历除夕"
    assert by_day[15].reason is DayReason.WEEKEND
    assert by_day[16].reason is DayReason.HOLIDAY


def test_a_calendar_without_working_days_still_gives_an_answer():
    from openredress.core.calendar import WorkingCalendar

    never = WorkingCalendar(weekend=frozenset(range(7)))
    clock = clock_on(PACKS["cn-2022"].limits["object-to-routing"], never, _day("2026-01-01"))
    assert clock.due_on() > _day("2030-01-01")

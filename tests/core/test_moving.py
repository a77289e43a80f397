"""A changed calendar: what moves, and never nearer for a day of rest that is added."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core import events
from openredress.core.calendar import WorkingCalendar
from openredress.core.facts import apply
from openredress.core.journal import By, Entry
from openredress.core.moving import deadlines_moved
from openredress.core.procedure import Role
from tests.core.packs import calendar, clock_on, days, limits
from tests.core.walks import START, accepted, begin

CHANGE = events.DeadlineMoved(
    step="", stage="", limit="", was_due_on=date.min, due_on=date.min, change=7, office=3,
    reason="Fair.",
)  # fmt: skip


def moved(walk, *rest: date, at=START + timedelta(days=1)):
    after = walk.calendar.with_rest_days({day: {"en": "Fair"} for day in rest})
    return deadlines_moved(walk.procedure, walk.facts, walk.calendar, after, CHANGE, at)


def test_a_last_day_that_becomes_a_day_of_rest_moves_on():
    """15 days from 28 January end on Thursday 12 February; then on Friday 13 February."""
    [event] = moved(begin("cn-2022"), date(2026, 2, 12))
    assert (event.limit, event.was_due_on, event.due_on) == (
        "register", date(2026, 2, 12), date(2026, 2, 13)
    )  # fmt: skip
    assert (event.change, event.office, event.reason) == (7, 3, "Fair.")


def test_a_day_on_the_way_moves_only_what_counts_working_days():
    assert moved(begin("cn-2022"), date(2026, 2, 4)) == ()
    found = moved(begin("uk-lgsco-2024"), date(2026, 2, 2))
    event = next(event for event in found if event.limit == "acknowledge")
    assert (event.was_due_on, event.due_on) == (date(2026, 2, 4), date(2026, 2, 5))


def test_it_is_told_once():
    walk = begin("cn-2022")
    [event] = moved(walk, date(2026, 2, 12))
    entry = Entry(walk.facts.number, 2, START, START, By(Role.SYSTEM), event)
    walk.facts = apply(walk.facts, entry)
    assert moved(walk, date(2026, 2, 12)) == ()


def test_what_began_after_the_change_never_had_another_day():
    assert moved(begin("cn-2022"), date(2026, 2, 12), at=START - timedelta(days=1)) == ()


def test_what_was_met_stays():
    walk = accepted()
    assert [e.limit for e in moved(walk, date(2026, 2, 12), date(2026, 3, 30))] == ["decide"]


def test_a_weekend_that_is_worked_rests_again():
    """14 February 2026 is a Saturday that China works instead of a day of the holidays."""
    cn = calendar("CN")
    assert cn.is_working_day(date(2026, 2, 14))
    assert not cn.with_rest_days({date(2026, 2, 14): {"en": "x"}}).is_working_day(date(2026, 2, 14))


def test_a_day_of_rest_keeps_its_official_name():
    cn = calendar("CN")
    day = date(2026, 2, 17)
    assert cn.with_rest_days({day: {"en": "x"}}).rest_name(day) == cn.rest_name(day)


@settings(max_examples=150, deadline=None)
@given(limit=limits, start=days, code=st.sampled_from(["CN", "GB-ENG", "IN", "none"]),
       added=st.sets(st.integers(0, 120), max_size=12))  # fmt: skip
def test_adding_days_of_rest_never_brings_a_deadline_nearer(limit, start, code, added):
    plain: WorkingCalendar = calendar(code)
    more = plain.with_rest_days({start + timedelta(days=n): {"en": "x"} for n in added})
    assert clock_on(limit, more, start).due_on() >= clock_on(limit, plain, start).due_on()
    assert replace(more, rest_days=plain.rest_days, swapped_days=plain.swapped_days) == plain

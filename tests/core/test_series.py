"""Series of meetings: on their day of the week, never on a day of rest, never twice."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core.series import Every, Rhythm
from tests.core.packs import calendar


def days(rhythm, code="none", many=4):
    found, after = [], rhythm.first_on - timedelta(days=1)
    for _ in range(many):
        after = rhythm.next_after(after, calendar(code))
        found.append(after)
    return [f"{day:%m-%d}" for day in found]


@pytest.mark.parametrize(("rhythm", "found"), [
    (Rhythm(date(2026, 3, 3), 1, Every.WEEKS), ["03-03", "03-10", "03-17", "03-24"]),
    (Rhythm(date(2026, 3, 3), 2, Every.WEEKS), ["03-03", "03-17", "03-31", "04-14"]),
    (Rhythm(date(2026, 3, 10), 1, Every.MONTHS), ["03-10", "04-14", "05-12", "06-09"]),
    (Rhythm(date(2026, 3, 31), 1, Every.MONTHS), ["03-31", "04-28", "05-26", "06-30"]),
    (Rhythm(date(2026, 11, 3), 3, Every.MONTHS), ["11-03", "02-02", "05-04", "08-03"]),
])  # fmt: skip
def test_the_days_of_a_series(rhythm, found):
    assert days(rhythm) == found


def test_a_day_of_rest_moves_the_meeting_and_two_never_fall_together():
    """China rests from 1 to 7 October 2026 (and works on the 10th)."""
    weekly = Rhythm(date(2026, 9, 24), 1, Every.WEEKS)
    assert days(weekly, "CN") == ["09-24", "10-08", "10-15", "10-22"]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 12), st.sampled_from(Every))
def test_it_keeps_its_day_of_the_week_and_goes_on(first, count, every):
    planned = list(islice(Rhythm(first, count, every).planned(), 12))
    assert planned[0] == first or every is Every.MONTHS
    assert {day.weekday() for day in planned} == {first.weekday()}
    assert planned == sorted(set(planned))
    weeks = {(b - a).days / 7 for a, b in pairwise(planned)}
    assert every is Every.MONTHS or weeks == {count}
    assert Rhythm(first, count, every).which in range(1, 6)

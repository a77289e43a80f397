"""Counting several things in one statement that is built once and asked at any moment."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import file

from openredress.cases.counting import ANY_DAY, ANY_MOMENT, question
from openredress.cases.models import Case

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


def test_each_is_counted_up_to_the_most_in_one_statement(cast):
    now = timezone.now()
    for days in (0, 2, 4):
        file(cast, now - days * DAYS)
    rows = Case.objects.filter(filed_at__lte=ANY_MOMENT - DAYS)
    asked = question({"old": rows, "all": Case.objects.order_by("-id"), "none": rows.none()}, 2)
    with CaptureQueriesContext(connection) as statements:
        assert asked.ask(now) == {"old": 2, "all": 2}
        assert asked.ask(now - 3 * DAYS) == {"old": 1, "all": 2}
        assert asked.ask(now - 9 * DAYS) == {"old": 0, "all": 2}
    assert len(statements) == 3


def test_days_are_counted_from_the_day_of_asking_and_other_days_left_alone(cast):
    now = timezone.now()
    file(cast, now)
    Case.objects.update(next_due_on=now.date() + 3 * DAYS)
    rows = {
        "soon": Case.objects.filter(next_due_on__lte=ANY_DAY + 3 * DAYS),
        "fixed": Case.objects.filter(next_due_on__gt=now.date() + 2 * DAYS),
    }
    asked = question(rows, 9)
    assert asked.ask(now) == {"soon": 1, "fixed": 1}
    assert asked.ask(now - DAYS) == {"soon": 0, "fixed": 1}


def test_nothing_to_ask_asks_nothing():
    with CaptureQueriesContext(connection) as statements:
        assert question({"none": Case.objects.none()}, 5).ask(timezone.now()) == {}
    assert len(statements) == 0

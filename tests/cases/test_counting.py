"""Counting several things in one statement that is built once and asked at any moment."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import accepted, file

from openredress import wall
from openredress.cases.counting import question
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.wall.asked import ANY_DAY, ANY_MOMENT

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


def test_it_is_planned_once_and_tells_each_reader_only_what_they_see(cast):
    accepted(cast)
    now = timezone.now()
    asked = question({"open": Case.objects.filter(subject__gt="%s", filed_at__lte=ANY_MOMENT)}, 9)
    theirs, others = cast.actor("roads-officer"), cast.actor("uk-head")
    Case.objects.update(subject="The road", filed_at=now - DAYS)
    for _ in range(3):
        for actor, count in ((theirs, 1), (others, 0), (Actor.petitioner(""), 0)):
            with wall.reading_as(actor):
                assert asked.ask(now) == {"open": count}
    with wall.reading_as(theirs):
        assert asked.ask(now - 3 * DAYS) == {"open": 0}
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements "
                       "WHERE statement LIKE '%%counted%%'", [])  # fmt: skip
        assert cursor.fetchall() == [(10, 0)]
    Case.objects.update(blocked=[cast.staff("roads-officer").pk])
    with wall.reading_as(theirs):
        assert asked.ask(now) == {"open": 0}


def test_readers_of_one_kind_share_a_plan_in_which_their_keys_are_no_words(cast):
    now, here = timezone.now(), accepted(cast).case.office_id
    counts = []
    for keys, staff in (([here, here + 3], 1), ([here + 1, here + 2], 2)):
        rows = Case.objects.filter(
            office__among=keys, blocked=[], is_open=True, filed_at__lte=ANY_MOMENT
        )
        asked = question({"open": rows.exclude(blocked__contains=[staff])}, 9)
        with wall.reading_as(cast.actor("roads-officer")):
            counts.append(asked.ask(now + DAYS)["open"])
    assert counts == [1, 0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements "
                       "WHERE statement LIKE '%%counted%%'", [])  # fmt: skip
        [(words,)] = cursor.fetchall()
    assert "'{}'" in words  # An index of rows in which nobody is shut out goes by this.

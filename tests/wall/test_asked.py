"""Queries that are put into SQL once find what Django would have found, whatever is asked for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import accepted, file

from openredress import wall
from openredress.cases import queries
from openredress.cases.models import Case
from openredress.offices.models import Office
from openredress.wall.asked import ANY_DAY, ANY_KEY, ANY_MOMENT, ANY_TEXT, Asked, Statement

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


def plans(like: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
                       [f"%{like}%"])  # fmt: skip
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("is_planned", [True, False])
def test_a_value_and_the_moment_take_the_place_of_what_stood_for_them(cast, is_planned):
    now = timezone.now()
    first, second = file(cast, now - 5 * DAYS), file(cast, now)
    by_key = Asked(Case.objects.filter(pk=ANY_KEY), is_planned=is_planned)
    by_text = Asked(Case.objects.filter(number=ANY_TEXT), is_planned=is_planned)
    old = Asked(
        Case.objects.filter(filed_at__lte=ANY_MOMENT - DAYS, forget_on=None).order_by("pk"),
        is_planned=is_planned,
    )
    for drive in (first, second, first):
        assert by_key(value=drive.case.pk) == [drive.case]
        assert by_text(value=drive.case.number) == [drive.case]
    assert by_key(value=0) == by_text(value="") == []
    assert old(now=now) == [first.case]
    assert old(now=now + 2 * DAYS) == [first.case, second.case]
    Case.objects.update(next_due_on=now.date())
    due = Asked(Case.objects.filter(next_due_on__lt=ANY_DAY), is_planned=is_planned)
    assert (len(due(now=now)), len(due(now=now + DAYS))) == (0, 2)


def test_rows_have_all_that_was_asked_for_with_them(cast):
    drive = accepted(cast)
    rows = queries.for_list(Case.objects.select_related("office__parent", "petitioner"))
    [found], [same] = Asked(rows)(), list(rows)
    with CaptureQueriesContext(connection) as more:
        assert found.office.parent == same.office.parent
        assert found.last_word == same.last_word
        assert hasattr(found, "petitioner") == hasattr(same, "petitioner")
    assert not more.captured_queries
    assert drive.case == found


def test_what_can_have_no_rows_is_not_asked_for():
    none = Asked(Case.objects.filter(office__among=()))
    with CaptureQueriesContext(connection) as statements:
        assert none() == []
    assert not statements.captured_queries


def test_keys_large_and_small_share_a_plan(cast):
    by_key = Asked(Office.objects.filter(pk=ANY_KEY, address=""))
    before = plans("offices_office")
    for key in (1, 70_000, 2**40):
        by_key(value=key)
    assert plans("offices_office") == before + 1


def test_officers_share_the_plan_of_a_queue_and_each_sees_their_own(cast):
    drive = accepted(cast)
    theirs, others = cast.actor("roads-officer"), cast.actor("uk-officer")
    for _ in range(3):
        for actor, numbers in ((theirs, [drive.case.number]), (others, [])):
            with wall.reading_as(actor):
                assert [case.number for case in queries.queue(actor).cases] == numbers
    assert plans('ORDER BY "cases_case"."next_due_at"') == 1


def test_a_text_that_looks_like_a_place_for_a_value_is_a_text():
    with Statement("SELECT %s, %s, 'a %%s'", ("100 %s", 7)).asked() as cursor:
        assert cursor.fetchone() == ("100 %s", 7, "a %s")

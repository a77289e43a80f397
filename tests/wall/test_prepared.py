"""What is planned once for a connection tells each reader what they may see, and nothing more."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import accepted

from openredress import wall
from openredress.cases.access import NotHere, chain_for
from openredress.core.access import Actor
from openredress.parties import receipts
from openredress.parties.models import Member
from openredress.wall import prepared as planning
from openredress.wall.prepared import prepared

pytestmark = pytest.mark.django_db


@contextmanager
def behind_the_wall(actor: Actor):
    with wall.passing(wall.Passage()), wall.seen_by(actor):
        yield


def planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def levels(actor: Actor) -> list[str]:
    return [file.case.number for file in chain_for(actor, timezone.now())]


def test_one_plan_serves_the_owner_each_petitioner_and_nobody(cast):
    first, second = accepted(cast), accepted(cast)
    one, other = (Actor.petitioner(drive.case.number) for drive in (first, second))
    for _ in range(7):  # From the sixth time on PostgreSQL plans no more.
        assert levels(one) == [first.case.number]
        for reader in (one, other):
            with behind_the_wall(reader):
                assert levels(reader) == [reader.case]
        with behind_the_wall(other), pytest.raises(NotHere):
            levels(one)
        with behind_the_wall(Actor.petitioner("")), pytest.raises(NotHere):
            levels(one)
    assert sum('FROM "cases_case"' in each for each in planned()) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM offices_state")
    assert not [each for each in planned() if each == "SELECT state FROM offices_state"]


def test_what_was_written_meanwhile_is_read(cast):
    drive = accepted(cast)
    actor = Actor.petitioner(drive.case.number)
    before = chain_for(actor, timezone.now())[0]
    drive.must("petitioner", "message", text="Two wells are dry.")
    after = chain_for(actor, timezone.now())[0]
    assert len(after.entries) > len(before.entries)
    assert after.case.version > before.case.version


def test_a_statement_that_failed_leaves_the_connection_fit(cast):
    drive = accepted(cast)
    with pytest.raises(Exception, match="no_such"), transaction.atomic(), prepared() as cursor:
        cursor.execute("SELECT no_such")
    assert levels(Actor.petitioner(drive.case.number)) == [drive.case.number]


def test_what_is_sent_is_written_down_as_any_other(cast):
    drive = accepted(cast)
    with CaptureQueriesContext(connection) as asked:
        levels(Actor.petitioner(drive.case.number))
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}


def test_behind_a_pooler_nothing_is_planned_ahead(cast):
    drive = accepted(cast)
    assert levels(Actor.petitioner(drive.case.number)) == [drive.case.number]
    assert planning._is_direct[connection.connection]
    before = planned()
    # As it is where another process answers than the one that the connection was given to.
    planning._is_direct[connection.connection] = False
    try:
        assert receipts.opens_case(drive.code) == (drive.case.number, 1)
        assert levels(Actor.petitioner(drive.case.number)) == [drive.case.number]
        assert planned() == before
    finally:
        planning._is_direct[connection.connection] = True
    assert receipts.opens_case(drive.code) == (drive.case.number, 1)
    assert any("parties_receipt" in each for each in planned())


def test_a_code_that_is_somebody_elses_as_well_opens_no_case_at_once(cast):
    drive = accepted(cast)
    kept, case = receipts.hashed(drive.code), drive.case.root_id
    Member.objects.create(case_id=case, token=b"0" * 16, code_hash=kept, sealed=b"")
    assert receipts.opens_case(drive.code) is None
